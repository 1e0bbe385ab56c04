import { DingTalkClient } from '../dingtalk/client.js';
import { clientOptionsOf } from '../dingtalk/options.js';
import { isObject } from '../dingtalk/values.js';
import { Directory } from '../organization/directory.js';
import { SignInRefusal } from '../organization/sign-in-refusal.js';
import { CodeStrategy } from '../passport/code-strategy.js';
import { isFromOwnPage, type Request } from '../passport/request.js';
import type {
  DingTalkProfileVerify,
  DingTalkProfileVerifyWithRequest,
  OptionsFor,
  ShapeFor,
} from '../passport/verify.js';
import { isCode } from '../sign-in/callback.js';
import {
  type DingTalkInAppStrategyOptions,
  type DingTalkInAppStrategyOptionsWithRequest,
  type InAppSettings,
  readInAppOptions,
} from './options.js';
import { type DingTalkInAppProfile, toInAppProfile } from './profile.js';

/** Finds or creates the user of a profile. May be `async`: rejecting is `done(error)`. */
export type DingTalkInAppVerify = DingTalkProfileVerify<DingTalkInAppProfile>;

/** {@link DingTalkInAppVerify} for `passReqToCallback: true`. */
export type DingTalkInAppVerifyWithRequest = DingTalkProfileVerifyWithRequest<DingTalkInAppProfile>;

/**
 * Signs users in inside the DingTalk client (免登). The page gets a code from the client and posts it, as JSON or as a
 * form, as `code` and, if several organizations may sign in, `corpId`. The module `passport-dingtalk-oauth2/in-app.js`
 * does that in the page.
 *
 * There is no OAuth state. Instead, the post must come from a page of the application's own origin, and each code is
 * tried once.
 *
 * @typeParam WithRequest - whether `verify` takes the request
 * @see {@link https://open.dingtalk.com/document/development/enterprise-internal-application-logon-free}
 * @example
 * ```ts
 * import passport from 'passport';
 * import { DingTalkInAppStrategy } from 'passport-dingtalk-oauth2';
 *
 * passport.use(
 *   new DingTalkInAppStrategy({ clientID: 'ding…', clientSecret: '…' }, (profile, done) =>
 *     done(null, { id: profile.id }),
 *   ),
 * );
 * ```
 */
export class DingTalkInAppStrategy<
  WithRequest extends boolean | undefined = false,
> extends CodeStrategy<DingTalkInAppProfile> {
  override name = 'dingtalk-in-app';

  /** @internal */
  readonly _via = 'in-app' as const;
  /** @internal */
  readonly _settings: InAppSettings;
  /** @internal */
  readonly _directory: Directory;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(
    options: OptionsFor<WithRequest, DingTalkInAppStrategyOptions, DingTalkInAppStrategyOptionsWithRequest>,
    verify: ShapeFor<WithRequest, DingTalkInAppVerify, DingTalkInAppVerifyWithRequest>,
  ) {
    const given = options as DingTalkInAppStrategyOptions;
    const settings = readInAppOptions(given);
    super(verify, settings.passReqToCallback);
    this._settings = settings;
    this._directory = new Directory(new DingTalkClient(clientOptionsOf(given)), settings.directory);
  }

  /** @internal */
  override async _readProfile(req: Request): Promise<DingTalkInAppProfile> {
    const { body } = req as { body?: unknown };
    const isForm = /^application\/(?:json|x-www-form-urlencoded) *(?:;|$)/i.test(
      req.headers['content-type'] ?? '',
    );
    const { code, corpId = this._settings.corpId } = isForm && isObject(body) ? body : {};
    if (req.method !== 'POST') throw new SignInRefusal('method-not-allowed');
    if (!isFromOwnPage(req, this._settings)) throw new SignInRefusal('origin-not-allowed');
    if (isForm && body === undefined) {
      throw new Error(
        'DingTalkInAppStrategy reads the code from `req.body`, which is empty. Mount a body parser for the ' +
          'route, for example express.json() and express.urlencoded().',
      );
    }
    if (!isCode(code) || !(corpId === undefined || isCode(corpId))) {
      throw new SignInRefusal('callback-malformed');
    }
    if (!this._spent.spend(code)) throw new SignInRefusal('code-rejected');
    return signInWithinApp(this._directory, code, { corpId, isConfirmed: this._settings.confirmsCorpId });
  }
}

/**
 * Signs a user in with an in-app code: app token, user, staff record. DingTalk accepts the code only with the app token
 * of the user's organization, which proves membership, so the directory is queried only for the record.
 * @param claimed - the organization from the page; the profile has it only if DingTalk or the application confirms it
 * @internal
 */
export async function signInWithinApp(
  directory: Directory,
  code: string,
  claimed: { corpId: string | undefined; isConfirmed: boolean },
): Promise<DingTalkInAppProfile> {
  const access = directory.admit(claimed.corpId, { secrets: [code], callsAsApp: true });
  const { corpId, call } = access;
  const user = await call((client, token) => client.inAppUser(token, code));
  const { corpId: _claimed, ...record } = (await directory.record(user.userId, access)) ?? {};
  return toInAppProfile(user, claimed.isConfirmed ? corpId : undefined, record);
}
