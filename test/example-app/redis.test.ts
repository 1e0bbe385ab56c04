import supertest from 'supertest';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { LogEntry } from '../../example-app/config.js';
import { connectRedis, type RedisSessions } from '../../example-app/sessions.js';
import { type ExampleApp, signIn, startExampleApp, type Visitor } from '../helpers/example-app.js';
import { startExampleServer } from '../helpers/example-server.js';
import { freePort } from '../helpers/free-port.js';
import { describeWithRedis, type RedisServer, startRedis } from '../helpers/redis.js';
import { decide } from '../helpers/visitor.js';

describeWithRedis('sessions in Redis', () => {
  let redis: RedisServer;
  const running: { app: ExampleApp; sessions: RedisSessions }[] = [];
  const log: LogEntry[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    redis.resume();
    for (const { app, sessions } of running.splice(0)) {
      await app.close();
      await sessions.close();
    }
    log.length = 0;
  });
  afterAll(() => redis.stop());

  async function start(): Promise<{ app: ExampleApp; sessions: RedisSessions; visitor: Visitor }> {
    const sessions = await connectRedis(redis.url, (entry) => log.push(entry));
    const app = await startExampleApp({ app: { sessionStore: sessions.store } });
    running.push({ app, sessions });
    return { app, sessions, visitor: app.visitor() };
  }

  it('that hang end in an error page while they do', async () => {
    const { app, visitor } = await start();
    await signIn(app, visitor);
    redis.pause();
    const { text, headers } = await visitor.get('/profile').expect(503);
    expect(text).toContain('<h1>We cannot check who you are right now</h1>');
    expect(text).toContain('REDIS_URL');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(app.log).toEqual([
      expect.objectContaining({ kind: 'sessions-unavailable', error: expect.stringContaining('3000 ms') }),
    ]);
    redis.resume();
    await visitor.get('/profile').expect(200);
  });

  it('whose Redis is gone fail at once, and come back with it', async () => {
    const own = await startRedis();
    const sessions = await connectRedis(own.url, (entry) => log.push(entry));
    const app = await startExampleApp({ app: { sessionStore: sessions.store } });
    running.push({ app, sessions });
    const visitor = app.visitor();
    await signIn(app, visitor);

    await own.stop();
    await visitor.get('/profile').expect(503);
    await visitor.get('/auth/dingtalk').expect(503);
    // Without waiting for an answer first.
    expect(app.log.map(({ error }) => error).join()).not.toContain('3000 ms');
    await visitor.get('/assets/style.css').expect(200);

    await expect.poll(() => log.map(({ message }) => message).join()).toContain('ECONNREFUSED');
    const again = await startRedis(own.port);
    await expect
      .poll(async () => (await visitor.get('/auth/dingtalk')).status, { timeout: 10_000 })
      .toBe(302);
    await app.close();
    await sessions.close();
    running.pop();
    await again.stop();
  });

  it('are as good over a restart of the process', async () => {
    const env = { REDIS_URL: redis.url, SESSION_SECRET: 'the same secret before and afterwards' };
    const first = await startExampleServer({ env });
    const visitor = supertest.agent(first.url);
    const consent = String((await visitor.get('/auth/dingtalk').expect(302)).headers.location);
    const { pathname, search } = await decide(consent);
    const answer = await visitor.get(pathname + search).expect(303);
    const [cookie = ''] = /\bsid=[^;]+/.exec(String(answer.headers['set-cookie'])) ?? [];
    expect(await first.stop()).toBe(0);

    const second = await startExampleServer({ env });
    await supertest(second.url)
      .get('/profile')
      .set('Cookie', cookie)
      .expect(200, /Refresh tokens/);
    expect(await second.stop()).toBe(0);
  });

  it('cannot be had where nobody listens, which is said at once', async () => {
    const port = await freePort();
    await expect(connectRedis(`redis://:hunter2@127.0.0.1:${port}`, () => {})).rejects.toThrow(
      `Redis at 127.0.0.1:${port} cannot be used (REDIS_URL): connect ECONNREFUSED 127.0.0.1:${port}.`,
    );
  });

  it('cannot be had from a Redis that hangs, which is said while it does', async () => {
    const redis = await startRedis();
    redis.pause();
    await expect(connectRedis(redis.url, () => {})).rejects.toThrow(/cannot be used .* 3000 ms/);
    await redis.stop();
  });
});
