import { InternalOAuthError } from 'passport-oauth2';
import type { DingTalkClient } from '../dingtalk/client.js';
import { urlOf } from '../dingtalk/values.js';
import type { Directory } from '../organization/directory.js';
import { SignInRefusal } from '../organization/sign-in-refusal.js';
import type { DingTalkProfile } from '../profile.js';
import { authorizationLocation, authorizationScope } from '../sign-in/authorization.js';
import { authorizationError, readCallback } from '../sign-in/callback.js';
import { type Person, readPerson, signIn } from '../sign-in/flow.js';
import type { OAuth2, TokenCallback } from './oauth2-client.js';
import type { AuthenticateSettings, DingTalkAuthenticateOptions, StrategySettings } from './options.js';
import { isInfo, type Outcome, throwAsRefusal } from './outcome.js';
import { type Address, type Request, receive } from './request.js';
import type { SpentCodes } from './spent-codes.js';
import { keepState, type StateContext, takeState, tiesToBrowser } from './state/store.js';
import { type Candidate, type DingTalkTokenParams, runVerify, type Verdict, type Verify } from './verify.js';

interface Strategy {
  readonly _directory: Directory;
  readonly _settings: StrategySettings;
  readonly _oauth2: OAuth2;
  readonly _verify: Verify;
  /** Sign-ins in progress, by code and state. */
  readonly _flights: Map<string, Promise<Verdict>>;
  readonly _spentStates: SpentCodes;
  /** Whether a subclass or a test has replaced {@link userProfile}. */
  readonly _hasOwnProfile: boolean;
  authorizationParams(options: DingTalkAuthenticateOptions): object;
  userProfile(accessToken: string, done: (error?: unknown, profile?: DingTalkProfile) => void): unknown;
}

/** Begins a sign-in in the browser, or finishes it where the request is DingTalk's callback. */
export async function respond(
  strategy: Strategy,
  req: Request,
  asked: AuthenticateSettings,
  isOwnPage = false,
): Promise<Outcome> {
  const { _settings: settings, _flights: flights } = strategy;
  const { query, address, preview } = receive(req, settings.proxy);
  const callback = readCallback(query, req.body);
  const { store } = settings;
  const begins = callback.kind === 'none' || callback.kind === 'state';
  // A preview may begin a sign-in, but must not finish one.
  if (preview && !begins) throw new SignInRefusal(preview);
  const callbackURL = absolute(asked.callbackURL ?? settings.callbackURL, address);
  const meta = { ...settings.meta, callbackURL, ...(isOwnPage && { isOwnPage }) };
  if (callback.kind === 'malformed') throw new SignInRefusal('callback-malformed');
  if (callback.kind === 'state' && !preview && tiesToBrowser(store)) {
    // A damaged answer, if this browser began the sign-in; otherwise the parameter is the application's own.
    const [taken] = await Promise.allSettled([takeState(store, req, callback.state, meta)]);
    if (taken.status === 'fulfilled') throw new SignInRefusal('callback-malformed');
  }
  if (begins) {
    strategy._directory.anticipate();
    const state = await keepState(store, req, asked.state, meta);
    return { location: locationOf(strategy, asked, meta, state) };
  }

  // The same callback twice at the same moment is one sign-in, because the code works once; but only if both are
  // known to come from one browser.
  const isTied = tiesToBrowser(store);
  const { state = '' } = callback;
  // Stryker disable next-line ConditionalExpression: only a callback with a code is ever in progress
  const key = callback.kind === 'code' ? `${callback.code} ${state}` : state;
  // Before the store, which may have lost it: hosts renew the session when a user signs in.
  if (isTied && !flights.has(key) && strategy._spentStates.has(state))
    throw new SignInRefusal('state-invalid', 'used');
  const kept = await takeState(store, req, state, meta);
  const underWay = isTied ? flights.get(key) : undefined;
  if (isTied && !underWay && !strategy._spentStates.spend(state))
    throw new SignInRefusal('state-invalid', 'used');
  if (callback.kind === 'error') {
    throw authorizationError(callback.error, settings.authorizationURL) ?? new SignInRefusal('access-denied');
  }
  const verdict = underWay ?? askDingTalk(strategy, req, callback.code);
  flights.set(key, verdict);
  try {
    const { user, info } = await verdict;
    return { user, info: user && kept ? { ...(isInfo(info) && info), state: kept } : info };
  } finally {
    flights.delete(key);
  }
}

