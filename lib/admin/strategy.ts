import type { DingTalkAdmin } from '../dingtalk/readers.js';
import { SsoClient } from '../dingtalk/sso-client.js';
import { AppTokens, withToken } from '../organization/app-tokens.js';
import { SignInRefusal } from '../organization/sign-in-refusal.js';
import { CodeStrategy } from '../passport/code-strategy.js';
import { isPage, queryOf, type Request } from '../passport/request.js';
import type {
  DingTalkProfileVerify,
  DingTalkProfileVerifyWithRequest,
  OptionsFor,
  ShapeFor,
} from '../passport/verify.js';
import { isCode } from '../sign-in/callback.js';
import {
  type AdminSettings,
  type DingTalkAdminStrategyOptions,
  type DingTalkAdminStrategyOptionsWithRequest,
  readAdminOptions,
} from './options.js';
import { type DingTalkAdminProfile, toAdminProfile } from './profile.js';

/** Finds or creates the user of a profile. May be `async`: rejecting is `done(error)`. @experimental */
export type DingTalkAdminVerify = DingTalkProfileVerify<DingTalkAdminProfile>;

/** {@link DingTalkAdminVerify} for `passReqToCallback: true`. @experimental */
export type DingTalkAdminVerifyWithRequest = DingTalkProfileVerifyWithRequest<DingTalkAdminProfile>;

/**
 * Signs in administrators who open an app from DingTalk's admin console, oa.dingtalk.com, which appends `code` to the
 * URL of the app's admin page. Use it on the route of that URL, and redirect afterwards, so that the used code
 * disappears from the address.
 *
 * There is no OAuth state, and DingTalk offers nothing else that ties the code to a browser: an attacker's link can
 * sign a victim in to the attacker's account. Each code is tried once, and only if the browser opens the URL as a page.
 *
 * @typeParam WithRequest - whether `verify` takes the request
 * @see {@link https://open.dingtalk.com/document/development/log-on-site-application-management-backend}
 * @example
 * ```ts
 * import passport from 'passport';
 * import { DingTalkAdminStrategy } from 'passport-dingtalk-oauth2';
 *
 * passport.use(
 *   new DingTalkAdminStrategy({ corpId: 'ding…', ssoSecret: '…' }, (profile, done) =>
 *     done(null, { id: profile.id }),
 *   ),
 * );
 * ```
 * @experimental
 */
export class DingTalkAdminStrategy<
  WithRequest extends boolean | undefined = false,
> extends CodeStrategy<DingTalkAdminProfile> {
  override name = 'dingtalk-admin';

  /** @internal */
  readonly _via = 'admin' as const;
  /** @internal A closure, so that printing a strategy doesn't show the secret. */
  readonly _exchange: (code: string) => Promise<DingTalkAdmin>;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(
    options: OptionsFor<WithRequest, DingTalkAdminStrategyOptions, DingTalkAdminStrategyOptionsWithRequest>,
    verify: ShapeFor<WithRequest, DingTalkAdminVerify, DingTalkAdminVerifyWithRequest>,
  ) {
    const settings = readAdminOptions(options as DingTalkAdminStrategyOptions);
    super(verify, settings.passReqToCallback);
    const client = new SsoClient(settings);
    const tokens = new AppTokens(settings.appTokenStore);
    this._exchange = (code) => signInFromConsole(client, tokens, code, settings);
  }

  /** @internal */
  override async _readProfile(req: Request): Promise<DingTalkAdminProfile> {
    const { code } = queryOf(req) as { code?: unknown };
    if (req.method !== 'GET') throw new SignInRefusal('method-not-allowed');
    // A hidden frame, an image or a script on another site must not sign users in unnoticed.
    if (!isPage(req)) throw new SignInRefusal('origin-not-allowed');
    if (code === undefined) throw new SignInRefusal('code-missing');
    if (!isCode(code)) throw new SignInRefusal('callback-malformed');
    if (!this._spent.spend(code)) throw new SignInRefusal('code-rejected');
    return toAdminProfile(await this._exchange(code));
  }
}

/** @internal Finds the user of a code, and checks whether they may sign in. */
export async function signInFromConsole(
  client: SsoClient,
  tokens: AppTokens,
  code: string,
  { allowedCorpIds, allowNonAdmins }: Pick<AdminSettings, 'allowedCorpIds' | 'allowNonAdmins'>,
): Promise<DingTalkAdmin> {
  const token = (dead?: string) => tokens.get(client.tokenKey, () => client.accessToken(), dead);
  const admin = await withToken(token, (accessToken) => client.userInfo(accessToken, code));
  if (!allowedCorpIds.includes(admin.corpId)) throw new SignInRefusal('organization-not-allowed');
  if (!admin.isAdmin && !allowNonAdmins) throw new SignInRefusal('not-an-administrator');
  return admin;
}
