import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
import { type DingTalkDoor, outcomeOf, reportSignIn } from '../sign-in/diagnostics.js';
import { failureOf } from '../sign-in/failures.js';
import { PassportStrategy } from './base.js';
import { toNodeCallback } from './node-callback.js';
import type { Request } from './options.js';
import { conclude, isObject, refuse } from './outcome.js';
import { SpentCodes } from './spent-codes.js';
import {
  type DingTalkProfileVerify,
  type DingTalkProfileVerifyWithRequest,
  runProfileVerify,
} from './verify.js';

/** What the doors have in common to which DingTalk brings a code, but no state and no token. */
export abstract class CodeStrategy<Profile> extends PassportStrategy {
  abstract name: string;

  /** @internal */
  abstract readonly _door: DingTalkDoor;
  /** @internal */
  readonly _spent: SpentCodes = new SpentCodes();
  /** @internal */
  readonly _verify: DingTalkProfileVerify<Profile> | DingTalkProfileVerifyWithRequest<Profile>;
  /** @internal */
  readonly _passReqToCallback: boolean;

  // Passport sets these on the object that it derives for each request; no private names here, which such an
  // object would not have.
  /** @internal */
  declare success: (user: Express.User, info?: unknown) => void;
  /** @internal */
  declare fail: (info?: unknown, status?: number) => void;
  /** @internal */
  declare error: (error: unknown) => void;

  constructor(
    verify: DingTalkProfileVerify<Profile> | DingTalkProfileVerifyWithRequest<Profile>,
    passReqToCallback: boolean,
  ) {
    super();
    this._verify = verify;
    this._passReqToCallback = passReqToCallback;
  }

  /** Finishes a sign-in. Called by Passport. */
  abstract authenticate(req: Request): void;

  /**
   * @internal
   * @param readProfile - asks DingTalk whose `code` is; called once for each code
   */
  _signIn(req: Request, code: string, readProfile: () => Promise<Profile>): void {
    const began = performance.now();
    if (!this._spent.spend(code)) {
      this._refuse('code-rejected', began);
      return;
    }
    const signIn = async () => {
      const profile = await readProfile().catch((error: unknown) => {
        const failure = failureOf(error);
        throw failure ? new SignInRefusal(failure) : error;
      });
      return runProfileVerify(this._verify, this._passReqToCallback ? req : undefined, profile);
    };
    toNodeCallback(signIn(), (error, verdict) => {
      if (error instanceof SignInRefusal) this._refuse(error.failure, began);
      else if (!verdict) this._break(error, began);
      else if (!verdict.user) this._refuse('not-accepted', began, verdict.info);
      else {
        reportSignIn(this._door, began, 'signed-in');
        this._succeed(verdict.user, verdict.info);
      }
    });
  }

  /** @internal Ends a sign-in that began at a time of `performance.now()` for a reason that the person can mend. */
  _refuse(failure: DingTalkFailureCode, began: number = performance.now(), said?: unknown): void {
    reportSignIn(this._door, began, failure);
    refuse(this, failure, said);
  }

  /** @internal The same for an error. */
  _break(error: unknown, began: number = performance.now()): void {
    reportSignIn(this._door, began, outcomeOf(error));
    this.error(error);
  }

  /** @internal */
  _succeed(user: Express.User, info: unknown): void {
    conclude(this, () => this.success(user, isObject(info) ? info : {}));
  }
}
