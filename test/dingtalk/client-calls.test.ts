import { beforeEach, describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { type DocumentedCall, describeDocumentedCalls } from '../helpers/documented-calls.js';
import { answer, inTurn, type RawServer, startRawServer } from '../helpers/raw-server.js';

const clientSecret = 'planted-client-secret-Zm9v/+=';
const token = 'planted-token-?a=b&c#d%20';
const code = 'planted-code-%7B"}';
const kept = 'planted-value-of-the-caller-$&(.*)[x]';

let server: RawServer;
let reply = '';
beforeEach(async () => {
  server = await startRawServer((socket) => socket.write(reply));
});

function clientOf(options: object = {}): DingTalkClient {
  const origins = { api: server.origin, oapi: server.origin };
  return new DingTalkClient({ clientID: 'dingclient', clientSecret, origins, ...options });
}

/** The client, for calls with secrets besides their own. */
const besides = (client: DingTalkClient) => client.for({ secrets: [code, undefined, kept] });

const query = `?access_token=${new URLSearchParams({ token }).toString().replace('token=', '')}`;
const app = { clientId: 'dingclient', clientSecret };

const calls: Record<string, DocumentedCall<DingTalkClient>> = {
  exchangeCode: {
    make: (client) => client.exchangeCode(code),
    line: 'POST /v1.0/oauth2/userAccessToken',
    body: { ...app, grantType: 'authorization_code', code },
    secrets: [clientSecret, code],
    operation: 'exchanging the authorization code',
    isLook: false,
  },
  refresh: {
    make: (client) => client.refresh(token),
    line: 'POST /v1.0/oauth2/userAccessToken',
    body: { ...app, grantType: 'refresh_token', refreshToken: token },
    secrets: [clientSecret, token],
    operation: 'refreshing the access token',
    isLook: false,
  },
  me: {
    make: (client) => besides(client).me(token),
    line: 'GET /v1.0/contact/users/me',
    header: token,
    secrets: [clientSecret, token, code, kept],
    operation: "reading the person's profile",
    isLook: true,
  },
  appAccessToken: {
    make: (client) => client.appAccessToken(),
    line: 'POST /v1.0/oauth2/accessToken',
    body: { appKey: 'dingclient', appSecret: clientSecret },
    secrets: [clientSecret],
    operation: "fetching the app's token",
    isLook: false,
  },
  corpToken: {
    make: (client) => client.corpToken('ding/corp'),
    line: 'POST /v1.0/oauth2/ding%2Fcorp/token',
    body: { client_id: 'dingclient', client_secret: clientSecret, grant_type: 'client_credentials' },
    secrets: [clientSecret],
    operation: "fetching the app's token",
    isLook: false,
  },
  corpAccessToken: {
    make: (client) => client.corpAccessToken('dingcorp', kept),
    line: 'POST /v1.0/oauth2/corpAccessToken',
    body: { suiteKey: 'dingclient', suiteSecret: clientSecret, authCorpId: 'dingcorp', suiteTicket: kept },
    secrets: [clientSecret, kept],
    operation: "fetching the app's token",
    isLook: false,
  },
  userByUnionId: {
    make: (client) => besides(client).userByUnionId(token, 'union-1'),
    line: `POST /topapi/user/getbyunionid${query}`,
    body: { unionid: 'union-1' },
    secrets: [clientSecret, token, code, kept],
    operation: 'looking the person up in the directory',
    isLook: true,
  },
  member: {
    make: (client) => besides(client).member(token, 'user'),
    line: `POST /topapi/v2/user/get${query}`,
    body: { userid: 'user', language: 'zh_CN' },
    secrets: [clientSecret, token, code, kept],
    operation: "reading the member's record",
    isLook: true,
  },
  department: {
    make: (client) => besides(client).department(token, 2),
    line: `POST /topapi/v2/department/get${query}`,
    body: { dept_id: 2, language: 'zh_CN' },
    secrets: [clientSecret, token, code, kept],
    operation: 'reading a department',
    isLook: true,
  },
  appScopes: {
    make: (client) => besides(client).appScopes(token),
    line: `GET /auth/scopes${query}`,
    secrets: [clientSecret, token, code, kept],
    operation: 'asking what the app may see',
    isLook: true,
  },
  inAppUser: {
    make: (client) => besides(client).inAppUser(token, code),
    line: `POST /topapi/v2/user/getuserinfo${query}`,
    body: { code },
    secrets: [clientSecret, token, code, kept],
    operation: 'exchanging the in-app code',
    isLook: false,
  },
};

describeDocumentedCalls(calls, (origins) => clientOf({ origins }));

describe('an argument that no request can carry', () => {
  const odd = 'a b' as string;

  it.each(['', ' ', 'a\r\nb', 'ü', undefined, null, 5, ['a']])('is refused like %j', async (value) => {
    await expect(clientOf().exchangeCode(value as string)).rejects.toThrow('code must be a non-empty string');
    expect(server.received).toHaveLength(0);
  });

  const takers: [name: string, make: (client: DingTalkClient) => Promise<unknown>][] = [
    ['code', (client) => client.exchangeCode(odd)],
    ['refreshToken', (client) => client.refresh(odd)],
    ['accessToken', (client) => client.me(odd)],
    ['corpId', (client) => client.corpToken(odd)],
    ['corpId', (client) => client.corpAccessToken(odd, 'ticket')],
    ['suiteTicket', (client) => client.corpAccessToken('dingcorp', odd)],
    ['appToken', (client) => client.userByUnionId(odd, 'union')],
    ['appToken', (client) => client.member(odd, 'user')],
    ['appToken', (client) => client.department(odd, 2)],
    ['appToken', (client) => client.appScopes(odd)],
    ['appToken', (client) => client.inAppUser(odd, 'code')],
    ['code', (client) => client.inAppUser('token', odd)],
  ];

  it.each(takers)('is refused by its name: %s', async (name, make) => {
    await expect(make(clientOf())).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message: `${name} must be a non-empty string of visible ASCII characters`,
    });
    expect(server.received).toHaveLength(0);
  });

  const options = { language: 'fr_FR' as 'en_US' };
  it.each<[string, (client: DingTalkClient) => Promise<unknown>]>([
    ['member', (client) => client.member('token', 'user', options)],
    ['department', (client) => client.department('token', 2, options)],
  ])('is refused by %s, if it is a language', async (_method, make) => {
    await expect(make(clientOf())).rejects.toThrow(
      "DingTalk option `language` must be 'zh_CN' or 'en_US', not this string.",
    );
    expect(server.received).toHaveLength(0);
  });
});

