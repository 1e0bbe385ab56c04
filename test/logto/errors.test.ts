import type { ConnectorError } from '@logto/connector-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { toConnectorError } from '../../lib/logto/errors.js';
import type { Simulator } from '../../lib/simulator/index.js';
import { stopClock } from '../helpers/clock.js';
import { hostileAnswers } from '../helpers/hostile-answers.js';
import { answer, type Respond, startRawServer } from '../helpers/raw-server.js';
import { connect, connectorErrorOf, noSession, startDingTalk } from './connect.js';

const planted = {
  clientSecret: 'planted-client-secret-Zm9v/+=',
  code: 'planted-authorization-code-%7B"}',
  accessToken: 'planted-access-token-$&(.*)[x]',
  refreshToken: 'planted-refresh-token-\\u0041',
};
const serverAddress = '203.0.113.77';

/** What a careless gateway could say back: all that it was sent, and by whom. */
const echoOf = (...secrets: string[]) =>
  secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .concat(serverAddress)
    .join(' ');

/** Everything of an error that Logto shows or writes down. */
const shown = ({ message, data, stack }: ConnectorError) => `${message} ${JSON.stringify(data)} ${stack}`;

function expectNothingPrivate(error: ConnectorError) {
  for (const secret of Object.values(planted)) {
    expect(shown(error)).not.toContain(secret);
    expect(shown(error)).not.toContain(encodeURIComponent(secret));
  }
  // Neither this server's address, as DingTalk sees it, nor the one that was called.
  expect(JSON.stringify(error.data)).not.toMatch(/\d+\.\d+\.\d+\.\d+|dingtalk\.(?:com|io)|localhost|v1\.0/);
}

/** Without the seconds that pass where DingTalk answers nothing, or says "too often" again and again. */
async function errorFor(respond: Respond, reason: string): Promise<ConnectorError> {
  const server = await startRawServer(respond);
  const timeoutMs = reason === 'DINGTALK_TIMEOUT' ? 500 : 30_000;
  const clock = reason === 'DINGTALK_THROTTLED' ? stopClock() : undefined;
  const { clientSecret, code } = planted;
  const options = { timeoutMs, agent: clock?.agent };
  const connector = await connect({ api: server.origin }, { clientSecret }, options);
  const failing = connectorErrorOf(connector.getUserInfo({ code }, noSession));
  return clock ? clock.passUntil(failing) : failing;
}

describe('the host’s own error, with what the person is told and nothing private, for', () => {
  const { clientSecret, code, accessToken, refreshToken } = planted;
  const onTokens = hostileAnswers(echoOf(clientSecret, code));
  const onProfile = hostileAnswers(echoOf(clientSecret, code, accessToken, refreshToken));

  test.each(onTokens.map(({ name }, index) => ({ name, index })))('$name', async ({ index }) => {
    const answers = [onTokens[index], onProfile[index]];
    for (const [call, { respond, code: reason }] of answers
      .map((hostile) => hostile ?? expect.unreachable())
      .entries()) {
      const error = await errorFor((socket, request) => {
        const isFirst = request.startsWith('POST');
        if (call === 1 && isFirst) socket.write(answer(200, { accessToken, refreshToken, expireIn: 7200 }));
        else respond(socket, request);
      }, reason);
      // The README says which that is, and is held to it by readme.test.ts.
      expect(error.code).toBe(toConnectorError(new DingTalkError(reason)).code);
      expect(error.data).toMatchObject({ reason, errorDescription: expect.stringMatching(/^[^{}]{20,}\.$/) });
      expectNothingPrivate(error);
    }
  });
});

describe('at the simulator', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startDingTalk();
  });

  async function refused(data: unknown, config?: object): Promise<ConnectorError> {
    const connector = await connect(simulator.origins, config);
    return connectorErrorOf(connector.getUserInfo(data, noSession));
  }

  test('a code that DingTalk never gave is SocialAuthCodeInvalid', async () => {
    const code = 'nonsense-instead-of-a-code';
    const error = await refused({ code });
    expect(error).toMatchObject({
      code: 'social_auth_code_invalid',
      data: {
        reason: 'DINGTALK_CODE_REJECTED',
        providerCode: 'invalidParameter.authCode.notFound',
        upstreamStatus: 400,
        requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      },
    });
    expect(shown(error)).not.toContain(code);
  });

  describe('without any call to DingTalk', () => {
    afterEach(() => expect(simulator.requests).toEqual([]));

    test.each(['access_denied', 'user_cancelled', '11055'])(
      'the error %s at the callback is AuthorizationFailed',
      async (error) => {
        for (const more of [{}, { state: 'S' }, { redirectUri: 'https://logto.example.com/callback/x' }]) {
          expect(await refused({ error, ...more })).toMatchObject({
            code: 'authorization_failed',
            data: { reason: 'access-denied', errorDescription: expect.stringMatching(/did not agree/) },
          });
        }
      },
    );

    test.each([
      ['invalid_client', 'invalid_config'],
      ['unauthorized_client', 'invalid_config'],
      ['invalid_scope', 'general'],
      ['server_error', 'general'],
      ['temporarily_unavailable', 'general'],
    ])('the error %s at the callback is %s', async (error, code) => {
      expect(await refused({ error, state: 'S' })).toMatchObject({ code, data: { providerCode: error } });
    });

    test.each([
      ['nothing', undefined],
      ['an empty object', {}],
      ['neither code nor error', { state: 'S', redirectUri: 'https://logto.example.com/callback/x' }],
      ['code and authCode that differ', { code: 'planted-one', authCode: 'planted-two' }],
      ['a code without end', { code: 'planted'.repeat(500) }],
    ])('%s at the callback is SocialAuthCodeInvalid', async (_case, data) => {
      const error = await refused(data);
      expect(error).toMatchObject({
        code: 'social_auth_code_invalid',
        data: { reason: 'callback-malformed', errorDescription: expect.any(String) },
      });
      expect(shown(error)).not.toContain('planted');
    });
  });

  test('what Logto itself throws for its configuration is handed on as it is', async () => {
    const own = new Error('the database is gone');
    const { default: createConnector } = await import('../../lib/logto-bridge.js');
    const connector = await createConnector({ getConfig: () => Promise.reject(own) });
    await expect(connector.getUserInfo({ code: 'x' }, noSession)).rejects.toBe(own);
  });
});

test('options that cannot work are refused where the connector is made', () => {
  expect(() => connect({ api: 'http://dingtalk.example.com' })).toThrow(/origins\.api/);
  expect(() => connect(undefined, {}, { timeoutMs: 0 })).toThrow(/timeoutMs/);
});
