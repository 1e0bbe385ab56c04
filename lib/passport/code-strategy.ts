import type { AuthenticateOptions } from 'passport';
import { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { directoryOptionNames } from '../organization/options.js';
import { SignInRefusal } from '../organization/sign-in-refusal.js';
import type { DingTalkSignInMethod } from '../sign-in/diagnostics.js';
import { refuseDecisions } from './options.js';
import { type Actions, reportErrors, settle, throwAsRefusal } from './outcome.js';
import { type Request, refusalOfPreview } from './request.js';
import { SpentCodes } from './spent-codes.js';
import { askVerify, checkVerify, type Verdict, type Verify } from './verify.js';

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
  readonly _verify: Verify;
  /** @internal */
  readonly _passReqToCallback: boolean;

  constructor(verify: unknown, passReqToCallback: boolean) {
    super();
    this._verify = checkVerify(verify, passReqToCallback, 'profile');
    this._passReqToCallback = passReqToCallback;
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
    const profile = await this._readProfile(req).catch(throwAsRefusal);
    return askVerify(this._verify, this._passReqToCallback ? [req, profile] : [profile]);
  }

  /** @internal Reads the profile for the code in a request. */
  abstract _readProfile(req: Request): Promise<Profile>;
}
