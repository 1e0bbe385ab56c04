import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
import { type DingTalkDoor, outcomeOf, reportSignIn } from '../sign-in/diagnostics.js';
import { failureOf, signInFailure } from '../sign-in/failures.js';
import { toNodeCallback } from './node-callback.js';
import type { Verdict } from './verify.js';

/** What Passport puts onto a strategy, for it to say what became of a request. */
export interface Actions {
  success(user: Express.User, info?: unknown): void;
  fail(info?: unknown, status?: number): void;
  error(error: unknown): void;
}

/** What a strategy goes by for those who watch. */
interface Watched {
  readonly _door: DingTalkDoor;
}

/**
 * Tells Passport, and those who watch, what became of a sign-in: what the person can mend is a failure, all else an error.
 * @param strategy - whose actions of this moment count, as a host may use one object for many requests
 */
export function settle(strategy: Actions & Watched, verdict: Promise<Verdict>): void {
  const began = performance.now();
  const { success, fail, error, _door: door } = strategy;
  const host: Actions = {
    success: (user, info) => success.call(strategy, user, info),
    fail: (info, status) => fail.call(strategy, info, status),
    error: (reason) => error.call(strategy, reason),
  };
  toNodeCallback(verdict, (reason, said) => {
    reportSignIn(door, began, !said ? outcomeOf(reason) : said.user ? 'signed-in' : 'not-accepted');
    if (reason instanceof SignInRefusal) turnAway(host, reason.failure);
    else if (!said) host.error(reason);
    else if (!said.user) turnAway(host, 'not-accepted', said.info);
    else succeed(host, said.user, said.info);
  });
}

/** Ends at once, as a Passport failure, what is no sign-in to be tried. */
export function refuse(
  strategy: Pick<Actions, 'fail' | 'error'> & Watched,
  failure: DingTalkFailureCode,
): void {
  reportSignIn(strategy._door, performance.now(), failure);
  turnAway(strategy, failure);
}

/** @param said - what `verify` said, which wins over our own words */
function turnAway(host: Pick<Actions, 'fail' | 'error'>, failure: DingTalkFailureCode, said?: unknown): void {
  const words = typeof said === 'string' ? { message: said } : isObject(said) ? said : undefined;
  const { info, status } = signInFailure(failure, words);
  conclude(host, () => host.fail(info, status));
}

function succeed(host: Actions, user: Express.User, info: unknown): void {
  conclude(host, () => host.success(user, isObject(info) ? { ...info } : {}));
}

/**
 * Passport reaches into session and flash messages of the host, which may lack what it needs there. What that
 * throws would otherwise end the process, as nobody is left to catch it once DingTalk has been asked.
 */
function conclude(host: Pick<Actions, 'error'>, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    host.error(error);
  }
}

/** Throws what an error says about the person, if it does; otherwise the error, for an administrator to mend. */
export function throwAsRefusal(error: unknown): never {
  const failure = failureOf(error);
  throw failure ? new SignInRefusal(failure) : error;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
