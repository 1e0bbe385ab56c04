import { IncomingMessage } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { AuthenticateOptions, Profile } from 'passport';
import type { VerifyCallback } from 'passport-oauth2';
import { describe, expect, test, vi } from 'vitest';
import { describeProblem } from '../../lib/index.js';
import type { DingTalkProfile } from '../../lib/profile.js';
import type { Outcome } from '../helpers/code-app.js';
import { startProxy } from '../helpers/proxy.js';
import { person, type SignInApp, type SignInAppOptions, startSignInApp } from '../helpers/sign-in-app.js';
import { locationOf, Visitor } from '../helpers/visitor.js';

// What frameworks and applications do to a strategy that is built on passport-oauth2, where none of them is beside.

/** Signs somebody in once `prepare` has done what a host does; tells what DingTalk was asked for, too. */
async function signIn(
  setup: SignInAppOptions,
  prepare: (app: SignInApp) => unknown = () => {},
): Promise<Outcome & { asked: unknown[] }> {
  const app = await startSignInApp(setup);
  await prepare(app);
  const outcome = await app.signIn();
  return { ...outcome, asked: app.simulator.requests.map(({ endpoint }) => endpoint) };
}

const me = expect.objectContaining({ id: person.unionId });

describe('a verify that a framework has wrapped', () => {
  const noted: unknown[] = [];
  const accept = (args: unknown[]) => {
    noted.splice(0, Infinity, ...args);
    (args.at(-1) as VerifyCallback)(null, { id: 'local' });
  };

  test.each<
    [host: string, passReqToCallback: boolean, verify: (...args: never[]) => unknown, length: number]
  >([
    // validate(...payload), whose length Midway makes one more.
    ['Midway', false, (...args: unknown[]) => accept(args), 1],
    ['Ts.ED', true, async (req: unknown, ...args: unknown[]) => accept([req, ...args]), 1],
    ['Nest, which counts those of a validate', false, async (...args: unknown[]) => accept(args), 1],
    ['Node-RED', false, async (...args: unknown[]) => accept(args), 0],
  ])('is called without params: %s', async (_host, passReqToCallback, verify, length) => {
    const shapedVerify = Object.defineProperty(verify, 'length', { value: length });
    const { user } = await signIn({ options: { passReqToCallback }, shapedVerify });
    expect(user).toEqual({ id: 'local' });
    const request = passReqToCallback ? [expect.any(IncomingMessage)] : [];
    expect(noted).toEqual([...request, expect.any(String), expect.any(String), me, expect.any(Function)]);
  });

  test('may be one for several providers, typed with Passport’s own profile', async () => {
    const verify = (_accessToken: string, _refreshToken: string, profile: Profile, done: VerifyCallback) =>
      done(null, { id: profile.id, name: profile.displayName });
    const { user } = await signIn({ verify });
    expect(user).toEqual({ id: person.unionId, name: person.nick });
  });
});

describe('strategy._oauth2', () => {
  test('has every call go through the agent that Outline sets', async () => {
    const proxy = await startProxy();
    const options = { membership: 'required' } as const;
    const { user, asked } = await signIn({ options }, ({ strategy }) =>
      strategy._oauth2.setAgent(new HttpsProxyAgent(proxy.origin)),
    );
    expect(user).toEqual(me);
    expect(asked.sort()).toEqual(['accessToken', 'getbyunionid', 'me', 'userAccessToken']);
    // Each has a tunnel of its own, as this agent keeps none.
    expect(proxy.asked).toHaveLength(asked.length);
    await proxy.close();
  });

  test('is called for the tokens, with the stubs of an application’s own tests in it', async () => {
    const tokens = vi.fn((_code: string, _params: object, done: (...args: unknown[]) => void) =>
      done(null, 'stub-access', 'stub-refresh', { expires_in: 60 }),
    );
    const profile = { provider: 'dingtalk', id: 'stub' } as DingTalkProfile;
    const { user, asked } = await signIn({}, ({ strategy }) => {
      strategy._oauth2.getOAuthAccessToken = tokens as never;
      strategy.userProfile = (_accessToken, done) => done(null, profile);
    });
    expect(user).toEqual(profile);
    expect(tokens).toHaveBeenCalledExactlyOnceWith(
      expect.any(String),
      expect.any(Object),
      expect.any(Function),
    );
    expect(asked).toEqual([]);
  });

  test('reads for a subclass whose userProfile calls get', async () => {
    const { user } = await signIn({}, ({ strategy, simulator }) => {
      strategy.userProfile = (accessToken, done) => {
        const url = `${simulator.origins.api}/v1.0/contact/users/me`;
        strategy._oauth2.get(url, accessToken, (error, body) => {
          if (error) done(error);
          else done(null, { id: JSON.parse(String(body)).unionId, own: true } as never);
        });
      };
    });
    expect(user).toEqual({ id: person.unionId, own: true });
  });
});

