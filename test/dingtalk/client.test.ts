import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

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

it("asks for the person with DingTalk's own header, and no other credentials", async () => {
  const server = await startRawServer((socket) => socket.write(answer(200, { unionId: 'u' })));
  const customHeaders = { 'x-acs-dingtalk-access-token': 'no', 'X-Gateway': 'g' };
  const origins = { api: server.origin };
  await new DingTalkClient({ clientID: 'c', clientSecret: 's3cret', origins, customHeaders }).me('the-token');
  const [request] = server.received;
  expect(request?.match(/^x-acs-dingtalk-access-token: (.*)\r$/gim)).toEqual([
    'x-acs-dingtalk-access-token: the-token\r',
  ]);
  expect(request).toMatch(/^x-gateway: g\r$/im);
  expect(request).not.toMatch(/^authorization:/im);
});
