import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { DingTalkStrategy, type DingTalkStrategyOptions, type DingTalkVerify } from '../../lib/index.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

type Request = Parameters<DingTalkStrategy['authenticate']>[0];
type Profile = Parameters<DingTalkVerify>[2];
type ProfileDone = Parameters<DingTalkStrategy['userProfile']>[1];

/** A store that has sent every state to DingTalk. */
const knowsAll = {
  store: (_req: object, _state: unknown, _meta: object, done: (e: null, handle: string) => void) =>
    done(null, 's'),
  verify: (_req: object, _state: string, _meta: object, done: (e: null, ok: boolean, kept: object) => void) =>
    done(null, true, { from: 'store' }),
} as unknown as DingTalkStrategyOptions['store'];

const acceptEverybody: DingTalkVerify = (_accessToken, _refreshToken, profile, done) => done(null, profile);

/** A DingTalk that gives everybody the same access token, in the organization that the code names. */
async function start(
  Strategy: new (options: DingTalkStrategyOptions, verify: DingTalkVerify) => DingTalkStrategy,
  verify = acceptEverybody,
  options: Partial<DingTalkStrategyOptions> = {},
) {
  const server = await startRawServer((socket, request) => {
    const code = /"code":"([^"]+)"/.exec(request)?.[1];
    const body = code ? { accessToken: 'one-token', expireIn: 7200, corpId: code } : { unionId: 'u' };
    socket.write(answer(200, body));
  });
  const origins = { api: server.origin };
  const app = { clientID: 'c', clientSecret: 's', callbackURL: 'https://app.example/callback', origins };
  const strategy = new Strategy({ ...app, state: false, ...options }, verify);
  const request = (query: object, session = {}) =>
    ({ method: 'GET', url: '/', headers: {}, query, session }) as unknown as Request;
  const finish = (req: Request) =>
    new Promise<unknown>((resolve) => {
      const own: DingTalkStrategy = Object.create(strategy);
      own.success = (user, info) => resolve({ user, info });
      own.fail = (info, status) => resolve({ info, status });
      own.error = resolve;
      own.authenticate(req);
    });
  const begin = (req: Request, state?: object) =>
    new Promise<string>((resolve, reject) => {
      const own: DingTalkStrategy = Object.create(strategy);
      own.redirect = resolve;
      own.error = reject;
      own.authenticate(req, state ? { state } : {});
    });
  return { server, strategy, request, finish, begin };
}

it('a callback that is malformed or an error is no attempt with a code', async () => {
  const { server, request, finish } = await start(DingTalkStrategy);
  const turnedAway = (code: string, status: number) => ({ info: expect.objectContaining({ code }), status });
  expect(await finish(request({ code: ['a', 'b'] }))).toEqual(turnedAway('callback-malformed', 400));
  expect(await finish(request({ error: 'access_denied' }))).toEqual(turnedAway('access-denied', 403));
  expect(await finish(request({ error: 'invalid_scope' }))).toMatchObject({
    ...{ code: 'DINGTALK_REFUSED', providerCode: 'invalid_scope' },
  });
  expect(server.received).toHaveLength(0);
});

it('two requests with one callback are each on their own where the store ties no state to a browser', async () => {
  const { server, request, finish } = await start(DingTalkStrategy, acceptEverybody, { store: knowsAll });
  const twice = [1, 2].map(() => finish(request({ code: 'c', state: 'one' })));
  const signedIn = { user: { id: 'u' }, info: { state: { from: 'store' } } };
  expect(await Promise.all(twice)).toMatchObject([signedIn, signedIn]);
  expect(server.received.filter((each) => each.includes('"code":"c"'))).toHaveLength(2);
});

it('a store that fails is the application’s error, whatever else it says', async () => {
  const broken = new Error('the store is down');
  const verify = (_req: object, _state: string, _meta: object, done: (e: Error, ok: boolean) => void) =>
    done(broken, true);
  const store = { store: () => {}, verify } as unknown as DingTalkStrategyOptions['store'];
  const { server, request, finish } = await start(DingTalkStrategy, acceptEverybody, { store });
  expect(await finish(request({ code: 'c', state: 's' }))).toBe(broken);
  expect(server.received).toHaveLength(0);
});

it('the directory is asked only where who may come in depends on it', async () => {
  const { server, request, finish } = await start(DingTalkStrategy);
  class Own extends DingTalkStrategy {
    override userProfile(_accessToken: string, done: ProfileDone): void {
      done(null, { id: 'own' } as Profile);
    }
  }
  const own = await start(Own);
  expect(await finish(request({ code: 'c' }))).toMatchObject({ user: { id: 'u' } });
  expect(await own.finish(own.request({ code: 'c' }))).toMatchObject({ user: { id: 'own' } });
  expect([server.received.length, own.server.received.length]).toEqual([2, 1]);
  const stub = vi.spyOn(DingTalkStrategy.prototype, 'userProfile');
  onTestFinished(() => stub.mockRestore());
  stub.mockImplementation((_token, done) => done(null, { id: 'stub' } as Profile));
  expect(await finish(request({ code: 'd' }))).toMatchObject({ user: { id: 'stub' } });
});

