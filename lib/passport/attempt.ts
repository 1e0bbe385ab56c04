import type { DingTalkClient } from '../dingtalk/client.js';
import type { Directory } from '../organization/directory.js';
import { SignInRefusal } from '../organization/refusal.js';
import type { DingTalkProfile } from '../profile.js';
import { authorizationError, type Callback } from '../sign-in/callback.js';
import { SignIn } from '../sign-in/flow.js';
import type { Request, StrategySettings } from './options.js';
import { isObject, throwAsRefusal } from './outcome.js';
import { type StateStore, takeState } from './take-state.js';
import { runVerify, toTokenParams, type Verdict, type Verify } from './verify.js';

/** @internal What an attempt needs of the strategy that makes it. */
interface Strategy {
  readonly _client: DingTalkClient;
  readonly _directory: Directory;
  readonly _settings: StrategySettings;
  readonly _verify: Verify;
  readonly _stateStore: StateStore;
  /** passport-oauth2's: minds `skipUserProfile`, and calls the `userProfile` that a subclass may have made its own. */
  _loadUserProfile(accessToken: string, done: (error?: unknown, profile?: DingTalkProfile) => void): void;
  /** Sign-ins under way, by the callback that brought them. */
  readonly _flights: Map<string | symbol, Promise<Verdict>>;
  /** The same by access token, for `userProfile`, which is told no more. */
  readonly _signIns: Map<string, SignIn>;
}

/**
 * @internal
 * One attempt to sign in in the browser, from DingTalk's callback to what `verify` said.
 * @throws {@link SignInRefusal} for what the person can mend
 * @throws {@link DingTalkError} for what an administrator has to mend, and whatever store or `verify` fail with
 */
export async function attempt(
  strategy: Strategy,
  req: Request,
  callback: Exclude<Callback, { kind: 'none' }>,
): Promise<Verdict> {
  if (callback.kind === 'malformed') throw new SignInRefusal('callback-malformed');
  const { authorizationURL, meta } = strategy._settings;
  const state = await takeState(strategy._stateStore, req, callback.state, meta);
  if (callback.kind === 'error') {
    throw authorizationError(callback.error, authorizationURL) ?? new SignInRefusal('access-denied');
  }
  // Requests that bring the same callback at the same moment share one sign-in: the code works once. Without a state
  // nothing shows that one browser brought both, and each is on its own.
  const { _flights: flights, _settings: settings } = strategy;
  const key = settings.store ? `${callback.code} ${callback.state}` : Symbol();
  const flight = flights.get(key) ?? signIn(strategy, req, callback.code);
  flights.set(key, flight);
  try {
    const { user, info } = await flight;
    return { user, info: user && state ? { ...(isObject(info) && info), state } : info };
  } finally {
    flights.delete(key);
  }
}

async function signIn(strategy: Strategy, req: Request, code: string): Promise<Verdict> {
  const { _client: client, _directory: directory, _signIns: signIns } = strategy;
  const started = new SignIn(client, directory, code);
  const tokens = await started.tokens.catch(throwAsRefusal);
  const { accessToken, refreshToken } = tokens;
  signIns.set(accessToken, started);
  let profile: DingTalkProfile | undefined;
  try {
    profile = await readProfile(strategy, accessToken);
  } finally {
    if (signIns.get(accessToken) === started) signIns.delete(accessToken);
  }
  // Asked already, unless a subclass has a `userProfile` all its own, which is not to let strangers in.
  if (directory.isAsked) await started.profile();
  const { passReqToCallback } = strategy._settings;
  const candidate = { accessToken, refreshToken, params: toTokenParams(tokens), profile };
  return await runVerify(strategy._verify, passReqToCallback ? req : undefined, candidate);
}

function readProfile(strategy: Strategy, accessToken: string): Promise<DingTalkProfile | undefined> {
  return new Promise((resolve, reject) => {
    const loading: unknown = strategy._loadUserProfile(accessToken, (error, profile) =>
      error ? reject(error) : resolve(profile),
    );
    // A subclass's `userProfile` may be async.
    if (loading) Promise.resolve(loading).catch(reject);
  });
}
