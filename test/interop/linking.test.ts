import { beforeEach, describe, expect, test } from 'vitest';
import type { Simulator } from '../../lib/simulator/index.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { simulate } from '../helpers/start.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { agreeAt, client, type RecipeProcess, startDingTalk, startRecipeProcess } from './recipe-app.js';

let simulator: Simulator;
let app: RecipeProcess;
const start = (script: string, mark: string, more = {}) =>
  startRecipeProcess(script, simulator, {
    ...{ RECIPE: fileOfRecipe('docs/linking.md', mark).file, SESSION_SECRET: 'secret-of-the-sessions' },
    ...more,
  });
const visit = () => new Visitor(app.origin);

describe('account linking', () => {
  beforeEach(async () => {
    simulator = await startDingTalk('/link/dingtalk/callback', ['lan', 'he']);
    app = await start('linking.mjs', 'passport.authorize');
  });

  const signIn = async (id: string) => {
    const visitor = visit();
    await visitor.get(`/sign-in?id=${id}`);
    return visitor;
  };
  const agree = (visitor: Visitor, unionId: string) =>
    agreeAt(simulator, unionId, () => visitor.post('/link/dingtalk', {}));
  const settings = async (visitor: Visitor) => (await visitor.get('/settings')).json();

  test('adds a DingTalk account to the account that is signed in, which stays signed in', async () => {
    const visitor = await signIn('one');
    const response = await visitor.get(await agree(visitor, 'union-lan'));
    expect(locationOf(response).pathname).toBe('/settings');
    const done = { user: { id: 'one' }, messages: [], linked: { 'union-lan': 'one' } };
    expect(await settings(visitor)).toEqual(done);
    // Once more changes nothing.
    expect((await visitor.get(await agree(visitor, 'union-lan'))).status).toBe(302);
    expect(await settings(visitor)).toEqual(done);
  });

  test('gives nobody the DingTalk account of somebody else', async () => {
    const one = await signIn('one');
    await one.get(await agree(one, 'union-lan'));
    const two = await signIn('two');
    expect((await two.get(await agree(two, 'union-lan'))).status).toBe(409);
    expect(await settings(two)).toMatchObject({ user: { id: 'two' }, linked: { 'union-lan': 'one' } });
  });

  test('links nothing by a callback that another browser began', async () => {
    const attacker = await signIn('attacker');
    const callback = await agree(attacker, 'union-he');
    const victim = await signIn('victim');
    expect(locationOf(await victim.get(callback)).pathname).toBe('/settings');
    const { messages, linked } = (await settings(victim)) as { messages: string[]; linked: object };
    expect([messages, linked]).toEqual([[expect.stringMatching(/did not begin in this browser/)], {}]);
  });

  test('is for people who are signed in, and does not begin by a link', async () => {
    expect((await visit().post('/link/dingtalk', {})).status).toBe(401);
    expect((await visit().get('/link/dingtalk/callback?code=x&state=y')).status).toBe(401);
    expect((await (await signIn('one')).get('/link/dingtalk')).status).toBe(404);
  });
});

describe('several tenants in one browser', () => {
  // The name of one begins with that of the other.
  const tenants = ['tea', 'teahouse'].map((name) => ({
    ...{ name, corpId: `ding${name}`, clientID: `dingapp${name}`, clientSecret: client.clientSecret },
  }));
  const organizations = tenants.map(({ corpId }) => corpId);

  beforeEach(async () => {
    simulator = await simulate({
      people: [{ unionId: 'union-lan', nick: 'Lan', organizations }],
      organizations: tenants.map(({ name, corpId }) => ({
        ...{ corpId, name },
        members: [{ unionId: 'union-lan', userId: 'lan' }],
      })),
      clients: tenants.map(({ name, corpId, clientSecret, clientID: clientId }) => ({
        ...{ clientId, clientSecret, corpId },
        redirectUrls: [`https://example.com/${name}/auth/dingtalk/callback`],
      })),
    });
    app = await start('tenants.mjs', 'tenantRouter', { TENANTS: JSON.stringify(tenants) });
  });

  const agree = (visitor: Visitor, name: string) =>
    agreeAt(simulator, 'union-lan', () => visitor.get(`/${name}/auth/dingtalk`), `ding${name}`);
  const whoIsIn = async (visitor: Visitor, name: string) =>
    ((await (await visitor.get(`/${name}/`)).json()) as { user: object | null }).user;

  test('are signed in to side by side, also when both sign-ins were under way at once', async () => {
    const visitor = visit();
    const callbacks = [await agree(visitor, 'tea'), await agree(visitor, 'teahouse')];
    for (const callback of callbacks) {
      const { status, headers } = await visitor.get(callback);
      expect(status).toBe(302);
      const name = callback.split('/')[1];
      expect(headers.getSetCookie()).toContainEqual(
        expect.stringMatching(
          new RegExp(`^${name}\\.sid=.*; Path=/${name}; .*HttpOnly; Secure; SameSite=Lax`),
        ),
      );
    }
    expect(await whoIsIn(visitor, 'tea')).toEqual({ tenant: 'tea', id: 'union-lan' });
    expect(await whoIsIn(visitor, 'teahouse')).toEqual({ tenant: 'teahouse', id: 'union-lan' });
  });

  test('take no sign-in of each other', async () => {
    const visitor = visit();
    const callback = await agree(visitor, 'tea');
    await agree(visitor, 'teahouse');
    await visitor.get(callback.replace('/tea/', '/teahouse/'));
    expect(await whoIsIn(visitor, 'teahouse')).toBeNull();
    await visitor.get(callback);
    expect(await whoIsIn(visitor, 'tea')).toEqual({ tenant: 'tea', id: 'union-lan' });
    expect(await whoIsIn(visitor, 'teahouse')).toBeNull();
  });

  test('know nobody by the cookie of another one', async () => {
    const visitor = visit();
    const response = await visitor.get(await agree(visitor, 'tea'));
    const value = /^tea\.sid=([^;]+)/m.exec(response.headers.getSetCookie().join('\n'))?.[1];
    const ask = async (name: string) => {
      const headers = { cookie: `${name}.sid=${value}` };
      return (await fetch(`${app.origin}/${name}/`, { headers })).json();
    };
    expect(await ask('tea')).toMatchObject({ user: { tenant: 'tea' } });
    expect(await ask('teahouse')).toMatchObject({ user: null });
  });
});
