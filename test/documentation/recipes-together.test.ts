import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Simulator } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { makeFolder, recipeOf } from '../helpers/documentation.js';
import { freePort } from '../helpers/free-port.js';
import { pasted } from '../helpers/pasted.js';
import { startProcess } from '../helpers/process.js';
import { agreeFor, simulate } from '../helpers/start.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { agreeAt } from '../interop/recipe-app.js';

const root = dirname(dirname(import.meta.dirname));
const [clientId, clientSecret, corpId] = ['dingclientid', 'secret-of-the-recipes', 'ding0123456789abcdef'];
const ssoSecret = 'sso-secret-of-the-recipes';
const secrets = {
  ...{ DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret, DINGTALK_CORP_ID: corpId },
  ...{ DINGTALK_SSO_SECRET: ssoSecret, SESSION_SECRET: 'secret-of-the-sessions' },
  JWT_SECRET: 'of 32 characters or more, please.',
  SESSION_SECRETS: 'a-secret-of-at-least-thirty-two-characters',
};

/** A recipe of a page, changed in the places that the page of another one names. */
function recipe(page: string, mark: string, ...changes: [from: string, to: string][]): string {
  return changes.reduce(
    (code, [from, to]) => {
      expect(code).toContain(from);
      return code.replace(from, to);
    },
    recipeOf(`docs/${page}.md`, mark),
  );
}

/** Compiles the recipes as one file, and runs it; `origin` is what stands for https://example.com in them. */
async function startTogether(recipes: (origin: string) => string[], organization = {}) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const simulator = await simulate({
    clients: [
      {
        ...{ clientId, clientSecret, adminUrl: `${origin}/auth/dingtalk/admin` },
        redirectUrls: ['/auth', '/link', '/tools/auth'].map((path) => `${origin}${path}/dingtalk/callback`),
      },
    ],
    organizations: [{ corpId, name: '家', ssoSecret, ...organization }],
    people: ['lan', 'guest'].map((nick) => ({ unionId: `union-${nick}`, nick, organizations: [corpId] })),
  });
  const hosts = await startDingTalkHosts(simulator.origins.api);

  const compilerOptions = {
    ...{ target: 'es2023', module: 'nodenext', types: ['node'], strict: true, noEmit: true },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  };
  const { folder } = makeFolder({
    'app.ts': pasted(recipes(origin)).replaceAll('https://example.com', origin),
    'tsconfig.json': JSON.stringify({ compilerOptions }),
  });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' });

  const env = { ...hosts.env, ...secrets, PORT: String(port), PUBLIC_URL: `${origin}/tools` };
  const tsx = import.meta.resolve('tsx');
  const { output, finished } = startProcess(['--import', tsx, join(folder, 'app.ts')], { env });
  let isRunning = true;
  void finished.then(() => (isRunning = false));
  const up = () => fetch(origin).then(Boolean, () => !isRunning);
  await expect.poll(up, { timeout: 20_000 }).toBe(true);
  expect(isRunning, output()).toBe(true);
  return { simulator, origin, printed: output, isRunning: () => isRunning };
}

const userOf = async (visitor: Visitor) => {
  const { user } = (await (await visitor.get('/')).json()) as { user: { id: string } | null };
  return user?.id;
};

async function signIn(simulator: Simulator, visitor: Visitor, begin = '/auth/dingtalk', nick = 'lan') {
  return visitor.get(await agreeAt(simulator, `union-${nick}`, () => visitor.get(begin)));
}

/** Posts the code that DingTalk's client gives to a page or a mini program. */
async function postCode(simulator: Simulator, url: string, origin = '') {
  const code = simulator.inAppCode({ clientId, unionId: 'union-lan', corpId });
  const headers = { 'content-type': 'application/json', ...(origin && { origin }) };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify({ code, corpId }) });
}

const members = {
  members: [
    { unionId: 'union-lan', userId: 'lan', admin: true },
    { unionId: 'union-guest', userId: 'guest', external: true },
  ],
};
/** The page on Express, with the strategy and without the serializers, as the page on leavers has it. */
const express = (...more: [string, string][]) =>
  recipe(
    'frameworks/express',
    'app.listen',
    ['app.use(passport.session());', 'app.use(passport.session());\napp.use(router);'],
    [
      "callbackURL: '/auth/dingtalk/callback',",
      "callbackURL: '/auth/dingtalk/callback', membership: 'required',",
    ],
    ['passport.serializeUser((user, done) => done(null, user));\n', ''],
    ['passport.deserializeUser((user: Express.User, done) => done(null, user));\n', ''],
    ...more,
  );
