import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  askVerify,
  type DingTalkVerify,
  type DingTalkVerifyWithParams,
  runVerify,
} from '../../lib/passport/verify.js';
import type { DingTalkProfile } from '../../lib/profile.js';
import { organization, person, signIn, startCallback } from '../helpers/sign-in-app.js';

const token = expect.stringMatching(/^[0-9a-f]{32}$/);
const profile = expect.objectContaining({ provider: 'dingtalk', id: person.unionId });
const done = expect.any(Function);
const request = expect.objectContaining({
  method: 'GET',
  originalUrl: expect.stringContaining('/callback?code='),
});
const params = { expires_in: 7200, corpId: organization.corpId };

type Done = (error: null, user: object) => void;

describe('verify', () => {
  it.each([
    [4, false, [token, token, profile, done]],
    [5, false, [token, token, params, profile, done]],
    [5, true, [request, token, token, profile, done]],
    [6, true, [request, token, token, params, profile, done]],
    // Of these nobody can tell.
    [0, false, [token, token, profile, done]],
    [1, true, [request, token, token, profile, done]],
  ])(
    'of %i parameters is called with what it takes, with `passReqToCallback` %s',
    async (length, passReqToCallback, args) => {
      let seen: unknown[] = [];
      const accept = (...given: unknown[]) => {
        seen = given;
        (given.at(-1) as Done)(null, given.at(-2) as object);
      };
      const { user } = await signIn({
        shapedVerify: Object.defineProperty(accept, 'length', { value: length }),
        options: { scope: 'openid corpid', passReqToCallback },
      });
      expect(seen).toEqual(args);
      expect(user?.id).toBe(person.unionId);
    },
  );

  it.each(['refuses', 'accepts'])('ends with its error if it %s with what cannot be read', async (what) => {
    const info = Object.defineProperty({}, 'message', {
      enumerable: true,
      get: () => {
        throw new Error('not loaded');
      },
    });
    const ended = await signIn({
      verify: (_access, _refresh, profile, answer) => answer(null, what === 'accepts' && profile, info),
    });
    expect(ended).toEqual({ error: { message: 'not loaded' } });
  });

  it('keeps its places when DingTalk gives no refresh token and names no organization', async () => {
    let seen: unknown[] = [];
    const { app, visitor, callback } = await startCallback({
      shapedVerify: (access: string, refresh: unknown, typed: object, user: object, callback: Done) => {
        seen = [access, refresh, typed, user];
        callback(null, user);
      },
    });
    app.simulator.fail('userAccessToken', { body: { accessToken: 'a', expireIn: 60, corpId: '' } });
    app.simulator.fail('me', { body: { unionId: person.unionId } });
    await app.finish(visitor, callback);
    expect(seen).toEqual(['a', undefined, { expires_in: 60 }, profile]);
    expect(seen[2]).not.toHaveProperty('corpId');
  });

  it("is given the host's own request, not a copy of it", async () => {
    const { app, visitor, callback } = await startCallback({
      options: { passReqToCallback: true },
      shapedVerify: (req: object, _a: unknown, _r: unknown, user: object, callback: Done) => {
        (req as { session: Record<string, unknown> }).session.seen = true;
        callback(null, { ...user, own: Object.hasOwn(req, 'res') && !Object.hasOwn(req, 'query') });
      },
    });
    callback.searchParams.delete('code');
    expect((await app.finish(visitor, callback)).user).toMatchObject({ own: true });
  });

  const broken = new Error('the database is down');
  const fail = () => {
    throw broken;
  };
  it.each<[string, DingTalkVerify]>([
    ['passes an error to done', (_a, _r, _p, callback) => callback(broken)],
    ['throws', fail],
    ['rejects', async () => Promise.reject(broken)],
  ])('that %s ends in next(err)', async (_name, verify) => {
    expect(await signIn({ verify })).toEqual({ error: { message: broken.message } });
  });

  it('is heard once: its first answer counts', async () => {
    const outcome = await signIn({
      verify: async (_a, _r, user, callback) => {
        callback(null, user);
        callback(null, false);
        throw broken;
      },
    });
    expect(outcome.user?.id).toBe(person.unionId);
  });

  const ours = { code: 'not-accepted', message: expect.stringContaining('not allowed to sign in') };
  it.each<[string, unknown, object]>([
    ['nothing', undefined, ours],
    ['a text', 'Ask your manager.', { code: 'not-accepted', message: 'Ask your manager.' }],
    ['a message', { message: 'Ask your manager.' }, { code: 'not-accepted', message: 'Ask your manager.' }],
    ['a code of its own', { code: 'left' }, { ...ours, code: 'left' }],
    ['more', { type: 'warning' }, { ...ours, type: 'warning' }],
    ['null', null, ours],
    ['a number', 5, ours],
    ['a function', () => 'no', ours],
  ])('that says no with %s fails with 403 and both code and message', async (_name, info, expected) => {
    const outcome = await signIn({
      verify: (_a, _r, _p, callback) => callback(null, false, info as object),
    });
    expect(outcome).toEqual({ status: 403, info: expected });
  });

  it('has its arguments typed by passReqToCallback and their number', async () => {
    const { DingTalkStrategy } = await import('../../lib/strategy.js');
    const options = { clientID: 'a', clientSecret: 'b', callbackURL: '/c' };
    new DingTalkStrategy(options, (_accessToken, _refreshToken, typed, _done) => {
      expectTypeOf(typed).toEqualTypeOf<DingTalkProfile>();
    });
    new DingTalkStrategy(options, (_accessToken, _refreshToken, typed, user, _done) => {
      expectTypeOf(typed.expires_in).toEqualTypeOf<number>();
      expectTypeOf(user).toEqualTypeOf<DingTalkProfile>();
    });
    const verify: DingTalkVerifyWithParams = (_accessToken, _refreshToken, _params, _user, _done) => {};
    new DingTalkStrategy(options, verify);
    new DingTalkStrategy(
      { ...options, passReqToCallback: true },
      (req, _accessToken, _refreshToken, user, _done) => {
        expectTypeOf(req.headers).toHaveProperty('host');
        expectTypeOf(user).toEqualTypeOf<DingTalkProfile>();
      },
    );
    new DingTalkStrategy(
      { ...options, passReqToCallback: true },
      (req, _accessToken, _refreshToken, typed, user, _done) => {
        expectTypeOf(req.headers).toHaveProperty('host');
        expectTypeOf(typed.expires_in).toEqualTypeOf<number>();
        expectTypeOf(user).toEqualTypeOf<DingTalkProfile>();
      },
    );
  });
});

