import http from 'node:http';
import { inspect } from 'node:util';
import OAuth2Strategy from 'passport-oauth2';
import { beforeEach, describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { oauth2Client } from '../../lib/passport/oauth2-client.js';
import { defaultClient, defaultPeople, type Simulator } from '../../lib/simulator/index.js';
import { everythingOf } from '../helpers/leaks.js';
import { answer, startRawServer } from '../helpers/raw-server.js';
import { simulate } from '../helpers/start.js';

const { clientId, clientSecret, redirectUrls } = defaultClient;
const [redirectUri = ''] = redirectUrls;
const unionId = defaultPeople[0]?.unionId ?? '';

/** As JavaScript sees it: a host is held by no types. */
interface OAuth2 {
  _clientId: string;
  _clientSecret: string;
  _baseSite: string;
  _authorizeUrl: string;
  _accessTokenUrl: string;
  _customHeaders: object;
  constructor: new (...args: unknown[]) => OAuth2;
  setAgent(agent: unknown): void;
  get(url: string, token: string, done: Done): void;
  getProtectedResource(url: string, token: string, done: Done): void;
  getOAuthAccessToken(code: string, ...args: unknown[]): void;
  _request(method: string, url: string, headers: object, body: string, token: string, done: Done): void;
}

type Done = (error: unknown, ...answers: unknown[]) => void;

function makeClient(origin: string, tokenURL = `${origin}/v1.0/oauth2/userAccessToken`): OAuth2 {
  const origins = { login: origin, api: origin, oapi: origin };
  const options = { clientID: clientId, clientSecret, tokenURL };
  const authorizationURL = `${origin}/oauth2/auth`;
  const plain = new OAuth2Strategy({ ...options, authorizationURL, callbackURL: '/cb' }, () => {}) as object;
  const { _oauth2 } = plain as { _oauth2: Parameters<typeof oauth2Client>[0] };
  return oauth2Client(_oauth2, new DingTalkClient({ ...options, origins })) as object as OAuth2;
}

/** What a function of Node's form answers, or rejects with. */
function answerOf<Answer = unknown>(call: (done: Done) => void): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    call((error, ...answers) => (error ? reject(error) : resolve(answers as Answer[])));
  });
}

/** One that Backstage and passport-oauth2-refresh make. */
function another({ constructor: Class, ...own }: OAuth2, secret = clientSecret): OAuth2 {
  return new Class(
    ...[own._clientId, secret, own._baseSite, own._authorizeUrl, own._accessTokenUrl, own._customHeaders],
  );
}

describe('against the simulator', () => {
  let simulator: Simulator;
  let oauth2: OAuth2;
  beforeEach(async () => {
    simulator = await simulate();
    oauth2 = makeClient(simulator.origins.api);
  });

  const codeFor = (scope = 'openid corpid') => {
    const url = simulator.authorize({ clientId, redirectUri, unionId, scope });
    return new URL(url).searchParams.get('code') ?? '';
  };
  const exchange = (code = codeFor()) =>
    answerOf<string>((done) => oauth2.getOAuthAccessToken(code, { grant_type: 'authorization_code' }, done));
  const me = () => `${simulator.origins.api}/v1.0/contact/users/me`;

  it('exchanges a code, with parameters or without', async () => {
    const corpId = defaultPeople[0]?.organizations?.[0];
    expect(await exchange()).toEqual([
      expect.stringMatching(/^\w{32}$/),
      expect.stringMatching(/^\w{32}$/),
      { expires_in: 7200, corpId },
    ]);
    const [token] = await answerOf((done) => oauth2.getOAuthAccessToken(codeFor(), done));
    expect(token).toMatch(/^\w{32}$/);
    await expect(exchange('wrong')).rejects.toMatchObject({ code: 'DINGTALK_CODE_REJECTED' });
  });

  it('makes clients that refresh, each with its own credentials', async () => {
    const [, refreshToken = ''] = await exchange();
    const refresh = (client: OAuth2) =>
      answerOf<string>((done) =>
        client.getOAuthAccessToken(refreshToken, { scope: '', grant_type: 'refresh_token' }, done),
      );
    await expect(refresh(another(oauth2, 'wrong'))).rejects.toMatchObject({ code: 'DINGTALK_CREDENTIALS' });
    const [accessToken = ''] = await refresh(another(oauth2));
    const [body] = await answerOf<string>((done) => another(oauth2).get(me(), accessToken, done));
    expect(JSON.parse(body ?? '')).toMatchObject({ unionId });
    await expect(refresh(new oauth2.constructor(clientId, clientSecret))).rejects.toMatchObject({
      code: 'DINGTALK_TOKEN_REJECTED',
    });
  });

  it('reads what a user may read', async () => {
    const [accessToken = ''] = await exchange();
    for (const call of ['get', 'getProtectedResource'] as const) {
      const [body, response] = await answerOf<string>((done) => oauth2[call](me(), accessToken, done));
      expect(JSON.parse(body ?? '')).toMatchObject({ unionId });
      expect(response).toEqual({ statusCode: 200 });
    }
    await expect(answerOf((done) => oauth2.get(me(), 'wrong', done))).rejects.toMatchObject({
      code: 'DINGTALK_TOKEN_REJECTED',
      endpoint: expect.stringMatching(/^GET \S+\/v1\.0\/contact\/users\/me$/),
    });
  });

  it.each([
    ['another host', 'https://api.dingtalk.com.example.com/v1.0/contact/users/me'],
    ['a name before the @', 'https://api.dingtalk.com@example.com/v1.0/contact/users/me'],
    ['another port', 'https://api.dingtalk.com:8443/v1.0/contact/users/me'],
    ['http', 'http://api.dingtalk.com/v1.0/contact/users/me'],
    ['another scheme', 'blob:https://api.dingtalk.com/v1.0/contact/users/me'],
    ['a path', '/v1.0/contact/users/me'],
  ])('sends no token to %s', async (_what, url) => {
    for (const client of [oauth2, another(oauth2)]) {
      const call = answerOf((done) => client.get(url, 'token', done));
      await expect(call).rejects.toMatchObject({
        name: 'TypeError',
        message: expect.stringContaining('`url`'),
      });
    }
    expect(simulator.requests).toEqual([]);
  });

  it('prints no secret', async () => {
    const [accessToken = ''] = await exchange();
    const printed = inspect([oauth2, another(oauth2)], { depth: 9 });
    expect(printed).toContain(clientId);
    expect(printed).not.toContain(clientSecret);
    expect(printed).not.toContain(accessToken);
  });
});

