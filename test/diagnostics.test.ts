import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import { inspect, promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  DingTalkAdminStrategy,
  type DingTalkCallEvent,
  DingTalkClient,
  DingTalkInAppStrategy,
  type DingTalkSignInEvent,
} from '../lib/index.js';
import { startCodeApp } from './helpers/code-app.js';
import { heardOn } from './helpers/heard.js';
import { hasHeavyPackages } from './helpers/heavy.js';
import { hostileAnswers } from './helpers/hostile-answers.js';
import { echoes, forms, visible } from './helpers/leaks.js';
import { answer, inTurn, type Respond, startRawServer } from './helpers/raw-server.js';
import { person, type SignInAppOptions, startSignInApp } from './helpers/sign-in-app.js';

const listen = <Event>(name: 'call' | 'sign-in') => heardOn<Event>(`passport-dingtalk-oauth2:${name}`);

async function startServer(respond: Respond) {
  const server = await startRawServer(respond);
  const origins = { api: server.origin, oapi: server.origin };
  const client = new DingTalkClient({ clientID: 'c', clientSecret: 's3cret', origins, timeoutMs: 30_000 });
  return { server, client, host: new URL(server.origin).host };
}

describe('each call to DingTalk', () => {
  it('is told of, with all there is to know', async () => {
    const calls = listen<DingTalkCallEvent>('call');
    const answers = [
      answer(200, { accessToken: 'a', expireIn: 7200 }),
      answer(400, { code: 'invalidParameter.authCode.notFound', requestid: 'REQ-2', message: 'x' }),
      answer(200, { errcode: 0, result: { userid: 'u', contact_type: 0 }, request_id: 'req3' }),
      answer(200, { nick: 'nobody' }),
    ];
    const { client, host } = await startServer(inTurn(...answers));
    await client.exchangeCode('code');
    await client.exchangeCode('code').catch(() => {});
    await client.userByUnionId('app-token', 'union');
    await client.me('token').catch(() => {});
    const told = { durationMs: expect.any(Number), attempt: 1, reused: true };
    const none = { code: undefined, requestId: undefined };
    const exchange = {
      operation: 'exchanging the authorization code',
      endpoint: `POST ${host}/v1.0/oauth2/userAccessToken`,
    };
    expect(calls).toEqual([
      { ...told, ...exchange, status: 200, ...none, reused: false },
      { ...told, ...exchange, status: 400, code: 'DINGTALK_CODE_REJECTED', requestId: 'REQ-2' },
      {
        ...{ ...told, operation: 'looking the person up in the directory', status: 200 },
        ...{ endpoint: `POST ${host}/topapi/user/getbyunionid`, code: undefined, requestId: 'req3' },
      },
      {
        ...{ ...told, operation: "reading the person's profile", status: 200, requestId: undefined },
        ...{ endpoint: `GET ${host}/v1.0/contact/users/me`, code: 'DINGTALK_INVALID_RESPONSE' },
      },
    ]);
    for (const { durationMs } of calls) expect(durationMs).toBeGreaterThan(0);
  });

  it('is told of twice when it is repeated', async () => {
    const calls = listen<DingTalkCallEvent>('call');
    const tokens = answer(200, { accessToken: 'a', expireIn: 7200 });
    const { client } = await startServer(inTurn(tokens, (socket) => socket.destroy(), tokens));
    await client.exchangeCode('first');
    await client.exchangeCode('second');
    expect(calls.map(({ attempt, reused, code, status }) => [attempt, reused, code, status])).toEqual([
      [1, false, undefined, 200],
      [1, true, 'DINGTALK_NETWORK', undefined],
      [2, false, undefined, 200],
    ]);
  });

  it('is told of in the asynchronous context of whoever made it, whose connection it is though not', async () => {
    const storage = new AsyncLocalStorage<number>();
    const seen: unknown[] = [];
    const note = () => seen.push(storage.getStore());
    diagnostics.subscribe('passport-dingtalk-oauth2:call', note);
    onTestFinished(() => void diagnostics.unsubscribe('passport-dingtalk-oauth2:call', note));
    const { client } = await startServer((socket) =>
      socket.write(answer(200, { unionId: 'u', accessToken: 'a' })),
    );
    storage.run(1, () => client.preconnect());
    await storage.run(2, () => client.exchangeCode('c'));
    await storage.run(3, () => client.me('a'));
    expect(seen).toEqual([2, 3]);
  });

  it('is told of without a secret, code or token, whatever DingTalk answers', async () => {
    const calls = listen<DingTalkCallEvent>('call');
    await fc.assert(
      fc.asyncProperty(visible, visible, visible, async (clientSecret, sent, token) => {
        // What DingTalk was told it may say again; the new token stands where a token does, and nowhere else before.
        const secrets = [clientSecret, sent, token];
        const echo = echoes([clientSecret, sent]);
        const bad = hostileAnswers(echo).filter(({ code: expected }) => expected !== 'DINGTALK_TIMEOUT');
        const quoting = ['request_id', 'requestid', 'RequestId'].map((name) => ({
          name,
          respond: ((socket) =>
            socket.write(
              answer(200, {
                ...{ [name]: `${echo} ${token}`, unionId: 'u', accessToken: token, expireIn: 1 },
                ...{ errcode: 0, result: { userid: 'u', contact_type: 0 } },
              }),
            )) as Respond,
        }));
        await Promise.all(
          [...bad, ...quoting].map(async ({ respond }) => {
            const server = await startRawServer(respond);
            const origins = { api: server.origin, oapi: server.origin };
            // No time to ask again what is refused as too often.
            const client = new DingTalkClient({ clientID: 'c', clientSecret, origins, timeoutMs: 1000 });
            for (const call of [
              () => client.exchangeCode(sent),
              () => client.refresh(sent),
              () => client.me(sent),
              () => client.userByUnionId(sent, 'union'),
              () => client.inAppUser(sent, sent),
            ])
              await call().catch(() => {});
            await server.close();
          }),
        );
        const told = inspect(calls, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity });
        for (const secret of secrets.flatMap(forms)) {
          expect(told.toLowerCase()).not.toContain(secret.toLowerCase());
        }
        expect(calls.length).toBeGreaterThan(5 * bad.length);
        calls.length = 0;
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it('is printed with NODE_DEBUG=dingtalk, in a line without secrets', async () => {
    const { server, host } = await startServer((socket, request) => {
      if (request.startsWith('GET'))
        socket.write(answer(403, { code: 'Forbidden', message: 'x', requestid: 'REQ' }));
      else socket.write(answer(200, { accessToken: 'secret-token', expireIn: 7200 }));
    });
    // The built package in a process of its own, since NODE_DEBUG is read once.
    const script = `
      import { DingTalkClient } from 'passport-dingtalk-oauth2';
      const client = new DingTalkClient({ clientID: 'c', clientSecret: 's3cret-of-the-client', origins: { api: process.argv[1] } });
      client.preconnect();
      await client.exchangeCode('secret-code');
      await client.me('secret-token').catch(() => {});`;
    const run = (env: object) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, server.origin], {
        env: { ...process.env, NODE_OPTIONS: '', ...env },
      });
    const { stderr } = await run({ NODE_DEBUG: 'dingtalk' });
    const lines = stderr
      .trim()
      .replace(/^DINGTALK \d+: /gm, '')
      .replace(/\d+ ms/g, 'N ms')
      .split('\n');
    expect(lines).toEqual([
      `POST ${host}/v1.0/oauth2/userAccessToken: 200, N ms, new connection`,
      `GET ${host}/v1.0/contact/users/me: 403, N ms, DINGTALK_REFUSED, reused connection, request REQ`,
    ]);
    expect((await run({ NODE_DEBUG: '' })).stderr).toBe('');
  });
});

describe('the end of each sign-in', () => {
  it('is printed with NODE_DEBUG=dingtalk, with the reason of an invalid state', async () => {
    const script = `
      import { DingTalkStrategy } from 'passport-dingtalk-oauth2';
      const options = { clientID: 'c', clientSecret: 's', callbackURL: 'https://app.example/callback' };
      const strategy = Object.create(new DingTalkStrategy(options, () => {}));
      strategy.fail = () => {};
      strategy.authenticate({ method: 'GET', url: '/callback?code=secret&state=y', headers: {}, session: {} });`;
    const { stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        env: { ...process.env, NODE_OPTIONS: '', NODE_DEBUG: 'dingtalk' },
      },
    );
    expect(stderr).toMatch(/^DINGTALK \d+: sign-in \(browser\): state-invalid, no-cookie, \d+ ms\n$/);
  });

  async function browser(setup: SignInAppOptions = {}) {
    const app = await startSignInApp(setup);
    const signIns = listen<DingTalkSignInEvent>('sign-in');
    const visitor = app.visitor();
    return { app, signIns, visitor, signIn: async () => app.signIn(visitor) };
  }
  const outcomes = (signIns: DingTalkSignInEvent[]) => signIns.map(({ outcome }) => outcome);

  it('is told of in the browser', async () => {
    const { app, signIns, visitor, signIn } = await browser();
    const began = performance.now();
    await signIn();
    expect(signIns).toStrictEqual([{ via: 'browser', outcome: 'signed-in', durationMs: expect.any(Number) }]);
    expect(signIns[0]?.durationMs).toBeGreaterThan(0);
    expect(signIns[0]?.durationMs).toBeLessThan(performance.now() - began);

    await app.finish(visitor, '/callback?code=x&state=y');
    expect(signIns[1]).toMatchObject({ outcome: 'state-invalid', reason: 'unknown' });
    await app.finish(visitor, '/callback?code=a&code=b');
    app.simulator.fail('me', { status: 503, body: '' }, 2);
    await signIn();
    const used = await app.agree(visitor);
    app.simulator.fail('userAccessToken', {
      ...{ status: 400, body: { code: 'invalidParameter.authCode.notFound', message: 'x' } },
    });
    await app.finish(visitor, used);
    expect(outcomes(signIns)).toEqual([
      ...['signed-in', 'state-invalid', 'callback-malformed', 'DINGTALK_UNAVAILABLE', 'code-rejected'],
    ]);
    expect(new Set(signIns.map(({ via }) => via))).toEqual(new Set(['browser']));
  });

  it('is published by the other methods, which keep their connections', async () => {
    const signIns = listen<DingTalkSignInEvent>('sign-in');
    const { server } = await startServer((socket, request) => {
      const body = request.includes('getuserinfo')
        ? { errcode: 0, result: { userid: 'u', unionid: 'union' } }
        : {
            accessToken: 'a',
            expireIn: 7200,
            corpId: request.includes('code=other') ? 'other' : 'dingcorp',
            userId: 'u',
            isAdmin: true,
          };
      socket.write(answer(200, body));
    });
    const origins = { api: server.origin, oapi: server.origin };
    const app = await startCodeApp();
    app.use(
      '/in-app',
      new DingTalkInAppStrategy({ clientID: 'c', clientSecret: 's', origins }, (profile, done) =>
        done(null, profile),
      ),
    );
    app.use(
      '/admin',
      new DingTalkAdminStrategy({ corpId: 'dingcorp', ssoSecret: 's', origins }, (profile, done) =>
        done(null, profile),
      ),
    );
    const post = (code: unknown, site = 'same-origin') =>
      app.send('/in-app', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': site },
        body: JSON.stringify({ code }),
      });
    const open = async (path: string) => {
      const [response] = await once(http.get(app.origin + path), 'response');
      await once(response.resume(), 'end');
    };
    await post('a');
    await post('a');
    await post('b', 'cross-site');
    await open('/admin?code=a');
    await open('/admin');
    await open('/admin?code=other');
    expect(signIns.map(({ via, outcome }) => [via, outcome])).toEqual([
      ['in-app', 'signed-in'],
      ['in-app', 'code-rejected'],
      ['in-app', 'origin-not-allowed'],
      ['admin', 'signed-in'],
      ['admin', 'code-missing'],
      ['admin', 'organization-not-allowed'],
    ]);
    // An agent for each method.
    expect(server.accepted()).toBe(2);
  });

  it.skipIf(!hasHeavyPackages)('is told of in Logto', async () => {
    const { createDingTalkConnector } = await import('../lib/logto-bridge.js');
    const signIns = listen<DingTalkSignInEvent>('sign-in');
    let status = 200;
    const { server } = await startServer((socket) =>
      socket.write(
        answer(status, status === 200 ? { accessToken: 'a', unionId: 'u' } : { code: 'x', message: 'y' }),
      ),
    );
    const create = createDingTalkConnector({ origins: { api: server.origin } });
    const connect = (config: object) => create({ getConfig: async () => config });
    const connector = await connect({ clientId: 'c', clientSecret: 's' });
    const session = {} as never;
    await connector.getUserInfo({ code: 'c' }, session);
    await connector.getTokenResponseAndUserInfo?.({ code: 'c' }, session);
    await expect(connector.getUserInfo({}, session)).rejects.toThrow();
    await expect(connector.getUserInfo({ error: 'access_denied' }, session)).rejects.toThrow();
    status = 500;
    await expect(connector.getUserInfo({ code: 'c' }, session)).rejects.toThrow();
    await expect((await connect({})).getUserInfo({ code: 'c' }, session)).rejects.toThrow();
    expect(signIns.map(({ via, outcome }) => [via, outcome])).toEqual([
      ['logto', 'signed-in'],
      ['logto', 'signed-in'],
      ['logto', 'callback-malformed'],
      ['logto', 'access-denied'],
      ['logto', 'DINGTALK_UNAVAILABLE'],
      ['logto', 'error'],
    ]);
  });

  it('says nothing of the person, nor of the code and the tokens', async () => {
    const calls = listen<DingTalkCallEvent>('call');
    const { app, signIns, visitor } = await browser({ options: { staff: true, membership: 'required' } });
    const callback = await app.agree(visitor);
    await app.finish(visitor, callback);
    expect(calls.length).toBeGreaterThan(3);
    expect(signIns).toHaveLength(1);
    const told = inspect([calls, signIns], { depth: Infinity, showHidden: true });
    const { unionId, nick, email, mobile } = person;
    const sent = app.simulator.requests.flatMap(({ headers, body, url }) => [
      headers['x-acs-dingtalk-access-token'],
      new URL(url, 'http://localhost').searchParams.get('access_token'),
      ...(body ? Object.values(JSON.parse(body)) : []),
    ]);
    const words = new Set(['authorization_code', 'zh_CN']);
    const texts = [unionId, nick, email, mobile, callback.searchParams.get('code'), ...sent].filter(
      (text): text is string => typeof text === 'string' && !words.has(text),
    );
    expect(texts.length).toBeGreaterThan(8);
    for (const text of texts) expect(told).not.toContain(text);
  });
});
