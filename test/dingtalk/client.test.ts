import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { answer, type RawServer, startRawServer } from '../helpers/raw-server.js';

const app = { clientId: 'dingclient', clientSecret: 'secret-of-the-client' };
const redirectUri = 'https://example.com/callback';
const unionId = 'union-1';

describe('against the simulator, the client', () => {
  let simulator: Simulator;
  let client: DingTalkClient;
  let now = Date.now();

  beforeEach(async () => {
    simulator = await startSimulator({
      clients: [{ ...app, redirectUrls: [redirectUri] }],
      organizations: [{ corpId: 'dingcorp', name: 'Corp' }],
      people: [{ unionId, nick: 'Nick', organizations: ['dingcorp'] }],
      clock: () => now,
    });
    client = new DingTalkClient({
      clientID: app.clientId,
      clientSecret: app.clientSecret,
      origins: simulator.origins,
    });
  });
  afterEach(async () => simulator.close());

  const codeFor = (scope = 'openid') => {
    const url = simulator.authorize({ clientId: app.clientId, redirectUri, unionId, scope });
    return new URL(url).searchParams.get('code') ?? '';
  };

  it('turns a code into tokens and tokens into a person', async () => {
    const tokens = await client.exchangeCode(codeFor());
    expect(tokens).toEqual({
      accessToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      refreshToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      expiresIn: 7200,
    });
    expect(await client.me(tokens.accessToken)).toMatchObject({ unionId, nick: 'Nick' });
  });

  it('is told the organization when the scope had corpid', async () => {
    expect((await client.exchangeCode(codeFor('openid corpid'))).corpId).toBe('dingcorp');
  });

  it('says DINGTALK_CODE_REJECTED of a code that is wrong, used or expired', async () => {
    const used = codeFor();
    await client.exchangeCode(used);
    const expired = codeFor();
    now += 5 * 60 * 1000 + 1;
    for (const code of ['wrong', used, expired]) {
      await expect(client.exchangeCode(code)).rejects.toMatchObject({
        code: 'DINGTALK_CODE_REJECTED',
        status: 401,
        providerCode: 'invalidParameter.authCode.notFound',
        upstreamStatus: 400,
        requestId: expect.stringMatching(/\S/),
      });
    }
  });

  it('refreshes, and says DINGTALK_TOKEN_REJECTED of a refresh token that was used or is wrong', async () => {
    const first = await client.exchangeCode(codeFor());
    const second = await client.refresh(first.refreshToken ?? '');
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(await client.me(second.accessToken)).toMatchObject({ unionId });
    for (const refreshToken of [first.refreshToken ?? '', 'wrong']) {
      await expect(client.refresh(refreshToken)).rejects.toMatchObject({
        code: 'DINGTALK_TOKEN_REJECTED',
        message: expect.stringMatching(/refreshing the access token.*sign in again/),
      });
    }
  });

  it('says DINGTALK_TOKEN_REJECTED of an access token that has ended', async () => {
    const { accessToken } = await client.exchangeCode(codeFor());
    now += 7200 * 1000 + 1;
    await expect(client.me(accessToken)).rejects.toMatchObject({ code: 'DINGTALK_TOKEN_REJECTED' });
  });

  it('reuses one connection for call after call', async () => {
    const agent = new http.Agent({ keepAlive: true });
    const patient = new DingTalkClient({
      clientID: app.clientId,
      clientSecret: app.clientSecret,
      origins: simulator.origins,
      agent,
    });
    for (let turn = 0; turn < 3; turn += 1) {
      const { accessToken } = await patient.exchangeCode(codeFor());
      await patient.me(accessToken);
    }
    agent.destroy();
    expect(new Set(simulator.requests.map(({ connection }) => connection)).size).toBe(1);
    expect(simulator.requests.filter(({ endpoint }) => endpoint)).toHaveLength(6);
  });
});

