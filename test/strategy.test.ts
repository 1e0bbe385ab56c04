import { describe, expect, it } from 'vitest';
import { startRawServer } from './helpers/raw-server.js';
import {
  clientID,
  organization,
  person,
  signIn,
  startCallback,
  startSignInApp,
} from './helpers/sign-in-app.js';
import { locationOf } from './helpers/visitor.js';

function deepFreeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each) deepFreeze(each);
  return Object.freeze(value);
}

describe('the redirect to DingTalk', () => {
  it('asks for consent with exactly the documented parameters', async () => {
    const app = await startSignInApp();
    const url = await app.begin(app.visitor());
    expect(url.origin + url.pathname).toBe(`${app.simulator.origins.login}/oauth2/auth`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      redirect_uri: `${app.origin}/callback`,
      response_type: 'code',
      client_id: clientID,
      scope: 'openid',
      prompt: 'consent',
      state: expect.stringMatching(/^[\w-]{22,}$/),
    });
  });

  it("carries DingTalk's own parameters, a route's before the strategy's", async () => {
    const app = await startSignInApp({
      options: { prompt: 'consent', corpId: 'dingone', scope: 'openid', lang: 'en-US' },
    });
    const authenticate = app.passport.authenticate('dingtalk', {
      scope: ['openid', 'corpid'],
      prompt: 'login consent',
      corpId: 'dingtwo',
      orgType: 'management',
      exclusiveLogin: true,
      exclusiveCorpId: 'dingthree',
      callbackURL: `${app.origin}/elsewhere`,
      state: 'a-state-of-the-routes-own',
    } as object);
    const url = await redirectOf(authenticate);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: clientID,
      redirect_uri: `${app.origin}/elsewhere`,
      scope: 'openid corpid',
      prompt: 'login consent',
      corpId: 'dingtwo',
      org_type: 'management',
      exclusiveLogin: 'true',
      exclusiveCorpId: 'dingthree',
      lang: 'en-US',
      state: 'a-state-of-the-routes-own',
    });
  });

  it("never changes a route's options, and gives each visitor a state that is fresh and works", async () => {
    const authenticate = deepFreeze({ corpId: organization.corpId, state: { returnTo: '/somewhere' } });
    const app = await startSignInApp({ authenticate });
    const visitors = [app.visitor(), app.visitor(), app.visitor()];
    const callbacks: URL[] = [];
    for (const visitor of visitors) callbacks.push(await app.agree(visitor));
    // DingTalk never sees what a route gave to keep.
    for (const { url } of app.simulator.requests) expect(url).not.toContain('somewhere');
    for (const { href } of [...callbacks, await app.begin(app.visitor())])
      expect(href).not.toContain('somewhere');
    const states = callbacks.map((callback) => callback.searchParams.get('state'));
    expect(new Set(states).size).toBe(3);
    for (const [index, visitor] of visitors.entries()) {
      const { user, info } = await app.finish(visitor, callbacks[index] as URL);
      expect(user?.id).toBe(person.unionId);
      expect(info?.state).toEqual({ returnTo: '/somewhere' });
    }
    expect(authenticate).toEqual({ corpId: organization.corpId, state: { returnTo: '/somewhere' } });
  });

  it.each([
    ['corpId', 5],
    ['scope', 'openid,corpid'],
    ['orgType', 'everything'],
    ['exclusiveLogin', 'yes'],
    ['exclusiveCorpId', ' padded '],
    ['callbackURL', 'javascript:alert(1)'],
    ['prompt', ' '],
    ['lang', 'fr'],
    ['state', false],
  ])('is refused with a TypeError when a route gives %s as %j', async (name, value) => {
    const app = await startSignInApp();
    await expect(redirectOf(app.passport.authenticate('dingtalk', { [name]: value }))).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(`\`${name}\``) }),
    );
  });
});

/** Runs a Passport middleware by itself, on a request that has a session and little else. */
function redirectOf(middleware: (...args: never[]) => unknown): Promise<URL> {
  return new Promise((resolve, reject) => {
    const req = { query: {}, session: {}, headers: {}, url: '/login' };
    const headers: Record<string, string> = {};
    const res = {
      setHeader: (name: string, value: string) => {
        headers[name.toLowerCase()] = value;
      },
      end: () => resolve(new URL(headers.location ?? 'about:blank')),
    };
    middleware(req as never, res as never, reject as never);
  });
}

