import { execFile } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { makeAgent } from '../../lib/dingtalk/idle-connections.js';
import { trustedCertificate } from '../helpers/certificate.js';
import { heardOn } from '../helpers/heard.js';
import { answer, type Respond, startRawServer } from '../helpers/raw-server.js';

async function start(respond: Respond, setup?: Parameters<typeof startRawServer>[1]) {
  const server = await startRawServer(respond, setup);
  // Node's own word on each request that goes out.
  const sent = heardOn<{ request: { agent: http.Agent } }>('http.client.request.start');
  const agents = () => new Set(sent.map(({ request }) => request.agent));
  const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api: server.origin } });
  return { server, client, agents };
}

const person = (headers = {}) => answer(200, { unionId: 'u' }, headers);
const idleIn = (agents: () => Iterable<http.Agent>) =>
  [...agents()].flatMap(({ freeSockets }) => Object.values(freeSockets).flatMap((sockets) => sockets ?? []));

describe('an idle connection', () => {
  it.each([
    ['nothing', {}, 60_000],
    ['a number of requests', { 'Keep-Alive': 'max=100' }, 60_000],
    ['five seconds', { 'Keep-Alive': 'timeout=5' }, 4000],
    ['65 seconds and a number of requests', { 'Keep-Alive': 'max=100, timeout=65' }, 64_000],
    ['ten minutes, in other letters', { 'keep-alive': 'Timeout=600' }, 599_000],
    ['longer than timers count', { 'Keep-Alive': 'timeout=99999999999' }, 2 ** 31 - 1],
    ['nonsense', { 'Keep-Alive': 'timeout=soon' }, 60_000],
  ])('is kept a second less than the server says, or a minute: it says %s', async (_what, headers, ms) => {
    const { client, agents } = await start((socket) => socket.write(person(headers)));
    await client.me('a-token');
    await expect.poll(() => idleIn(agents)).toHaveLength(1);
    expect(idleIn(agents)[0]?.timeout).toBe(ms);
  });

  it.each(['timeout=1', 'timeout=0'])('is not kept at all when the server says %s', async (hint) => {
    const { client, server } = await start((socket) => socket.write(person({ 'Keep-Alive': hint })));
    await client.me('a-token');
    await expect.poll(() => server.open()).toBe(0);
  });

  it('is closed by us before the server would', async () => {
    const { client, server, agents } = await start((socket) => socket.write(person()));
    await client.me('a-token');
    await expect.poll(() => idleIn(agents)).toHaveLength(1);
    expect(server.open()).toBe(1);
    // What Node says when nothing has come for the time that the connection was given.
    idleIn(agents)[0]?.emit('timeout');
    await expect.poll(() => server.open()).toBe(0);
    await client.me('a-token');
    expect(server.accepted()).toBe(2);
  });

  it('is not closed while a request is on it, however long that takes', async () => {
    const { client, server, agents } = await start((socket) => {
      if (server.received.length === 1) {
        socket.write(person());
        return;
      }
      // What Node says of a connection on which nothing has come for as long as it may stand idle.
      for (const agent of agents())
        for (const busy of Object.values(agent.sockets).flat()) busy?.emit('timeout');
      socket.write(person());
    });
    await client.me('a-token');
    await client.me('a-token');
    expect([server.received.length, server.accepted()]).toEqual([2, 1]);
  });

  it('is used the newest first, and no more than twenty to a host are kept', async () => {
    const waiting: Socket[] = [];
    const numbers = new Map<Socket, number>();
    const by: (number | undefined)[] = [];
    let isHeld = true;
    const { client, server, agents } = await start(
      (socket) => {
        by.push(numbers.get(socket));
        if (isHeld) waiting.push(socket);
        else socket.write(person());
      },
      { accept: (socket) => numbers.set(socket, numbers.size + 1) },
    );
    const calls = Array.from({ length: 25 }, () => client.me('a-token'));
    await expect.poll(() => waiting).toHaveLength(25);
    for (const socket of waiting) socket.write(person());
    await Promise.all(calls);
    await expect.poll(() => server.open()).toBe(20);
    expect(idleIn(agents)).toHaveLength(20);

    isHeld = false;
    const newest = idleIn(agents).at(-1)?.localPort;
    for (let turn = 0; turn < 3; turn += 1) await client.me('a-token');
    expect(new Set(by.slice(25)).size).toBe(1);
    const used = [...numbers].find(([, number]) => number === by.at(-1))?.[0];
    expect(used?.remotePort).toBe(newest);
  });

  it('that is closing is not handed out', async () => {
    const sockets: Socket[] = [];
    const { client, agents, server } = await start((socket) => socket.write(person()), {
      accept: (socket) => sockets.push(socket),
    });
    await Promise.all([client.me('a-token'), client.me('a-token')]);
    await expect.poll(() => idleIn(agents)).toHaveLength(2);
    idleIn(agents).at(-1)?.destroy();
    await client.me('a-token');
    expect([server.received.length, server.accepted()]).toEqual([3, 2]);
  });
});

describe('each client', () => {
  it('has an agent of its own', async () => {
    const { client, server, agents } = await start((socket) => socket.write(person()));
    await client.me('a-token');
    await new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api: server.origin } }).me(
      'a-token',
    );
    expect(agents().size).toBe(2);
    expect(agents()).not.toContain(http.globalAgent);
  });

  it('trusts what Node’s global agent was told to trust', async () => {
    const certificate = await trustedCertificate();
    const { server, client } = await start((socket) => socket.write(person()), { certificate });
    expect((await client.me('a-token')).unionId).toBe('u');
    certificate.forget();
    const other = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api: server.origin } });
    await expect(other.me('a-token')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
  });

  it('uses a global agent of another class, with which a proxy may have been set up', async () => {
    class ProxyAgent extends http.Agent {}
    const proxy = new ProxyAgent({ keepAlive: true });
    const { globalAgent } = http;
    http.globalAgent = proxy;
    onTestFinished(() => {
      http.globalAgent = globalAgent;
      proxy.destroy();
    });
    const { client, agents } = await start((socket) => socket.write(person()));
    await client.me('a-token');
    expect([...agents()]).toEqual([proxy]);
    expect(makeAgent('https:')).not.toBe(https.globalAgent);
  });
});

it('connections that are idle, or wait, keep no process alive', async () => {
  const { server } = await start((socket) => socket.write(person({ 'Keep-Alive': 'timeout=600' })));
  // The built package in a process of its own, which has to end by itself.
  const script = `
    import { DingTalkClient } from 'passport-dingtalk-oauth2';
    const api = process.argv[1];
    const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api, oapi: api } });
    await client.me('a-token');
    const other = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api, oapi: api } });
    other.preconnect();
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log('done');`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, server.origin],
    { timeout: 30_000 },
  );
  expect(stdout).toBe('done\n');
  await expect.poll(() => server.accepted()).toBe(2);
});