describe('whatever it is told, the client', () => {
  let server: RawServer;
  let body: object = {};
  beforeEach(async () => {
    server = await startRawServer((socket) => socket.write(answer(200, body)));
  });
  afterEach(async () => server.close());
  const client = (options = {}) =>
    new DingTalkClient({
      clientID: 'c',
      clientSecret: 's3cret',
      origins: { api: server.origin, oapi: server.origin },
      ...options,
    });

  it.each<[string, object, object]>([
    ['expireIn', { expireIn: 60 }, { expiresIn: 60 }],
    ['expiresIn', { expiresIn: 60 }, { expiresIn: 60 }],
    ['a life in digits', { expireIn: '60' }, { expiresIn: 60 }],
    ['no life', {}, { expiresIn: 7200 }],
    ['a null life', { expireIn: null }, { expiresIn: 7200 }],
    ['an empty corpId', { expireIn: 60, corpId: '' }, { expiresIn: 60 }],
    ['a null corpId', { expireIn: 60, corpId: null }, { expiresIn: 60 }],
    ['a null refresh token', { expireIn: 60, refreshToken: null }, { expiresIn: 60 }],
  ])('copes with a token answer with %s', async (_name, fields, expected) => {
    body = { accessToken: 'a-token', ...fields };
    expect(await client().exchangeCode('code')).toEqual({ accessToken: 'a-token', ...expected });
  });

  it.each([0, -1, 'soon', true, [], {}])('refuses a life of %j', async (expireIn) => {
    body = { accessToken: 'a-token', expireIn };
    await expect(client().exchangeCode('code')).rejects.toMatchObject({ code: 'DINGTALK_INVALID_RESPONSE' });
  });

  it('asks for tokens with the JSON that DingTalk documents', async () => {
    body = { accessToken: 'a', refreshToken: 'r', expireIn: 1 };
    await client().exchangeCode('the-code');
    await client().refresh('the-refresh-token');
    const [head, sent] = (server.received[0] ?? '').split('\r\n\r\n');
    expect(head).toMatch(/^POST \/v1\.0\/oauth2\/userAccessToken HTTP\/1\.1\r\n/);
    expect(head).toMatch(/^content-type: application\/json$/im);
    expect(JSON.parse(sent ?? '')).toEqual({
      clientId: 'c',
      clientSecret: 's3cret',
      code: 'the-code',
      grantType: 'authorization_code',
    });
    expect(JSON.parse(server.received[1]?.split('\r\n\r\n')[1] ?? '')).toEqual({
      clientId: 'c',
      clientSecret: 's3cret',
      refreshToken: 'the-refresh-token',
      grantType: 'refresh_token',
    });
  });

  it("asks for the person with DingTalk's own header, and no other credentials", async () => {
    body = { unionId: 'u' };
    await client({ customHeaders: { 'x-acs-dingtalk-access-token': 'no', 'X-Gateway': 'g' } }).me(
      'the-token',
    );
    const [request] = server.received;
    expect(request).toMatch(/^GET \/v1\.0\/contact\/users\/me HTTP\/1\.1\r\n/);
    expect(request?.match(/^x-acs-dingtalk-access-token: (.*)\r$/gim)).toEqual([
      'x-acs-dingtalk-access-token: the-token\r',
    ]);
    expect(request).toMatch(/^x-gateway: g\r$/im);
    expect(request).not.toMatch(/^authorization:/im);
  });

  it.each(['', ' ', 'a b', 'a\r\nb', 'ü', undefined, null, 5, ['a']])(
    'never sends a code or token that is none: %j',
    async (value) => {
      for (const call of ['exchangeCode', 'refresh', 'me'] as const) {
        await expect(client()[call](value as string)).rejects.toMatchObject({
          name: 'TypeError',
          code: 'ERR_INVALID_ARG_VALUE',
        });
      }
      expect(server.received).toHaveLength(0);
    },
  );

  it('connects through the agent that it was given', async () => {
    body = { unionId: 'u' };
    let connections = 0;
    class CountingAgent extends http.Agent {
      override createConnection(...args: Parameters<http.Agent['createConnection']>) {
        connections += 1;
        return super.createConnection(...args);
      }
    }
    const agent = new CountingAgent();
    await client({ agent }).me('the-token');
    expect(connections).toBe(1);
  });

  it('says DINGTALK_NETWORK of an agent for another protocol, or a host that is none', async () => {
    const { default: https } = await import('node:https');
    await expect(client({ agent: new https.Agent() }).me('the-token')).rejects.toMatchObject({
      code: 'DINGTALK_NETWORK',
      cause: { code: 'ERR_INVALID_PROTOCOL' },
    });
    await server.close();
    await expect(client().me('the-token')).rejects.toMatchObject({
      code: 'DINGTALK_NETWORK',
      cause: { code: 'ECONNREFUSED' },
    });
    server = await startRawServer(() => {});
  });

  it.each([[{ toString: 1, valueOf: 1 }], [[[{ toString: null }]]], [[]], [true]])(
    'takes %j for no number, without an error of its own',
    async (odd) => {
      const user = { userid: 'u', unionid: 'un' };
      body = { errcode: 0, result: { ...user, name: 'n', sys_level: odd, parent_id: odd } };
      expect(await client().department('the-token', 2)).toEqual({ name: 'n' });
      expect(await client().inAppUser('the-token', 'c')).not.toHaveProperty('adminLevel');
      body = { errcode: 0, auth_org_scopes: { authed_dept: [1, odd, '20'] } };
      expect(await client().appScopes('the-token')).toMatchObject({ departmentIds: [1, 20] });
    },
  );
});
