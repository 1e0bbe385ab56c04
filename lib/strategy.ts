import OAuth2Strategy from 'passport-oauth2';
import { invalid } from './dingtalk/checks.js';
import { DingTalkClient } from './dingtalk/client.js';
import type { DingTalkTokens } from './dingtalk/readers.js';
import { Directory } from './organization/directory.js';
import { type DingTalkFailureCode, SignInRefusal } from './organization/refusal.js';
import { toNodeCallback } from './passport/node-callback.js';
import {
  type AuthenticateSettings,
  type DingTalkAuthenticateOptions,
  type DingTalkStrategyOptions,
  type DingTalkStrategyOptionsWithRequest,
  type Request,
  readAuthenticateOptions,
  readStrategyOptions,
  type StrategySettings,
} from './passport/options.js';
import { conclude, isObject, refuse } from './passport/outcome.js';
import { queryOf } from './passport/query.js';
import { SessionState } from './passport/session-state.js';
import {
  type Candidate,
  type DingTalkTokenParams,
  type DingTalkVerify,
  type DingTalkVerifyCallback,
  type DingTalkVerifyWithParams,
  type DingTalkVerifyWithRequest,
  type DingTalkVerifyWithRequestAndParams,
  runVerify,
  type Verdict,
  type Verify,
} from './passport/verify.js';
import { type DingTalkProfile, toProfile } from './profile.js';
import { toQrLogin } from './qr/login.js';
import type { DingTalkQrLogin } from './qr/parameters.js';
import { authorizationParams, authorizationScope } from './sign-in/authorization.js';
import { authorizationError, type Callback, readCallback } from './sign-in/callback.js';
import { failureOf } from './sign-in/failures.js';
import { SignIn } from './sign-in/flow.js';

type TokenCallback = (
  error: unknown,
  accessToken?: string,
  refreshToken?: string,
  params?: DingTalkTokenParams,
) => void;

/** A sign-in under way, shared by the requests that brought the same callback at the same moment. */
interface Flight {
  signIn: SignIn;
  verdict?: Promise<Verdict>;
}

/**
 * Signs people in with DingTalk, in the browser. passport-oauth2 keeps the redirect, the state and `verify`;
 * the two calls to DingTalk are our own.
 *
 * What the person can mend ends as a Passport failure with a {@link DingTalkFailure}; what an administrator has
 * to mend, as a {@link DingTalkError}.
 *
 * @example
 * ```ts
 * import passport from 'passport';
 * import { DingTalkStrategy } from 'passport-dingtalk-oauth2';
 *
 * passport.use(
 *   new DingTalkStrategy(
 *     { clientID: 'ding…', clientSecret: '…', callbackURL: 'https://example.com/auth/dingtalk/callback' },
 *     (accessToken, refreshToken, profile, done) => done(null, { id: profile.id }),
 *   ),
 * );
 * ```
 */
export class DingTalkStrategy extends OAuth2Strategy {
  static {
    // Otherwise inherited, and whoever writes `require(…).DingTalkStrategy.Strategy` gets passport-oauth2's.
    Object.defineProperty(DingTalkStrategy, 'Strategy', { value: DingTalkStrategy });
  }

  override name = 'dingtalk';

  /** @internal */
  readonly _client: DingTalkClient;
  /** @internal */
  readonly _directory: Directory;
  /** @internal */
  readonly _settings: StrategySettings;
  /** @internal */
  readonly _flights = new Map<string, Flight>();

  // Passport sets these on the object that it derives for each request, we the last three; no private names here,
  // which such an object would not have.
  /** @internal */
  declare success: (user: Express.User, info?: unknown) => void;
  /** @internal */
  declare fail: (info?: unknown, status?: number) => void;
  /** @internal */
  declare error: (error: unknown) => void;
  /** @internal */
  declare _request?: Request;
  /** @internal */
  declare _callbackURL: string | undefined;
  /** @internal */
  declare _flight?: Flight | undefined;
  /** @internal Ends what `_finish` began, so that what comes next is the host's. */
  declare _leave?: (() => void) | undefined;

