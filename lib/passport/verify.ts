import type { VerifyCallback } from 'passport-oauth2';
import { invalid, invalidValue } from '../dingtalk/checks.js';
import type { DingTalkProfile } from '../profile.js';
import type { Request } from './request.js';

/** Information about the tokens, for `verify`. */
export interface DingTalkTokenParams {
  /** Lifetime of the access token, in seconds. */
  expires_in: number;
  /** The organization that the user chose; only with `corpid` in the scope. */
  corpId?: string;
}

/** `done(null, user)` signs in, `done(null, false, info)` refuses, `done(error)` reports an error. */
export type DingTalkVerifyCallback = VerifyCallback;

type Done = DingTalkVerifyCallback;

/** Finds or creates the user of a DingTalk profile. Can be `async`: a rejection counts as `done(error)`. */
export type DingTalkVerify = (
  accessToken: string,
  refreshToken: string,
  profile: DingTalkProfile,
  done: Done,
) => void | Promise<void>;

/** {@link DingTalkVerify} with the token's lifetime and the corpId. */
export type DingTalkVerifyWithParams = (
  accessToken: string,
  refreshToken: string,
  params: DingTalkTokenParams,
  profile: DingTalkProfile,
  done: Done,
) => void | Promise<void>;

/** {@link DingTalkVerify} for `passReqToCallback: true`. */
export type DingTalkVerifyWithRequest = (
  req: Request,
  ...args: Parameters<DingTalkVerify>
) => void | Promise<void>;

/** {@link DingTalkVerifyWithParams} for `passReqToCallback: true`. */
export type DingTalkVerifyWithRequestAndParams = (
  req: Request,
  ...args: Parameters<DingTalkVerifyWithParams>
) => void | Promise<void>;

/** Finds or creates the user of a profile, for sign-ins without tokens. Can be `async`. */
export type DingTalkProfileVerify<Profile> = (profile: Profile, done: Done) => void | Promise<void>;

/** {@link DingTalkProfileVerify} for `passReqToCallback: true`. */
export type DingTalkProfileVerifyWithRequest<Profile> = (
  req: Request,
  profile: Profile,
  done: Done,
) => void | Promise<void>;

/** Any of these, as it is called. */
export type Verify = (...args: unknown[]) => unknown;

/**
 * The `verify` of a {@link DingTalkStrategy}: the shape with or without `params`, by the number of parameters of
 * `Given`, so that TypeScript explains a mistake by that shape alone. Until it has inferred `Given`, it takes the types
 * of an inline function's parameters from here.
 */
export type VerifyFor<WithRequest extends boolean | undefined, Given> =
  | (unknown extends Given
      ? ShapeFor<WithRequest, DingTalkVerify | OfFive, DingTalkVerifyWithRequest | OfSix>
      : ShapeFor<
          WithRequest,
          ByLength<Given, Five, DingTalkVerifyWithParams, DingTalkVerify>,
          ByLength<Given, [...Five, unknown], DingTalkVerifyWithRequestAndParams, DingTalkVerifyWithRequest>
        >)
  | Learn<Given>;

type Five = [unknown, unknown, unknown, unknown, unknown];

type ByLength<Given, Length extends unknown[], Longer, Shorter> = Given extends (
  ...args: infer Args
) => unknown
  ? Args extends [...Length, ...unknown[]]
    ? Longer
    : Shorter
  : Shorter;

/**
 * The shape of an inline function with five parameters. The two overloads differ in type parameters, so TypeScript
 * matches a function with four parameters to {@link DingTalkVerify} only.
 */
interface OfFive {
  (...args: Parameters<DingTalkVerifyWithParams>): void | Promise<void>;
  <Result>(...four: [unknown, unknown, unknown, unknown]): Result;
}

/** The same for one of six, beside {@link DingTalkVerifyWithRequest}. */
interface OfSix {
  (...args: Parameters<DingTalkVerifyWithRequestAndParams>): void | Promise<void>;
  <Result>(...five: Five): Result;
}

const shapes = {
  tokens: ['accessToken, refreshToken, profile, done', 'accessToken, refreshToken, params, profile, done'],
  profile: ['profile, done'],
} as const;

/**
 * Checks the number of parameters of `verify`. Zero or one is always accepted: frameworks wrap `verify` in a function
 * with rest parameters, to which Midway adds one and Ts.ED the request.
 */
