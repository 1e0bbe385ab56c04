import { isDingTalkError } from '../dingtalk/errors.js';
import {
  type DingTalkFailureCode,
  type DingTalkStateReason,
  failureStatuses,
  SignInRefusal,
} from '../organization/sign-in-refusal.js';
import { type Language, personTexts } from './user-texts.js';

/** What Passport calls `info` (or a challenge) when a sign-in fails. */
export interface DingTalkFailure {
  /** Why the sign-in failed, to choose a text by. */
  code: DingTalkFailureCode;
  /** In English, written for the user; {@link describeProblem} has it in Chinese too. */
  message: string;
  /** Why a state is invalid, for your log, not for the user. Only with `state-invalid`. */
  reason?: DingTalkStateReason;
}

/** The `info` objects created here. An object that only looks like one may contain a secret. */
const made = new WeakMap<object, DingTalkFailureCode>();

/** The `info` and the HTTP status of a failure. The info of `verify`, `said`, takes precedence over ours. */
export function signInFailure(
  code: DingTalkFailureCode,
  { said, reason }: { said?: object | undefined; reason?: DingTalkStateReason | undefined } = {},
): { info: DingTalkFailure; status: number } {
  const message = failureText(code, reason, 'en');
  const info: DingTalkFailure = { code, message, ...(reason && { reason }), ...said };
  made.set(info, code);
  return { info, status: failureStatuses[code] };
}

/** The user's text. Of the reasons, only a reload concerns the user. */
export function failureText(code: DingTalkFailureCode, reason: unknown, language: Language): string {
  return personTexts[language][code === 'state-invalid' && reason === 'used' ? 'state-used' : code];
}

/** The failure that {@link signInFailure} created `value` for, even if `verify` changed its fields. */
export function failureBehind(value: unknown): DingTalkFailureCode | undefined {
  return made.get(value as object);
}

/** Whether `code` is that of a failure. */
export function isFailureCode(code: unknown): code is DingTalkFailureCode {
  return typeof code === 'string' && Object.hasOwn(failureStatuses, code);
}

/** The failure that an error means, if the user can fix it; `undefined` if an administrator must. */
export function failureOf(error: unknown): DingTalkFailureCode | undefined {
  if (error instanceof SignInRefusal) return error.failure;
  return isDingTalkError(error) && error.code === 'DINGTALK_CODE_REJECTED' ? 'code-rejected' : undefined;
}
