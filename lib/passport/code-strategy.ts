import type { AuthenticateOptions } from 'passport';
import { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { directoryOptionNames } from '../organization/options.js';
import { SignInRefusal } from '../organization/sign-in-refusal.js';
import type { DingTalkSignInMethod } from '../sign-in/diagnostics.js';
import { refuseDecisions } from './options.js';
import { type Actions, reportErrors, settle, throwAsRefusal } from './outcome.js';
import { type Request, refusalOfPreview } from './request.js';
import { SpentCodes } from './spent-codes.js';
import { askVerify, checkVerify, type Verdict } from './verify.js';

/**
 * Passport's base class, which the strategy of passport-oauth2 extends. Passport adds the actions to the object that it
 * derives for each request, which has no `#private` fields.
 */
const PassportStrategy: new () => Actions = Object.getPrototypeOf(OAuth2Strategy.prototype).constructor;

/** The options of all sign-in methods that decide who may sign in, which routes must not set. */
const decisive = { ...directoryOptionNames, corpId: true, allowedOrigins: true, allowNonAdmins: true };

/** The base of the sign-in methods that get a code from DingTalk, but neither state nor token. */
export abstract class CodeStrategy<Profile> extends PassportStrategy {
  abstract name: string;

  /** @internal */
  abstract readonly _via: DingTalkSignInMethod;
  /** @internal */
  readonly _spent: SpentCodes = new SpentCodes();
  /** @internal */
  readonly _askVerify: (req: Request, profile: Profile) => Promise<Verdict>;

  constructor(verify: unknown, passReqToCallback: boolean) {
    super();
    const checked = checkVerify(verify, passReqToCallback, 'profile');
    this._askVerify = (req, profile) => askVerify(checked, passReqToCallback ? [req, profile] : [profile]);
  }

  /** Finishes a sign-in. Called by Passport. A route may pass Passport's options, but none of ours. */
  authenticate(req: Request, options: AuthenticateOptions = {}): void {
    reportErrors(this, () => {
      refuseDecisions(options, decisive);
      settle(this, this._signIn(req));
    });
  }

  /** @internal */
  async _signIn(req: Request): Promise<Verdict> {
    const preview = refusalOfPreview(req);
    if (preview) throw new SignInRefusal(preview);
    return this._askVerify(req, await this._readProfile(req).catch(throwAsRefusal));
  }

  /** @internal Reads the profile for the code in a request. */
  abstract _readProfile(req: Request): Promise<Profile>;
}
