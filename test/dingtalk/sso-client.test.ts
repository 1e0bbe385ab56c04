import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAdminOptions } from '../../lib/admin/options.js';
import type { DingTalkError } from '../../lib/dingtalk/errors.js';
import { SsoClient } from '../../lib/dingtalk/sso-client.js';
import { echoes, everythingOf, forms } from '../helpers/leaks.js';
import { answer, type RawServer, startRawServer } from '../helpers/raw-server.js';

const ssoSecret = 'planted-sso-secret-Zm9v/+=';
const token = 'planted-token-?a=b&c#d%20';
const code = 'planted-code-%7B"}';

let server: RawServer;
let reply = '';
beforeEach(async () => {
  server = await startRawServer((socket) => socket.write(reply));
});
afterEach(() => server.close());

const clientOf = () =>
  new SsoClient(readAdminOptions({ corpId: 'dingtea', ssoSecret, origins: { api: server.origin } }));

const calls = {
  accessToken: {
    make: (client: SsoClient) => client.accessToken(),
    path: 'POST /v1.0/oauth2/ssoAccessToken',
    query: '',
    body: { corpid: 'dingtea', ssoSecret },
    secrets: [ssoSecret],
    operation: 'fetching the token of the admin console',
  },
  userInfo: {
    make: (client: SsoClient) => client.userInfo(token, code),
    path: 'GET /v1.0/oauth2/ssoUserInfo',
    query: `?${new URLSearchParams({ code })}`,
    body: undefined,
    secrets: [ssoSecret, token, code],
    operation: 'exchanging the code of the admin console',
  },
};

describe.each(Object.entries(calls))('%s', (_name, { make, path, query, body, secrets, operation }) => {
  const failure = () =>
    make(clientOf()).then(
      () => expect.unreachable('the call went through'),
      (error: unknown) => error as DingTalkError,
    );

  it('asks what DingTalk documents', async () => {
    reply = answer(200, {});
    await failure();
    const [head = '', sent = ''] = (server.received[0] ?? '').split('\r\n\r\n');
    expect(head.split('\r\n')[0]).toBe(`${path}${query} HTTP/1.1`);
    expect(sent === '' ? undefined : JSON.parse(sent)).toEqual(body);
    const header = /^x-acs-dingtalk-access-token: (.*)$/im.exec(head)?.[1];
    expect(header).toBe(body ? undefined : token);
  });

  it('shows nothing that is secret, whatever a refusal quotes of it', async () => {
    const quote = echoes(secrets);
    reply = answer(400, { code: 'x', message: `says ${quote}`, requestid: quote });
    const error = await failure();
    expect(error.providerMessage).toMatch(/^says \*\*\*/);
    const shown = everythingOf(error);
    for (const secret of secrets.flatMap(forms)) expect(shown).not.toContain(secret);
  });

  it('says what it was about when it failed, and speaks of the credentials only where these are wrong', async () => {
    reply = answer(400, { code: 'somethingNew', message: 'm' });
    const error = await failure();
    expect(error).toMatchObject({ code: 'DINGTALK_REFUSED', providerMessage: 'm' });
    expect(error.endpoint).toBe(path.replace(' ', ` ${new URL(server.origin).host}`));
    expect(error.message).toContain(` while ${operation}. `);
    expect(error.message).not.toContain('ssoSecret');
  });
});

it('names the organization’s own credentials when DingTalk refuses these, with all that it said', async () => {
  reply = answer(400, { code: 'invalidClientIdOrSecret', message: '无效的corpId', requestid: 'r1' });
  await expect(clientOf().accessToken()).rejects.toMatchObject({
    code: 'DINGTALK_CREDENTIALS',
    message: expect.stringMatching(
      /here: corpId and ssoSecret.* while fetching the token of the admin console\. /s,
    ),
    providerCode: 'invalidClientIdOrSecret',
    providerMessage: '无效的corpId',
    upstreamStatus: 400,
    requestId: 'r1',
  });
});

it('keeps its token under a key of DingTalk and organization, and of no secret', () => {
  const client = new SsoClient(readAdminOptions({ corpId: 'ding:tea', ssoSecret }));
  expect(client.tokenKey).toBe('dingtalk-sso-token:api.dingtalk.com:ding%3Atea');
});