function locationOf(
  strategy: Strategy,
  asked: AuthenticateSettings,
  meta: StateContext,
  state?: string,
): URL {
  const { authorization, authorizationURL } = strategy._settings;
  return authorizationLocation(authorizationURL, {
    ...strategy.authorizationParams(asked),
    response_type: 'code',
    client_id: meta.clientID,
    redirect_uri: meta.callbackURL,
    scope: authorizationScope({ ...authorization, ...asked }, strategy._directory.needsCorpId),
    state,
  });
}

/** Completes a path with the address of the request. */
function absolute(callbackURL: string, { protocol = 'http', host }: Address): string {
  if (!callbackURL.startsWith('/')) return callbackURL;
  const url = urlOf(callbackURL, `${protocol}://${host ?? ''}`);
  // A client can send any `Host`.
  if (!url) throw new SignInRefusal('callback-malformed');
  return url.href;
}

async function askDingTalk(strategy: Strategy, req: Request, code: string): Promise<Verdict> {
  const candidate = await signIn(strategy._directory, code, {
    exchange: () => exchange(strategy, code),
    readPerson: (client, accessToken) =>
      strategy._hasOwnProfile
        ? readOwnPerson(strategy, client, accessToken)
        : readPerson(client, accessToken),
  }).catch(throwAsRefusal);
  return runVerify(strategy._verify, strategy._settings.passReqToCallback ? req : undefined, candidate);
}

interface Tokens extends Omit<Candidate, 'profile'> {
  corpId: string | undefined;
}

/** Calls `_oauth2`, which an application's tests may have stubbed. */
function exchange({ _oauth2: oauth2 }: Strategy, code: string): Promise<Tokens> {
  return new Promise((resolve, reject) => {
    const done: TokenCallback = (error, accessToken, refreshToken, params = {} as DingTalkTokenParams) => {
      if (error instanceof Error) reject(error);
      else if (error) reject(new InternalOAuthError('Failed to obtain access token', error));
      else if (!accessToken) reject(new Error('Failed to obtain access token'));
      else resolve({ accessToken, refreshToken, corpId: params.corpId, params });
    };
    // The types of `oauth` don't allow a null error.
    oauth2.getOAuthAccessToken(code, { grant_type: 'authorization_code' }, done as never);
  });
}

/** Reads the profile of a subclass's own. The membership check still uses the unionId from DingTalk. */
async function readOwnPerson(
  strategy: Strategy,
  client: DingTalkClient,
  accessToken: string,
): Promise<Person<DingTalkProfile | undefined>> {
  // Derived as Passport does for each request, so that `super.userProfile` in a subclass uses this client.
  const own: Strategy = Object.create(strategy, { _client: { value: client } });
  const [profile, user] = await Promise.all([
    loadProfile(own, accessToken),
    strategy._directory.isAsked ? client.me(accessToken) : undefined,
  ]);
  return { profile, unionId: user?.unionId };
}

function loadProfile(strategy: Strategy, accessToken: string): Promise<DingTalkProfile | undefined> {
  return new Promise((resolve, reject) => {
    const loading: unknown = strategy.userProfile(accessToken, (error, profile) =>
      error ? reject(error) : resolve(profile),
    );
    // A subclass's `userProfile` may be async.
    // Stryker disable next-line ConditionalExpression: only saves two promises, as what is no promise does not reject
    if (loading) Promise.resolve(loading).catch(reject);
  });
}