describe('the state', () => {
  it('is checked before an error is believed, and spent by it', async () => {
    const app = await startSignInApp();
    const visitor = app.visitor();
    const state = (await app.begin(visitor)).searchParams.get('state');
    expect(await app.finish(app.visitor(), `/callback?error=access_denied&state=${state}`)).toMatchObject({
      info: { code: 'state-invalid' },
    });
    const denied = `/callback?error=access_denied&state=${state}`;
    expect(await app.finish(visitor, denied)).toMatchObject({ info: { code: 'access-denied' } });
    expect(await app.finish(visitor, denied)).toMatchObject({ info: { code: 'state-invalid' } });
  });

  it('that a route gives as a string goes to DingTalk as it is and is checked all the same', async () => {
    const { app, visitor, callback } = await startCallback({
      authenticate: { state: 'mine-and-unguessable' },
    });
    expect(callback.searchParams.get('state')).toBe('mine-and-unguessable');
    expect(await app.finish(app.visitor(), callback)).toMatchObject({ status: 403 });
    expect((await app.finish(visitor, callback)).user?.id).toBe(person.unionId);
    expect(await app.finish(visitor, callback)).toMatchObject({ status: 403 });
  });

  it.each(['/login', '/callback?code=abc&state=def'])(
    'is an error that names both ways where neither the answer nor a session can be reached, at %s',
    async (path) => {
      const app = await startSignInApp({ session: false });
      app.app.use((req, _res, next) => {
        Object.defineProperty(req, 'res', { value: undefined });
        next();
      });
      app.app.get('/unreachable{/*path}', app.passport.authenticate('dingtalk'));
      const text = await (await app.visitor().get(`/unreachable${path}`)).text();
      expect(text).toMatch(
        /leads neither to its response nor to a session.*req\.res.*mount session middleware/s,
      );
      expect(app.asked('userAccessToken')).toBe(0);
    },
  );

  it('ties a callback to nobody when it is switched off: of two who bring it at once, one signs in', async () => {
    let verified = 0;
    const app = await startSignInApp({
      options: { state: false },
      verify: (_accessToken, _refreshToken, profile, done) => {
        verified += 1;
        done(null, profile);
      },
    });
    const callback = await app.agree(app.visitor());
    const outcomes = await Promise.all([1, 2].map(() => app.finish(app.visitor(), callback)));
    expect(outcomes.filter((outcome) => 'user' in outcome && outcome.user)).toHaveLength(1);
    expect(verified).toBe(1);
    expect(app.asked('userAccessToken')).toBe(2);
  });
});