it('two people with one access token are each given what is theirs', async () => {
  const held: (() => void)[] = [];
  class Slow extends DingTalkStrategy {
    override userProfile(accessToken: string, done: ProfileDone): void {
      held.push(() => super.userProfile(accessToken, done));
    }
  }
  const { request, finish } = await start(Slow);
  const first = finish(request({ code: 'first' }));
  while (held.length < 1) await turn();
  const second = finish(request({ code: 'second' }));
  while (held.length < 2) await turn();
  held[0]?.();
  expect(await first).toMatchObject({ user: { corpId: 'first' } });
  held[1]?.();
  expect(await second).toMatchObject({ user: { id: 'u', corpId: 'second' } });
});

it('a user is told of with what the route had kept, and nobody else is', async () => {
  const refuseEverybody: DingTalkVerify = (_a, _r, _p, done) => done(null, false, { message: 'No.' });
  const welcome: DingTalkVerify = (_a, _r, profile, done) =>
    done(null, profile, Object.freeze({ message: 'Welcome.' }) as never);
  const chatty: DingTalkVerify = (_a, _r, profile, done) => done(null, profile, 'Welcome.' as never);
  const signIn = async (verify: DingTalkVerify, kept?: object) => {
    const { request, finish, begin } = await start(DingTalkStrategy, verify, { state: true });
    const session = {};
    const state = new URL(await begin(request({}, session), kept)).searchParams.get('state') ?? '';
    return finish(request({ code: 'c', state }, session));
  };
  const user = expect.objectContaining({ id: 'u' }) as Profile;
  const kept = { returnTo: '/tea' };
  expect(await signIn(welcome, kept)).toStrictEqual({ user, info: { message: 'Welcome.', state: kept } });
  expect(await signIn(welcome)).toStrictEqual({ user, info: { message: 'Welcome.' } });
  expect(await signIn(chatty, kept)).toStrictEqual({ user, info: { state: kept } });
  expect(await signIn(acceptEverybody, kept)).toStrictEqual({ user, info: { state: kept } });
  expect(await signIn(acceptEverybody)).toStrictEqual({ user, info: {} });
  expect(await signIn(refuseEverybody, kept)).toStrictEqual({
    info: { code: 'not-accepted', message: 'No.' },
    status: 403,
  });
});

it.each([
  ['what is no Error', { statusCode: 400, data: 'x' }, 'Failed to obtain access token'],
  ['nothing', null, 'Failed to obtain access token'],
])('a client in the place of ours that says %s ends in an error', async (_what, error, message) => {
  const { strategy, request, finish } = await start(DingTalkStrategy);
  const asked: unknown[] = [];
  strategy._oauth2.getOAuthAccessToken = ((code: string, params: unknown, done: (error: unknown) => void) => {
    asked.push(code, params);
    done(error);
  }) as never;
  expect(await finish(request({ code: 'a-code' }))).toMatchObject({ message });
  expect(asked).toEqual(['a-code', { grant_type: 'authorization_code' }]);
});

it('a callback URL goes to DingTalk as it was given, and a path is completed by the host', async () => {
  const redirectUri = async (callbackURL: string, host?: string, more: object = {}) => {
    const { request, begin } = await start(DingTalkStrategy, acceptEverybody, { callbackURL });
    const req = Object.assign(request({}), { headers: { host }, ...more });
    return new URL(await begin(req)).searchParams.get('redirect_uri');
  };
  expect(await redirectUri('https://app.example', 'other.example')).toBe('https://app.example');
  expect(await redirectUri('/callback', 'app.example:8080')).toBe('http://app.example:8080/callback');
  // As HTTP/2 says it.
  expect(await redirectUri('/callback', undefined, { authority: 'b.example' })).toBe(
    'http://b.example/callback',
  );
});

it.each(['a b', undefined])('a path is not completed by what is no host: %s', async (host) => {
  const { request, finish } = await start(DingTalkStrategy, acceptEverybody, { callbackURL: '/callback' });
  const req = Object.assign(request({ code: 'a-code' }), { headers: { host } });
  expect(await finish(req)).toEqual({
    info: expect.objectContaining({ code: 'callback-malformed' }),
    status: 400,
  });
});

it.each([{ code: 'a-code', state: 's' }, { code: 'a-code' }])(
  'a store that refuses without a reason refuses the user: %j',
  async (query) => {
    const refuses = {
      ...(knowsAll as object),
      verify: (_req: object, _state: string, done: (e: null, ok: boolean) => void) => done(null, false),
    };
    const { request, finish } = await start(DingTalkStrategy, acceptEverybody, {
      store: refuses as unknown as DingTalkStrategyOptions['store'],
      state: true,
    });
    expect(await finish(request(query))).toEqual({
      info: { code: 'state-invalid', message: expect.any(String) },
      status: 403,
    });
  },
);

it('parameters of the authorization URL are there or are not', () => {
  const app = { clientID: 'c', clientSecret: 's', callbackURL: 'https://app.example/callback' };
  const strategy = new DingTalkStrategy(app, acceptEverybody);
  for (const options of [{}, { exclusiveLogin: false }]) {
    expect(strategy.authorizationParams(options)).toStrictEqual({ prompt: 'consent' });
  }
});
