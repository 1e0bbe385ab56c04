import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import express, { type Express, type Router } from 'express';
import session from 'express-session';
import helmet from 'helmet';
import passport from 'passport';
import type { VerifyCallback } from 'passport-oauth2';
import type { FrameLocator, Page } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DingTalkInAppStrategy, DingTalkStrategy, type DingTalkVerify } from '../../lib/index.js';
import { defaultOrganizations, defaultPeople, type Simulator } from '../../lib/simulator/index.js';
import { describeInBrowser, openPage } from '../helpers/browser.js';
import { trustedCertificate } from '../helpers/certificate.js';
import { makeFolder, recipeOf } from '../helpers/documentation.js';
import { listen, simulate } from '../helpers/start.js';

const [person] = defaultPeople as [(typeof defaultPeople)[number]];
const [{ corpId }] = defaultOrganizations as [(typeof defaultOrganizations)[number]];
const client = { clientId: 'dingclientid', clientSecret: 'secret-of-the-recipes' };
const dingTalk = 'Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 DingTalk/7.6.0';
const shipped = new URL('../../dist/browser/', import.meta.url).pathname;

/** The code of the one block of a page that has this in it, with other addresses in the place of its own. */
function codeOf(page: string, mark: string, addresses: Record<string, string> = {}): string {
  return Object.entries(addresses).reduce(
    (code, [from, to]) => code.replaceAll(from, to),
    recipeOf(`docs/${page}.md`, mark, 'any'),
  );
}

/** A module of the documentation for the server. */
async function moduleOf<T>(...block: Parameters<typeof codeOf>): Promise<T> {
  return import(join(makeFolder({ 'recipe.ts': codeOf(...block) }).folder, 'recipe.ts'));
}

/** Sets variables of the environment until the test is over. */
function setEnvironment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** Listens on a free port; `use` says what answers, once the origin is known. */
async function listenFor(tls?: { key: string; cert: string }, host = '127.0.0.1') {
  const server = tls ? createHttpsServer(tls) : createHttpServer();
  const { origin } = await listen(server);
  return {
    origin: origin.replace('127.0.0.1', host),
    use: (app: RequestListener) => void server.on('request', app),
  };
}

/** The application around a recipe: sessions, Passport's strategies, and a route for pages inside DingTalk. */
function signInApp(router: Router): Express {
  const app = express();
  app.use(session({ secret: 'test', resave: false, saveUninitialized: false }), passport.session(), router);
  const signIn = passport.authenticate('dingtalk-in-app');
  app.post('/auth/dingtalk/in-app', express.json(), signIn, (_req, res) => void res.sendStatus(204));
  return app;
}

const importMap = `<script type="importmap">{ "imports": {
  "passport-dingtalk-oauth2/in-app.js": "/modules/in-app.js", "dingtalk-jsapi": "/jsapi.js"
} }</script>`;

/** A page with scripts of the documentation, and with who is signed in. */
const html = (user: object | undefined, body: string, ...scripts: string[]) => `<!doctype html>${importMap}
<p id="user">${(user as { name?: string } | undefined)?.name ?? 'nobody'}</p>${body}
${scripts.map((script) => `<script type="module" src="${script}"></script>`).join('')}`;

const jsapi = `export const requestAuthCode = (options) => window.dd.requestAuthCode(options);
export const biz = { util: { openBrowser: ({ url }) => { window.opened = url; } } };`;

function serveScripts(app: Express, scripts: Record<string, string>): void {
  app.use('/modules', express.static(shipped));
  for (const [path, code] of Object.entries({ '/jsapi.js': jsapi, ...scripts })) {
    app.get(path, (_req, res) => void res.type('js').send(code));
  }
}

