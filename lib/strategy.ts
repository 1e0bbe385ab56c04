import {
  type StateStore as OAuth2StateStore,
  Strategy as OAuth2Strategy,
  type VerifyFunction,
} from 'passport-oauth2';
import { DingTalkClient } from './dingtalk/client.js';
import { clientOptionsOf } from './dingtalk/options.js';
import { Directory } from './organization/directory.js';
import { respond } from './passport/browser-sign-in.js';
import { type OAuth2, oauth2Client } from './passport/oauth2-client.js';
import {
  type AuthenticateSettings,
  copyStrategyOptions,
  type DingTalkAuthenticateOptions,
  type DingTalkStrategyOptions,
  type DingTalkStrategyOptionsWithRequest,
  readAuthenticateOptions,
  readQrLoginOptions,
  readStrategyOptions,
  type StrategySettings,
} from './passport/options.js';
import { settle, toNodeCallback } from './passport/outcome.js';
import { queryOf, type Request } from './passport/request.js';
import { SpentCodes } from './passport/spent-codes.js';
import {
  checkVerify,
  type OptionsFor,
  type Verdict,
  type Verify,
  type VerifyFor,
} from './passport/verify.js';
import { type DingTalkProfile, toProfile } from './profile.js';
import { type DingTalkQrLogin, toQrLogin } from './qr/login.js';
import { authorizationParams } from './sign-in/authorization.js';
import { readCallback } from './sign-in/callback.js';

/**
 * Signs users in with DingTalk in the browser. As with passport-oauth2, subclasses may override `userProfile` and
 * `authorizationParams`.
 *
 * Problems that the user can fix are Passport failures with a {@link DingTalkFailure}; problems that an administrator
 * must fix are a {@link DingTalkError}.
 *
 * TypeScript infers the type parameters, except in a subclass: with `passReqToCallback: true` extend
 * `DingTalkStrategy<true>`, and if `verify` takes `params`, pass its type as the second parameter.
 *
 * @typeParam WithRequest - whether `verify` takes the request
 * @typeParam GivenVerify - the type of `verify`, which determines its shape
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
  WithRequest extends boolean | undefined = false,
  GivenVerify = unknown,
> extends OAuth2Strategy {
  static {
    // Otherwise `require(…).DingTalkStrategy.Strategy` would be passport-oauth2's, by inheritance.
    Object.defineProperty(DingTalkStrategy, 'Strategy', { value: DingTalkStrategy });
  }

  override name = 'dingtalk';

  /** @internal */
  readonly _via = 'browser' as const;
  /** An OAuth 2.0 client for DingTalk's JSON, for frameworks that use it: `setAgent`, `get`, refresh. */
  declare _oauth2: OAuth2;
  /** @internal */
  readonly _client: DingTalkClient;
  /** @internal */
  readonly _directory: Directory;
  /** @internal */
  readonly _settings: StrategySettings;
  /** @internal */
  readonly _flights = new Map<string, Promise<Verdict>>();
  /** @internal */
  _spentStates = new SpentCodes();

  // Set by Passport on the object that it derives for each request, or by passport-oauth2.
  /** @internal */
  declare success: (user: Express.User, info?: unknown) => void;
  /** @internal */
  declare fail: (info?: unknown, status?: number) => void;
  /** @internal */
  declare error: (error: unknown) => void;
  /** @internal */
  declare redirect: (url: string, status?: number) => void;
  /** @internal */
  declare readonly _verify: Verify;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(
    options: OptionsFor<WithRequest, DingTalkStrategyOptions, DingTalkStrategyOptionsWithRequest>,
    verify: VerifyFor<WithRequest, GivenVerify>,
  ) {
    const given = copyStrategyOptions(options as DingTalkStrategyOptions);
    const settings = readStrategyOptions(given);
    const client = new DingTalkClient(clientOptionsOf(given));
    checkVerify(verify, settings.passReqToCallback, 'tokens');
    const { meta, callbackURL, sessionKey, proxy } = settings;
    super(
      {
        ...{ ...meta, clientSecret: given.clientSecret, callbackURL, sessionKey, proxy },
        store: settings.store as OAuth2StateStore | undefined,
        customHeaders: { ...given.customHeaders },
      },
      verify as VerifyFunction,
    );
    this._client = client;
    this._directory = new Directory(client, settings.directory);
    this._settings = settings;
    this._oauth2 = oauth2Client(this._oauth2, client);
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
    settle(this, respond(this, req, asked));
  }

  /**
   * Begins a sign-in with a QR code in your own page (内嵌二维码), which `passport-dingtalk-oauth2/qr.js` draws. The
   * state is kept as for a redirect, and the ordinary callback route finishes the sign-in.
   *
   * If the scope has `corpid`, which `allowedCorpIds` adds, DingTalk requires `corpId` and `orgType`. The page must
   * have the same origin as `callbackURL`.
   * @param options - the options that a route can pass to `passport.authenticate('dingtalk', …)`
   * @throws TypeError naming the option that is malformed, unknown or missing for a QR code
   * @throws Error of the state's store, for example if there is no session
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
   * @experimental
   */
  async qrLogin(req: Request, options: DingTalkAuthenticateOptions = {}): Promise<DingTalkQrLogin> {
    const asked = readQrLoginOptions(options);
    const isAnswer = readCallback(queryOf(req), req.body).kind !== 'none';
    const begun =
      !isAnswer && (await respond(this, req, asked, req.headers?.['sec-fetch-site'] === 'same-origin'));
    if (begun && 'location' in begun) return toQrLogin(begun.location);
    throw new TypeError('qrLogin begins a sign-in, and this request looks like the answer to one.');
  }

  /** DingTalk's own parameters of the authorization URL; always a new object, never the route's options. */
  override authorizationParams(options: DingTalkAuthenticateOptions): Record<string, string> {
    return authorizationParams({ ...this._settings.authorization, ...readAuthenticateOptions(options) });
  }

  /** Reads the profile of the user of `accessToken`. A sign-in then adds the organization's data. */
  override userProfile(
    accessToken: string,
    done: (error?: unknown, profile?: DingTalkProfile) => void,
  ): void {
    toNodeCallback(this._client.me(accessToken).then(toProfile), done);
  }

  /** @internal Whether a subclass, or an application's test, has its own in the place of {@link userProfile}. */
  get _hasOwnProfile(): boolean {
    return this.userProfile !== userProfile;
  }
}

const { userProfile } = DingTalkStrategy.prototype;