describe('the callback', () => {
  it.each([
    ['both code and authCode', ['code', 'authCode']],
    ['only code', ['code']],
    ['only authCode', ['authCode']],
  ])('signs in with %s', async (_name, names) => {
    const { app, visitor, callback } = await startCallback();
    for (const name of ['code', 'authCode']) if (!names.includes(name)) callback.searchParams.delete(name);
    expect((await app.finish(visitor, callback)).user?.id).toBe(person.unionId);
  });

  it.each(['code', 'authCode'])('takes %s from a form body', async (name) => {
    const app = await startSignInApp();
    const visitor = app.visitor();
    const { searchParams } = await app.agree(visitor);
    const form = { [name]: searchParams.get(name) ?? '', state: searchParams.get('state') ?? '' };
    const outcome = (await (await visitor.post('/callback', form)).json()) as { user?: { id?: string } };
    expect(outcome.user?.id).toBe(person.unionId);
  });

  it.each([
    ['code and authCode that differ', 'code=a&authCode=b'],
    ['a code that is far too long', `code=${'a'.repeat(2000)}`],
    ['a repeated state', 'code=a&state=x'],
  ])('is refused with 400, and never redirected, for %s', async (_name, query) => {
    const app = await startSignInApp();
    const visitor = app.visitor();
    const state = (await app.begin(visitor)).searchParams.get('state');
    const outcome = await app.finish(visitor, `/callback?${query}&state=${state}`);
    expect(outcome).toMatchObject({ status: 400, info: { code: 'callback-malformed' } });
    expect(outcome.info?.message).toMatch(/sign in again/);
    expect(app.asked('userAccessToken')).toBe(0);
  });

  it.each(['code[]=a', 'code[x]=a', ''])('begins anew with neither code nor error: %s', async (query) => {
    const app = await startSignInApp();
    const response = await app.visitor().get(`/callback?${query}&state=x`);
    expect(locationOf(response).pathname).toBe('/oauth2/auth');
  });

  it('that arrives several times at the same moment spends the code once, and all requests sign in', async () => {
    let verified = 0;
    const { app, visitor, callback } = await startCallback({
      verify: async (_accessToken, _refreshToken, profile, done) => {
        verified += 1;
        done(null, profile, { welcome: verified } as object);
      },
    });
    const outcomes = await Promise.all([1, 2, 3].map(() => app.finish(visitor, callback)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ user: { id: person.unionId }, info: { welcome: 1 } });
    }
    expect(app.asked('userAccessToken')).toBe(1);
    expect(app.asked('me')).toBe(1);
    expect(verified).toBe(1);
    expect(app.strategy._flights.size).toBe(0);
  });

  it('that arrives twice at the same moment shares a bad outcome too', async () => {
    const { app, visitor, callback } = await startCallback();
    app.simulator.fail('me', { status: 403, body: { code: 'Forbidden.AccessDenied.IpNotInWhiteList' } });
    const outcomes = await Promise.all([1, 2].map(() => app.finish(visitor, callback)));
    expect(outcomes.map(({ error }) => error?.code)).toEqual([
      'DINGTALK_IP_NOT_ALLOWED',
      'DINGTALK_IP_NOT_ALLOWED',
    ]);
    expect(app.asked('userAccessToken')).toBe(1);
    expect(app.strategy._flights.size).toBe(0);
  });

  it('of somebody else with the same code does not join a sign-in under way', async () => {
    const { app, visitor, callback } = await startCallback();
    const code = callback.searchParams.get('code');
    const stranger = app.visitor();
    const state = (await app.begin(stranger)).searchParams.get('state');
    app.simulator.fail('userAccessToken', {
      status: 400,
      body: { code: 'invalidParameter.authCode.notFound' },
    });
    const [theirs, ours] = await Promise.all([
      app.finish(stranger, `/callback?code=${code}&state=${state}`),
      app.finish(visitor, callback),
    ]);
    expect([theirs, ours].filter((outcome) => outcome.user)).toHaveLength(1);
    expect(app.asked('userAccessToken')).toBe(2);
  });
});

describe('a failing call to DingTalk', () => {
  it('with a wrong, used or expired code is a failure with 401 that a person can read', async () => {
    const { app, visitor, callback } = await startCallback();
    callback.searchParams.set('code', 'wrong');
    callback.searchParams.set('authCode', 'wrong');
    expect(await app.finish(visitor, callback)).toEqual({
      status: 401,
      info: { code: 'code-rejected', message: expect.stringMatching(/sign in again/) },
    });
  });

  it('with a wrong secret is an error for the administrator', async () => {
    const { error } = await signIn({ options: { clientSecret: 'mistyped' } });
    expect(error).toMatchObject({
      code: 'DINGTALK_CREDENTIALS',
      status: 500,
      providerCode: 'invalidClientIdOrSecret',
      message: expect.stringMatching(/client secret.*published/),
    });
  });

  it('without the permission is an error that names it', async () => {
    const { error } = await signIn({ permissions: [] });
    expect(error).toMatchObject({
      code: 'DINGTALK_PERMISSION',
      requiredScopes: ['Contact.User.Read'],
      message: expect.stringMatching(/Contact\.User\.Read.*publish a new version/),
    });
  });

  it('signs nobody in when the profile has no unionId', async () => {
    const app = await startSignInApp();
    const visitor = app.visitor();
    for (const unionId of [undefined, null, '', '  ', 17, {}]) {
      app.simulator.fail('me', { body: { nick: 'nobody', openId: 'o', unionId } });
      const outcome = await app.signIn(visitor);
      expect(outcome.error?.code).toBe('DINGTALK_INVALID_RESPONSE');
      expect(outcome.user).toBeUndefined();
    }
    expect(await (await visitor.get('/me')).json()).toBeNull();
  });

  it('to an address of one’s own goes there', async () => {
    const server = await startRawServer((socket) => socket.end());
    const app = await startSignInApp({
      options: {
        ...{ tokenURL: `${server.origin}/gateway/token?tenant=1`, preconnect: false },
        customHeaders: { 'x-gateway': 'yes' },
      },
    });
    const { error } = await app.signIn();
    expect(error).toMatchObject({
      code: 'DINGTALK_NETWORK',
      endpoint: `POST ${new URL(server.origin).host}/gateway/token`,
    });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatch(/^POST \/gateway\/token\?tenant=1 /);
    expect(server.received[0]).toMatch(/^x-gateway: yes\r$/m);
  });
});