describeInBrowser('the recipes of the documentation', (browser) => {
  /** A DingTalk, and Passport's strategies for it. */
  async function startDingTalk(origin: string, allowedOrigins: string[] = []) {
    const callbackURL = `${origin}/auth/dingtalk/callback`;
    const simulator = await simulate({
      clients: [{ ...client, redirectUrls: [callbackURL, ...allowedOrigins.map((it) => `${it}/`)] }],
    });
    const options = {
      clientID: client.clientId,
      clientSecret: client.clientSecret,
      origins: simulator.origins,
    };
    type Profile = { id: string; displayName?: string };
    const accept = ({ id, displayName: name }: Profile, done: VerifyCallback) => done(null, { id, name });
    const verify: DingTalkVerify = (_access, _refresh, profile, done) => accept(profile, done);
    passport.use(new DingTalkStrategy({ ...options, callbackURL }, verify));
    passport.use(new DingTalkInAppStrategy({ ...options, corpId, allowedOrigins }, accept));
    passport.serializeUser((it, done) => done(null, it));
    passport.deserializeUser((it: Express.User, done) => done(null, it));
    onTestFinished(() => {
      passport.unuse('dingtalk');
      passport.unuse('dingtalk-in-app');
    });
    return simulator;
  }

  const open = (options: { userAgent?: string } = {}): Promise<Page> =>
    openPage(browser(), { locale: 'en-US', ignoreHTTPSErrors: true, ...options });

  const inAppPage = (simulator: Simulator) =>
    `<script src="${simulator.origins.login}/simulator/dd.js"></script>`;
  const userOf = (page: Page) => page.locator('#user').textContent();
  const signedIn = (page: Page | FrameLocator) => page.locator('#user', { hasText: person.nick }).waitFor();
  const agree = (page: Page) => page.getByRole('button', { name: 'Agree' }).click();
  const popupOf = async (page: Page, press: () => Promise<void>) =>
    (await Promise.all([page.context().waitForEvent('page'), press()]))[0];

  test('a popup, beside helmet', async () => {
    const { origin, use } = await listenFor();
    await startDingTalk(origin);
    const { router } = await moduleOf<{ router: Router }>('popups', '/signed-in.js');
    const app = express();
    app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
    app.use(signInApp(router));
    serveScripts(app, {
      '/page.js': codeOf('popups', 'signedIn.onmessage'),
      '/signed-in.js': codeOf('popups', "postMessage('')"),
    });
    const link = '<a id="sign-in-link" href="/auth/dingtalk">Sign in</a>';
    // An import map is an inline script, which helmet forbids.
    app.get('/', (req, res) => void res.send(html(req.user, link, '/page.js').replace(importMap, '')));
    use(app);

    const page = await open();
    const answer = await page.goto(origin);
    expect(answer?.headers()['cross-origin-opener-policy']).toBe('same-origin');
    const popup = await popupOf(page, () => page.getByText('Sign in').click());
    await agree(popup);
    await signedIn(page);
    if (!popup.isClosed()) await popup.waitForEvent('close');
    // Where the browser opens no popup, the link leads there in the same window, and back.
    await page.context().clearCookies();
    await page.goto(origin);
    await page.evaluate('window.open = () => null');
    await page.getByText('Sign in').click();
    await agree(page);
    await signedIn(page);
  });

  test('an application in a frame of another site', async () => {
    const certificate = await trustedCertificate();
    onTestFinished(certificate.forget);
    const { origin, use } = await listenFor(certificate);
    const portal = await listenFor(certificate, 'localhost');
    await startDingTalk(origin);
    const own = { 'https://example.com': origin };
    const tickets = await moduleOf<{ router: Router }>('popups', 'randomUUID', own);
    setEnvironment({ SESSION_SECRET: 'secret of the frame' });
    const { app } = await moduleOf<{ app: Express }>('popups', 'partitioned: true', own);
    app.use(tickets.router);
    app.post('/settings', (req, res) => void res.send(`changed for ${req.user ? 'the user' : 'nobody'}`));
    serveScripts(app, {
      '/frame.js': codeOf('popups', 'let popup'),
      '/hand-over.js': codeOf('popups', 'window.opener.postMessage'),
    });
    const button = '<button id="sign-in">Sign in</button>';
    app.get('/', (req, res) => void res.send(html(req.user, button, '/frame.js')));
    use(app);
    const attack = `<form method="post" action="${origin}/settings"></form><script>document.forms[0].submit()</script>`;
    portal.use((req, res) =>
      res.end(`<!doctype html>${req.url === '/attack' ? attack : `<iframe src="${origin}/"></iframe>`}`),
    );

    const page = await open();
    await page.goto(portal.origin);
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('#user').textContent()).toBe('nobody');
    const popup = await popupOf(page, () => frame.getByRole('button', { name: 'Sign in' }).click());
    await agree(popup);
    await signedIn(frame);
    // A page that is not the popup is not listened to.
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    const [, inner] = page.frames();
    await inner?.evaluate(
      "void (heard = new Promise((resolve) => addEventListener('message', resolve)).then(() => fetch('/heard')))",
    );
    await page.evaluate("frames[0].postMessage({ ticket: 'of-an-attacker' }, '*')");
    await inner?.evaluate('heard.then(() => {})');
    expect(requests).toEqual(['/heard']);
    // Pages of other sites get no ticket and redeem none.
    const post = (path: string, from: string) =>
      page.request.post(origin + path, { headers: { origin: from }, maxRedirects: 0 });
    expect((await post('/tickets', portal.origin)).status()).toBe(403);
    expect((await post('/tickets/any', portal.origin)).status()).toBe(403);
    expect((await post('/tickets/any', origin)).status()).toBe(404);
    // Nor do they change anything in the name of the user, whose cookie the browser sends along.
    await page.goto(`${portal.origin}/attack`);
    await page.waitForURL(`${origin}/settings`);
    expect(await page.textContent('body')).toBe('Forbidden');
  });

  test('from DingTalk on into the system browser', async () => {
    const { origin, use } = await listenFor();
    const simulator = await startDingTalk(origin);
    const own = { 'https://example.com': origin };
    const { router } = await moduleOf<{ router: Router }>('popups', 'randomUUID', own);
    const app = signInApp(router);
    serveScripts(app, {
      '/sign-in.js': `import { signIn } from '/modules/in-app.js';
        import { openBrowser } from '/open-browser.js';
        window.openBrowser = openBrowser;
        if (document.querySelector('#user').textContent === 'nobody')
          signIn({ clientId: '${client.clientId}', corpId: '${corpId}', action: '/auth/dingtalk/in-app' });`,
      '/open-browser.js': codeOf('popups', 'openBrowser({'),
    });
    app.get('/', (req, res) => void res.send(html(req.user, inAppPage(simulator), '/sign-in.js')));
    use(app);

    const inside = await open({ userAgent: dingTalk });
    await inside.goto(origin);
    await signedIn(inside);
    await inside.waitForFunction('window.openBrowser');
    await inside.evaluate('window.openBrowser()');
    const link = await inside.evaluate<string>('window.opened');
    const outside = await open();
    // A preview of the link spends nothing.
    expect(await (await fetch(link)).text()).toContain('Sign in here, too');
    await outside.goto(link);
    expect((await outside.goto(origin)) && (await userOf(outside))).toBe('nobody');
    await outside.goto(link);
    await outside.getByRole('button').click();
    await signedIn(outside);
    await outside.goto(link);
    await outside.getByRole('button').click();
    expect(await outside.textContent('body')).toContain('no longer valid');

    await inside.evaluate('window.openBrowser()');
    const late = await open();
    await late.goto(await inside.evaluate<string>('window.opened'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 });
    onTestFinished(() => void vi.useRealTimers());
    await late.getByRole('button').click();
    expect(await late.textContent('body')).toContain('no longer valid');
  });

  test('the link inside DingTalk is there unless the script hides it, and signed out stays signed out', async () => {
    const { origin, use } = await listenFor();
    const simulator = await startDingTalk(origin);
    const { router } = await moduleOf<{ router: Router }>('in-dingtalk', "'/sign-out'");
    const app = signInApp(router);
    serveScripts(app, {
      '/page.js': codeOf('in-dingtalk', 'link.hidden = true'),
      '/again.js': codeOf('in-dingtalk', 'signed-out\\b'),
    });
    const link = '<a id="sign-in-link" href="/auth/dingtalk">Sign in</a>';
    const signOut = '<form method="post" action="/sign-out"><button>Sign out</button></form>';
    app.get('/link', (req, res) => void res.send(html(req.user, inAppPage(simulator) + link, '/page.js')));
    app.get('/', ({ user }, res) => {
      res.send(html(user, inAppPage(simulator) + signOut, ...(user ? [] : ['/again.js'])));
    });
    use(app);
    const signIns = () => simulator.requests.filter(({ endpoint }) => endpoint === 'getuserinfo').length;

    const page = await open({ userAgent: dingTalk });
    const visible = () => page.locator('#sign-in-link').isVisible();
    // Where a module cannot be loaded, the script does not run.
    await page.route('**/modules/in-app.js', (route) => route.abort());
    await page.goto(`${origin}/link?corpId=${corpId}`);
    expect(await visible()).toBe(true);
    await page.unroute('**/modules/in-app.js');
    await page.goto(`${origin}/link`);
    await page.locator('#sign-in-link').waitFor();
    await page.goto(`${origin}/link?corpId=${corpId}`);
    await signedIn(page);
    expect(signIns()).toBe(1);

    await page.goto(origin);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${origin}/?signed-out`);
    await page.waitForLoadState('networkidle');
    expect([await userOf(page), signIns()]).toEqual(['nobody', 1]);
    // As the workbench does, in another view: in this one a sign-in was a moment ago.
    const again = await page.context().newPage();
    await again.goto(`${origin}/?corpId=${corpId}`);
    await signedIn(again);

    const outside = await open();
    await outside.goto(`${origin}/link`);
    await outside.waitForLoadState('networkidle');
    expect(await outside.locator('#sign-in-link').isVisible()).toBe(true);
  });

  test('a single-page application at another origin', async () => {
    const [api, pages] = [await listenFor(), await listenFor()];
    const simulator = await startDingTalk(api.origin, [pages.origin]);
    const own = { 'https://app.example.com': pages.origin, 'https://api.example.com': api.origin };
    type Recipe = { router: Router; returnAddress: (asked: unknown) => string };
    const { router, returnAddress } = await moduleOf<Recipe>('single-page', 'returnAddress(asked', own);
    api.use(signInApp(router));
    const app = express();
    serveScripts(app, {
      '/api.js': codeOf('single-page', 'callApi', own),
      '/page.js': `import { callApi } from '/api.js';
        import { signIn } from '/modules/in-app.js';
        const corpId = new URLSearchParams(location.search).get('corpId');
        const me = corpId ? fetch('${api.origin}/me', { credentials: 'include' }) : callApi('/me');
        document.querySelector('button').onclick = () =>
          callApi('/sign-out', { method: 'POST' }).then(() => location.reload());
        me.then((response) => response.ok ? response.json() : {}).then(({ name }) => {
          if (name) document.querySelector('#user').textContent = name;
          else if (corpId) return signIn({ clientId: '${client.clientId}', action: '${api.origin}/auth/dingtalk/in-app' });
        });`,
    });
    app.get('/{*path}', (_req, res) => {
      res.send(html(undefined, `${inAppPage(simulator)}<button>Sign out</button>`, '/page.js'));
    });
    pages.use(app);

    const page = await open();
    const place = `${pages.origin}/orders/7?tab=tea#notes`;
    await page.goto(place);
    await agree(page);
    await signedIn(page);
    expect(page.url()).toBe(place);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Agree' }).waitFor();

    const inside = await open({ userAgent: dingTalk });
    await inside.goto(`${pages.origin}/?corpId=${corpId}`);
    await signedIn(inside);

    const evil = 'https://evil.example';
    for (const elsewhere of [evil, '//evil.example', `${pages.origin}.evil.example`, ['/a'], undefined]) {
      expect(returnAddress(elsewhere)).toBe(pages.origin);
    }
    const refused = await fetch(`${api.origin}/sign-out`, { method: 'POST', headers: { origin: evil } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const read = await fetch(`${api.origin}/me`, { headers: { origin: evil } });
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a mini program', async () => {
    const { origin, use } = await listenFor();
    const simulator = await startDingTalk(origin);
    setEnvironment({
      DINGTALK_CLIENT_ID: client.clientId,
      DINGTALK_CLIENT_SECRET: client.clientSecret,
      JWT_SECRET: 'of 32 characters or more, please.',
    });
    type Recipe = { router: Router; requireToken: express.RequestHandler };
    const recipe = await moduleOf<Recipe>('mini-program', 'requireToken', {
      'new DingTalkClient({': `new DingTalkClient({ origins: ${JSON.stringify(simulator.origins)},`,
    });
    type Program = { signIn: (dd: object, corpId: string) => Promise<string> };
    const own = { 'https://example.com': origin };
    const program = await moduleOf<Program>('mini-program', 'dd.getAuthCode', own);
    const app = express();
    app.use(recipe.router);
    app.get('/me', recipe.requireToken, (_req, res) => void res.json(res.locals));
    use(app);

    let authCode = simulator.inAppCode({ clientId: client.clientId, unionId: person.unionId, corpId });
    type Call = {
      url: string;
      method: string;
      headers: Record<string, string>;
      data: string;
      success: (answer: object) => void;
      fail: (error: unknown) => void;
    };
    const dd = {
      getAuthCode: ({ success }: Call) => success({ authCode }),
      httpRequest: async ({ url, method, headers, data, success, fail }: Call) => {
        const answer = await fetch(url, { method, headers, body: data });
        if (answer.ok) success({ data: await answer.json() });
        else fail(answer.status);
      },
    };
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const token = await program.signIn(dd, corpId);
    const me = (authorization: string) => fetch(`${origin}/me`, { headers: { authorization } });
    expect(await (await me(`Bearer ${token}`)).json()).toEqual({ userId: person.unionId });
    expect((await me(`Bearer ${token}x`)).status).toBe(401);
    await expect(program.signIn(dd, corpId)).rejects.toBe(401);
    expect(logged.mock.calls.join()).toContain('40078');
    authCode = '';
    await expect(program.signIn(dd, corpId)).rejects.toBe(400);
    expect(simulator.requests.filter(({ endpoint }) => endpoint === 'accessToken')).toHaveLength(1);
  });
});