describe('a request', () => {
  test('of restify, with a function for its query, finishes a sign-in all the same', async () => {
    const { app, passport, visitor: visit, agree } = await startSignInApp();
    app.get('/restify', (req, res, next) => {
      Object.defineProperty(req, 'query', { value: () => req.url });
      passport.authenticate('dingtalk', (_error: unknown, user: object) => res.json({ user }))(
        req,
        res,
        next,
      );
    });
    const visitor = visit();
    const { search } = await agree(visitor);
    expect(await (await visitor.get(`/restify${search}`)).json()).toEqual({ user: me });
  });

  test.each([
    ['by the first entries with the option `proxy`', { proxy: true }, false, 'https://outer.example.com'],
    ["by the first entries with Express's trust proxy", {}, true, 'https://outer.example.com'],
    ['by itself where neither is trusted', {}, false, undefined],
  ])('that came through two proxies is known %s', async (_how, options, trustsProxy, expected) => {
    const { app, origin, visitor } = await startSignInApp({ options: { ...options, callbackURL: '/cb' } });
    app.set('trust proxy', trustsProxy);
    const response = await visitor().get('/login', {
      'x-forwarded-host': 'outer.example.com, inner.example.com',
      'x-forwarded-proto': 'HTTPS,http',
    });
    expect(locationOf(response).searchParams.get('redirect_uri')).toBe(`${expected ?? origin}/cb`);
  });
});

describe('a failure', () => {
  /** What the host's own handler is given of a sign-in of another browser. */
  async function failed(names: string | string[], options?: AuthenticateOptions): Promise<unknown[]> {
    const { app, origin, passport, visitor, agree } = await startSignInApp();
    passport.use('local', {
      authenticate(this: { fail(info: object, status: number): void }) {
        this.fail({ message: 'Missing credentials' }, 400);
      },
    } as never);
    const given: unknown[] = [];
    app.get('/host', (req, res, next) => {
      const finish = (...args: unknown[]) => {
        given.push(...args);
        res.end();
      };
      if (options) passport.authenticate(names, options)(req, res, finish);
      else passport.authenticate(names, finish)(req, res, next);
    });
    const { search } = await agree(visitor());
    await new Visitor(origin).get(`/host${search}`);
    return given;
  }

  const described = { code: 'state-invalid', status: 403, tryAgain: true };

  test.each([[['dingtalk', 'local']], [['local', 'dingtalk']]])(
    'is found in the list that Passport makes of several strategies: %j',
    async (names) => {
      const [error, user, challenges, statuses] = await failed(names);
      expect([error, user]).toEqual([null, false]);
      expect(challenges).toHaveLength(2);
      expect(statuses).toHaveLength(2);
      expect(describeProblem(challenges)).toMatchObject(described);
    },
  );

  test('has its status, and is no internal error, where failWithError has dropped its reason', async () => {
    const [error] = await failed('dingtalk', { failWithError: true });
    expect(describeProblem(error)).toMatchObject({ code: 'sign-in-failed', status: 403, tryAgain: true });
  });

  test('is found in the message of an error, where LoopBack puts it', async () => {
    const [, , info] = await failed('dingtalk');
    const unauthorized = Object.defineProperty(new Error(), 'message', { value: info });
    expect(describeProblem(unauthorized)).toMatchObject(described);
  });
});
