import { parse } from 'node:querystring';
import type { DingTalkErrorCode } from '../dingtalk/error-codes.js';
import { DingTalkError } from '../dingtalk/errors.js';

/** The content of a request to the callback URL. */
export type Callback =
  /** No parameters of DingTalk's: begins a sign-in. */
  | { kind: 'none' }
  /** A state with neither code nor error: a damaged answer, or the application's own parameter. */
  | { kind: 'state'; state: string }
  /** Parameters that are repeated, contradictory, empty, or a code that can't be DingTalk's. */
  | { kind: 'malformed' }
  | { kind: 'code'; code: string; state: string | undefined }
  | { kind: 'error'; error: string; state: string | undefined };

/** Only a bound: DingTalk's codes have 32 characters. */
const maxCodeLength = 1024;

/**
 * Reads DingTalk's answer to the authorization request from the query and the form body. DingTalk sends the code as
 * `code`, as `authCode`, or as both.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 */
export function readCallback(...sources: readonly unknown[]): Callback {
  const code = oneValue(sources, 'code', 'authCode');
  const state = oneValue(sources, 'state');
  const error = oneValue(sources, 'error');
  if (code === null || state === null || error === null) return { kind: 'malformed' };
  if (error !== undefined) return { kind: 'error', error, state };
  if (code === undefined) return state === undefined ? { kind: 'none' } : { kind: 'state', state };
  if (!isCode(code)) return { kind: 'malformed' };
  return { kind: 'code', code, state };
}

/** Whether a value can be a code or a corpId of DingTalk's. */
export function isCode(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxCodeLength && /^[!-~]+$/.test(value);
}

/**
 * Classifies an error at the callback URL: a {@link DingTalkError} if an administrator must fix it, `undefined` if the
 * user refused. DingTalk documents no values, so those of RFC 6749 count, and any other is a refusal.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1}
 */
export function authorizationError(error: string, authorizationURL: URL): DingTalkError | undefined {
  const code = Object.hasOwn(authorizationErrors, error) ? authorizationErrors[error] : undefined;
  if (!code) return undefined;
  return new DingTalkError(code, {
    operation: 'asking for authorization',
    providerCode: error,
    endpoint: `GET ${authorizationURL.host}${authorizationURL.pathname}`,
  });
}

const authorizationErrors: Readonly<Record<string, DingTalkErrorCode>> = {
  invalid_client: 'DINGTALK_CREDENTIALS',
  unauthorized_client: 'DINGTALK_CREDENTIALS',
  invalid_request: 'DINGTALK_REFUSED',
  invalid_scope: 'DINGTALK_REFUSED',
  unsupported_response_type: 'DINGTALK_REFUSED',
  server_error: 'DINGTALK_UNAVAILABLE',
  temporarily_unavailable: 'DINGTALK_UNAVAILABLE',
};

/** The only value of these parameters; `undefined` if there is none, `null` if there are several or it is empty. */
function oneValue(sources: readonly unknown[], ...names: string[]): string | undefined | null {
  let found: unknown;
  for (const source of sources) {
    if (typeof source !== 'object' || source === null) continue;
    for (const name of names) {
      const value: unknown = (source as Record<string, unknown>)[name];
      if (value === undefined) continue;
      if (found !== undefined && value !== found) return null;
      found = value;
    }
  }
  if (found === undefined) return undefined;
  return typeof found === 'string' && found !== '' ? found : null;
}

/** Parses the query in a request line's target, which can be anything; repeated parameters become lists. */
export function parametersOf(target: string): Record<string, string | string[] | undefined> {
  const mark = target.indexOf('?');
  return parse(mark === -1 ? '' : target.slice(mark + 1), undefined, undefined, { maxKeys: 0 });
}