describe('a verify whose promise ends before done was called', () => {
  const profile = { id: 'union' } as DingTalkProfile;
  const candidate = { accessToken: 'a', refreshToken: 'r', params: { expires_in: 7200 }, profile };
  const run = (verify: (...args: never[]) => unknown) => runVerify(verify as never, undefined, candidate);
  const profileOnly = (verify: (...args: never[]) => unknown) => askVerify(verify as never, [profile]);

  it.each([
    ['a user', { id: 'local' }],
    ['false', false],
    ['null', null],
  ])('is an error that says what to write, if it ends with %s', async (_what, value) => {
    for (const runs of [run, profileOnly]) {
      await expect(runs(async () => value)).rejects.toMatchObject({
        name: 'TypeError',
        code: 'ERR_INVALID_RETURN_VALUE',
        message: expect.stringContaining('Call `done(null, user)`'),
      });
    }
  });

  it.each([undefined, null, 'a query', {}])('may be none: %j, and done later', async (value) => {
    const verdict = run((_a: never, _r: never, _p: never, later: (...args: unknown[]) => void) => {
      setTimeout(later, 10, null, { id: 'local' });
      return value;
    });
    expect(await verdict).toEqual({ user: { id: 'local' }, info: undefined });
  });

  it('waits for done that is on its way, with a value or without', async () => {
    for (const value of [undefined, 'rows']) {
      const verdict = run(async (_a: never, _r: never, _p: never, later: (...args: unknown[]) => void) => {
        process.nextTick(() => setImmediate(later, null, { id: 'local' }));
        return value && new Promise((resolve) => setImmediate(resolve, value));
      });
      expect(await verdict).toEqual({ user: { id: 'local' }, info: undefined });
    }
  });

  it('warns the process once, if it ends with nothing and done never comes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    try {
      const forgetful = async () => {};
      const late = async (_a: never, _r: never, _p: never, later: (...args: unknown[]) => void) =>
        void setTimeout(later, 10_000, null, { id: 'late' });
      const [, , verdict] = [run(forgetful), run(forgetful), run(late)];
      await expect.poll(() => vi.getTimerCount()).toBe(4);
      expect(warnings).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await verdict).toMatchObject({ user: { id: 'late' } });
      expect(warnings.mock.calls).toEqual([
        [
          expect.stringMatching(/ended 30 s ago and has not called `done`/),
          { code: 'DINGTALK_VERIFY_WITHOUT_DONE' },
        ],
      ]);
    } finally {
      vi.useRealTimers();
      warnings.mockRestore();
    }
  });
});
