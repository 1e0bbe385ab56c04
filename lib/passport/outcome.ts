import { SignInRefusal } from '../organization/sign-in-refusal.js';
import { type DingTalkSignInMethod, startReport } from '../sign-in/diagnostics.js';
import { failureOf, signInFailure } from '../sign-in/failures.js';
import type { Verdict } from './verify.js';

/** The methods that Passport adds to a strategy for each request. */
export interface Actions {
  /** @internal */
  redirect(url: string): void;
  /** @internal */
  success(user: Express.User, info?: unknown): void;
  /** @internal */
  fail(info?: unknown, status?: number): void;
  /** @internal */
  error(error: unknown): void;
}

interface Strategy extends Actions {
  /** @internal */
  readonly _via: DingTalkSignInMethod;
}

/** How a request ends: with a redirect to DingTalk, or with the verdict of `verify`. */
export type Outcome = { location: URL } | Verdict;

/**
 * Passes a promise's result to a Node-style callback, outside of the promise: there, an error thrown by the callback
 * would become an unhandled rejection. Costs a tenth of `util.callbackify`, which creates a function for each call.
 */
export function toNodeCallback<T>(promise: Promise<T>, done: (error: unknown, value?: T) => void): void {
  promise.then(
    (value) => process.nextTick(done, null, value),
    // A rejection is an error, even without a reason.
    (error: unknown) => process.nextTick(done, error || new Error('Rejected without a reason')),
  );
}

/** Reports the outcome to Passport and to diagnostics. Problems that the user can fix are failures. */
export function settle(strategy: Strategy, outcome: Promise<Outcome>): void {
  const report = startReport(strategy._via);
  // Read now, because a host may use one object for many requests.
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
      // After a failure, the browser would load the page of `failureRedirect` ahead, and could show it to the user.
      const isFailure = reason instanceof SignInRefusal && reason.failure !== 'prefetch-refused';
      if (isFailure) failWith(host, reason.failure, reason);
      else host.error(reason);
    } else if ('location' in ended) {
      reportErrors(host, () => host.redirect(ended.location.href));
    } else if (ended.user) {
      report({ outcome: 'signed-in' });
      const { user, info } = ended;
      reportErrors(host, () => host.success(user, isInfo(info) ? { ...info } : {}));
    } else {
      report({ outcome: 'not-accepted' });
      const said = typeof ended.info === 'string' ? { message: ended.info } : ended.info;
      failWith(host, 'not-accepted', { said: isInfo(said) ? said : undefined });
    }
  });
}

function failWith(host: Actions, ...failure: Parameters<typeof signInFailure>): void {
  reportErrors(host, () => {
    const { info, status } = signInFailure(...failure);
    host.fail(info, status);
  });
}

/**
 * Reports to Passport what `act` throws: Passport uses the host's session and flash messages, which may be missing or
 * broken. Nobody would catch an error after an asynchronous call, and it would end the process.
 */
export function reportErrors(host: Actions, act: () => void): void {
  try {
    act();
  } catch (error) {
    host.error(error);
  }
}

/** Throws a {@link SignInRefusal} if the error is about the user, otherwise the error itself. */
export function throwAsRefusal(error: unknown): never {
  const failure = failureOf(error);
  throw failure && !(error instanceof SignInRefusal) ? new SignInRefusal(failure) : error;
}

/** Whether `verify` gave details that can be merged with ours. */
export function isInfo(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
