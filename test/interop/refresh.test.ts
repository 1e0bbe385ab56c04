import refresh from 'passport-oauth2-refresh';
import { beforeEach, expect, test } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { isDingTalkError } from '../../lib/dingtalk/errors.js';
import { defaultClient, defaultPeople, type Simulator } from '../../lib/simulator/index.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { simulate } from '../helpers/start.js';

interface Answer {
  error: unknown;
  accessToken: string;
  refreshToken: string;
  params: unknown;
}

const [callbackURL = ''] = defaultClient.redirectUrls;
const [person] = defaultPeople;
let now: number;
let simulator: Simulator;
let client: DingTalkClient;

beforeEach(async () => {
  now = Date.now();
  simulator = await simulate({ clock: () => now });
  const { clientId: clientID, clientSecret } = defaultClient;
  const options = { clientID, clientSecret, origins: simulator.origins };
  client = new DingTalkClient(options);
  const strategyOptions = { ...options, callbackURL };
  refresh.use(
    new DingTalkStrategy(strategyOptions, (_accessToken, _refreshToken, _profile, done) => done(null)),
  );
});

function signIn(scope = 'openid') {
  const { clientId } = defaultClient;
  const callback = simulator.authorize({
    ...{ clientId, redirectUri: callbackURL, unionId: person?.unionId ?? '', scope },
  });
  return client.exchangeCode(new URL(callback).searchParams.get('code') ?? '');
}

function requestNewAccessToken(refreshToken: string): Promise<Answer> {
  return new Promise((resolve) => {
    refresh.requestNewAccessToken(
      'dingtalk',
      refreshToken,
      (error, accessToken = '', newRefreshToken = '', params) =>
        resolve({ error, accessToken, refreshToken: newRefreshToken, params }),
    );
  });
}

test('passport-oauth2-refresh brings an access token that works, with its life in seconds', async () => {
  const old = await signIn();
  const { error, accessToken, params } = await requestNewAccessToken(old.refreshToken ?? '');
  expect(error).toBeNull();
  expect(accessToken).not.toBe(old.accessToken);
  expect((await client.me(accessToken)).unionId).toBe(person?.unionId);
  expect(params).toEqual({ expires_in: 7200 });
});

test('passport-oauth2-refresh tells the organization that the person chose', async () => {
  const { refreshToken = '' } = await signIn('openid corpid');
  const { params } = await requestNewAccessToken(refreshToken);
  expect(params).toEqual({ expires_in: 7200, corpId: person?.organizations?.[0] });
});

test('passport-oauth2-refresh brings the next refresh token, and the old one is dead', async () => {
  const { refreshToken: first = '' } = await signIn();
  const { refreshToken: second } = await requestNewAccessToken(first);
  expect(second).not.toBe(first);
  await expectRejected(first);
  const { error, accessToken } = await requestNewAccessToken(second);
  expect(error).toBeNull();
  expect((await client.me(accessToken)).unionId).toBe(person?.unionId);
});

test('passport-oauth2-refresh reports a refresh token that has ended after 30 days', async () => {
  const { refreshToken = '' } = await signIn();
  now += 30 * 24 * 60 * 60 * 1000;
  await expectRejected(refreshToken);
});

test('passport-oauth2-refresh reports that DingTalk is busy as something to try again', async () => {
  const { refreshToken = '' } = await signIn();
  simulator.fail('userAccessToken', { status: 503, body: { code: 'serviceBusy', message: 'busy' } });
  const { error } = await requestNewAccessToken(refreshToken);
  expect(error).toMatchObject({ code: 'DINGTALK_UNAVAILABLE', retryable: true });
  expect((await requestNewAccessToken(refreshToken)).error).toBeNull();
});

async function expectRejected(refreshToken: string): Promise<void> {
  const { error, accessToken } = await requestNewAccessToken(refreshToken);
  expect(isDingTalkError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'DINGTALK_TOKEN_REJECTED', status: 401 });
  expect(accessToken).toBe('');
}