export function checkVerify(verify: unknown, passReqToCallback: boolean, kind: keyof typeof shapes): Verify {
  if (typeof verify !== 'function') throw invalid('verify', 'a function', verify);
  const fits = (shape: string) => shape.split(', ').length === verify.length - Number(passReqToCallback);
  if (verify.length <= 1 || shapes[kind].some(fits)) return verify as Verify;
  const say = (withRequest: boolean) =>
    shapes[kind].map((shape) => (withRequest ? `(req, ${shape})` : `(${shape})`)).join(' or ');
  throw invalidValue(
    `DingTalk option \`verify\` takes ${verify.length} parameters and must take ${say(passReqToCallback)}, as ` +
      `\`passReqToCallback\` is ${passReqToCallback}. If it is ${!passReqToCallback}: ${say(!passReqToCallback)}. ` +
      'Parameters count up to the first with a default value, or a rest.',
  );
}

export interface Candidate {
  accessToken: string;
  refreshToken?: string | undefined;
  params: DingTalkTokenParams;
  /** Absent if a subclass's `userProfile` returns none. */
  profile: DingTalkProfile | undefined;
}

export interface Verdict {
  user: Express.User | false | undefined;
  info: unknown;
}

/** Calls `verify` by its number of parameters, as passport-oauth2 does. */
export function runVerify(verify: Verify, req: Request | undefined, candidate: Candidate): Promise<Verdict> {
  const { accessToken, refreshToken, params, profile } = candidate;
  const about: unknown[] = req ? [req, accessToken, refreshToken] : [accessToken, refreshToken];
  if (verify.length === (req ? 6 : 5)) about.push(params);
  about.push(profile);
  return askVerify(verify, about);
}

/** Calls `verify` with all but `done`, whose first call counts. */
export function askVerify(verify: Verify, about: readonly unknown[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    let isDone = false;
    const done: Done = (error, user, info) => {
      isDone = true;
      if (error) reject(error);
      else resolve({ user, info });
    };
    const returned = verify(...about, done) as { then?: unknown } | null | undefined;
    if (typeof returned?.then !== 'function') return;
    Promise.resolve<unknown>(returned).then((value) => {
      // A callback that calls `done` may still be queued.
      setImmediate(() => {
        // Stryker disable next-line ConditionalExpression: only saves a timer, as the first answer counts
        if (isDone) return;
        if (value === undefined) warnLater(verify, () => isDone);
        else reject(Object.assign(new TypeError(endedWithoutDone), { code: 'ERR_INVALID_RETURN_VALUE' }));
      });
    }, reject);
  });
}

const remedy =
  'Call `done(null, user)` to sign the user in, `done(null, false, info)` to refuse, `done(error)` to report an error.';
const endedWithoutDone = `DingTalk option \`verify\` returned a value, and did not call \`done\`. ${remedy}`;

/** Longer than any database takes. */
const patienceMs = 30_000;

const warned = new WeakSet<Verify>();

/** Without it, the request would hang and no log would show why. */
function warnLater(verify: Verify, isDone: () => boolean): void {
  setTimeout(() => {
    if (isDone() || warned.has(verify)) return;
    warned.add(verify);
    process.emitWarning(
      `\`verify\` of a DingTalk strategy ended ${patienceMs / 1000} s ago and has not called \`done\`: the sign-in hangs. ${remedy}`,
      { code: 'DINGTALK_VERIFY_WITHOUT_DONE' },
    );
  }, patienceMs).unref();
}

/**
 * The options of a strategy, by whether its `verify` takes the request. The second half is always `never`; TypeScript
 * infers `WithRequest` from it. With overloads, it would explain each mistake by all of them.
 */
export type OptionsFor<WithRequest extends boolean | undefined, Plain, Requesting> =
  | ShapeFor<WithRequest, Plain, Requesting>
  | (WithRequest extends never ? { passReqToCallback?: WithRequest | undefined } : never);

/** Always `never`; TypeScript infers `Given` from it. */
type Learn<Given> = Given extends never ? Given : never;

/**
 * The one of two types, by whether `verify` takes the request. Both if TypeScript doesn't know: Nest's
 * `PassportStrategy` reads the parameters of our constructors and gets `boolean | undefined` for `WithRequest`.
 */
export type ShapeFor<WithRequest extends boolean | undefined, Plain, Requesting> = [undefined] extends [
  WithRequest,
]
  ? Plain | Requesting
  : [WithRequest] extends [true]
    ? Requesting
    : Plain;
