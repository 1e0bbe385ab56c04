import type OAuth2Strategy from 'passport-oauth2';
import type { DingTalkTokens } from '../dingtalk/readers.js';
import type { DingTalkProfile } from '../profile.js';
import type { Request } from './options.js';

/** What `verify` is told about the tokens. */
export interface DingTalkTokenParams {
  /** Life of the access token in seconds. */
  expires_in: number;
  /** The organization that the person chose; only when the scope had `corpid`. */
  corpId?: string;
}

export function toTokenParams({ expiresIn, corpId }: DingTalkTokens): DingTalkTokenParams {
  return { expires_in: expiresIn, ...(corpId && { corpId }) };
}

/** `done(null, user)` signs in, `done(null, false, info)` refuses, `done(error)` reports something broken. */
export type DingTalkVerifyCallback = OAuth2Strategy.VerifyCallback;

type Done = DingTalkVerifyCallback;
type Outcome = void | Promise<void>;

/** Finds or creates the user whom a DingTalk profile belongs to. May be `async`: rejecting is `done(error)`. */
export type DingTalkVerify = (
  accessToken: string,
  refreshToken: string,
  profile: DingTalkProfile,
  done: Done,
) => Outcome;

/** {@link DingTalkVerify} with the life of the token and the corpId. */
export type DingTalkVerifyWithParams = (
  accessToken: string,
  refreshToken: string,
  params: DingTalkTokenParams,
  profile: DingTalkProfile,
  done: Done,
) => Outcome;

/** {@link DingTalkVerify} for `passReqToCallback: true`. */
export type DingTalkVerifyWithRequest = (
  req: Request,
  accessToken: string,
  refreshToken: string,
  profile: DingTalkProfile,
  done: Done,
) => Outcome;

/** {@link DingTalkVerifyWithParams} for `passReqToCallback: true`. */
export type DingTalkVerifyWithRequestAndParams = (
  req: Request,
  accessToken: string,
  refreshToken: string,
  params: DingTalkTokenParams,
  profile: DingTalkProfile,
  done: Done,
) => Outcome;

/** Finds or creates the user whom a profile belongs to, where the sign-in brings no token. May be `async`. */
export type DingTalkProfileVerify<Profile> = (profile: Profile, done: Done) => Outcome;

/** {@link DingTalkProfileVerify} for `passReqToCallback: true`. */
export type DingTalkProfileVerifyWithRequest<Profile> = (
  req: Request,
  profile: Profile,
  done: Done,
) => Outcome;

export type Verify =
  | DingTalkVerify
  | DingTalkVerifyWithParams
  | DingTalkVerifyWithRequest
  | DingTalkVerifyWithRequestAndParams;

/** What `verify` is asked about. */
export interface Candidate {
  accessToken: string;
  refreshToken?: string | undefined;
  params: DingTalkTokenParams;
  /** Absent with `skipUserProfile`. */
  profile: DingTalkProfile | undefined;
}

/** What `verify` said. */
export interface Verdict {
  user: Express.User | false | undefined;
  info: unknown;
}

/**
 * Asks `verify`, in the shape that its number of parameters calls for, as passport-oauth2 does. Rejects with
 * whatever it threw, rejected with or passed to `done`; the first of its answers counts.
 */
export function runVerify(verify: Verify, req: Request | undefined, candidate: Candidate): Promise<Verdict> {
  const { accessToken, refreshToken, params, profile } = candidate;
  const takesParams = verify.length === (req ? 6 : 5);
  return ask(verify as Asked, [
    ...(req ? [req] : []),
    ...[accessToken, refreshToken],
    ...(takesParams ? [params] : []),
    profile,
  ]);
}

/** {@link runVerify} for the doors where nobody gets a token: `(profile, done)`, or `(req, profile, done)`. */
export function runProfileVerify<Profile>(
  verify: DingTalkProfileVerify<Profile> | DingTalkProfileVerifyWithRequest<Profile>,
  req: Request | undefined,
  profile: Profile,
): Promise<Verdict> {
  return ask(verify as Asked, [...(req ? [req] : []), profile]);
}

type Asked = (...args: unknown[]) => Outcome;

function ask(verify: Asked, about: readonly unknown[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const done: Done = (error, user, info) => (error ? reject(error) : resolve({ user, info }));
    Promise.resolve(verify(...about, done)).catch(reject);
  });
}