it('sends DingTalk’s header, a body as JSON, and nothing of OAuth’s', async () => {
  const server = await startRawServer((socket) => socket.write(answer(200, { ok: true })));
  const oauth2 = makeClient(server.origin);
  await answerOf((done) => oauth2.get(`${server.origin}/a?b=c`, 'the-token', done));
  const body = JSON.stringify({ name: '蓝' });
  const headers = { 'X-Own': 'kept' };
  await answerOf((done) => oauth2._request('POST', `${server.origin}/d`, headers, body, 'the-token', done));
  // The parser's own error would quote it.
  const form = answerOf((done) =>
    oauth2._request('POST', `${server.origin}/d`, {}, 's3cret=1', 'the-token', done),
  ).catch(everythingOf);
  expect(await form).toContain('must be the text of a JSON object, not this string');
  expect(await form).not.toContain('s3cret');
  const [get = '', post = ''] = server.received;
  expect(get).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/);
  expect(post).toMatch(/^POST \/d HTTP\/1\.1\r\n/);
  expect(post).toMatch(/^x-own: kept/im);
  expect(Buffer.from(post, 'latin1').toString()).toContain(`\r\n\r\n${body}`);
  for (const request of [get, post]) {
    expect(request).toMatch(/^x-acs-dingtalk-access-token: the-token/im);
    expect(request).not.toMatch(/^authorization:/im);
  }
  expect(server.received).toHaveLength(2);
  await server.close();
});

it('repeats a call that only reads, and tells nothing secret of one that fails', async () => {
  const secrets = ['token-in-the-header', 'token-in-the-query'];
  const busy = answer(503, { code: 'serviceBusy', message: secrets.join(' ') });
  const server = await startRawServer((socket) => socket.write(busy));
  const url = `${server.origin}/a?access_token=${secrets[1]}`;
  for (const [method, times] of [
    ['GET', 2],
    ['POST', 1],
  ] as const) {
    const before = server.received.length;
    const oauth2 = makeClient(server.origin);
    const call = answerOf((done) => oauth2._request(method, url, {}, '', secrets[0] ?? '', done));
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DINGTALK_UNAVAILABLE', providerMessage: '*** ***' });
    expect((error as Error).message).toContain('while calling DingTalk for the person');
    for (const secret of secrets) expect(everythingOf(error)).not.toContain(secret);
    expect(server.received.length - before).toBe(times);
  }
});

it('calls DingTalk itself beside other addresses, and says which addresses it may call', async () => {
  const oauth2 = makeClient('http://127.0.0.1:1');
  const agent = new http.Agent();
  agent.createConnection = () => {
    throw new Error('not today');
  };
  oauth2.setAgent(agent);
  const get = (url: string, token = 'a') => answerOf((done) => oauth2.get(url, token, done));
  await expect(get('https://api.dingtalk.com/a')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
  await expect(get('https://other.example.com/')).rejects.toThrow(
    "`url` must be an address of DingTalk's or of a configured origin, not another",
  );
  await expect(get('https://api.dingtalk.com/a', '')).rejects.toThrow(
    'accessToken must be a non-empty string',
  );
});

it('makes its calls, and those of clients made later, through the agent that it is given', async () => {
  const server = await startRawServer((socket) =>
    socket.write(answer(200, { accessToken: 'a', refreshToken: 'r', expireIn: 7200 })),
  );
  const oauth2 = makeClient('http://127.0.0.1:1', 'http://127.0.0.1:1/token');
  const elsewhere = new http.Agent();
  const { createConnection } = elsewhere as unknown as { createConnection(options: object): unknown };
  Object.assign(elsewhere, {
    createConnection: (options: object) =>
      createConnection.call(elsewhere, { ...options, port: Number(new URL(server.origin).port) }),
  });
  const call = (client: OAuth2) => answerOf((done) => client.getOAuthAccessToken('code', {}, done));
  await expect(call(oauth2)).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
  oauth2.setAgent(elsewhere);
  expect((await call(oauth2))[0]).toBe('a');
  expect((await call(another(oauth2)))[0]).toBe('a');
  expect(() => oauth2.setAgent('http://proxy.example.com')).toThrow(/`agent` must be an http\.Agent/);
  oauth2.setAgent(undefined);
  await expect(call(oauth2)).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
  await server.close();
});
