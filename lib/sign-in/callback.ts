import { DingTalkError } from '../dingtalk/errors.js';

/** What a request to the callback URL says. */
export type Callback =
  /** Nothing of DingTalk's: the sign-in is to begin. */
  | { kind: 'none' }
  /** Neither code nor error: a damaged answer, or a route's own parameter of this name. */
  | { kind: 'state'; state: string }
  /** Repeated, contradictory or missing parameters. */
  | { kind: 'malformed' }
  | { kind: 'code'; code: string; state: string | undefined }
  | { kind: 'error'; error: string; state: string | undefined };

/** Codes have 32 characters in the wild; this is only a bound on what is passed on. */
const maxCodeLength = 1024;

/**
 * Reads DingTalk's answer to the authorization request out of query and form body. DingTalk sends the code
 * twice, as `code` and as `authCode`, and in places only as one of them.
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

/** Whether a value could be a code of DingTalk's, or a corpId, which look alike. */
export function isCode(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxCodeLength && /^[!-~]+$/.test(value);
}

/**
 * What an error at the callback URL amounts to: a {@link DingTalkError} when an administrator has to mend it;
 * `undefined` when the person refused. DingTalk documents no values, so the words of RFC 6749 are taken for
 * what they say, and any other for a refusal.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1}
 */
export function authorizationError(error: string, authorizationURL: URL): DingTalkError | undefined {
  const code = Object.hasOwn(authorizationErrors, error)
    ? authorizationErrors[error as keyof typeof authorizationErrors]
    : undefined;
  if (!code) return undefined;
  return new DingTalkError(code, {
    operation: 'asking for authorization',
    providerCode: error,
    endpoint: `GET ${authorizationURL.host}${authorizationURL.pathname}`,
  });
}

const authorizationErrors = {
  invalid_client: 'DINGTALK_CREDENTIALS',
  unauthorized_client: 'DINGTALK_CREDENTIALS',
  invalid_request: 'DINGTALK_REFUSED',
  invalid_scope: 'DINGTALK_REFUSED',
  unsupported_response_type: 'DINGTALK_REFUSED',
  server_error: 'DINGTALK_UNAVAILABLE',
  temporarily_unavailable: 'DINGTALK_UNAVAILABLE',
} as const;

/** The one value that these parameters have; `undefined` when there is none, `null` when there are several. */
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

/**
 * The query of a request as {@link readCallback} takes it: a parameter as a text, one that is repeated as a list.
 * Takes whatever a stranger sends: there need be no URL that can be parsed, and every parameter is looked at once.
 * @param target - path and query, as they stand in the request line
 */
export function parametersOf(target: string): Record<string, string | string[]> {
  const mark = target.indexOf('?');
  const lists = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(mark === -1 ? '' : target.slice(mark))) {
    const values = lists.get(name);
    if (values) values.push(value);
    else lists.set(name, [value]);
  }
  return Object.fromEntries(
    [...lists].map(([name, values]) => [name, values.length > 1 ? values : (values[0] as string)]),
  );
}
