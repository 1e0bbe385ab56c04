/**
 * What went wrong, as a word to switch on. Closed: a new member is a new major version.
 *
 * - `DINGTALK_CODE_REJECTED`: the authorization code is wrong, expired or was used before
 * - `DINGTALK_CREDENTIALS`: client ID, client secret, suite ticket or corpId is wrong, or the app is not published,
 *   stopped or not authorized by the organization
 * - `DINGTALK_PERMISSION`: the app lacks a permission, see `requiredScopes`
 * - `DINGTALK_CONTACT_SCOPE`: the person is outside the part of the organization that the app may see
 * - `DINGTALK_IP_NOT_ALLOWED`: the calling server is not in the app's IP allow-list
 * - `DINGTALK_THROTTLED`: too many calls
 * - `DINGTALK_TOKEN_REJECTED`: the access token or refresh token is wrong or has ended
 * - `DINGTALK_NOT_FOUND`: no such person, or no such API at this address
 * - `DINGTALK_UNAVAILABLE`: DingTalk is down or busy
 * - `DINGTALK_TIMEOUT`: no complete answer within `timeoutMs`
 * - `DINGTALK_NETWORK`: the connection could not be made or broke
 * - `DINGTALK_INVALID_RESPONSE`: an answer came, but none that DingTalk documents
 * - `DINGTALK_REFUSED`: any other refusal, see `providerCode`
 */
export type DingTalkErrorCode =
  | 'DINGTALK_CODE_REJECTED'
  | 'DINGTALK_CREDENTIALS'
  | 'DINGTALK_PERMISSION'
  | 'DINGTALK_CONTACT_SCOPE'
  | 'DINGTALK_IP_NOT_ALLOWED'
  | 'DINGTALK_THROTTLED'
  | 'DINGTALK_TOKEN_REJECTED'
  | 'DINGTALK_NOT_FOUND'
  | 'DINGTALK_UNAVAILABLE'
  | 'DINGTALK_TIMEOUT'
  | 'DINGTALK_NETWORK'
  | 'DINGTALK_INVALID_RESPONSE'
  | 'DINGTALK_REFUSED';

/** The text is for the administrator: what is wrong and what mends it. */
const meanings: Readonly<
  Record<DingTalkErrorCode, { status: number; retryable: boolean; text: string; remedy: string }>
> = {
  DINGTALK_CODE_REJECTED: {
    status: 401,
    retryable: false,
    text: 'DingTalk does not accept the authorization code: it is wrong, expired or was used before',
    remedy: 'Start the sign-in again; codes work once and for a few minutes.',
  },
  DINGTALK_CREDENTIALS: {
    status: 500,
    retryable: false,
    text: 'DingTalk does not accept the client ID or client secret, or does not let the app call',
    remedy:
      "Compare client ID, client secret and corpId with those in DingTalk's developer console, and make sure that a version of the app is published (before that its credentials do not work), that neither app nor organization is stopped, and that the organization has authorized the app.",
  },
  DINGTALK_PERMISSION: {
    status: 500,
    retryable: false,
    text: 'The DingTalk app lacks a permission',
    remedy:
      "Grant it under Permission Management in DingTalk's developer console, then publish a new version of the app.",
  },
  DINGTALK_CONTACT_SCOPE: {
    status: 500,
    retryable: false,
    text: 'The person is outside the part of the organization that the DingTalk app may see',
    remedy:
      "Widen the app's contact scope (通讯录接口权限范围) under Permission Management in DingTalk's developer console, then publish a new version of the app.",
  },
  DINGTALK_IP_NOT_ALLOWED: {
    status: 500,
    retryable: false,
    text: "DingTalk does not allow this server's IP address to call for the app",
    remedy:
      "Add the server's outgoing address to the app's IP allow-list under Security Settings in DingTalk's developer console.",
  },
  DINGTALK_THROTTLED: {
    status: 429,
    retryable: true,
    text: 'DingTalk limits how often this app or server may call',
    remedy:
      'Wait before the next call; limits per second last one second, a ban of an IP address five minutes.',
  },
  DINGTALK_TOKEN_REJECTED: {
    status: 401,
    retryable: false,
    text: 'DingTalk does not accept the token: it is wrong or has ended',
    remedy: 'Refresh the access token, or let the person sign in again.',
  },
  DINGTALK_NOT_FOUND: {
    status: 502,
    retryable: false,
    text: 'DingTalk knows no such person or API',
    remedy:
      'The person may have left; if every sign-in fails, check `region`, `origins` and the URL options.',
  },
  DINGTALK_UNAVAILABLE: {
    status: 503,
    retryable: true,
    text: 'DingTalk is unavailable or busy',
    remedy: 'Try again later.',
  },
  DINGTALK_TIMEOUT: {
    status: 504,
    retryable: true,
    text: 'DingTalk did not answer in time',
    remedy:
      'Check that this server reaches the address, through `agent` if it needs a proxy, or raise `timeoutMs`.',
  },
  DINGTALK_NETWORK: {
    status: 502,
    retryable: true,
    text: 'The connection to DingTalk failed',
    remedy: 'Check name resolution, firewall and proxy (`agent`) of this server.',
  },
  DINGTALK_INVALID_RESPONSE: {
    status: 502,
    retryable: false,
    text: 'The answer is none that DingTalk documents',
    remedy: 'A proxy or firewall in between may have answered; check `region`, `origins` and `agent`.',
  },
  DINGTALK_REFUSED: {
    status: 502,
    retryable: false,
    text: 'DingTalk refused the request',
    remedy: "Look `providerCode` up in DingTalk's list of error codes.",
  },
};

