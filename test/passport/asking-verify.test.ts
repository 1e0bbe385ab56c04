import { describe, expect, it } from 'vitest';
import type { Request } from '../../lib/passport/request.js';
import {
  checkVerify,
  type DingTalkVerify,
  runProfileVerify,
  runVerify,
  toTokenParams,
} from '../../lib/passport/verify.js';
import { toProfile } from '../../lib/profile.js';

const req = { url: '/callback' } as Request;
const profile = toProfile({ unionId: 'unionLin', json: {}, raw: '{}' });
const params = { expires_in: 7200 };
const candidate = { accessToken: 'access', refreshToken: 'refresh', params, profile };

/** A `verify` of so many parameters that accepts, and what it was called with before `done`. */
function taking(length: number) {
  const calls: unknown[][] = [];
  const verify = (...args: unknown[]) => {
    calls.push(args.slice(0, -1));
    (args.at(-1) as (error: null, user: object, info: object) => void)(null, { id: 1 }, { as: 'seen' });
  };
  return { verify: Object.defineProperty(verify, 'length', { value: length }) as never, calls };
}

describe('verify', () => {
  it.each([
    [4, undefined, ['access', 'refresh', profile]],
    [5, undefined, ['access', 'refresh', params, profile]],
    [0, undefined, ['access', 'refresh', profile]],
    [1, undefined, ['access', 'refresh', profile]],
    [5, req, [req, 'access', 'refresh', profile]],
    [6, req, [req, 'access', 'refresh', params, profile]],
    [0, req, [req, 'access', 'refresh', profile]],
    [1, req, [req, 'access', 'refresh', profile]],
  ])('of %i parameters is told what it has room for: %#', async (length, request, expected) => {
    const { verify, calls } = taking(length);
    expect(await runVerify(verify, request, candidate)).toEqual({ user: { id: 1 }, info: { as: 'seen' } });
    expect(calls).toEqual([expected]);
  });

  it('keeps its places when DingTalk gives no refresh token and the profile is skipped', async () => {
    const { verify, calls } = taking(5);
    await runVerify(verify, undefined, { accessToken: 'access', params, profile: undefined });
    expect(calls).toEqual([['access', undefined, params, undefined]]);
  });

  it.each([
    [undefined, [profile]],
    [req, [req, profile]],
  ])(
    'of a door without tokens is told of the profile, and of the request if it asks: %#',
    async (request, expected) => {
      const { verify, calls } = taking(expected.length + 1);
      expect(await runProfileVerify(verify, request, profile)).toEqual({
        user: { id: 1 },
        info: { as: 'seen' },
      });
      expect(calls).toEqual([expected]);
    },
  );

  const broken = new Error('the database is down');
  it.each<[string, DingTalkVerify, unknown]>([
    [
      'throws',
      () => {
        throw broken;
      },
      broken,
    ],
    ['rejects', () => Promise.reject(broken), broken],
    ['rejects with nothing', () => Promise.reject(undefined), undefined],
    ['passes an error to done', (_a, _r, _p, done) => done(broken), broken],
    ['passes a text to done as an error', (_a, _r, _p, done) => done('down'), 'down'],
  ])('that %s ends in that error', async (_name, verify, error) => {
    await expect(runVerify(verify, undefined, candidate)).rejects.toBe(error);
  });

  it('is heard once', async () => {
    const twice: DingTalkVerify = (_a, _r, user, done) => {
      done(null, user);
      done(broken);
      throw broken;
    };
    expect(await runVerify(twice, undefined, candidate)).toEqual({ user: profile, info: undefined });
    const no: DingTalkVerify = (_a, _r, _p, done) => done(null, false, { message: 'No.' });
    expect(await runVerify(no, undefined, candidate)).toEqual({ user: false, info: { message: 'No.' } });
  });

  it('is told how long the token lives, and the organization if there is one', () => {
    const tokens = { accessToken: 'access', refreshToken: 'refresh', expiresIn: 7200 };
    expect(toTokenParams(tokens as never)).toStrictEqual({ expires_in: 7200 });
    expect(toTokenParams({ ...tokens, corpId: '' } as never)).toStrictEqual({ expires_in: 7200 });
    expect(toTokenParams({ ...tokens, corpId: 'dingcorp' } as never)).toStrictEqual({
      expires_in: 7200,
      corpId: 'dingcorp',
    });
  });
});

describe('a verify of a shape that does not exist', () => {
  const tokens =
    '(accessToken, refreshToken, profile, done) or (accessToken, refreshToken, params, profile, done)';
  const requesting =
    '(req, accessToken, refreshToken, profile, done) or (req, accessToken, refreshToken, params, profile, done)';

  it.each<[number, boolean, 'tokens' | 'profile', string, string]>([
    [
      6,
      false,
      'tokens',
      `6 parameters and must take ${tokens}, as`,
      `is false. If it is true: ${requesting}. `,
    ],
    [
      2,
      true,
      'tokens',
      `2 parameters and must take ${requesting}, as`,
      `is true. If it is false: ${tokens}. `,
    ],
    [3, false, 'profile', '3 parameters and must take (profile, done), as', 'true: (req, profile, done). '],
    [2, true, 'profile', '2 parameters and must take (req, profile, done), as', 'false: (profile, done). '],
  ])('is told which do: %i parameters, %s, %s', (length, passReqToCallback, kind, taken, other) => {
    const check = () => checkVerify(taking(length).verify, passReqToCallback, kind);
    for (const word of [taken, other, 'Parameters count up to the first with a default value']) {
      expect(check).toThrow(
        expect.objectContaining({
          name: 'TypeError',
          code: 'ERR_INVALID_ARG_VALUE',
          message: expect.stringContaining(word),
        }),
      );
    }
  });

  it('is given back as it is when it does', () => {
    for (const length of [0, 4, 5]) {
      const { verify } = taking(length);
      expect(checkVerify(verify, false, 'tokens')).toBe(verify);
    }
    expect(() => checkVerify(undefined, false, 'tokens')).toThrow(
      /`verify` must be a function, not undefined/,
    );
  });
});
