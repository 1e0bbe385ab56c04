import {
  type DingTalkFailureCode,
  type DingTalkStateReason,
  SignInRefusal,
} from '../organization/refusal.js';
import { type DingTalkSignInMethod, startReport } from '../sign-in/diagnostics.js';
import { failureOf, signInFailure } from '../sign-in/failures.js';
import type { Verdict } from './verify.js';

/** What Passport puts onto a strategy, for it to report what became of a request. */
interface Actions {
  redirect(url: string): void;
  success(user: Express.User, info?: unknown): void;
  fail(info?: unknown, status?: number): void;
  error(error: unknown): void;
}

interface Strategy extends Actions {
  readonly _via: DingTalkSignInMethod;
}

/** How a request ends: with the way to DingTalk, or with what `verify` said. */
export type Outcome = { location: URL } | Verdict;

/**
 * Gives a promise's outcome to a function of Node's form. Not from within the promise, where an error that the
 * function throws would become an unhandled rejection. Costs a tenth of `util.callbackify`, which defines a function
 * anew for each call.
 */
export function toNodeCallback<T>(promise: Promise<T>, done: (error: unknown, value?: T) => void): void {
  promise.then(
    (value) => process.nextTick(done, null, value),
    // A rejection is an error, whatever it was rejected with.
    (error: unknown) => process.nextTick(done, error || new Error('Rejected without a reason')),
  );
}

/**
 * Reports what became of a request, to Passport and to diagnostics: what the person can fix is a failure, all else
 * an error.
 * @param strategy - whose actions of this moment count, as a host may use one object for many requests
 */
export function settle(strategy: Strategy, outcome: Promise<Outcome>): void {
  const report = startReport(strategy._via);
  const { redirect, success, fail, error } = strategy;
  const host: Actions = {
    redirect: (url) => redirect.call(strategy, url),
    success: (user, info) => success.call(strategy, user, info),
    fail: (info, status) => fail.call(strategy, info, status),
    error: (reason) => error.call(strategy, reason),
  };
  toNodeCallback(outcome, (reason, ended) => {
    if (!ended) {
      report({ error: reason });
      if (reason instanceof SignInRefusal) failWith(host, reason.failure, reason);
      else host.error(reason);
    } else if ('location' in ended) {
      conclude(host, () => host.redirect(ended.location.href));
    } else if (ended.user) {
      report({ outcome: 'signed-in' });
      succeed(host, ended.user, ended.info);
    } else {
      report({ outcome: 'not-accepted' });
      failWith(host, 'not-accepted', { said: ended.info });
    }
  });
}

/** Ends a request at once that is no sign-in to be tried. */
export function refuse(strategy: Strategy, failure: DingTalkFailureCode): void {
  startReport(strategy._via)({ outcome: failure });
  failWith(strategy, failure);
}

/** @param said - what `verify` said, which wins over our own words */
function failWith(
  host: Actions,
  failure: DingTalkFailureCode,
  { said, reason }: { said?: unknown; reason?: DingTalkStateReason | undefined } = {},
): void {
  if (failure === 'prefetch-refused') {
    host.error(new SignInRefusal(failure));
    return;
  }
  const words = typeof said === 'string' ? { message: said } : isObject(said) ? said : undefined;
  conclude(host, () => {
    const { info, status } = signInFailure(failure, { said: words, reason });
    host.fail(info, status);
  });
}

function succeed(host: Actions, user: Express.User, info: unknown): void {
  conclude(host, () => host.success(user, isObject(info) ? { ...info } : {}));
}

/**
 * Passport reaches into session and flash messages of the host, which may lack what it needs there, and what `verify`
 * said may have getters. An error that this throws would otherwise end the process, as no caller is left to catch it once DingTalk has been asked.
 */
function conclude(host: Pick<Actions, 'error'>, report: () => void): void {
  try {
    report();
  } catch (error) {
    host.error(error);
  }
}

/** Throws what an error says about the person, if it does; otherwise the error, for an administrator to fix. */
export function throwAsRefusal(error: unknown): never {
  const failure = failureOf(error);
  throw failure && !(error instanceof SignInRefusal) ? new SignInRefusal(failure) : error;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