const logged: [string, string] = ["('dingtalk', finish)(req", "('dingtalk', logged(req, finish))(req"];

test('one application has the recipes for sessions of ten pages', async () => {
  const { simulator, origin, printed, isRunning } = await startTogether(
    () => [
      recipe('sessions', 'ownPath', logged),
      recipe('production', 'function logged'),
      recipe('observability', "from 'pino'"),
      recipe('after-sign-in', 'requireUser: RequestHandler'),
      recipe('linking', 'const linked'),
      recipe('in-dingtalk', 'DingTalkInAppStrategy('),
      recipe('in-dingtalk', "'/sign-out'"),
      recipe('in-dingtalk', 'import.meta.resolve'),
      recipe('qr-code', '.qrLogin(req)'),
      recipe('popups', '"/signed-in.js"'),
      recipe('popups', 'randomUUID'),
      recipe('admin-console', 'DingTalkAdminStrategy('),
      recipe('tokens', 'client.refresh'),
      recipe('options', 'otherAccount'),
      recipe('errors', 'answerFailure'),
      recipe('errors', 'logProblem'),
      express(
        [
          "app.get('/', (req",
          "app.get('/members', requireUser, (_req, res) => res.sendStatus(204));\napp.get('/', (req",
        ],
        ['app.use(router);', 'app.use(router, modules);'],
        ['app.use(answerProblem);', 'app.use(logProblem, answerFailure, answerProblem);'],
      ),
    ],
    members,
  );
  const visit = () => new Visitor(origin);

  const visitor = visit();
  expect((await visitor.get('/members')).status).toBe(401);
  const placeAfter = async (begin: string, visitor = visit()) =>
    locationOf(await signIn(simulator, visitor, begin)).pathname;
  expect(await placeAfter('/auth/dingtalk?returnTo=/members', visitor)).toBe('/members');
  expect((await visitor.get('/members')).status).toBe(204);
  expect(await placeAfter('/auth/dingtalk?returnTo=//evil.example')).toBe('/');
  expect(await placeAfter('/auth/dingtalk?returnTo=/signed-in', visitor)).toBe('/signed-in');
  expect(await (await visitor.get('/signed-in')).text()).toContain('/signed-in.js');
  expect(await placeAfter('/auth/dingtalk/other-account')).toBe('/');

  const refused = await signIn(simulator, visit(), '/auth/dingtalk', 'guest');
  expect([refused.status, await refused.text()]).toEqual([403, '只有本公司的成员可以登录。']);
  simulator.refuse('userAccessToken', 'invalidClientIdOrSecret');
  const failed = await signIn(simulator, visit());
  expect([failed.status, await failed.text()]).toEqual([500, expect.stringContaining('administrator')]);
  expect((await visit().get('/auth/dingtalk/callback?code=x&state=y')).status).toBe(403);

  const linked = await visitor.get(
    await agreeAt(simulator, 'union-guest', () => visitor.post('/link/dingtalk', {})),
  );
  expect(locationOf(linked).pathname).toBe('/settings');

  const qr = visit();
  const asked = (await (await qr.get('/auth/dingtalk/qr')).json()) as Record<string, string>;
  expect([asked.client_id, asked.redirect_uri]).toEqual([clientId, `${origin}/auth/dingtalk/callback`]);
  const scanned = agreeFor(simulator, new URLSearchParams(asked), 'union-lan');
  await qr.get(scanned.pathname + scanned.search);
  expect(await userOf(qr)).toBe('union-lan');

  const inside = visit();
  inside.keep(await postCode(simulator, `${origin}/auth/dingtalk/in-app`, origin));
  expect(await userOf(inside)).toBe('union-lan');
  expect((await inside.get('/passport-dingtalk-oauth2/in-app.js')).status).toBe(200);
  const ticket = await fetch(`${origin}/tickets`, {
    method: 'POST',
    headers: { origin, cookie: `connect.sid=${inside.cookie('connect.sid')}` },
  });
  expect(await ticket.json()).toEqual({ id: expect.any(String) });
  expect(locationOf(await inside.post('/sign-out', {})).search).toBe('?signed-out');
  expect(await userOf(inside)).toBeUndefined();

  expect(printed()).toContain('"event":"signed in","user":"union-lan"');
  expect(printed()).toContain('"event":"not signed in","code":"not-a-member"');
  expect(printed()).toContain('"event":"sign-in failed","code":"DINGTALK_CREDENTIALS"');
  expect(printed()).toContain('"providerCode":"invalidClientIdOrSecret","providerMessage":"');
  expect(printed()).toContain('"event":"sign-in failed","code":"state-invalid","reason":"no-cookie"');
  expect(printed()).toContain('a sign-in ended');
  expect(isRunning()).toBe(true);
});

