import { randomBytes } from 'node:crypto';
import {
  type DingTalkError,
  type DingTalkErrorCode,
  type DingTalkFailure,
  type DingTalkFailureCode,
  describeProblem,
  isDingTalkError,
} from 'passport-dingtalk-oauth2';

/** What the package has a text for. */
type PackageKind = DingTalkFailureCode | DingTalkErrorCode | 'internal';

/** What the DingTalk client did not do for a page that is open inside it. */
type ClientKind =
  | 'client-not-permitted'
  | 'client-offline'
  | 'client-refused'
  | 'client-silent'
  | 'corp-id-missing'
  | 'jsapi-missing'
  | 'page-not-registered'
  | 'session-not-kept';

/** What can go wrong in this app itself. */
export type OwnKind = ClientKind | 'sessions-unavailable' | 'cross-site' | 'method-not-allowed' | 'not-found';

/** Everything that can go wrong here, as a word to find its texts by. */
export type ProblemKind = PackageKind | OwnKind;

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
  /** Connects the page with its line in the log. */
  reference: string;
  /** Why a state is invalid, for the administrator. */
  reason?: DingTalkFailure['reason'];
  /** The package's text for the user, in each language; absent where the app has its own. */
  person?: Record<'en' | 'zh-CN', string> | undefined;
  /** Whether signing in once more can succeed. */
  tryAgain: boolean;
  /** DingTalk's side of it, for the administrator. Holds no secrets. */
  dingtalk?: Partial<DingTalkSide> | undefined;
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

/** One of the strategy's failures: the user refused, came too late, or may not sign in. */
export class SignInFailure extends HttpProblem {
  override name = 'SignInFailure';
  readonly info: DingTalkFailure;

  constructor(info: DingTalkFailure, status: number) {
    super(info.code, status);
    this.info = info;
  }
}

/** The page that is open inside DingTalk got no code to sign in with. */
export class ClientProblem extends HttpProblem {
  override name = 'ClientProblem';
  /** DingTalk's own code, if it gave one. */
  readonly providerCode: string | undefined;

  /** @param error - the page's `InAppError`, as JSON */
  constructor(error: unknown) {
    const { code, providerCode } = Object(error) as { code?: unknown; providerCode?: unknown };
    const [kind, status] = clientProblems.get(code) ?? ['client-refused', 502];
    super(kind, status);
    // It came from a browser: anything but an identifier is dropped.
    this.providerCode =
      typeof providerCode === 'string' ? /^[\w.-]{1,40}$/.exec(providerCode)?.[0] : undefined;
  }
}

/** The codes of the module for pages inside DingTalk. */
const clientProblems: ReadonlyMap<unknown, [ProblemKind, status: number]> = new Map([
  ['timeout', ['client-silent', 504]],
  ['no-corp-id', ['corp-id-missing', 502]],
  ['no-jsapi', ['jsapi-missing', 502]],
  ['not-registered', ['page-not-registered', 502]],
  ['no-permission', ['client-not-permitted', 502]],
  ['network', ['client-offline', 502]],
  ['declined', ['access-denied', 403]],
  ['session-not-kept', ['session-not-kept', 500]],
]);

/** Any error as what a page can show. */
export function problemFrom(error: unknown): Problem {
  const reference = randomBytes(4).toString('hex');
  if (error instanceof SignInFailure) {
    const { info, kind, status } = error;
    return { ...described(info, kind), status, reference, ...(info.reason && { reason: info.reason }) };
  }
  if (error instanceof ClientProblem) {
    const { kind, status, providerCode } = error;
    const dingtalk = providerCode === undefined ? undefined : { providerCode };
    return { ...described({ code: kind }, kind), status, reference, tryAgain: true, dingtalk };
  }
  if (error instanceof HttpProblem) {
    const { kind, status } = error;
    return { ...described({ code: kind }, kind), status, reference };
  }
  if (isDingTalkError(error)) {
    return {
      ...described(error, error.code),
      status: error.status,
      reference,
      dingtalk: dingtalkSide(error),
    };
  }
  return { ...described(error, 'internal'), status: 500, reference };
}

/** The package's texts, unless the problem is this app's own. */
function described(problem: unknown, kind: ProblemKind): Pick<Problem, 'kind' | 'person' | 'tryAgain'> {
  const [en, zh] = [describeProblem(problem), describeProblem(problem, { language: 'zh' })];
  const isOurs = en.code === 'internal' && kind !== 'internal';
  return {
    kind,
    tryAgain: en.tryAgain,
    person: isOurs ? undefined : { en: en.message, 'zh-CN': zh.message },
  };
}

/** The log's line for a problem. Only unexpected errors bring their stack. */
export function logEntryFor(problem: Problem, error: unknown): Record<string, unknown> {
  const { dingtalk, person: _person, tryAgain: _tryAgain, ...rest } = problem;
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
