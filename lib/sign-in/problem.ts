import { check, invalid } from '../dingtalk/checks.js';
import { isDingTalkError } from '../dingtalk/errors.js';
import { type Names, refuseUnknown } from '../dingtalk/known-options.js';
import { type DingTalkFailureCode, type DingTalkStateReason, SignInRefusal } from '../organization/refusal.js';
import { failureBehind, failureText, isFailureCode, signInFailure } from './failures.js';
import { type Language, languageOf, type ProblemCode, personTexts } from './texts.js';

/** How to describe a problem. */
export interface DescribeProblemOptions {
  /**
   * The person's language: a tag such as `zh` or `zh-CN`, or the request's `Accept-Language` header as it came. The
   * texts are in English and Chinese.
   * @defaultValue English, which also answers any other language
   */
  language?: string | undefined;
}

const optionNames: Names<DescribeProblemOptions> = { language: true };

/** What an application answers when a sign-in ends badly, whatever its framework. */
export interface DingTalkProblem {
  /** The HTTP status to answer. */
  status: number;
  /**
   * What happened, as a word to switch on: a failure's code, a {@link DingTalkError}'s, or `internal` for whatever
   * is neither. Where `verify` said no under a code of its own, that code.
   */
  code: ProblemCode | (string & {});
  /** For the person, in their language. Fit for a page. */
  message: string;
  /** For the administrator and the log, in English: what is wrong and what mends it. Only for a DingTalkError. */
  adminMessage?: string;
  /** Whether the same person can come in by signing in once more; offer a link if so. */
  tryAgain: boolean;
}

/** Somebody has to change something first: the setup, or who may come in. */
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
 * Turns whatever ended a sign-in into what to answer: the `info` of a Passport failure, a {@link DingTalkError}, or
 * any other error, of which nothing but a general text is told. It reads its argument and keeps nothing.
 *
 * @param problem - the error that was thrown or reported, or the `info` that Passport gives beside `false`
 * @throws TypeError naming the option that is malformed
 * @example
 * ```ts
 * import type { ErrorRequestHandler } from 'express';
 * import { describeProblem } from 'passport-dingtalk-oauth2';
 *
 * export const answerProblem: ErrorRequestHandler = (error, req, res, next) => {
 *   const problem = describeProblem(error, { language: req.headers['accept-language'] });
 *   if (problem.code === 'internal') return next(error);
 *   if (problem.adminMessage) console.error(problem.adminMessage);
 *   res.status(problem.status).send(problem.message);
 * };
 * ```
 */
export function describeProblem(problem: unknown, options: DescribeProblemOptions = {}): DingTalkProblem {
  const language = readLanguage(options);
  const texts = personTexts[language];
  if (isDingTalkError(problem)) {
    const { code, status, message } = problem;
    return { status, code, message: texts[code], adminMessage: message, tryAgain: !hopeless.has(code) };
  }
  const failure = failureIn(problem);
  if (!failure) return { status: 500, code: 'internal', message: texts.internal, tryAgain: true };
  const { reason } = problem as { reason?: DingTalkStateReason };
  const { info, status } = signInFailure(failure, { reason });
  const said = wordsOf(problem, failure);
  return {
    status,
    code: said.code ?? failure,
    message:
      said.message !== undefined && said.message !== info.message
        ? said.message
        : failureText(failure, reason, language),
    tryAgain: !hopeless.has(failure),
  };
}

function readLanguage(options: DescribeProblemOptions): Language {
  refuseUnknown(options, optionNames);
  return languageOf(check.optional(text, 'language', options.language));
}

/** A header may be anything that a stranger likes, also empty. */
function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid(name, 'a string', value);
  return value;
}

function failureIn(problem: unknown): DingTalkFailureCode | undefined {
  if (problem instanceof SignInRefusal) return problem.failure;
  if (typeof problem !== 'object' || problem === null) return undefined;
  // Where it went through JSON, its code is all that can be trusted.
  const { code } = problem as { code?: unknown };
  return failureBehind(problem) ?? (isFailureCode(code) ? code : undefined);
}

/** What `verify` said in its own words, which are the application's, and meant for the person. */
function wordsOf(problem: unknown, failure: DingTalkFailureCode): { code?: string; message?: string } {
  if (failureBehind(problem) !== failure) return {};
  const { code, message } = problem as { code?: unknown; message?: unknown };
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message }),
  };
}
