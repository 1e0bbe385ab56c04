import { administratorTexts } from './administrator-texts.js';
import { type DingTalkErrorCode, errorStatuses } from './error-codes.js';

const retryable: ReadonlySet<DingTalkErrorCode> = new Set([
  ...(['DINGTALK_THROTTLED', 'DINGTALK_UNAVAILABLE', 'DINGTALK_TIMEOUT', 'DINGTALK_NETWORK'] as const),
]);

type ProviderDetail = 'providerCode' | 'providerMessage' | 'upstreamStatus' | 'requestId' | 'endpoint';

/** The fields of a {@link DingTalkError} besides its code. All texts must be redacted. */
export interface DingTalkErrorDetails
  extends Partial<Pick<DingTalkError, ProviderDetail | 'requiredScopes'>> {
  /** What was being done, for the message: `exchanging the authorization code`. */
  operation?: string | undefined;
  /** What exactly was odd, for the message. */
  detail?: string | undefined;
  /** The error below; of an `Error` its name and code are kept, of anything else nothing. */
  cause?: unknown;
}

/** The underlying error, reduced to what can't contain a secret. */
export interface DingTalkErrorCause {
  /** The error's `name`: `Error`, `TypeError`. */
  name: string;
  /** Node's code: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  code?: string;
}

/**
 * An error that an administrator must fix. The message explains what failed and what to do; it is not written for the
 * user who signs in. Contains no secret, code or token.
 *
 * @example
 * ```ts
 * import { DingTalkClient, isDingTalkError } from 'passport-dingtalk-oauth2';
 *
 * const client = new DingTalkClient({ clientID: 'ding…', clientSecret: '…' });
 * try {
 *   await client.appAccessToken();
 * } catch (error) {
 *   if (!isDingTalkError(error)) throw error;
 *   console.error(error.code, error.message, error.requestId);
 * }
 * ```
 * @see {@link https://open.dingtalk.com/document/development/server-api-error-codes-1 DingTalk's error codes}
 */
export class DingTalkError extends Error {
  override readonly name: 'DingTalkError' = 'DingTalkError';
  /** What went wrong, to switch on. */
  readonly code: DingTalkErrorCode;
  /** The status to respond with: 401, 429, 500, 502, 503 or 504. Express uses it automatically. */
  readonly status: number;
  /** Whether trying again later can help. The authorization code is used up, so the user must sign in again. */
  readonly retryable: boolean;
  /** DingTalk's own code: a name from the new gateway, a number as a string from the old one. */
  readonly providerCode: string | undefined;
  /** DingTalk's own message, in the language that DingTalk chose, at most 500 characters, without secrets. */
  readonly providerMessage: string | undefined;
  /** HTTP status of DingTalk's answer; absent without an answer. */
  readonly upstreamStatus: number | undefined;
  /** DingTalk's id of the request, for DingTalk's support. */
  readonly requestId: string | undefined;
  /** Method, host and path of the request, never the query: `POST api.dingtalk.com/v1.0/…`. */
  readonly endpoint: string | undefined;
  /** The permissions that are missing according to DingTalk. */
  readonly requiredScopes: readonly string[] | undefined;
  /** Name and code of the underlying error, if there is one. */
  declare readonly cause: DingTalkErrorCause | undefined;

  /** @internal */
  constructor(code: DingTalkErrorCode, details: DingTalkErrorDetails = {}) {
    const cause = reduceCause(details.cause);
    super(describe(code, details, cause), cause && { cause });
    this.code = code;
    this.status = errorStatuses[code];
    this.retryable = retryable.has(code);
    this.providerCode = details.providerCode;
    this.providerMessage = details.providerMessage;
    this.upstreamStatus = details.upstreamStatus;
    this.requestId = details.requestId;
    this.endpoint = details.endpoint;
    this.requiredScopes = details.requiredScopes;
  }

  /** All fields above as a plain object, for logs. `JSON.stringify` leaves out absent fields. */
  toJSON(): Record<string, unknown> {
    const { name, message, code, status, retryable, providerCode, providerMessage } = this;
    const { upstreamStatus, requestId, endpoint, requiredScopes, cause } = this;
    return {
      ...{ name, message, code, status, retryable, providerCode, providerMessage },
      ...{ upstreamStatus, requestId, endpoint, requiredScopes, cause },
    };
  }
}

/** Whether `value` is a {@link DingTalkError}, from this copy of the package or another one. */
export function isDingTalkError(value: unknown): value is DingTalkError {
  if (value instanceof DingTalkError) return true;
  if (typeof value !== 'object' || value === null) return false;
  try {
    const { name, code } = value as { name?: unknown; code?: unknown };
    return name === 'DingTalkError' && typeof code === 'string' && Object.hasOwn(errorStatuses, code);
  } catch {
    // A getter of an error that isn't ours.
    return false;
  }
}

function describe(
  code: DingTalkErrorCode,
  details: DingTalkErrorDetails,
  cause: DingTalkErrorCause | undefined,
): string {
  const [problem, remedy] = administratorTexts[code];
  const scopes = details.requiredScopes?.length ? `: ${details.requiredScopes.join(', ')}` : '';
  const detail = details.detail ? ` (${details.detail})` : '';
  const while_ = details.operation ? ` while ${details.operation}` : '';
  const facts = [
    details.endpoint,
    details.upstreamStatus && `HTTP ${details.upstreamStatus}`,
    details.providerCode,
    cause?.code,
    details.requestId && `request ${details.requestId}`,
  ].filter(Boolean);
  return `${problem}${scopes}${detail}${while_}. ${remedy}${facts.length ? ` [${facts.join('; ')}]` : ''}`;
}

function reduceCause(cause: unknown): DingTalkErrorCause | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code } = cause as { code?: unknown };
  // Both are short in Node; a longer one may quote what was sent.
  const word = (value: unknown): value is string => typeof value === 'string' && /^\w{1,64}$/.test(value);
  return { name: word(cause.name) ? cause.name : 'Error', ...(word(code) && { code }) };
}