  /** @throws TypeError naming the option that is missing or malformed */
  constructor(options: DingTalkStrategyOptions, verify: DingTalkVerify);
  constructor(options: DingTalkStrategyOptions, verify: DingTalkVerifyWithParams);
  constructor(options: DingTalkStrategyOptionsWithRequest, verify: DingTalkVerifyWithRequest);
  constructor(options: DingTalkStrategyOptionsWithRequest, verify: DingTalkVerifyWithRequestAndParams);
  constructor(options: DingTalkStrategyOptions | DingTalkStrategyOptionsWithRequest, verify: Verify) {
    const client = new DingTalkClient(options);
    const settings = readStrategyOptions(options);
    if (typeof verify !== 'function') throw invalid('verify', 'a function', verify);
    const { authorizationURL, tokenURL, callbackURL, sessionKey, proxy, skipUserProfile } = settings;
    super(
      {
        ...{ clientID: options.clientID, clientSecret: options.clientSecret, callbackURL },
        ...{ authorizationURL: authorizationURL.href, tokenURL: tokenURL.href },
        ...{
          sessionKey,
          proxy,
          skipUserProfile,
          store: settings.store as OAuth2Strategy.StateStore | undefined,
        },
        customHeaders: { ...settings.customHeaders },
      },
      // One shape for passport-oauth2, which chooses what to pass by the number of parameters; runVerify does the
      // same for `verify` itself, and has the host's own request where passport-oauth2 may have our copy of it.
      function (this: DingTalkStrategy, accessToken, refreshToken, params, profile, done) {
        this._askVerify(verify, { accessToken, refreshToken, params, profile }, done);
      },
    );
    this._client = client;
    this._directory = new Directory(client, settings.directory);
    this._settings = settings;
    // passport-oauth2-refresh reads it; whoever prints a strategy need not.
    Object.defineProperty(this._oauth2, '_clientSecret', { enumerable: false });
    const getTokens = (token: string, params: { grant_type?: string }, done: TokenCallback) =>
      params?.grant_type === 'refresh_token'
        ? giveTokens(client.refresh(token), done, done)
        : giveTokens(client.exchangeCode(token), done, done);
    // The types of `oauth` have its error never be null, and know a form without parameters.
    this._oauth2.getOAuthAccessToken = getTokens as typeof this._oauth2.getOAuthAccessToken;
  }

  /** Begins a sign-in, or finishes it when the request is DingTalk's callback. Called by Passport. */
  override authenticate(req: Request, options: DingTalkAuthenticateOptions = {}): void {
    let asked: AuthenticateSettings;
    try {
      asked = readAuthenticateOptions(options);
    } catch (error) {
      this.error(error);
      return;
    }
    const callback = readCallback(queryOf(req), req.body);
    if (callback.kind === 'malformed') this._refuse('callback-malformed');
    else if (callback.kind === 'none') this._begin(req, asked);
    else this._finish(req, asked, callback);
  }

  /**
   * Begins a sign-in by a QR code in a page of the application (内嵌二维码), which
   * `passport-dingtalk-oauth2/qr.js` draws. The state is kept where that of a redirect would be, and the ordinary
   * callback route finishes the sign-in.
   *
   * DingTalk wants `corpId` and `orgType` when the scope has `corpid`, which `allowedCorpIds` adds; and it wants the
   * page to be of the same origin as `callbackURL`.
   * @param options - what a route would say to `passport.authenticate('dingtalk', …)`
   * @throws TypeError naming the option that is malformed or that the QR code needs
   * @throws Error of the store that keeps the state, for example when there is no session
   * @example
   * ```ts
   * import type { Express } from 'express';
   * import type { DingTalkStrategy } from 'passport-dingtalk-oauth2';
   *
   * export function addQrLogin(app: Express, strategy: DingTalkStrategy): void {
   *   app.get('/auth/dingtalk/qr', async (req, res) => {
   *     res.json(await strategy.qrLogin(req));
   *   });
   * }
   * ```
   */
  async qrLogin(req: Request, options: DingTalkAuthenticateOptions = {}): Promise<DingTalkQrLogin> {
    const asked = readAuthenticateOptions(options);
    if (readCallback(queryOf(req), req.body).kind !== 'none') {
      throw new TypeError('qrLogin begins a sign-in, and this request looks like the answer to one.');
    }
    const location = await new Promise<string>((resolve, reject) => {
      const attempt: this = Object.create(this, { redirect: { value: resolve }, error: { value: reject } });
      attempt._begin(req, asked);
    });
    return toQrLogin(new URL(location));
  }

  /** DingTalk's own parameters of the authorization URL; always a new object, never the route's options. */
  override authorizationParams(options: DingTalkAuthenticateOptions): Record<string, string> {
    return authorizationParams({ ...this._settings.authorization, ...readAuthenticateOptions(options) });
  }

  /** The profile of the person whom `accessToken` belongs to. */
  override userProfile(
    accessToken: string,
    done: (error?: unknown, profile?: DingTalkProfile) => void,
  ): void {
    const flight = this._flight;
    toNodeCallback(
      flight ? flight.signIn.profile() : this._client.me(accessToken).then((user) => toProfile(user)),
      done,
    );
  }