describe('a refresh token that DingTalk calls a dead code', () => {
  it('is called a dead token, with all that DingTalk said', async () => {
    const refused = { code: 'invalidParameter.authCode.notFound', message: 'm', requestid: 'R' };
    reply = answer(400, refused);
    await expect(clientOf().refresh('r')).rejects.toMatchObject({
      name: 'DingTalkError',
      code: 'DINGTALK_TOKEN_REJECTED',
      message: expect.stringContaining(' while refreshing the access token. '),
      providerCode: 'invalidParameter.authCode.notFound',
      providerMessage: 'm',
      upstreamStatus: 400,
      requestId: 'R',
      endpoint: `POST ${new URL(server.origin).host}/v1.0/oauth2/userAccessToken`,
    });
    await expect(clientOf().exchangeCode('c')).rejects.toMatchObject({ code: 'DINGTALK_CODE_REJECTED' });
  });
});

describe('the key in a store', () => {
  it('is made of DingTalk, app and organization, and of no secret', () => {
    const client = new DingTalkClient({ clientID: 'ding client', clientSecret });
    expect(client.appTokenKey(undefined)).toBe('dingtalk-app-token:api.dingtalk.com:ding%20client:');
    expect(client.appTokenKey('corp')).toBe('dingtalk-app-token:api.dingtalk.com:ding%20client:corp');
    expect(client.storeKey('kind')).toBe('kind:api.dingtalk.com:ding%20client');
  });

  it('keeps apart what its parts keep apart, whatever they are written with', () => {
    const client = new DingTalkClient({ clientID: 'c', clientSecret });
    expect(client.storeKey('kind', 'a:b', 'ü')).toBe('kind:api.dingtalk.com:c:a%3Ab:%C3%BC');
    expect(client.storeKey('kind', '\ud800')).toBe('kind:api.dingtalk.com:c:%EF%BF%BD');
  });
});

describe('the connections of a client', () => {
  it('serve all contexts that its calls are made in', async () => {
    reply = answer(200, { accessToken: 'a' });
    const client = clientOf();
    await client.appAccessToken();
    await besides(client).appAccessToken();
    await besides(client).for({ priority: 'background' }).appAccessToken();
    expect(server.accepted()).toBe(1);
  });
});

it.each([15, 88])('a read that the old gateway could not pass on is repeated once: %i', async (errcode) => {
  const found = answer(200, { errcode: 0, result: { userid: 'ming', contact_type: 0 } });
  const server = await startRawServer(inTurn(answer(200, { errcode, errmsg: 'timeout' }), found));
  const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: server.origin });
  expect(await client.userByUnionId('token', 'union-ming')).toEqual({ userId: 'ming', contactType: 0 });
  expect(server.received).toHaveLength(2);
});
