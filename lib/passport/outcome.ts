import { isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
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
  const words = typeof said === 'string' ? { message: said } : isObject(said) ? said : undefined;
  const { info, status } = signInFailure(failure, words);
  conclude(actions, () => actions.fail(info, status));
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

/** What an error says about the person, rather than about something that an administrator has to mend. */
export function failureOf(error: unknown): DingTalkFailureCode | undefined {
  if (error instanceof SignInRefusal) return error.failure;
  return isDingTalkError(error) && error.code === 'DINGTALK_CODE_REJECTED' ? 'code-rejected' : undefined;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
