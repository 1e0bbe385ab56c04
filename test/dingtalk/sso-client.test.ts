import { expect, it } from 'vitest';
import { readAdminOptions } from '../../lib/admin/options.js';
import { SsoClient } from '../../lib/dingtalk/sso-client.js';
import { describeDocumentedCalls } from '../helpers/documented-calls.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

const ssoSecret = 'planted-sso-secret-Zm9v/+=';
const token = 'planted-token-?a=b&c#d%20';
const code = 'planted-code-%7B"}';

const clientOf = ({ api }: { api: string }) =>
  new SsoClient(readAdminOptions({ corpId: 'dingtea', ssoSecret, origins: { api } }));

describeDocumentedCalls<SsoClient>(
  {
    accessToken: {
      make: (client) => client.accessToken(),
      line: 'POST /v1.0/oauth2/ssoAccessToken',
      body: { corpid: 'dingtea', ssoSecret },
      secrets: [ssoSecret],
      operation: 'fetching the token of the admin console',
      isLook: false,
    },
    userInfo: {
      make: (client) => client.userInfo(token, code),
      line: `GET /v1.0/oauth2/ssoUserInfo?${new URLSearchParams({ code })}`,
      header: token,
      secrets: [ssoSecret, token, code],
      operation: 'exchanging the code of the admin console',
      isLook: false,
    },
  },
  clientOf,
);

it('names the organization’s own credentials when DingTalk refuses these, with all that it said', async () => {
  const refusal = { code: 'invalidClientIdOrSecret', message: '无效的corpId', requestid: 'r1' };
  const server = await startRawServer((socket) => socket.write(answer(400, refusal)));
  await expect(clientOf({ api: server.origin }).accessToken()).rejects.toMatchObject({
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
