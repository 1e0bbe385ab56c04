import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DingTalkStrategy } from '../../lib/index.js';
import { describeInBrowser, openPage } from '../helpers/browser.js';
import { clientID, person, type SignInApp, startCallback, startSignInApp } from '../helpers/sign-in-app.js';

/** A session store that takes its time, as one in a Redis does: whoever reads may read what is about to change. */
function slowly(app: SignInApp): void {
  const { stack } = app.app.router as unknown as { stack: { handle: (...args: unknown[]) => void }[] };
  for (const layer of stack) {
    const { handle } = layer;
    layer.handle = (...args) => setTimeout(() => handle.apply(layer, args), 20);
    Object.defineProperty(layer.handle, 'length', { value: handle.length });
  }
}

describe('tabs of one browser', () => {
  it('that begin at the same moment all sign in, behind a slow session store', async () => {
    const app = await startSignInApp();
    slowly(app);
    const visitor = app.visitor();
    const callbacks = await Promise.all(Array.from({ length: 10 }, () => app.agree(visitor)));
    for (const callback of callbacks) {
      expect((await app.finish(visitor, callback)).user?.id).toBe(person.unionId);
    }
  });

  it('that end at the same moment all sign in', async () => {
    const app = await startSignInApp();
    const visitor = app.visitor();
    const callbacks = await Promise.all(Array.from({ length: 5 }, () => app.agree(visitor)));
    const outcomes = await Promise.all(callbacks.map((callback) => app.finish(visitor, callback)));
    expect(outcomes.map(({ user }) => user?.id)).toEqual(callbacks.map(() => person.unionId));
  });

  it.each([true, undefined] as const)(
    'are not disturbed by an old, wrong or foreign callback, store %s',
    async (store) => {
      const app = await startSignInApp({ options: { store } });
      const visitor = app.visitor();
      const old = await app.agree(visitor);
      await app.finish(visitor, old);
      const callback = await app.agree(visitor);
      const foreign = await app.agree(app.visitor());
      for (const other of [old, foreign, '/callback?code=x&state=guessed', '/callback?error=x&state=y']) {
        expect((await app.finish(visitor, other)).info?.code).toBe('state-invalid');
      }
      expect((await app.finish(visitor, callback)).user?.id).toBe(person.unionId);
    },
  );

  it('over https sign in by no cookie that a sibling host could have set, behind a proxy that only we know of', async () => {
    const app = await startSignInApp({ options: { proxy: true, callbackURL: '/callback' } });
    const attacker = app.visitor();
    const http = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'app.example' };
    const begun = await attacker.get('/login', http);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
    const path = `/callback?code=of-the-attacker&state=${state}`;
    const answer = await attacker.get(path, { ...http, 'x-forwarded-proto': 'https' });
    expect(await answer.json()).toMatchObject({ info: { code: 'state-invalid' } });
    expect(app.asked('userAccessToken')).toBe(0);
  });

  it('have cookies for https alone if the callback URL says so, in capitals too', async () => {
    for (const callbackURL of ['https://app.example/callback', 'HTTPS://app.example/callback']) {
      const app = await startSignInApp({ options: { callbackURL } });
      const [cookie] = (await app.visitor().get('/login')).headers.getSetCookie();
      expect(cookie).toMatch(/^__Host-/);
    }
  });

  it('cannot use one state twice at the same moment', async () => {
    const { app, visitor, callback } = await startCallback();
    const other = new URL(callback);
    const another = await app.agree(app.visitor());
    for (const name of ['code', 'authCode']) {
      other.searchParams.set(name, another.searchParams.get(name) ?? '');
    }
    const outcomes = await Promise.all([callback, other].map((each) => app.finish(visitor, each)));
    expect(outcomes.filter(({ user }) => user)).toHaveLength(1);
    expect(outcomes.map(({ info }) => info?.code)).toContain('state-invalid');
    expect(app.asked('userAccessToken')).toBe(1);
  });

  it.each([
    [true, 'dingother', 'other-app'],
    [undefined, 'dingother', 'other-app'],
    // The same app, after its secret was changed.
    [undefined, clientID, 'unknown'],
  ] as const)(
    'cannot bring the state of one app to another, store %s, client ID %s',
    async (store, otherID, reason) => {
      const app = await startSignInApp({ options: { store } });
      const other = new DingTalkStrategy(
        {
          clientID: otherID,
          clientSecret: 'other',
          callbackURL: '/other',
          store,
          origins: app.simulator.origins,
        },
        (_accessToken, _refreshToken, profile, done) => done(null, profile),
      );
      app.passport.use('other', other);
      app.app.get('/other', (req, res, next) => {
        app.passport.authenticate('other', (_e: unknown, _u: unknown, info: object) => res.json(info))(
          req,
          res,
          next,
        );
      });
      const visitor = app.visitor();
      const { search } = await app.agree(visitor);
      expect(await (await visitor.get(`/other${search}`)).json()).toMatchObject({
        ...{ code: 'state-invalid', reason },
      });
    },
  );
});