/** What a {@link DingTalkError} carries besides its code. Every text must be redacted already. */
export interface DingTalkErrorDetails {
  /** What was being done, for the message: `exchanging the authorization code`. */
  operation?: string | undefined;
  /** What exactly was odd, for the message. */
  detail?: string | undefined;
  /** See {@link DingTalkError.providerCode}. */
  providerCode?: string | undefined;
  /** See {@link DingTalkError.providerMessage}. */
  providerMessage?: string | undefined;
  /** See {@link DingTalkError.upstreamStatus}. */
  upstreamStatus?: number | undefined;
  /** See {@link DingTalkError.requestId}. */
  requestId?: string | undefined;
  /** See {@link DingTalkError.endpoint}. */
  endpoint?: string | undefined;
  /** See {@link DingTalkError.requiredScopes}. */
  requiredScopes?: readonly string[] | undefined;
  /** The error below; of an `Error` its name and code are kept, of anything else nothing. */
  cause?: unknown;
}

/** An error below ours, reduced to what cannot hold a secret. */
export interface DingTalkErrorCause {
  /** The error's `name`: `Error`, `TypeError`. */
  name: string;
  /** Node's code: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  code?: string;
}

/**
 * Something about DingTalk is broken and an administrator has to mend it. The message says what failed and
 * what to do; it is not written for the person signing in. Holds no secret, code or token.
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
  /** What this application should answer: 401, 429, 500, 502, 503 or 504. Express uses it by itself. */
  readonly status: number;
  /** Whether asking again later can help. An authorization code is spent all the same: sign in anew. */
  readonly retryable: boolean;
  /** DingTalk's own code: a word on the new gateway, a number in digits on the old one. */
  readonly providerCode: string | undefined;
  /** DingTalk's own text in whichever language it chose, at most 500 characters, without secrets. */
  readonly providerMessage: string | undefined;
  /** HTTP status of DingTalk's answer; absent when none came. */
  readonly upstreamStatus: number | undefined;
  /** DingTalk's id of the request, which its support asks for. */
  readonly requestId: string | undefined;
  /** Method, host and path of the request, never the query: `POST api.dingtalk.com/v1.0/…`. */
  readonly endpoint: string | undefined;
  /** The permissions that DingTalk says are missing. */
  readonly requiredScopes: readonly string[] | undefined;
  /** Name and code of the error below, if there was one. */
  declare readonly cause: DingTalkErrorCause | undefined;

  constructor(code: DingTalkErrorCode, details: DingTalkErrorDetails = {}) {
    const cause = reduceCause(details.cause);
    super(describe(code, details, cause), cause && { cause });
    const { status, retryable } = meanings[code];
    this.code = code;
    this.status = status;
    this.retryable = retryable;
    this.providerCode = details.providerCode;
    this.providerMessage = details.providerMessage;
    this.upstreamStatus = details.upstreamStatus;
    this.requestId = details.requestId;
    this.endpoint = details.endpoint;
    this.requiredScopes = details.requiredScopes;
  }

  /** Everything above as a plain object, for logs. Absent fields are left out by `JSON.stringify`. */
  toJSON(): Record<string, unknown> {
    const { name, message, code, status, retryable, providerCode, providerMessage } = this;
    const { upstreamStatus, requestId, endpoint, requiredScopes, cause } = this;
    return {
      ...{ name, message, code, status, retryable, providerCode, providerMessage },
      ...{ upstreamStatus, requestId, endpoint, requiredScopes, cause },
    };
  }
}

/** Whether `value` is a {@link DingTalkError}, be it of this copy of the package or of another one. */
export function isDingTalkError(value: unknown): value is DingTalkError {
  if (value instanceof DingTalkError) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { name, code } = value as { name?: unknown; code?: unknown };
  return name === 'DingTalkError' && typeof code === 'string' && Object.hasOwn(meanings, code);
}

function describe(
  code: DingTalkErrorCode,
  details: DingTalkErrorDetails,
  cause: DingTalkErrorCause | undefined,
): string {
  const { text, remedy } = meanings[code];
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
  return `${text}${scopes}${detail}${while_}. ${remedy}${facts.length ? ` [${facts.join('; ')}]` : ''}`;
}

function reduceCause(cause: unknown): DingTalkErrorCause | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code } = cause as { code?: unknown };
  // Both are words of the platform; anything longer may quote what was sent.
  const word = (value: unknown): value is string => typeof value === 'string' && /^\w{1,64}$/.test(value);
  return { name: word(cause.name) ? cause.name : 'Error', ...(word(code) && { code }) };
}
