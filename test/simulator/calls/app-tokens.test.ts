import { describe, expect } from 'vitest';
import { appToken, ask, it, postCorpToken, postJson, SUITE, startDirectory } from '../helpers/directory.js';
import { APP, BOOKS, call, getMe, HOURS, LIN, parsed, refusal, signIn, TEA } from '../helpers/start.js';

const ACCESS_TOKEN = '/v1.0/oauth2/accessToken';
const CORP_ACCESS_TOKEN = '/v1.0/oauth2/corpAccessToken';
const TOKEN = /^[0-9a-f]{32}$/;

const credentials = { appKey: APP.clientId, appSecret: APP.clientSecret };
const suite = {
  suiteKey: SUITE.clientId,
  suiteSecret: SUITE.clientSecret,
  authCorpId: TEA.corpId,
  suiteTicket: SUITE.suiteTicket,
};
const corp = { client_id: APP.clientId, client_secret: APP.clientSecret, grant_type: 'client_credentials' };
const foreign = { appKey: SUITE.clientId, appSecret: SUITE.clientSecret };
const internal = { suiteKey: APP.clientId, suiteSecret: APP.clientSecret };
const corpPath = `/v1.0/oauth2/${TEA.corpId}/token`;

describe('app tokens', () => {
  const camelCase = { accessToken: expect.stringMatching(TOKEN), expireIn: 7200 };
  const snakeCase = { access_token: expect.stringMatching(TOKEN), expires_in: 7200 };
  const corpOfSuite = { ...corp, client_id: SUITE.clientId, client_secret: SUITE.clientSecret };

  it.for<[endpoint: string, whose: string, path: string, body: object, answer: object]>([
    ['accessToken', 'an internal app', ACCESS_TOKEN, credentials, camelCase],
    ['corpToken', 'an internal app', corpPath, corp, snakeCase],
    ['corpToken', 'a third-party app', corpPath, corpOfSuite, snakeCase],
    ['corpAccessToken', 'a third-party app', CORP_ACCESS_TOKEN, suite, camelCase],
  ])('come from %s for %s, in its own spelling', async ([endpoint, _, path, body, answer], { simulator }) => {
    expect(parsed(await postJson(simulator, path, body))).toEqual({ status: 200, ...answer });
    expect(simulator.requests[0]?.endpoint).toBe(endpoint);
  });

  it('come from gettoken by query alone', async ({ simulator }) => {
    const query = new URLSearchParams({ appkey: APP.clientId, appsecret: APP.clientSecret });
    const answer = await call(`${simulator.origins.oapi}/gettoken?${query}`);
    expect(answer).toMatchObject({
      status: 200,
      headers: { server: 'DingTalk/1.0.0', 'content-type': 'application/json' },
    });
    const { access_token, ...rest } = JSON.parse(answer.body);
    expect(rest).toEqual({ errcode: 0, errmsg: 'ok', expires_in: 7200 });
    expect((await ask(simulator, 'getbyunionid', { unionid: LIN.unionId }, access_token)).errcode).toBe(0);
  });

  it('are the same when asked for again, and live on from then', async ({ simulator }) => {
    const corpToken = async () => JSON.parse((await postCorpToken(simulator, TEA.corpId)).body).access_token;
    const first = [await appToken(simulator), await corpToken()];
    expect(new Set(first).size).toBe(2);
    simulator.wait(2 * HOURS - 1);
    expect([await appToken(simulator), await corpToken()]).toEqual(first);
    simulator.wait(2 * HOURS - 1);
    for (const token of first) {
      const { errcode } = await ask(simulator, 'getbyunionid', { unionid: LIN.unionId }, token);
      expect(errcode).toBe(0);
    }
  });

  it.for<[how: string, kill: (simulator: Awaited<ReturnType<typeof startDirectory>>) => void]>([
    ['after two hours', ({ wait }) => wait(2 * HOURS)],
    ['when a test says so', ({ expireAppTokens }) => expireAppTokens()],
  ])('die %s, and the next one is new', async ([how, kill], { simulator }) => {
    const token = await appToken(simulator);
    const { accessToken: userToken } = await signIn(simulator);
    kill(simulator);
    expect(await ask(simulator, 'userGet', { userid: 'tea-lin' }, token)).toMatchObject({
      ...{ errcode: 88, sub_code: '40014' },
    });
    const next = await appToken(simulator);
    expect(next).not.toBe(token);
    expect((await ask(simulator, 'userGet', { userid: 'tea-lin' }, next)).errcode).toBe(0);
    if (how === 'when a test says so') expect((await getMe(simulator, userToken)).status).toBe(200);
  });

  it('are new at each fetch from corpAccessToken, and the older ones work on', async ({ simulator }) => {
    const tokens = [];
    for (let index = 0; index < 2; index += 1) {
      tokens.push(JSON.parse((await postJson(simulator, CORP_ACCESS_TOKEN, suite)).body).accessToken);
    }
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) {
      const found = await ask(simulator, 'getbyunionid', { unionid: LIN.unionId }, token);
      expect(found.result).toEqual({ contact_type: 0, userid: 'tea-lin' });
    }
  });

  it.for<[string, string, object, number, string]>([
    ['a wrong secret', ACCESS_TOKEN, { ...credentials, appSecret: 'x' }, 400, 'invalidClientIdOrSecret'],
    ['an unknown app', ACCESS_TOKEN, { ...credentials, appKey: 'x' }, 400, 'invalidClientIdOrSecret'],
    ['a third-party app', ACCESS_TOKEN, foreign, 400, 'invalidClientIdOrSecret'],
    ['a field left out', ACCESS_TOKEN, { appKey: APP.clientId }, 400, 'MissingappSecret'],
    ['snake case', ACCESS_TOKEN, { app_key: APP.clientId, app_secret: 'x' }, 400, 'MissingappKey'],
    ['a wrong secret', corpPath, { ...corp, client_secret: 'x' }, 400, 'invalid.client'],
    ['another grant type', corpPath, { ...corp, grant_type: 'password' }, 400, 'unsupported.grant.type'],
    ['camel case', corpPath, { clientId: APP.clientId, clientSecret: 'x' }, 400, 'Missingclient_id'],
    ['an unknown corpId', '/v1.0/oauth2/ding-none/token', corp, 500, 'unknownError'],
    ['a corpId that is no URL text', '/v1.0/oauth2/%E0%A4%A/token', corp, 500, 'unknownError'],
    ['another organization’s corpId', `/v1.0/oauth2/${BOOKS.corpId}/token`, corp, 401, 'unauthorized.client'],
    ['an unknown suite', CORP_ACCESS_TOKEN, { ...suite, suiteKey: 'x' }, 400, 'invalidSuiteKey'],
    ['a wrong suite secret', CORP_ACCESS_TOKEN, { ...suite, suiteSecret: 'x' }, 400, 'invalidSuiteKey'],
    ['an internal app', CORP_ACCESS_TOKEN, { ...suite, ...internal }, 400, 'invalidSuiteKey'],
    ['an old ticket', CORP_ACCESS_TOKEN, { ...suite, suiteTicket: 'ticket-1' }, 400, 'invalidSuiteTicket'],
    ['no ticket', CORP_ACCESS_TOKEN, { ...suite, suiteTicket: '' }, 400, 'MissingsuiteTicket'],
    ['another’s corpId', CORP_ACCESS_TOKEN, { ...suite, authCorpId: BOOKS.corpId }, 400, 'invalidAuthInfo'],
  ])('are refused for %s at %s', async ([, path, body, status, code], { simulator }) => {
    const message = expect.not.stringContaining('Error');
    expect(parsed(await postJson(simulator, path, body))).toEqual(refusal(status, code, message));
  });

  it('are refused to a suite that was pushed no ticket yet', async () => {
    const simulator = await startDirectory({ clients: [{ ...SUITE, suiteTicket: undefined }] });
    const answer = await postJson(simulator, CORP_ACCESS_TOKEN, suite);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'invalidSuiteTicket' });
  });

  it.each([ACCESS_TOKEN, corpPath])('are not given at %s to an app never published', async (path) => {
    const simulator = await startDirectory({ clients: [{ ...APP, published: false }] });
    expect((await postJson(simulator, path, { ...credentials, ...corp })).status).toBe(400);
  });

  it.for([
    [40096, { appkey: APP.clientId, appsecret: 'x' }],
    [40096, { appkey: 'x', appsecret: APP.clientSecret }],
    [40096, { appkey: SUITE.clientId, appsecret: SUITE.clientSecret }],
    [40035, { appkey: APP.clientId }],
    [40035, {}],
  ])('are refused by gettoken with %i and HTTP 200', async ([errcode, parameters], { simulator }) => {
    const query = new URLSearchParams(parameters as Record<string, string>);
    expect(parsed(await call(`${simulator.origins.oapi}/gettoken?${query}`))).toEqual({
      status: 200,
      errcode,
      errmsg: expect.any(String),
    });
  });

  it('are no user tokens: contact/users/me lacks the permission for them', async ({ simulator }) => {
    expect(parsed(await getMe(simulator, await appToken(simulator)))).toMatchObject({
      status: 403,
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      accessdenieddetail: { requiredScopes: ['Contact.User.Read'] },
    });
  });
});
