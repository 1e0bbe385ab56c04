import { beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../lib/simulator/index.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { agreeAt, type RecipeProcess, startDingTalk, startProduction } from './recipe-app.js';

/** What the proxy of the page sends. */
const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
const [older, newer] = ['older-secret-'.repeat(3), 'newer-secret-'.repeat(3)];

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startDingTalk('/tools/auth/dingtalk/callback');
});

const start = (secrets: string, more?: Record<string, string>) => startProduction(simulator, secrets, more);
const begin = (visitor: Visitor) =>
  agreeAt(simulator, 'union-lan', () => visitor.get('/tools/auth/dingtalk', proxied));
const logOf = async ({ origin }: RecipeProcess) => (await fetch(`${origin}/log`)).json();

test('below a path, behind a proxy, a sign-in is kept in cookies of its own and logged', async () => {
  const app = await start(newer);
  const visitor = new Visitor(app.origin);
  const callback = await begin(visitor);
  const response = await visitor.get(callback, proxied);
  expect(locationOf(response).pathname).toBe('/tools/');
  expect(response.headers.getSetCookie()).toContainEqual(
    expect.stringMatching(/^tools\.sid=.*; Path=\/tools; HttpOnly; Secure; SameSite=Lax/),
  );
  expect(await (await visitor.get('/tools/', proxied)).json()).toEqual({ id: 'union-lan' });

  expect((await visitor.get(callback, proxied)).status).toBe(403);
  const entry = { time: expect.any(String), ip: '203.0.113.7' };
  expect(await logOf(app)).toMatchObject([
    { ...entry, event: 'signed in', user: 'union-lan' },
    { ...entry, event: 'not signed in', code: 'state-invalid', reason: 'used' },
  ]);

  simulator.refuse('userAccessToken', 'Forbidden.AccessDenied.IpNotInWhiteList');
  expect((await visitor.get(await begin(visitor), proxied)).status).toBe(500);
  const error = { code: 'DINGTALK_IP_NOT_ALLOWED', providerMessage: expect.stringMatching(/\d+\.\d+\.\d+/) };
  const log = (await logOf(app)) as object[];
  expect(log.at(-1)).toMatchObject({ ...entry, code: error.code, error });
});

test('its address may end in a slash, and an app that took the place of another is named as the reason', async () => {
  const app = await start(newer, { PUBLIC_URL: 'https://example.com/tools/' });
  const visitor = new Visitor(app.origin);
  const callback = await begin(visitor);

  const next = await start(newer, { DINGTALK_CLIENT_ID: 'dingnext' });
  const switched = new Visitor(next.origin);
  switched.adopt(visitor);
  expect((await switched.get(callback, proxied)).status).toBe(403);
  expect(await logOf(next)).toMatchObject([{ code: 'state-invalid', reason: 'other-app' }]);
  expect(locationOf(await visitor.get(callback, proxied)).pathname).toBe('/tools/');
});

test('a new secret in front of the old one ends no sign-in that is in progress', async () => {
  const before = new Visitor((await start(older)).origin);
  await before.get(await begin(before), proxied);
  const callback = await begin(before);

  const visitor = new Visitor((await start(`${newer},${older}`)).origin);
  visitor.adopt(before);
  expect(locationOf(await visitor.get(callback, proxied)).pathname).toBe('/tools/');

  const other = new Visitor((await start(newer)).origin);
  other.adopt(before);
  expect((await other.get(callback, proxied)).status).toBe(403);
});
