import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, runExampleServer, startExampleServer } from '../helpers/example-server.js';
import { listen } from '../helpers/start.js';
import { decide } from '../helpers/visitor.js';

describe('npm start without any setup', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await startExampleServer();
  });
  afterAll(() => server.stop());

  it('prints an address where one can sign in', async () => {
    const { url, output } = server;
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    const visitor = supertest.agent(url);
    const begun = await visitor.get('/auth/dingtalk').expect(302);
    const consent = String(begun.headers.location);
    expect(output).toContain(`simulated DingTalk, ${new URL(consent).origin}`);
    const page = await (await fetch(consent, { headers: { 'Accept-Language': 'en' } })).text();
    expect(page).toContain('Agree');
    const { origin, pathname, search } = await decide(consent);
    expect(origin).toBe(url);
    await visitor
      .get(pathname + search)
      .expect(303)
      .expect('Location', '/profile');
    await visitor.get('/profile').expect(200, /Refresh tokens.*店长/s);
  });

  it('opens the admin page and pages inside DingTalk at the simulator', async () => {
    const { url, output } = server;
    const [, simulator = ''] = /simulated DingTalk, (\S+)/.exec(output) ?? [];
    const entry = await (await fetch(`${simulator}/simulator/admin-console`)).text();
    const [, path = ''] = /href="(\/simulator\/admin-console\?[^"]+)"/.exec(entry) ?? [];
    const opened = await fetch(simulator + path.replaceAll('&amp;', '&'), { redirect: 'manual' });
    const page = new URL(opened.headers.get('location') ?? '');
    expect(page.origin).toBe(url);
    const visitor = supertest.agent(url);
    await visitor.get(page.pathname + page.search).expect(303);
    await visitor.get('/admin').expect(200, /You administer 星河茶社/);

    const home = await supertest(url).get('/').set('User-Agent', 'DingTalk/7.6.0').expect(200);
    expect(home.text).toContain(`src="${simulator}/simulator/dd.js"`);
    expect(home.text).toContain('data-corp-id="ding00000000000000000000000teahouse"');
  });

  it('can be opened by number as well as by name', async () => {
    const url = server.url.replace('localhost', '127.0.0.1');
    const { headers } = await supertest(url).get('/auth/dingtalk').expect(302);
    const page = await fetch(String(headers.location));
    expect(page.status).toBe(200);
    expect(new URL(String(headers.location)).searchParams.get('redirect_uri')).toContain('127.0.0.1');
  });
});

describe('npm start', () => {
  it('goes to the real DingTalk with credentials, and starts no simulator', async () => {
    const env = { DINGTALK_CLIENT_ID: 'dingreal', DINGTALK_CLIENT_SECRET: 'real-secret' };
    const { url, output } = await startExampleServer({ env });
    expect(output).toContain('Signing in at the real DingTalk.');
    expect(output).not.toMatch(/simulated|real-secret/);
    const home = await supertest(url)
      .get('/')
      .expect(200, /Signing in at the real DingTalk/);
    expect(home.text).toContain(`${url}/auth/dingtalk/callback`);
    const { headers } = await supertest(url).get('/auth/dingtalk').expect(302);
    expect(headers.location).toMatch(/^https:\/\/login\.dingtalk\.com\/oauth2\/auth\?.*client_id=dingreal/);
  });

  it('reads .env of the folder it is started in, but the environment wins', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'example-app-'));
    const file =
      'DINGTALK_CLIENT_ID=from-file\nDINGTALK_CLIENT_SECRET=s\nDINGTALK_REGION=cn\nDINGTALK_SCOPE=openid\n';
    await writeFile(join(cwd, '.env'), file);
    const { url } = await startExampleServer({ cwd, env: { DINGTALK_REGION: 'intl' } });
    const { headers } = await supertest(url).get('/auth/dingtalk').expect(302);
    const { host, searchParams } = new URL(String(headers.location));
    expect([host, searchParams.get('client_id'), searchParams.get('scope')]).toEqual([
      'login.dingtalk.io',
      'from-file',
      'openid',
    ]);
    await rm(cwd, { recursive: true });
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('ends cleanly on %s, connections or not', async (signal) => {
    // An idle connection never ends by itself there, nor because stopping has taken too long.
    const preload = `
      import http from 'node:http';
      import { syncBuiltinESMExports } from 'node:module';
      const { createServer } = http;
      const patient = { keepAliveTimeout: 0, closeAllConnections() {} };
      http.createServer = (...args) => Object.assign(createServer(...args), patient);
      syncBuiltinESMExports();`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
    const server = await startExampleServer({ env });
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(server.url, { agent }), 'response');
    await once(response.resume(), 'end');
    expect(await server.stop(signal)).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow();
    agent.destroy();
  });

  it('says in one line that the port is taken', async () => {
    const { port } = new URL((await listen(createServer())).origin);
    const { code, stderr } = await runExampleServer({ env: { PORT: port } });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Port ${port} is taken. Stop what uses it, or choose another: PORT=3001 npm start\n`,
    });
  });

  it.each([
    [{ DINGTALK_CLIENT_ID: 'x' }, /^DINGTALK_CLIENT_ID is set but DINGTALK_CLIENT_SECRET is not\..*\n$/],
    [
      { REDIS_URL: 'redis://127.0.0.1:1' },
      /^Redis at 127\.0\.0\.1:1 cannot be used \(REDIS_URL\): .*ECONNREFUSED.*\n$/,
    ],
  ])('says in one line what is wrong with %j', async (env, message) => {
    const { code, stderr } = await runExampleServer({ env: { PORT: '0', ...env } });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