  /** @internal */
  _begin(req: Request, asked: AuthenticateSettings): void {
    this._client.preconnect({ directory: this._directory.isAsked });
    const scope = authorizationScope(
      { ...this._settings.authorization, ...asked },
      this._directory.needsCorpId,
    );
    const proceed = () => super.authenticate(req, { ...asked, scope });
    const { store } = this._settings;
    if (typeof asked.state !== 'string' || !(store instanceof SessionState)) {
      proceed();
      return;
    }
    // passport-oauth2 sends a string as it is and notes it nowhere, so that the callback would be refused.
    store.keep(req, asked.state, undefined, (error) => (error ? this.error(error) : proceed()));
  }

  /** @internal */
  _finish(
    req: Request,
    asked: AuthenticateSettings,
    callback: Extract<Callback, { kind: 'code' | 'error' }>,
  ): void {
    const { state } = callback;
    const code = callback.kind === 'code' ? callback.code : callback.error;
    const key = JSON.stringify([state, code]);
    // Passport derives an object for each request, which is ours to write on. Deriving another from it would take
    // longer than all the rest: V8 remakes whatever becomes a prototype.
    const attempt: this = Object.hasOwn(this, '_settings') ? Object.create(this) : this;
    const { success, fail, error, _oauth2, _callbackURL } = this;
    attempt._request = req;
    attempt._flight = undefined;
    attempt._leave = () => {
      if (attempt._flight && this._flights.get(key) === attempt._flight) this._flights.delete(key);
      Object.assign(attempt, { success, fail, error, _oauth2, _callbackURL });
      attempt._flight = undefined;
      attempt._leave = undefined;
    };
    attempt.success = (user, info) => {
      attempt._leave?.();
      conclude(attempt, () => attempt.success(user, info));
    };
    // passport-oauth2 itself fails for the state only: `verify` is heard by _askVerify.
    attempt.fail = () => attempt._refuse('state-invalid');
    attempt.error = (error) => {
      attempt._leave?.();
      if (error instanceof SignInRefusal) attempt._refuse(error.failure);
      else attempt.error(error);
    };
    attempt._callbackURL = undefined;
    attempt._oauth2 = Object.create(_oauth2);
    // Reached once passport-oauth2 has taken the state out of its store and found it right.
    attempt._oauth2.getOAuthAccessToken = ((_code: string, _params: unknown, done: TokenCallback) => {
      if (callback.kind === 'error') {
        const broken = authorizationError(callback.error, this._settings.authorizationURL);
        if (broken) attempt.error(broken);
        else attempt._refuse('access-denied');
        return;
      }
      const flight = this._flights.get(key) ?? { signIn: new SignIn(this._client, this._directory, code) };
      attempt._flight = flight;
      this._flights.set(key, flight);
      giveTokens(flight.signIn.tokens, done, (error) => {
        const failure = failureOf(error);
        attempt.error(failure ? new SignInRefusal(failure) : error);
      });
    }) as typeof this._oauth2.getOAuthAccessToken;
    // passport-oauth2 looks for `code` in the query. Where it is elsewhere, a copy has it there, since Express 5
    // computes `req.query` anew each time.
    const isThere = callback.kind === 'code' && req.query?.code === code && req.query.state === state;
    const normalized = isThere ? req : Object.create(req, { query: { value: { code, state } } });
    super.authenticate.call(attempt, normalized, { ...asked, callbackURL: undefined });
  }

  /** @internal */
  _askVerify(verify: Verify, candidate: Candidate, done: DingTalkVerifyCallback): void {
    const ask = () =>
      runVerify(verify, this._settings.passReqToCallback ? this._request : undefined, candidate);
    const flight = this._flight;
    if (flight) flight.verdict ??= ask();
    const verdict = flight?.verdict ?? ask();
    toNodeCallback(verdict, (error, said) => {
      if (!said) this.error(error);
      else if (!said.user) this._refuse('not-accepted', said.info);
      // A copy: passport-oauth2 writes the state into it.
      else done(null, said.user, isObject(said.info) ? { ...said.info } : undefined);
    });
  }

  /** @internal */
  _refuse(failure: DingTalkFailureCode, info?: unknown): void {
    this._leave?.();
    refuse(this, failure, info);
  }
}

/** Hands tokens on in the form that passport-oauth2 and passport-oauth2-refresh read. */
function giveTokens(
  tokens: Promise<DingTalkTokens>,
  done: TokenCallback,
  failed: (error: unknown) => void,
): void {
  toNodeCallback(tokens, (error, given) => {
    if (!given) {
      failed(error);
      return;
    }
    const { accessToken, refreshToken, expiresIn, corpId } = given;
    done(null, accessToken, refreshToken, { expires_in: expiresIn, ...(corpId && { corpId }) });
  });
}
