import { Agent } from 'node:http';
import { connect } from 'node:net';
import { describe, expect } from 'vitest';
import { startSimulator } from '../../lib/simulator/index.js';
import {
  APP,
  call,
  codeFor,
  ending,
  getMe,
  it,
  parsed,
  postToken,
  refusal,
  signIn,
  start,
} from './helpers/start.js';

describe('the simulator’s server', () => {
  const notFound = 'Specified api is not found, please check your url and method.';
  const byNew = refusal(404, 'InvalidAction.NotFound', notFound);
  const byOld = { status: 200, errcode: 404, errmsg: '请求的URI地址不存在' };

  it.for<[string, string, object]>([
    ['GET', '/v1.0/contact/users/somebody', byNew],
    ['GET', '/v1.0/contact/users/me/', byNew],
    ['GET', '/v1.0', byNew],
    ['GET', '/', byOld],
    ['POST', '/oauth2/userAccessToken', byOld],
    ['GET', '/v1.0.1/contact/users/me', byOld],
    ['PUT', '/oauth2/auth', byOld],
    ['POST', '/simulator/icon.svg', byOld],
  ])(
    'answers a wrong path or method as its gateway: %s %s',
    async ([method, path, answer], { simulator }) => {
      expect(parsed(await call(simulator.origins.api + path, { method }))).toEqual(answer);
    },
  );

  it('shows whoever opens its address in a browser which pages there are', async ({ simulator }) => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    for (const [language, words] of [
      ['en', 'Pages to open'],
      ['zh-CN', '可以打开的页面'],
    ] as const) {
      const headers = { accept, 'accept-language': language };
      const { status, body } = await call(`${simulator.origins.login}/`, { headers });
      expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining(`<h1>${words}</h1>`) });
      for (const path of ['/simulator/admin-console', '/simulator/directory']) {
        expect(body).toContain(`href="${path}"`);
        expect((await call(simulator.origins.login + path)).status).toBe(200);
      }
    }
    expect(simulator.requests).toEqual([]);
  });

  it('lists what reached it, in order, with the connection it came on', async ({ simulator }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const token = '/v1.0/oauth2/userAccessToken?a=%20b';
    await call(simulator.origins.api + token, { method: 'POST', body: '{"你":1}', agent });
    await call(`${simulator.origins.api}/v1.0/contact/users/me`, { headers: { 'X-Extra': 'yes' }, agent });
    await call(`${simulator.origins.login}/oauth2/auth`);
    await call(`${simulator.origins.oapi}/nothing`, { agent });
    await call(`${simulator.origins.oapi}/simulator/icon.svg`);
    agent.destroy();
    expect(simulator.requests).toMatchObject([
      { endpoint: 'userAccessToken', method: 'POST', url: token, body: '{"你":1}', connection: 1 },
      { endpoint: 'me', method: 'GET', headers: { 'x-extra': 'yes' }, body: '', connection: 1 },
      { endpoint: 'authorize', url: '/oauth2/auth', connection: 2 },
      { endpoint: undefined, url: '/nothing', connection: 1 },
    ]);
  });

  it('keeps the latest 10,000 requests', async ({ simulator }) => {
    const socket = connect(Number(new URL(simulator.origins.api).port), '127.0.0.1');
    const total = 10_005;
    const oneByOne = Array.from(
      { length: total },
      (_, index) => `GET /${index} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    socket.resume();
    socket.write(oneByOne.join(''));
    const lastUrl = () => simulator.requests.at(-1)?.url;
    await expect.poll(lastUrl).toBe(`/${total - 1}`);
    socket.destroy();
    expect(simulator.requests.length).toBe(10_000);
    expect(simulator.requests[0]?.url).toBe('/5');
  });

  it('keeps no more than 32 MiB of bodies, those that came last', async ({ simulator }) => {
    const body = 'x'.repeat(64 * 1024);
    for (let nth = 0; nth < 600; nth += 1) {
      await (await fetch(`${simulator.origins.api}/${nth}`, { method: 'POST', body })).text();
    }
    expect(simulator.requests).toHaveLength(512);
    expect(simulator.requests.at(-1)?.url).toBe('/599');
  });

  it('reads no body over 64 KiB and lives on', async ({ simulator }) => {
    const answer = await postToken(simulator, { code: codeFor(simulator), padding: 'x'.repeat(3_000_000) });
    expect(answer.status).toBe(413);
    expect(simulator.requests[0]?.body.length).toBe(64 * 1024);
    const fits = await postToken(simulator, { code: codeFor(simulator), padding: 'x'.repeat(60_000) });
    expect(fits.status).toBe(200);
  });

  it.for<[string, number]>([
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['192.168.0.7:80', 403],
    ['localhost:80:80', 403],
    ['localhost', 200],
    ['LOCALHOST:3000', 200],
    ['127.0.0.1', 200],
    ['127.1.2.3:9', 200],
    ['[::1]:80', 200],
  ])('answers the Host %j with %i', async ([host, expected], { simulator }) => {
    const headers = { host, 'x-acs-dingtalk-access-token': (await signIn(simulator)).accessToken };
    const { status, body } = await call(`${simulator.origins.api}/v1.0/contact/users/me`, { headers });
    expect([status, body.includes('unionId')]).toEqual([expected, expected === 200]);
  });

  it('refuses a request that names no host', async ({ simulator }) => {
    const socket = connect(Number(new URL(simulator.origins.api).port), '127.0.0.1');
    socket.end('GET /v1.0/contact/users/me HTTP/1.0\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('listens on the loopback interface only', async ({ simulator }) => {
    expect(simulator.origins.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const other = simulator.origins.api.replace('127.0.0.1', '127.0.0.2');
    await expect(call(other)).rejects.toThrow('ECONNREFUSED');
  });

  it('takes the port it is told, and rejects when somebody has it', async () => {
    const first = await start();
    const port = Number(new URL(first.origins.api).port);
    await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await start({ port });
    expect(second.origins).toEqual(first.origins);
  });

  it('ends every connection at once when closed, answered or not, as often as one likes', async () => {
    const simulator = await start();
    simulator.fail('me', { delayMs: Number.POSITIVE_INFINITY });
    simulator.fail('userAccessToken', { body: '{"accessToken":"…"}', after: ending(3, 'stall') });
    const agent = new Agent({ keepAlive: true });
    await call(`${simulator.origins.login}/oauth2/auth`, { agent });
    const waiting = call(`${simulator.origins.api}/v1.0/contact/users/me`, { agent });
    const stalled = postToken(simulator, {});
    // Neither idle nor answered, it would be waited for longer than this test is.
    const half = connect(Number(new URL(simulator.origins.api).port), '127.0.0.1').on('error', () => {});
    half.write('GET / HTTP/1.1\r\n');
    await expect.poll(() => simulator.requests.length).toBe(3);
    await Promise.all([simulator.close(), simulator.close()]);
    await simulator.close();
    await expect(waiting).rejects.toThrow('socket hang up');
    expect((await stalled.catch(() => ({ isWhole: false }))).isWhole).toBe(false);
    await expect(getMe(simulator, 'x')).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });

  it('says what went wrong when the clock it was given throws', async () => {
    let isBroken = false;
    const clock = () => {
      if (isBroken) throw new Error('no time');
      return 0;
    };
    const simulator = await start({ clients: [APP], clock });
    const code = codeFor(simulator);
    isBroken = true;
    expect(parsed(await postToken(simulator, { code }))).toEqual(
      refusal(500, 'unknownError', '未知错误: Error: no time'),
    );
  });
});