describe('a callback', () => {
  /** A request as a browser or a monitor sends it: Node's own `fetch` calls itself a script. */
  function send(
    app: SignInApp,
    callback: URL,
    cookie: string,
    method: string,
    headers: object,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const path = callback.pathname + callback.search;
      const req = request(app.origin + path, { method, headers: { cookie, ...headers } }, (res) => {
        res.resume();
        resolve(res.statusCode ?? 0);
      });
      req.on('error', reject).end();
    });
  }

  it.each([
    ['HEAD', {}],
    ['GET', { 'sec-purpose': 'prefetch' }],
    ['GET', { purpose: 'prefetch' }],
    ['GET', { 'x-purpose': ' preview' }],
  ])('that is only looked at spends nothing, and signs in afterwards: %s %j', async (method, headers) => {
    const { app, visitor, callback } = await startCallback();
    const cookie = visitor.cookies.map((name) => `${name}=${visitor.cookie(name)}`).join('; ');
    await send(app, callback, cookie, method, headers);
    const damaged = new URL(`/callback?state=${callback.searchParams.get('state')}`, app.origin);
    expect(await send(app, damaged, cookie, method, headers)).toBe(302);
    expect(app.asked('userAccessToken')).toBe(0);
    expect((await app.finish(visitor, callback)).user?.id).toBe(person.unionId);
    for (const path of ['/login', '/login?state=a'])
      expect(await send(app, new URL(path, app.origin), '', method, headers)).toBe(302);
  });

  it('that a browser loads ahead goes to no failureRedirect, which it would show instead', async () => {
    const app = await startSignInApp();
    app.app.use(((error, _req, res, _next) => {
      res.status(error.status).json({ failure: error.failure });
    }) as import('express').ErrorRequestHandler);
    const response = await app.visitor().get('/plain?code=a&state=b', { purpose: 'prefetch' });
    expect([response.status, await response.json()]).toEqual([503, { failure: 'prefetch-refused' }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('says to the developer why its state is invalid, and not to the person', async () => {
    const app = await startSignInApp();
    const [visitor, other] = [app.visitor(), app.visitor()];
    const callback = await app.agree(visitor);
    const theirs = await app.agree(other);
    expect((await app.finish(other, theirs)).user?.id).toBe(person.unionId);
    for (const [reason, who, brought] of [
      ['no-cookie', app.visitor(), callback],
      ['unknown', visitor, await app.agree(app.visitor())],
      ['used', other, theirs],
    ] as const) {
      const { status, info } = await app.finish(who, brought);
      expect([status, info]).toMatchObject([403, { code: 'state-invalid', reason }]);
      expect(info?.message).not.toContain(reason === 'used' ? 'did not begin' : 'already used');
      expect(info?.message).not.toMatch(/cookie|unknown/);
    }
    expect(app.asked('userAccessToken')).toBe(1);
  });
});

describe('the beginning of a sign-in', () => {
  it('is stored nowhere', async () => {
    const app = await startSignInApp();
    const response = await app.visitor().get('/login');
    expect([response.status, response.headers.get('cache-control')]).toEqual([302, 'no-store']);
  });

  it('with a damaged answer of DingTalk’s is none', async () => {
    const app = await startSignInApp();
    const visitor = app.visitor();
    const state = (await app.begin(visitor)).searchParams.get('state');
    expect(await app.finish(visitor, `/callback?state=${state}`)).toMatchObject({
      ...{ status: 400, info: { code: 'callback-malformed' } },
    });
  });

  it('warns once of a session cookie that the browser will never get', async () => {
    const app = await startSignInApp({ session: false });
    app.app.get(
      '/secure',
      (req, _res, next) => {
        Object.assign(req, { session: { cookie: { secure: true } } });
        next();
      },
      app.passport.authenticate('dingtalk'),
    );
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    await app.visitor().get('/login');
    for (let count = 0; count < 2; count += 1) await app.visitor().get('/secure');
    process.off('warning', note);
    expect(warnings).toEqual([
      expect.objectContaining({
        ...{ name: 'DingTalkWarning', code: 'DINGTALK_SESSION_COOKIE' },
        message: expect.stringMatching(/`secure`.*http.*trust proxy/s),
      }),
    ]);
  });
});

describeInBrowser('a browser', (browser) => {
  it.each([
    ['a link to load ahead', (href: string) => `<link rel="prefetch" href="${href}">`],
    [
      'speculation rules',
      (href: string) =>
        `<script type="speculationrules">${JSON.stringify({ prefetch: [{ urls: [href], eagerness: 'immediate' }] })}</script>`,
    ],
  ])('that loads the callback ahead by %s signs in when the person opens it', async (_how, ahead) => {
    const app = await startSignInApp();
    let callback = '';
    const seen = new Promise<void>((resolve) => {
      app.app.use('/seen', (_req, res) => {
        resolve();
        res.end();
      });
    });
    // As in an application: an error is answered with its status.
    app.app.get('/open', app.passport.authenticate('dingtalk', { session: false }), (req, res) => {
      res.json({ user: req.user });
    });
    app.app.get('/inbox', (_req, res) => {
      res.send(`<a href="${callback}">open</a>${ahead(callback)}<link rel="prefetch" href="/seen">`);
    });
    const page = await openPage(browser());
    await page.goto(`${app.origin}/login`);
    const state = new URL(page.url()).searchParams.get('state') ?? undefined;
    const target = app.simulator.authorize({
      ...{ clientId: app.strategy._settings.meta.clientID, redirectUri: `${app.origin}/callback` },
      ...{ unionId: person.unionId, scope: 'openid', state },
    });
    callback = `/open${new URL(target).search}`;
    await page.goto(`${app.origin}/inbox`);
    await seen;
    await page.getByText('open').click();
    await page.waitForURL('**/open?**');
    expect(JSON.parse(await page.innerText('body'))).toMatchObject({ user: { id: person.unionId } });
    expect(app.asked('userAccessToken')).toBe(1);
  });

  it('whose scripts ask for the beginning again and again keeps what the person began', async () => {
    const app = await startSignInApp();
    app.app.get('/busy', (_req, res) => {
      res.send('<p>busy</p>');
    });
    const page = await openPage(browser());
    await page.goto(`${app.origin}/login`);
    const background = await page.context().newPage();
    await background.goto(`${app.origin}/busy`);
    await background.evaluate(async () => {
      for (let count = 0; count < 20; count += 1) await fetch('/login', { redirect: 'manual' });
    });
    await page
      .getByRole('button', { name: /同意|Agree/ })
      .first()
      .click();
    await page.waitForURL('**/callback**');
    expect(JSON.parse(await page.innerText('body'))).toMatchObject({ user: { id: person.unionId } });
  });
});
