import type { Call } from './call.js';
import { check, invalid } from './checks.js';
import { accessTokenHeader, originsByRegion } from './endpoints.js';
import { type Names, refuseUnknown } from './option-names.js';
import type { ClientSettings, TransportSettings } from './options.js';
import { isToken } from './values.js';

/** A token that is not a user's, for the credentials in the body. */
export function tokenRequest(
  { api }: TransportSettings,
  path: string,
  operation: string,
  body: object,
): Call {
  return { method: 'POST', url: new URL(path, api), operation, body, secrets: [], repeats: 'limited' };
}

/** What a user's tokens are given for, by its name in the request. */
const grantTypes = { code: 'authorization_code', refreshToken: 'refresh_token' } as const;

/** A user's tokens for a code or a refresh token, which the attempt uses up. */
export function userTokenRequest(
  { clientID, clientSecret, tokenURL }: ClientSettings,
  operation: string,
  name: keyof typeof grantTypes,
  value: string,
): Call {
  const grantType = grantTypes[name];
  const body = { clientId: clientID, clientSecret, grantType, [name]: requireString(name, value) };
  return { method: 'POST', url: tokenURL, body, operation, secrets: [value] };
}

/** What {@link directoryRequest} sends. Repeated as a read unless `repeats` is given. */
export interface DirectoryCall extends Pick<Call, 'operation' | 'body' | 'repeats'> {
  path: string;
  secrets?: readonly string[];
}

/** A call to the old gateway, which takes the app token in the query. */
export function directoryRequest(
  { oapi }: ClientSettings,
  appToken: string,
  { path, secrets = [], body, ...call }: DirectoryCall,
): Call {
  const url = new URL(path, oapi);
  url.searchParams.set('access_token', requireString('appToken', appToken));
  const method = body ? 'POST' : 'GET';
  return { repeats: 'read', ...call, method, url, body, secrets: [appToken, ...secrets] };
}

/** A call with a user's access token. */
export interface UserCall extends Pick<Call, 'method' | 'headers' | 'body'> {
  url: unknown;
  accessToken: string;
}

/** @throws TypeError for a URL that is neither DingTalk's nor configured, as it would receive the token */
export function userRequest(
  { api, oapi, tokenURL, userProfileURL }: ClientSettings,
  { accessToken, method, headers, body, ...call }: UserCall,
): Call {
  const url = check.url('url', call.url);
  const configured = [api, oapi, tokenURL, userProfileURL].map(({ origin }) => origin);
  const known = Object.values(originsByRegion).flatMap((origins) => Object.values(origins));
  if (![...known, ...configured].includes(url.origin)) {
    throw invalid('url', "an address of DingTalk's or of a configured origin", call.url, 'another');
  }
  return {
    ...{ method, url, body, operation: 'calling DingTalk for the person' },
    headers: { ...headers, [accessTokenHeader]: requireString('accessToken', accessToken) },
    // The old gateway takes tokens from the query.
    secrets: [accessToken, url.searchParams.get('access_token') ?? undefined],
    repeats: method === 'GET' ? 'read' : undefined,
  };
}

export function requireString(name: string, value: unknown): string {
  if (isToken(value)) return value;
  throw Object.assign(new TypeError(`${name} must be a non-empty string of visible ASCII characters`), {
    code: 'ERR_INVALID_ARG_VALUE',
  });
}

export interface LanguageOptions {
  /** Language of role names and the like. @defaultValue `'zh_CN'` */
  language?: 'zh_CN' | 'en_US' | undefined;
}

const languageOptionNames: Names<LanguageOptions> = { language: true };

export function readLanguage(options: LanguageOptions): 'zh_CN' | 'en_US' {
  refuseUnknown(options, languageOptionNames);
  return check.optional(check.language, 'language', options.language) ?? 'zh_CN';
}
