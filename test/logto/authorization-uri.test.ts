// @ts-expect-error It comes without types.
import createOfficialConnector from '@logto/connector-dingtalk-web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createConnector from '../../lib/logto-bridge.js';
import type { Simulator } from '../../lib/simulator/index.js';
import { asked, client, connect, noSession, person, redirectUri, startDingTalk } from './connect.js';

const awkwardUri = 'https://logto.example.com/callback/钉 钉?next=%2Fa%20b&x=1+1';
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startDingTalk({
    clients: [{ ...client, redirectUrls: [redirectUri, awkwardUri] }],
  });
});
afterAll(() => simulator.close());

async function uriOf(config: object, payload: object = {}): Promise<URL> {
  const connector = await connect(simulator.origins, config);
  return new URL(await connector.getAuthorizationUri({ ...asked, ...payload }, noSession));
}

const paramsOf = async (config: object, payload?: object) =>
  Object.fromEntries((await uriOf(config, payload)).searchParams);

test('the authorization URI is DingTalk’s, with nothing but what DingTalk documents', async () => {
  const connector = await createConnector({
    getConfig: async (id) => {
      expect(id).toBe('dingtalk-oauth2');
      return { clientId: 'ding1', clientSecret: 's3cret' };
    },
  });
  expect(await connector.getAuthorizationUri(asked, noSession)).toBe(
    'https://login.dingtalk.com/oauth2/auth?prompt=consent' +
      '&redirect_uri=https%3A%2F%2Flogto.example.com%2Fcallback%2Fdingtalk' +
      '&response_type=code&client_id=ding1&scope=openid&state=S',
  );
});

test('the strict consent page accepts it, with every parameter in use', async () => {
  const uri = await uriOf({
    scope: 'openid corpid',
    prompt: 'consent',
    corpId: 'dingteahouse',
    orgType: 'management',
    exclusiveLogin: true,
    exclusiveCorpId: 'dingteahouse',
  });
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    redirect_uri: redirectUri,
    response_type: 'code',
    client_id: client.clientId,
    scope: 'openid corpid',
    state: 'S',
    prompt: 'consent',
    corpId: 'dingteahouse',
    org_type: 'management',
    exclusiveLogin: 'true',
    exclusiveCorpId: 'dingteahouse',
  });
  const page = await fetch(uri);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(person.nick)]);
});

describe('the redirect URI', () => {
  test('is encoded exactly once, so that DingTalk, which compares every character, recognizes it', async () => {
    const uri = await uriOf({}, { redirectUri: awkwardUri });
    expect(uri.searchParams.get('redirect_uri')).toBe(awkwardUri);
    expect(uri.search).toContain(`redirect_uri=${encodeURIComponent(awkwardUri)}&`);
    expect((await fetch(uri)).status).toBe(200);
  });

  test('of the official connector is encoded twice, so that DingTalk does not recognize it', async () => {
    const { clientId, clientSecret } = client;
    const official = await createOfficialConnector({ getConfig: async () => ({ clientId, clientSecret }) });
    const uri = new URL(await official.getAuthorizationUri({ ...asked, redirectUri: awkwardUri }));
    expect(uri.searchParams.get('redirect_uri')).not.toBe(awkwardUri);
    expect((await fetch(simulator.origins.login + uri.pathname + uri.search)).status).toBe(400);
  });
});

describe('the scope', () => {
  test.each([
    ['openid without any', {}, undefined, 'openid'],
    ['the configured one', { scope: 'openid corpid' }, undefined, 'openid corpid'],
    ['the caller’s before the configured one', { scope: 'openid corpid' }, 'openid', 'openid'],
    ['the caller’s before the default', {}, 'openid corpid', 'openid corpid'],
    ['the caller’s, even one of its own', {}, 'openid Contact.User.Read', 'openid Contact.User.Read'],
    ['the configured one when the caller’s is empty', { scope: 'openid corpid' }, ' ', 'openid corpid'],
    ['with corpid as soon as an organization is preselected', { corpId: 'd' }, undefined, 'openid corpid'],
  ])('is %s', async (_case, config, scope, expected) => {
    expect((await paramsOf(config, { scope })).scope).toBe(expected);
  });
});

test('region intl leads to dingtalk.io', async () => {
  const connector = await connect(undefined, { region: 'intl' });
  const uri = new URL(await connector.getAuthorizationUri(asked, noSession));
  expect(uri.origin + uri.pathname).toBe('https://login.dingtalk.io/oauth2/auth');
});

test('inside DingTalk it is the same', async () => {
  const userAgent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 AliApp(DingTalk/7.6.50)';
  expect(await uriOf({}, { headers: { userAgent } })).toEqual(await uriOf({}));
});

test('a state is carried as it is', async () => {
  const state = 'a+b c&d=%20/钉';
  expect((await paramsOf({}, { state })).state).toBe(state);
});
