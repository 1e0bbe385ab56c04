import { randomBytes } from 'node:crypto';
import {
  type DingTalkError,
  type DingTalkErrorCode,
  type DingTalkFailure,
  type DingTalkFailureCode,
  describeProblem,
  isDingTalkError,
} from 'passport-dingtalk-oauth2';

/** Everything that can go wrong here, as a word to find its texts by. */
export type ProblemKind =
  | DingTalkFailureCode
  | DingTalkErrorCode
  | 'sessions-unavailable'
  | 'cross-site'
  | 'method-not-allowed'
  | 'not-found'
  | 'internal';

type DingTalkSide = Pick<
  DingTalkError,
  | 'message'
  | 'providerCode'
  | 'providerMessage'
  | 'upstreamStatus'
  | 'requestId'
  | 'endpoint'
  | 'requiredScopes'
>;

/** What the error page shows. Kept in the session too, so that the page can be read in the other language. */
export interface Problem {
  kind: ProblemKind;
  /** HTTP status that we answer. */
  status: number;
  /** Whether signing in once more can help. */
  tryAgain: boolean;
  /** Connects the page with its line in the log. */
  reference: string;
  /** DingTalk's side of it, for the administrator. Holds no secrets. */
  dingtalk?: DingTalkSide | undefined;
}

/** A refusal by this app itself. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly kind: ProblemKind;
  readonly status: number;

  constructor(kind: ProblemKind, status: number, options?: ErrorOptions) {
    super(kind, options);
    this.kind = kind;
    this.status = status;
  }
}

/** The person was not signed in, as the strategy says can happen: they refused, came too late, are not let in. */
export class SignInFailure extends HttpProblem {
  override name = 'SignInFailure';

  constructor(info: DingTalkFailure, status: number) {
    super(info.code, status);
  }
}

/** Makes of any error what a page can show. */
export function problemFrom(error: unknown): Problem {
  const reference = randomBytes(4).toString('hex');
  const { tryAgain } = describeProblem(error instanceof HttpProblem ? { code: error.kind } : error);
  if (error instanceof HttpProblem) return { kind: error.kind, status: error.status, tryAgain, reference };
  if (isDingTalkError(error)) {
    const { code: kind, status } = error;
    return { kind, status, tryAgain, reference, dingtalk: dingtalkSide(error) };
  }
  return { kind: 'internal', status: 500, tryAgain, reference };
}

/** What the log says about a problem. Only unexpected errors bring their stack. */
export function logEntryFor(problem: Problem, error: unknown): Record<string, unknown> {
  const { dingtalk, tryAgain: _, ...rest } = problem;
  const entry = { level: problem.status >= 500 ? 'error' : 'info', ...rest, ...(dingtalk && { dingtalk }) };
  const unexpected = problem.kind === 'internal' ? error : (error as Error | undefined)?.cause;
  if (!unexpected) return entry;
  return { ...entry, error: unexpected instanceof Error ? unexpected.stack : String(unexpected) };
}

/** A plain copy: sessions are stored as JSON. */
function dingtalkSide(error: DingTalkError): DingTalkSide {
  const { message, providerCode, providerMessage, upstreamStatus, requestId, endpoint, requiredScopes } =
    error;
  return { message, providerCode, providerMessage, upstreamStatus, requestId, endpoint, requiredScopes };
}
