import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { closeAfterTest } from '../helpers/start.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { agreeAt, startDingTalk, startRecipeProcess } from './recipe-app.js';

const file = (mark: string, language?: string) =>
  fileOfRecipe('docs/without-sessions.md', mark, language).file;

async function start() {
  const simulator = await startDingTalk();
  const { origin } = await startRecipeProcess('without-sessions.mjs', simulator, {
    ...{ RECIPE: file('SignJWT'), PAGE: file('navigator.locks', 'js') },
    COOKIE_SECRET: 'a-secret-of-at-least-thirty-two-characters',
    JWT_SECRET: 'another-secret-of-at-least-32-characters',
  });
  const me = async (accessToken: string) => {
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(`${origin}/api/me`, { headers });
    return response.status === 200 ? ((await response.json()) as { userId: string }).userId : response.status;
  };
  const signIn = async () => {
    const visitor = new Visitor(origin);
    const response = await visitor.get(
      await agreeAt(simulator, 'union-lan', () => visitor.get('/auth/dingtalk')),
    );
    expect(locationOf(response).pathname).toBe('/');
    return { visitor, response };
  };
  return { origin, simulator, me, signIn };
}

const refresh = async (visitor: Visitor) => {
  const response = await visitor.post('/auth/refresh', {});
  if (response.status !== 200) return response.status;
  return ((await response.json()) as { accessToken: string }).accessToken;
};

test('gives a refresh token, and for it access tokens that name the person', async () => {
  const { me, signIn } = await start();
  const { visitor, response } = await signIn();
  expect(visitor.cookies).toContain('__Host-refresh');
  expect(response.headers.getSetCookie().find((line) => line.startsWith('__Host-refresh='))).toMatch(
    /Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
  );
  const first = await refresh(visitor);
  const second = await refresh(visitor);
  expect(await me(`${first}`)).toBe('union-lan');
  expect(await me(`${second}`)).toBe('union-lan');
  const claims = decodeJwt(`${second}`);
  expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
  const [header, , signature] = `${second}`.split('.');
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'union-other' })).toString('base64url');
  for (const token of ['', 'x', [header, forged, signature].join('.')]) expect(await me(token)).toBe(401);
});

test('ends the sign-in when a refresh token comes a second time, and on sign-out', async () => {
  const { origin, signIn } = await start();
  const { visitor, response } = await signIn();
  const thief = new Visitor(origin);
  thief.keep(response);
  expect(await refresh(visitor)).toEqual(expect.any(String));
  expect(await refresh(thief)).toBe(401);
  expect(await refresh(visitor)).toBe(401);
  expect(visitor.cookies).not.toContain('__Host-refresh');

  const other = await signIn();
  const copy = new Visitor(origin);
  copy.keep(other.response);
  expect((await other.visitor.post('/auth/sign-out', {})).status).toBe(204);
  expect(await refresh(other.visitor)).toBe(401);
  expect(await refresh(copy)).toBe(401);
});

test('tells a failure, and signs nobody in by a callback that another browser began', async () => {
  const { origin, simulator } = await start();
  const visitor = new Visitor(origin);
  const callback = await agreeAt(simulator, 'union-lan', () => visitor.get('/auth/dingtalk'));
  const stranger = new Visitor(origin);
  const response = await stranger.get(callback, { 'accept-language': 'zh' });
  expect([response.status, await response.text()]).toEqual([403, expect.stringMatching(/^本次登录/)]);
  expect(stranger.cookies).toEqual([]);
  expect(await refresh(stranger)).toBe(401);
});

describeInBrowser('in the page', (browser) => {
  test('refreshes once at a time, however many tabs ask', async () => {
    const { origin, signIn } = await start();
    const { response } = await signIn();
    const [, value = ''] = /__Host-refresh=([^;]+)/.exec(response.headers.getSetCookie().join('; ')) ?? [];
    const context = await browser().newContext();
    closeAfterTest(() => context.close());
    const cookie = { name: '__Host-refresh', value, domain: '127.0.0.1', path: '/' };
    await context.addCookies([{ ...cookie, secure: true, httpOnly: true, sameSite: 'Strict' }]);
    const tabs = await Promise.all([context.newPage(), context.newPage(), context.newPage()]);
    await Promise.all(tabs.map((tab) => tab.goto(`${origin}/`)));
    let underWay = 0;
    let most = 0;
    let done = 0;
    const pending = 'navigator.locks.query().then(({ pending }) => pending.length)';
    const waiting = async () => Number(await tabs[0]?.evaluate(pending));
    await context.route('**/auth/refresh', async (route) => {
      underWay += 1;
      most = Math.max(most, underWay);
      // Not before every tab has asked, or waits for its turn.
      await expect.poll(async () => done + underWay + (await waiting())).toBe(tabs.length);
      const answer = await route.fetch();
      underWay -= 1;
      done += 1;
      await route.fulfill({ response: answer });
    });
    const ask = `import('/page.js')
      .then(({ callApi }) => callApi('/api/me', { headers: { accept: 'application/json' } }))
      .then((answer) => answer.json())`;
    const answers = await Promise.all(tabs.map((tab) => tab.evaluate(ask)));
    expect(answers).toEqual(tabs.map(() => ({ userId: 'union-lan' })));
    expect(most).toBe(1);
    expect(await tabs[0]?.evaluate('document.cookie')).toBe('');
  });
});
