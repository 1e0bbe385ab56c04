import type { AuthenticateOptions } from 'passport';
import { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { directoryOptionNames } from '../organization/options.js';
import type { DingTalkSignInMethod } from '../sign-in/diagnostics.js';
import { refuseDecisions } from './options.js';
import { type Actions, refuse, settle, throwAsRefusal } from './outcome.js';
import { type Request, refusalOfPreview } from './request.js';
import { SpentCodes } from './spent-codes.js';
import { askVerify, checkVerify, type ProfileVerify, type Verdict } from './verify.js';

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
  readonly _verify: (req: Request, profile: Profile) => Promise<Verdict>;

  constructor(verify: ProfileVerify<Profile>, passReqToCallback: boolean) {
    super();
    const checked = checkVerify(verify, passReqToCallback, 'profile');
    this._verify = (req, profile) => askVerify(checked, passReqToCallback ? [req, profile] : [profile]);
  }

  /** Finishes a sign-in. Called by Passport. A route may pass Passport's options, but none of ours. */
  authenticate(req: Request, options: AuthenticateOptions = {}): void {
    try {
      refuseDecisions(options, decisive);
    } catch (error) {
      this.error(error);
      return;
    }
    const preview = refusalOfPreview(req);
    if (preview) refuse(this, preview);
    else this._receive(req);
  }

  /** @internal Takes the code from a request, for {@link _signIn}. */
  abstract _receive(req: Request): void;

  /** @internal Signs in with the profile for `code`, which is read from DingTalk once. */
  _signIn(req: Request, code: string, readProfile: () => Promise<Profile>): void {
    if (!this._spent.spend(code)) {
      refuse(this, 'code-rejected');
      return;
    }
    const reading = readProfile().catch(throwAsRefusal);
    const verdict = reading.then((profile) => this._verify(req, profile));
    settle(this, verdict);
  }
}