test('one server has pages at another origin, sign-in inside DingTalk, members and a log', async () => {
  const pages = 'https://app.example.com';
  const { simulator, origin, printed, isRunning } = await startTogether(
    () => [
      recipe('single-page', 'returnAddress(asked', logged),
      recipe('production', 'function logged'),
      recipe('after-sign-in', 'requireUser: RequestHandler'),
      recipe('in-dingtalk', 'DingTalkInAppStrategy(', [
        'clientID:',
        `allowedOrigins: ['${pages}'], clientID:`,
      ]),
      recipe('errors', 'logProblem'),
      express(['app.use(answerProblem);', 'app.use(logProblem, answerProblem);']),
    ],
    members,
  );
  const visitor = new Visitor(origin);
  const asked = `/auth/dingtalk?returnTo=${encodeURIComponent(`${pages}/orders`)}`;
  expect(locationOf(await signIn(simulator, visitor, asked)).href).toBe(`${pages}/orders`);
  expect(await (await visitor.get('/me')).json()).toMatchObject({ id: 'union-lan' });
  expect((await postCode(simulator, `${origin}/auth/dingtalk/in-app`, pages)).status).toBe(204);
  expect((await signIn(simulator, new Visitor(origin), asked, 'guest')).status).toBe(403);
  expect(printed()).toContain('"event":"not signed in","code":"not-a-member"');
  expect(isRunning()).toBe(true);
});

test('one API gives tokens to pages and to mini programs', async () => {
  const mounted = `import express from 'express';
const app = express();
app.use(router);
app.get('/api/me', requireAccessToken, (_req, res) => res.json(res.locals));
app.get('/mini/me', requireToken, (_req, res) => res.json(res.locals));
app.use(logProblem);
app.listen(Number(process.env.PORT));
`;
  const { simulator, origin, isRunning } = await startTogether(() => [
    recipe('without-sessions', 'issueRefreshToken', [
      "('dingtalk', { session: false }, finish)(",
      "('dingtalk', { session: false }, logged(req, finish))(",
    ]),
    recipe('mini-program', 'requireToken'),
    recipe('production', 'function logged'),
    recipe('tokens', 'client.refresh'),
    recipe('observability', "from '@opentelemetry/api'"),
    recipe('errors', 'logProblem'),
    mounted,
  ]);
  const visitor = new Visitor(origin);
  await signIn(simulator, visitor);
  const { accessToken } = (await (await visitor.post('/auth/refresh', {})).json()) as { accessToken: string };
  const me = async (path: string, token: string) =>
    (await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } })).json();
  expect(await me('/api/me', accessToken)).toEqual({ userId: 'union-lan' });
  const answer = await postCode(simulator, `${origin}/auth/mini-program`);
  const { token } = (await answer.json()) as { token: string };
  expect(await me('/mini/me', token)).toEqual({ userId: 'union-lan' });
  expect(isRunning()).toBe(true);
});

test('below a path, an application returns to where the user was, and logs who signed in', async () => {
  const rest = `passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user: Express.User, done) => done(null, user));
router.get('/', (req, res) => res.json({ user: req.user ?? null }));
app.use(logProblem, answerFailure);
app.listen(Number(process.env.PORT));
`;
  const { simulator, origin, printed } = await startTogether(() => [
    recipe('sessions', 'ownPath', logged),
    recipe('production', 'CookieStateStore('),
    recipe('production', 'function logged'),
    recipe('errors', 'answerFailure'),
    recipe('errors', 'logProblem'),
    rest,
  ]);
  const proxied = { 'x-forwarded-proto': 'https' };
  const visitor = new Visitor(origin);
  const get = (path: string) => visitor.get(path, proxied);
  const signedIn = async (begin: string) =>
    locationOf(await get(await agreeAt(simulator, 'union-lan', () => get(begin)))).pathname;
  expect(await signedIn('/tools/auth/dingtalk?returnTo=/tools/orders')).toBe('/tools/orders');
  expect(await signedIn('/tools/auth/dingtalk')).toBe('/tools/');
  expect(await (await get('/tools/')).json()).toEqual({ user: { id: 'union-lan' } });
  expect(printed()).toContain('"event":"signed in","user":"union-lan"');
});
