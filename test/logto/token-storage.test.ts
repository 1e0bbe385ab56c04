import { socialUserInfoGuard, tokenResponseGuard } from '@logto/connector-kit';
import { beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../lib/simulator/index.js';
import { connect, connectorErrorOf, consent, noSession, person, startDingTalk } from './connect.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startDingTalk();
});

async function signIn(config?: object) {
  const connector = await connect(simulator.origins, config);
  const given = await connector.getTokenResponseAndUserInfo?.(consent(simulator), noSession);
  if (!given?.tokenResponse) return expect.unreachable('no tokens');
  return { connector, ...given, tokenResponse: given.tokenResponse };
}

test('a sign-in gives the tokens, in snake case, beside the same user info', async () => {
  const { connector, tokenResponse, userInfo } = await signIn();
  expect(tokenResponse).toEqual({
    access_token: expect.stringMatching(/^[0-9a-f]{32}$/),
    refresh_token: expect.stringMatching(/^[0-9a-f]{32}$/),
    expires_in: 7200,
  });
  expect(tokenResponseGuard.strict().parse(tokenResponse)).toEqual(tokenResponse);
  expect(socialUserInfoGuard.strict().parse(userInfo)).toEqual(userInfo);
  expect(userInfo).toEqual(await connector.getUserInfo(consent(simulator), noSession));
  const { endpoint, headers } = simulator.requests[1] ?? {};
  expect([endpoint, headers?.['x-acs-dingtalk-access-token']]).toEqual(['me', tokenResponse.access_token]);
});

test('a refresh token gives new tokens, once', async () => {
  const { connector, tokenResponse } = await signIn();
  const old = tokenResponse.refresh_token ?? '';
  const fresh = await connector.getAccessTokenByRefreshToken?.(old);
  expect(tokenResponseGuard.strict().parse(fresh)).toEqual({
    access_token: expect.stringMatching(/^[0-9a-f]{32}$/),
    refresh_token: expect.stringMatching(/^[0-9a-f]{32}$/),
    expires_in: 7200,
  });
  expect(fresh).not.toMatchObject(tokenResponse);
  expect(fresh?.refresh_token).not.toBe(old);

  const error = await connectorErrorOf(connector.getAccessTokenByRefreshToken?.(old) ?? Promise.resolve());
  expect(error).toMatchObject({
    code: 'social_invalid_access_token',
    data: { reason: 'DINGTALK_TOKEN_REJECTED' },
  });
  expect(JSON.stringify(error.data)).not.toContain(old);
});

test('an answer without a refresh token leaves it out', async () => {
  simulator.fail('userAccessToken', { body: { accessToken: 'a'.repeat(32), expireIn: 60 } });
  simulator.fail('me', { body: { unionId: person.unionId } });
  expect((await signIn()).tokenResponse).toEqual({ access_token: 'a'.repeat(32), expires_in: 60 });
});

test.each(['', 'a b', undefined, null])(
  'a stored refresh token that is none is a dead one: %j',
  async (token) => {
    const connector = await connect(simulator.origins);
    const refreshing = connector.getAccessTokenByRefreshToken?.(token as string) ?? Promise.resolve();
    expect(await connectorErrorOf(refreshing)).toMatchObject({ code: 'social_invalid_access_token' });
    expect(simulator.requests).toHaveLength(0);
  },
);
