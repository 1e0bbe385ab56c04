import { invalid } from '../dingtalk/checks.js';
import { isDingTalkError } from '../dingtalk/errors.js';
import { refuseUnknown } from '../dingtalk/option-names.js';
import { type DingTalkFailureCode, failureStatuses, SignInRefusal } from '../organization/sign-in-refusal.js';
import { failureBehind, failureText, isFailureCode } from './failures.js';
import { type Language, languageOf, type ProblemCode, personTexts } from './user-texts.js';

/** How to describe a problem. */
export interface DingTalkProblemOptions {
  /**
   * The user's language: a tag such as `zh` or `zh-CN`, or the request's `Accept-Language` header. The texts are in
   * English and Chinese.
   * @defaultValue English, also for all other languages
   */
  language?: string | undefined;
}

/** How to respond to a sign-in that failed, in any framework. */
export interface DingTalkProblem {
  /** The HTTP status of the response. */
  status: number;
  /**
   * What happened, to switch on: the code of a failure or of a {@link DingTalkError}, `sign-in-failed` for a failure
   * whose reason the framework dropped, or `internal` for any other error. If `verify` refused with its own code, that
   * code.
   */
  code: ProblemCode | (string & {});
  /** For the user, in their language. Can be shown on a page. */
  message: string;
  /** For administrators and the log, in English: what is wrong and how to fix it. Only for a DingTalkError. */
  adminMessage?: string;
  /** Whether the same user may succeed by signing in again. If so, offer a link. */
  tryAgain: boolean;
}

/** Signing in again can't help before somebody changes the setup or the permissions. */
const hopeless: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'code-missing',
  'not-an-administrator',
  'not-a-member',
  'not-accepted',
  'DINGTALK_CREDENTIALS',
  'DINGTALK_PERMISSION',
  'DINGTALK_CONTACT_SCOPE',
  'DINGTALK_IP_NOT_ALLOWED',
  'DINGTALK_NOT_FOUND',
  'DINGTALK_REFUSED',
]);

/**
 * Turns the failure or error of a sign-in into a response: the `info` of a Passport failure, also in Passport's list
 * for several strategies, a {@link DingTalkError}, Passport's `AuthenticationError`, or any other error, for which the
 * text is only a general one.
 *
 * @param problem - the error that was thrown or reported, or the `info` that Passport passes with `false`
 * @throws TypeError naming the option that is malformed
 * @example
 * ```ts
 * import type { ErrorRequestHandler } from 'express';
 * import { describeProblem } from 'passport-dingtalk-oauth2';
 *
 * export const answerProblem: ErrorRequestHandler = (error, req, res, next) => {
 *   const problem = describeProblem(error, { language: req.headers['accept-language'] });
 *   if (problem.code === 'internal') return next(error);
 *   if (problem.adminMessage) console.error(JSON.stringify(error));
 *   res.status(problem.status).send(problem.message);
 * };
 * ```
 */
export function describeProblem(problem: unknown, options: DingTalkProblemOptions = {}): DingTalkProblem {
  const language = readLanguage(options);
  const texts = personTexts[language];
  if (isDingTalkError(problem)) {
    const { code, status, message } = problem;
    return { status, code, message: texts[code], adminMessage: message, tryAgain: !hopeless.has(code) };
  }
  const found = failureBeneath(problem);
  const failure = failureIn(found);
  if (!failure) {
    const isDropped = isAuthenticationError(problem);
    const code = isDropped ? 'sign-in-failed' : 'internal';
    return { status: isDropped ? problem.status : 500, code, message: texts[code], tryAgain: true };
  }
  const { reason } = found as { reason?: unknown };
  return {
    status: failureStatuses[failure],
    code: failure,
    message: failureText(failure, reason, language),
    ...ownWords(found, failureText(failure, reason, 'en')),
    tryAgain: !hopeless.has(failure),
  };
}

function readLanguage(options: DingTalkProblemOptions): Language {
  refuseUnknown(options, { language: true });
  const { language = '' } = options;
  if (typeof language !== 'string') throw invalid('language', 'a string', language);
  return languageOf(language);
}

/** Unwraps our failure: Passport lists those of several strategies, LoopBack makes one the message of an error. */
function failureBeneath(problem: unknown): unknown {
  if (Array.isArray(problem)) return problem.find((each) => failureIn(each));
  const message = (problem as { message?: unknown } | null | undefined)?.message;
  return failureIn(message) ? message : problem;
}

/** Passport's error for a failure with `failWithError`, as in Egg, Ts.ED and Node-RED: only its status is left. */
function isAuthenticationError(problem: unknown): problem is { status: number } {
  if (!(problem instanceof Error) || problem.name !== 'AuthenticationError') return false;
  const { status } = problem as { status?: unknown };
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) < 500;
}

function failureIn(problem: unknown): DingTalkFailureCode | undefined {
  if (problem instanceof SignInRefusal) return problem.failure;
  if (typeof problem !== 'object' || problem === null) return undefined;
  // What comes back out of JSON can be trusted for its code only.
  const { code } = problem as { code?: unknown };
  return failureBehind(problem) ?? (isFailureCode(code) ? code : undefined);
}

/** The application's own code, and its message from `verify`, which is meant for the user, unless it is `ours`. */
function ownWords(problem: unknown, ours: string): { code?: string; message?: string } {
  if (!failureBehind(problem)) return {};
  const { code, message } = problem as { code?: unknown; message?: unknown };
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && message !== ours && { message }),
  };
}
