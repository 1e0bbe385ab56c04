import {
  type StateStore as OAuth2StateStore,
  Strategy as OAuth2Strategy,
  type VerifyFunction,
} from 'passport-oauth2';
import { DingTalkClient } from './dingtalk/client.js';
import { pickKnown } from './dingtalk/known-options.js';
import { clientOptionNames, type DingTalkClientOptions } from './dingtalk/options.js';
import { Directory } from './organization/directory.js';
import { attempt } from './passport/attempt.js';
import type { OptionsFor } from './passport/inference.js';
import { toNodeCallback } from './passport/node-callback.js';
import {
  type AuthenticateSettings,
  type DingTalkAuthenticateOptions,
  type DingTalkStrategyOptions,
  type DingTalkStrategyOptionsWithRequest,
  type Request,
  readAuthenticateOptions,
  readQrLoginOptions,
  readStrategyOptions,
  type StrategySettings,
} from './passport/options.js';
import { settle } from './passport/outcome.js';
import { queryOf } from './passport/query.js';
import { keepChosen } from './passport/state-store.js';
import type { StateStore } from './passport/take-state.js';
import { tokenCall } from './passport/token-call.js';
import { checkVerify, type Verdict, type Verify, type VerifyFor } from './passport/verify.js';
import { type DingTalkProfile, toProfile } from './profile.js';
import { type DingTalkQrLogin, toQrLogin } from './qr/login.js';
import { authorizationParams, authorizationScope } from './sign-in/authorization.js';
import { readCallback } from './sign-in/callback.js';
import type { SignIn } from './sign-in/flow.js';

/**
 * Signs people in with DingTalk, in the browser. passport-oauth2 keeps the redirect, the state and `verify`;
 * the two calls to DingTalk are our own.
 *
 * What the person can mend ends as a Passport failure with a {@link DingTalkFailure}; what an administrator has
 * to mend, as a {@link DingTalkError}.
 *
 * TypeScript finds the type parameters by itself, but for a subclass: one with `passReqToCallback: true` extends
 * `DingTalkStrategy<true>`, and one whose `verify` takes `params` names its type as the second.
 *
 * @typeParam WithRequest - whether `verify` takes the request
 * @typeParam GivenVerify - the type of `verify`, by which its shape is known
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
export class DingTalkStrategy<
  WithRequest extends boolean = false,
  GivenVerify = unknown,
> extends OAuth2Strategy {
  static {
    // Otherwise inherited, and whoever writes `require(…).DingTalkStrategy.Strategy` gets passport-oauth2's.
    Object.defineProperty(DingTalkStrategy, 'Strategy', { value: DingTalkStrategy });
  }

  override name = 'dingtalk';

  /** @internal */
  readonly _door = 'browser' as const;
  /** @internal */
  readonly _client: DingTalkClient;
  /** @internal */
  readonly _directory: Directory;
  /** @internal */
  readonly _settings: StrategySettings;
  /** @internal */
  readonly _flights = new Map<string | symbol, Promise<Verdict>>();
  /** @internal */
  readonly _signIns = new Map<string, SignIn>();

  // Set by Passport on the object that it derives for each request, where no private names are, or by passport-oauth2.
  /** @internal */
  declare success: (user: Express.User, info?: unknown) => void;
  /** @internal */
  declare fail: (info?: unknown, status?: number) => void;
  /** @internal */
  declare error: (error: unknown) => void;
  /** @internal */
  declare readonly _verify: Verify;
  /** @internal */
  declare readonly _stateStore: StateStore;
  /** @internal */
  declare readonly _loadUserProfile: DingTalkStrategy['userProfile'];

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(
    options: OptionsFor<WithRequest, DingTalkStrategyOptions, DingTalkStrategyOptionsWithRequest>,
    verify: VerifyFor<WithRequest, GivenVerify>,
  ) {
    const given = options as DingTalkStrategyOptions;
    const settings = readStrategyOptions(given);
    const client = new DingTalkClient(pickKnown<DingTalkClientOptions>(given, clientOptionNames));
    checkVerify(verify as Verify, settings.passReqToCallback, 'tokens');
    const { meta, callbackURL, sessionKey, proxy, skipUserProfile } = settings;
    super(
      {
        ...{ ...meta, clientSecret: given.clientSecret, callbackURL },
        ...{ sessionKey, proxy, skipUserProfile },
        store: settings.store as OAuth2StateStore | undefined,
        customHeaders: { ...settings.customHeaders },
      },
      verify as VerifyFunction,
    );
    this._client = client;
    this._directory = new Directory(client, settings.directory);
    this._settings = settings;
    // passport-oauth2-refresh reads it; whoever prints a strategy need not.
    Object.defineProperty(this._oauth2, '_clientSecret', { enumerable: false });
    this._oauth2.getOAuthAccessToken = tokenCall(client);
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
    if (callback.kind === 'none') this._begin(req, asked);
    else settle(this, attempt(this, req, callback));
  }

  /**
   * Begins a sign-in by a QR code in a page of the application (内嵌二维码), which
   * `passport-dingtalk-oauth2/qr.js` draws. The state is kept where that of a redirect would be, and the ordinary
   * callback route finishes the sign-in.
   *
   * DingTalk wants `corpId` and `orgType` when the scope has `corpid`, which `allowedCorpIds` adds; and the page to
   * be of the same origin as `callbackURL`.
   * @param options - what a route would say to `passport.authenticate('dingtalk', …)`
   * @throws TypeError naming the option that is malformed or unknown, or that the QR code needs
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
    const asked = readQrLoginOptions(options);
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

  /** The profile of the person whom `accessToken` belongs to; in a sign-in, with all that the sign-in knows. */
  override userProfile(
    accessToken: string,
    done: (error?: unknown, profile?: DingTalkProfile) => void,
  ): void {
    const known = this._signIns.get(accessToken)?.profile();
    toNodeCallback(known ?? this._client.me(accessToken).then((user) => toProfile(user)), done);
  }

  /** @internal The first half: passport-oauth2's, for which more is got ready. */
  _begin(req: Request, asked: AuthenticateSettings): void {
    this._client.preconnect({ directory: this._directory.isAsked });
    this._directory.anticipate();
    const wanted = { ...this._settings.authorization, ...asked };
    const scope = authorizationScope(wanted, this._directory.needsCorpId);
    const proceed = () => super.authenticate(req, { ...asked, scope });
    const { store, meta, callbackURL } = this._settings;
    const context = { ...meta, callbackURL: asked.callbackURL ?? callbackURL };
    keepChosen(store, req, asked.state, context, (error) => (error ? this.error(error) : proceed()));
  }
}
