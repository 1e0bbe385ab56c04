import type { DingTalkFailureCode } from '../organization/refusal.js';
import { signInFailure } from '../sign-in/failures.js';

/** How a strategy tells Passport what became of a sign-in. */
export interface Actions {
  fail(info?: unknown, status?: number): void;
  error(error: unknown): void;
}

/**
 * Ends a sign-in as a Passport failure.
 * @param said - what `verify` said, which wins over our own words
 */
export function refuse(actions: Actions, failure: DingTalkFailureCode, said?: unknown): void {
  const { info, status } = signInFailure(failure);
  const words = typeof said === 'string' ? { message: said } : isObject(said) ? said : {};
  conclude(actions, () => actions.fail({ ...info, ...words }, status));
}

/**
 * Passport reaches into session and flash messages of the host, which may lack what it needs there. What that
 * throws would otherwise end the process, as nobody is left to catch it once DingTalk has been asked.
 */
export function conclude(actions: Actions, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    actions.error(error);
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
