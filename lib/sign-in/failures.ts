import { isDingTalkError } from '../dingtalk/errors.js';
import { type DingTalkFailureCode, SignInRefusal } from '../organization/refusal.js';
import { personTexts } from './texts.js';

/** What Passport calls `info` (or a challenge) when a sign-in fails. */
export interface DingTalkFailure {
  /** Why, as a word to choose a text by. */
  code: DingTalkFailureCode;
  /** English, and fit for the person to read; {@link describeProblem} has it in Chinese too. */
  message: string;
}

type FailureStatus = 400 | 401 | 403 | 405;

const statuses: Readonly<Record<DingTalkFailureCode, FailureStatus>> = {
  'access-denied': 403,
  'code-rejected': 401,
  'state-invalid': 403,
  'callback-malformed': 400,
  'method-not-allowed': 405,
  'origin-not-allowed': 403,
  'code-missing': 401,
  'not-an-administrator': 403,
  'organization-not-allowed': 403,
  'not-a-member': 403,
  'not-accepted': 403,
};

/** The `info` objects that were made here. An object that merely looks like one may say what nobody should read. */
const made = new WeakMap<object, DingTalkFailureCode>();

/**
 * What to tell the person, and the HTTP status that goes with it.
 * @param said - what `verify` said, which wins over our own words
 */
export function signInFailure(
  code: DingTalkFailureCode,
  said?: object,
): { info: DingTalkFailure; status: FailureStatus } {
  const info: DingTalkFailure = { code, message: personTexts.en[code], ...said };
  made.set(info, code);
  return { info, status: statuses[code] };
}

/** The failure that {@link signInFailure} made `value` for, whatever `verify` wrote into it. */
export function failureBehind(value: unknown): DingTalkFailureCode | undefined {
  return made.get(value as object);
}

/** Whether `code` is that of a failure. */
export function isFailureCode(code: unknown): code is DingTalkFailureCode {
  return typeof code === 'string' && Object.hasOwn(statuses, code);
}

/** What an error says about the person, rather than about something that an administrator has to mend. */
export function failureOf(error: unknown): DingTalkFailureCode | undefined {
  if (error instanceof SignInRefusal) return error.failure;
  return isDingTalkError(error) && error.code === 'DINGTALK_CODE_REJECTED' ? 'code-rejected' : undefined;
}
