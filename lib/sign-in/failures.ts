import { isDingTalkError } from '../dingtalk/errors.js';
import {
  type DingTalkFailureCode,
  type DingTalkStateReason,
  failureStatuses,
  SignInRefusal,
} from '../organization/refusal.js';
import { type Language, personTexts } from './texts.js';

/** What Passport calls `info` (or a challenge) when a sign-in fails. */
export interface DingTalkFailure {
  /** Why the sign-in failed, to choose a text by. */
  code: DingTalkFailureCode;
  /** In English, written for the user; {@link describeProblem} has it in Chinese too. */
  message: string;
  /** Why a state is invalid, for your log, not for the user. Only with `state-invalid`. */
  reason?: DingTalkStateReason;
}

/** The `info` objects that were made here. An object that merely looks like one may hold what nobody should read. */
const made = new WeakMap<object, DingTalkFailureCode>();

/**
 * What to tell the person, and the HTTP status that goes with it.
 * @param said - what `verify` said, which wins over our own words
 */
export function signInFailure(
  code: DingTalkFailureCode,
  { said, reason }: { said?: object | undefined; reason?: DingTalkStateReason | undefined } = {},
): { info: DingTalkFailure; status: number } {
  const message = failureText(code, reason, 'en');
  const info: DingTalkFailure = { code, message, ...(reason && { reason }), ...said };
  made.set(info, code);
  return { info, status: failureStatuses[code] };
}

/** What the person is told. Whether they only reloaded the page is theirs to know, any other reason is not. */
export function failureText(code: DingTalkFailureCode, reason: unknown, language: Language): string {
  return personTexts[language][code === 'state-invalid' && reason === 'used' ? 'state-used' : code];
}

/** The failure that {@link signInFailure} made `value` for, whatever `verify` wrote into it. */
export function failureBehind(value: unknown): DingTalkFailureCode | undefined {
  return made.get(value as object);
}

/** Whether `code` is that of a failure. */
export function isFailureCode(code: unknown): code is DingTalkFailureCode {
  return typeof code === 'string' && Object.hasOwn(failureStatuses, code);
}

/** What an error says about the person, rather than about something that an administrator has to mend. */
export function failureOf(error: unknown): DingTalkFailureCode | undefined {
  if (error instanceof SignInRefusal) return error.failure;
  return isDingTalkError(error) && error.code === 'DINGTALK_CODE_REJECTED' ? 'code-rejected' : undefined;
}
