import type { JsonAnswer, ReadAnswer } from './answer.js';
import type { Call, Caller } from './call.js';
import { check, invalid, invalidValue } from './checks.js';
import { accessTokenHeader, originsByRegion } from './endpoints.js';
import { refuseUnknown } from './option-names.js';
import type { ClientSettings, TransportSettings } from './options.js';
import { type DingTalkAppToken, type DingTalkTokens, readAppToken, readTokens } from './readers.js';
import { isToken } from './values.js';

/** Fetches a token that is not a user's, for the credentials in the body. */
export function fetchToken(
  caller: Caller<TransportSettings>,
  operation: string,
  path: string,
  body: object,
  secrets: readonly string[] = [],
): Promise<DingTalkAppToken> {
  const url = new URL(path, caller.settings.api);
  return caller.call({ method: 'POST', url, operation, body, secrets, repeats: 'limited' }, readAppToken);
}

/** What a user's tokens are given for, by its name in the request. */
const grantTypes = { code: 'authorization_code', refreshToken: 'refresh_token' } as const;

/** Fetches a user's tokens for a code or a refresh token, which the attempt uses up. */
export function fetchUserTokens(
  caller: Caller<ClientSettings>,
  operation: string,
  name: keyof typeof grantTypes,
  value: string,
): Promise<DingTalkTokens> {
  const { clientID: clientId, clientSecret, tokenURL: url } = caller.settings;
  const body = { clientId, clientSecret, grantType: grantTypes[name], [name]: requireString(name, value) };
  return caller.call({ method: 'POST', url, body, operation, secrets: [value] }, readTokens);
}

/** Repeated as a read unless `repeats` is given. */
interface DirectoryCall extends Pick<Call, 'operation' | 'body' | 'repeats'> {
  path: string;
  secrets?: readonly string[];
}

/** Calls the old gateway, which takes the app token in the query. */
export function readDirectory<Value>(
  caller: Caller<ClientSettings>,
  appToken: string,
  { path, secrets = [], body, ...call }: DirectoryCall,
  read: ReadAnswer<Value>,
): Promise<Value> {
  const url = new URL(path, caller.settings.oapi);
  url.searchParams.set('access_token', requireString('appToken', appToken));
  const method = body ? 'POST' : 'GET';
  return caller.call({ repeats: 'read', ...call, method, url, body, secrets: [appToken, ...secrets] }, read);
}

/** A call with a user's access token. */
export interface UserCall extends Pick<Call, 'method' | 'headers' | 'body'> {
  url: unknown;
  accessToken: string;
}

/** @throws TypeError for a URL that is neither DingTalk's nor configured, as it would receive the token */
export function callAsUser(
  caller: Caller<ClientSettings>,
  { accessToken, method, headers, body, ...call }: UserCall,
): Promise<JsonAnswer> {
  const { api, oapi, tokenURL, userProfileURL } = caller.settings;
  const url = check.url('url', call.url);
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
  return caller.call(request, (answer) => answer);
}

export function requireString(name: string, value: unknown): string {
  if (isToken(value)) return value;
  throw invalidValue(`${name} must be a non-empty string of visible ASCII characters`);
}

export interface LanguageOptions {
  /** Language of role names and the like. @defaultValue `'zh_CN'` */
  language?: 'zh_CN' | 'en_US' | undefined;
}

export function readLanguage(options: LanguageOptions): 'zh_CN' | 'en_US' {
  refuseUnknown(options, { language: true });
  return check.optional(check.language, 'language', options.language) ?? 'zh_CN';
}
