import type { JsonAnswer, ReadAnswer } from './answer.js';
import type { Call, Caller } from './call.js';
import { check, invalid } from './checks.js';
import { accessTokenHeader, originsByRegion } from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import type { ClientSettings } from './options.js';
import { type DingTalkAppToken, type DingTalkTokens, isToken, readAppToken, readTokens } from './readers.js';

type ClientCaller = Caller<ClientSettings>;

export async function fetchAppToken(
  caller: ClientCaller,
  path: string,
  body: object,
  secrets: string[] = [],
): Promise<DingTalkAppToken> {
  const url = new URL(path, caller.settings.api);
  const operation = "fetching the app's token";
  return caller.call({ method: 'POST', url, body, operation, secrets, repeats: 'limited' }, readAppToken);
}

export function directoryCall(
  caller: ClientCaller,
  path: string,
  appToken: string,
  body: object | undefined,
  operation: string,
): Call {
  const url = new URL(path, caller.settings.oapi);
  url.searchParams.set('access_token', requireString('appToken', appToken));
  return { method: body ? 'POST' : 'GET', url, body, operation, secrets: [appToken] };
}

export async function readDirectory<Value>(
  caller: ClientCaller,
  path: string,
  appToken: string,
  body: object | undefined,
  operation: string,
  read: ReadAnswer<Value>,
): Promise<Value> {
  return caller.call({ ...directoryCall(caller, path, appToken, body, operation), repeats: 'read' }, read);
}

export async function userAccessToken(
  caller: ClientCaller,
  operation: string,
  given: { code: string } | { refreshToken: string },
): Promise<DingTalkTokens> {
  const { clientID, clientSecret, tokenURL } = caller.settings;
  const [[name, value] = ['', '']] = Object.entries(given);
  const grantType = name === 'code' ? 'authorization_code' : 'refresh_token';
  const body = { clientId: clientID, clientSecret, grantType, [name]: requireString(name, value) };
  return caller.call({ method: 'POST', url: tokenURL, body, operation, secrets: [value] }, readTokens);
}

export const refreshing = 'refreshing the access token';

/** DingTalk refuses a dead refresh token with the words that it has for a dead code. */
export function asTokenRejected(error: unknown): never {
  if (!isDingTalkError(error) || error.code !== 'DINGTALK_CODE_REJECTED') throw error;
  const { providerCode, providerMessage, upstreamStatus, requestId, endpoint } = error;
  throw new DingTalkError('DINGTALK_TOKEN_REJECTED', {
    operation: refreshing,
    ...{ providerCode, providerMessage, upstreamStatus, requestId, endpoint },
  });
}

export function requireString(name: string, value: unknown): string {
  if (isToken(value)) return value;
  throw Object.assign(new TypeError(`${name} must be a non-empty string of visible ASCII characters`), {
    code: 'ERR_INVALID_ARG_VALUE',
  });
}

/** A call by somebody who has a user's access token. */
export interface UserCall extends Pick<Call, 'method' | 'headers' | 'body'> {
  url: unknown;
  accessToken: string;
}

export async function callAsUser(
  caller: ClientCaller,
  { accessToken, method, headers, body, ...call }: UserCall,
): Promise<JsonAnswer> {
  const url = check.url('url', call.url);
  const { api, oapi, tokenURL, userProfileURL } = caller.settings;
  const configured = [api, oapi, tokenURL, userProfileURL].map(({ origin }) => origin);
  const known = Object.values(originsByRegion).flatMap((origins) => Object.values(origins));
  if (![...known, ...configured].includes(url.origin)) {
    throw invalid('url', "an address of DingTalk's or of a configured origin", call.url, 'another');
  }
  const request: Call = {
    ...{ method, url, body, operation: 'calling DingTalk for the person' },
    headers: { ...headers, [accessTokenHeader]: requireString('accessToken', accessToken) },
    // The old gateway takes tokens from the query.
    secrets: [accessToken, url.searchParams.get('access_token') ?? undefined],
    repeats: method === 'GET' ? 'read' : undefined,
  };
  return caller.call(request, (_request, answer) => answer);
}
