import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { describeWithRedis, type RedisServer, startRedis } from '../helpers/redis.js';

const clientId = 'dingprocesses';
const clientSecret = 'secret-of-the-processes';
const redirectUri = 'https://example.com/callback';

describeWithRedis('an application of four processes that share a Redis', () => {
  let simulator: Simulator;
  let redis: RedisServer;
  let processes: ChildProcess[] = [];
  let ports: number[] = [];

  beforeEach(async () => {
    redis = await startRedis();
    simulator = await startSimulator({
      clients: [{ clientId, clientSecret, redirectUrls: [redirectUri] }],
      organizations: [{ corpId: 'dingcorp', name: 'Corp', members: [{ unionId: 'union', userId: 'user' }] }],
      people: [{ unionId: 'union', nick: 'Nick', organizations: ['dingcorp'] }],
    });
  });
  afterEach(async () => {
    for (const each of processes) each.kill('SIGKILL');
    processes = [];
    await Promise.all([simulator.close(), redis.stop()]);
  });

  async function startProcesses(): Promise<void> {
    const options = {
      clientID: clientId,
      clientSecret,
      callbackURL: redirectUri,
      origins: simulator.origins,
      // Of this machine too much may be asked for a moment.
      timeoutMs: 30_000,
    };
    const argument = JSON.stringify({ options, redisUrl: redis.url });
    const script = new URL('../helpers/sign-in-process.mjs', import.meta.url);
    processes = Array.from({ length: 4 }, () => fork(script, [argument], { execArgv: [] }));
    ports = await Promise.all(processes.map(async (each) => (await once(each, 'message'))[0] as number));
  }

  async function signIn(port: number): Promise<unknown> {
    const url = simulator.authorize({ clientId, redirectUri, unionId: 'union' });
    const response = await fetch(`http://127.0.0.1:${port}/callback${new URL(url).search}`);
    return response.json();
  }

  /** Signs somebody in with each process at the same moment. */
  const signInEverywhere = () => Promise.all(ports.map(signIn));

  const asked = () => simulator.requests.filter(({ endpoint }) => endpoint === 'accessToken').length;
  const everybody = Array.from({ length: 4 }, () => ({ userId: 'user' }));

  it('asks DingTalk for no more than one app token each, though all sign people in at once', async () => {
    await startProcesses();
    const many = await Promise.all(Array.from({ length: 5 }, signInEverywhere));
    expect(many).toEqual(Array.from({ length: 5 }, () => everybody));
    expect(await signInEverywhere()).toEqual(everybody);
    expect(asked()).toBeLessThanOrEqual(4);
  });

  it('signs people in though the Redis hangs, or is gone', async () => {
    await startProcesses();
    redis.pause();
    expect(await signInEverywhere()).toEqual(everybody);
    // Each fetched its own; from now on none of them needs the store.
    expect(asked()).toBe(4);
    redis.resume();
    await redis.stop();
    expect(await signInEverywhere()).toEqual(everybody);
    expect(asked()).toBe(4);
  });

  it('signs people in though the Redis is full', async () => {
    const client = await createClient({ url: redis.url }).connect();
    await client.configSet('maxmemory', '1');
    await expect(client.set('key', 'value')).rejects.toThrow('OOM');
    client.destroy();
    await startProcesses();
    expect(await signInEverywhere()).toEqual(everybody);
    expect(await signInEverywhere()).toEqual(everybody);
    expect(asked()).toBe(4);
  });
});
