import { type DingTalkAppScopes, readAppScopes } from './app-scopes.js';
import { check, invalid } from './checks.js';
import { Connections } from './connections.js';
import {
  accessTokenHeader,
  appAccessTokenPath,
  appScopesPath,
  corpAccessTokenPath,
  corpTokenPath,
  departmentPath,
  inAppUserPath,
  memberPath,
  originsByRegion,
  userByUnionIdPath,
} from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import { type Call, type JsonAnswer, type JsonRequest, prepare, requestJson } from './http.js';
import { type Names, refuseUnknown } from './known-options.js';
import {
  type ClientSettings,
  clientOptionNames,
  type DingTalkClientOptions,
  readAgent,
  readClientOptions,
} from './options.js';
import {
  type DepartmentRecord,
  type DingTalkAppToken,
  type DingTalkInAppUser,
  type DingTalkTokens,
  type DingTalkUser,
  type DingTalkUserId,
  isToken,
  readAppToken,
  readDepartment,
  readInAppUser,
  readMember,
  readTokens,
  readUser,
  readUserId,
} from './readers.js';
import type { DingTalkStaff } from './staff.js';

/**
 * DingTalk's API as far as sign-in needs it, a method for each call. Knows nothing of Passport and holds no
 * state: one client serves any number of people at the same time. Each method is one request, counted in the app's
 * quota at DingTalk.
 *
 * @example
 * ```ts
 * import { DingTalkClient } from 'passport-dingtalk-oauth2';
 *
 * const client = new DingTalkClient({ clientID: 'ding…', clientSecret: '…' });
 * // Good for two hours: fetch it once, not for each call.
 * const { accessToken } = await client.appAccessToken();
 * const { userId } = await client.userByUnionId(accessToken, 'the unionId of a profile');
 * const { title } = await client.member(accessToken, userId, { language: 'en_US' });
 * ```
 */
export class DingTalkClient {
  readonly #settings: ClientSettings;
  #connections: Connections;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: DingTalkClientOptions);
  /** @internal For clients that share connections, which are then made as the first one's options say. */
  constructor(options: DingTalkClientOptions, connections?: Connections);
  constructor(options: DingTalkClientOptions, connections?: Connections) {
    refuseUnknown(options, clientOptionNames);
    this.#settings = readClientOptions(options);
    this.#connections = connections ?? new Connections(this.#settings);
  }

  /**
   * Opens a connection to DingTalk in the background, for when the person whose sign-in begins now is back; see the
   * option `preconnect`. The strategy and the Logto connector do this themselves. That it fails is nobody's error.
   * @param directory - whether the sign-in will ask the directory too, which has a host of its own
   */
  preconnect({ directory = false }: { directory?: boolean } = {}): void {
    this.#connections.openAhead(this.#settings.tokenURL);
    if (directory) this.#connections.openAhead(this.#settings.oapi);
  }

  /**
   * Turns an authorization code into tokens. Needs no permission. The code is spent by the attempt, which is
   * repeated only when an idle connection closed before a byte of an answer came.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired or used;
   * `DINGTALK_CREDENTIALS`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`, `_NETWORK`, `_INVALID_RESPONSE`, `_REFUSED`
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  exchangeCode(code: string): Promise<DingTalkTokens> {
    return this.#userAccessToken('exchanging the authorization code', 'authorization_code', 'code', code);
  }

  /**
   * Turns a refresh token into new tokens. Needs no permission. Each refresh token works once; keep the one that comes back.
   * @throws {@link DingTalkError} `DINGTALK_TOKEN_REJECTED` when the refresh token is wrong, used or has ended:
   * the person has to sign in again; otherwise as {@link exchangeCode}
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  refresh(refreshToken: string): Promise<DingTalkTokens> {
    return this.#userAccessToken(
      'refreshing the access token',
      'refresh_token',
      'refreshToken',
      refreshToken,
    );
  }

  /**
   * Reads who an access token belongs to. Repeated once when the connection broke before an answer came, or on
   * HTTP 502, 503 and 504.
   * @throws {@link DingTalkError} `DINGTALK_PERMISSION` without the permission `Contact.User.Read`;
   * `DINGTALK_TOKEN_REJECTED`, `_IP_NOT_ALLOWED`, `_NOT_FOUND`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`,
   * `_NETWORK`, `_REFUSED`; `_INVALID_RESPONSE` also for an answer without a unionId
   * @see {@link https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information}
   */
  me(accessToken: string): Promise<DingTalkUser>;
  /** @internal `redact`: further values that no error may show. */
  me(accessToken: string, redact: Redacted): Promise<DingTalkUser>;
  async me(accessToken: string, redact: Redacted = []): Promise<DingTalkUser> {
    const request = this.#request({
      method: 'GET',
      url: this.#settings.userProfileURL,
      headers: { [accessTokenHeader]: requireString('accessToken', accessToken) },
      operation: "reading the person's profile",
      secrets: [accessToken, ...redact],
    });
    return await requestJson(request, readUser, true);
  }

  /**
   * An internal app's own token, to call DingTalk as the app. Good for two hours; needs no
   * permission.
   * @throws {@link DingTalkError} as {@link exchangeCode}, but for the code
   */
  async appAccessToken(): Promise<DingTalkAppToken> {
    const { clientID, clientSecret } = this.#settings;
    return this.#appToken(appAccessTokenPath, { appKey: clientID, appSecret: clientSecret });
  }

  /**
   * The app's token for one organization, for internal and third-party apps alike.
   * @throws {@link DingTalkError} as {@link appAccessToken}; `DINGTALK_UNAVAILABLE` also for an unknown corpId
   * @see {@link https://open.dingtalk.com/document/development/api-gettoken}
   */
  async corpToken(corpId: string): Promise<DingTalkAppToken> {
    const { clientID, clientSecret } = this.#settings;
    const body = { client_id: clientID, client_secret: clientSecret, grant_type: 'client_credentials' };
    return this.#appToken(corpTokenPath(requireString('corpId', corpId)), body);
  }

  /**
   * An older third-party app's token for one organization.
   * @param suiteTicket - the latest that DingTalk pushed to the app
   * @throws {@link DingTalkError} as {@link appAccessToken}
   */
  async corpAccessToken(corpId: string, suiteTicket: string): Promise<DingTalkAppToken> {
    const { clientID, clientSecret } = this.#settings;
    return this.#appToken(
      corpAccessTokenPath,
      {
        suiteKey: clientID,
        suiteSecret: clientSecret,
        authCorpId: requireString('corpId', corpId),
        suiteTicket: requireString('suiteTicket', suiteTicket),
      },
      [suiteTicket],
    );
  }

  /**
   * Finds a person in the directory of the organization that the app token is for. Repeated once as {@link me} is.
   * @throws {@link DingTalkError} `DINGTALK_NOT_FOUND` for somebody the directory does not list;
   * `DINGTALK_PERMISSION` without the permission `qyapi_get_member`; `DINGTALK_TOKEN_REJECTED` for a dead app token;
   * otherwise as {@link me}
   * @see {@link https://open.dingtalk.com/document/development/query-a-user-by-the-union-id}
   */
  userByUnionId(appToken: string, unionId: string): Promise<DingTalkUserId>;
  /** @internal `redact`: further values that no error may show. */
  userByUnionId(appToken: string, unionId: string, redact: Redacted): Promise<DingTalkUserId>;
  async userByUnionId(appToken: string, unionId: string, redact: Redacted = []): Promise<DingTalkUserId> {
    const operation = 'looking the person up in the directory';
    const request = this.#directoryRequest(
      userByUnionIdPath,
      appToken,
      { unionid: unionId },
      operation,
      redact,
    );
    return requestJson(request, readUserId, true);
  }

  /**
   * Reads a member's record. Needs the permission `qyapi_get_member`. Repeated once as {@link me} is.
   * @throws {@link DingTalkError} as {@link userByUnionId}; `DINGTALK_CONTACT_SCOPE` for somebody whom the app may not
   * see
   * @see {@link https://open.dingtalk.com/document/development/query-user-details}
   */
  member(appToken: string, userId: string, options?: LanguageOptions): Promise<DingTalkStaff>;
  /** @internal `redact`: further values that no error may show. */
  member(
    appToken: string,
    userId: string,
    options: LanguageOptions | undefined,
    redact: Redacted,
  ): Promise<DingTalkStaff>;
  async member(
    appToken: string,
    userId: string,
    options: LanguageOptions = {},
    redact: Redacted = [],
  ): Promise<DingTalkStaff> {
    const language = readLanguage(options);
    const operation = "reading the member's record";
    const request = this.#directoryRequest(
      memberPath,
      appToken,
      { userid: userId, language },
      operation,
      redact,
    );
    return requestJson(request, readMember, true);
  }

  /**
   * Reads a department's name and parent. Needs the permission `qyapi_get_department_list`. Repeated once as {@link me} is.
   * @throws {@link DingTalkError} as {@link member}, with the permission `qyapi_get_department_list`
   */
  department(appToken: string, departmentId: number, options?: LanguageOptions): Promise<DepartmentRecord>;
  /** @internal `redact`: further values that no error may show. */
  department(
    appToken: string,
    departmentId: number,
    options: LanguageOptions | undefined,
    redact: Redacted,
  ): Promise<DepartmentRecord>;
  async department(
    appToken: string,
    departmentId: number,
    options: LanguageOptions = {},
    redact: Redacted = [],
  ): Promise<DepartmentRecord> {
    const body = { dept_id: departmentId, language: readLanguage(options) };
    const request = this.#directoryRequest(departmentPath, appToken, body, 'reading a department', redact);
    return requestJson(request, readDepartment, true);
  }

  /**
   * What the app may see of the organization that the app token is for. Repeated once as {@link me} is.
   * @throws {@link DingTalkError} as {@link userByUnionId}, but for the person
   */
  async appScopes(appToken: string, redact: Redacted = []): Promise<DingTalkAppScopes> {
    const operation = 'asking what the app may see';
    const request = this.#directoryRequest(appScopesPath, appToken, undefined, operation, redact);
    return requestJson(request, readAppScopes, true);
  }

  /**
   * Turns a code that a page got from the DingTalk client into the person. The code is spent by the attempt, unless
   * DingTalk does not accept the app token. Repeated only as {@link exchangeCode} is.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired, used, of another app or
   * of the browser flow; otherwise as {@link userByUnionId}
   * @see {@link https://open.dingtalk.com/document/development/obtain-the-userid-of-a-user-by-using-the-log-free}
   */
  inAppUser(appToken: string, code: string): Promise<DingTalkInAppUser>;
  /** @internal `redact`: further values that no error may show. */
  inAppUser(appToken: string, code: string, redact: Redacted): Promise<DingTalkInAppUser>;
  async inAppUser(appToken: string, code: string, redact: Redacted = []): Promise<DingTalkInAppUser> {
    const operation = 'exchanging the in-app code';
    const body = { code: requireString('code', code) };
    const request = this.#directoryRequest(inAppUserPath, appToken, body, operation, [code, ...redact]);
    return requestJson(request, readInAppUser);
  }

  /** @internal Tells app tokens apart in a store: DingTalk, app, organization, and no secret. */
  appTokenKey(corpId: string | undefined): string {
    return this.storeKey('dingtalk-app-token', corpId ?? '');
  }

  /** @internal Tells apart in a store what is known about whom, of which app at which DingTalk; holds no secret. */
  storeKey(kind: string, ...names: readonly string[]): string {
    const { api, clientID } = this.#settings;
    // By way of a Buffer, which mends the lone surrogates that encodeURIComponent would throw at.
    const parts = [kind, api.host, clientID, ...names].map((name) => Buffer.from(name).toString());
    return parts.map(encodeURIComponent).join(':');
  }

  /** @internal Makes every later request through `agent`; without one, through an agent of the client's own. */
  setAgent(agent: unknown): void {
    this.#connections = new Connections({ ...this.#settings, agent: readAgent(agent) });
  }

  /** @internal A client that differs in these, and uses the same connections. */
  derive(changed: Pick<DingTalkClientOptions, 'clientID' | 'clientSecret' | DerivedOption>): DingTalkClient {
    const { api, oapi, tokenURL, userProfileURL, timeoutMs, preconnect, customHeaders } = this.#settings;
    const origins = { api: api.origin, oapi: oapi.origin };
    const addresses = { origins, tokenURL: tokenURL.href, userProfileURL: userProfileURL.href };
    const options = { ...addresses, timeoutMs, preconnect, customHeaders };
    return new DingTalkClient({ ...options, ...changed }, this.#connections);
  }

  /**
   * @internal Any other call of DingTalk's, by somebody who has a user's access token.
   * @throws TypeError for an address that is neither DingTalk's nor a configured one: the token would go there
   */
  async callAsUser(call: Pick<Call, 'method' | 'headers' | 'body'> & UserCall): Promise<JsonAnswer> {
    const { accessToken, method, headers, body } = call;
    const url = check.url('url', call.url);
    const { api, oapi, tokenURL, userProfileURL } = this.#settings;
    const configured = [api, oapi, tokenURL, userProfileURL].map(({ origin }) => origin);
    const known = Object.values(originsByRegion).flatMap((origins) => Object.values(origins));
    if (![...known, ...configured].includes(url.origin)) {
      throw invalid('url', "an address of DingTalk's or of a configured origin", call.url, 'another');
    }
    const request = this.#request({
      ...{ method, url, body, operation: 'calling DingTalk for the person' },
      headers: { ...headers, [accessTokenHeader]: requireString('accessToken', accessToken) },
      // The old gateway takes tokens from the query.
      secrets: [accessToken, url.searchParams.get('access_token') ?? undefined],
    });
    return requestJson(request, (_request, answer) => answer, method === 'GET');
  }

  async #appToken(path: string, body: object, secrets: Redacted = []): Promise<DingTalkAppToken> {
    const url = new URL(path, this.#settings.api);
    const request = this.#request({
      method: 'POST',
      url,
      body,
      operation: "fetching the app's token",
      secrets,
    });
    return requestJson(request, readAppToken);
  }

  #directoryRequest(
    path: string,
    appToken: string,
    body: object | undefined,
    operation: string,
    redact: Redacted,
  ): JsonRequest {
    const url = new URL(path, this.#settings.oapi);
    url.searchParams.set('access_token', requireString('appToken', appToken));
    const method = body ? 'POST' : 'GET';
    return this.#request({ method, url, body, operation, secrets: [appToken, ...redact] });
  }

  async #userAccessToken(
    operation: string,
    grantType: 'authorization_code' | 'refresh_token',
    name: 'code' | 'refreshToken',
    value: string,
  ): Promise<DingTalkTokens> {
    const { clientID, clientSecret, tokenURL } = this.#settings;
    const request = this.#request({
      method: 'POST',
      url: tokenURL,
      body: { clientId: clientID, clientSecret, grantType, [name]: requireString(name, value) },
      operation,
      secrets: [value],
    });
    try {
      return await requestJson(request, readTokens);
    } catch (error) {
      throw grantType === 'refresh_token' && isDingTalkError(error) ? asTokenRejected(error) : error;
    }
  }

  #request(call: Call): JsonRequest {
    return prepare(this.#settings, this.#connections, call, this.#settings.clientSecret);
  }
}

type DerivedOption = 'tokenURL' | 'customHeaders';

interface UserCall {
  url: unknown;
  accessToken: string;
}

interface LanguageOptions {
  /** Language of role names and the like. @defaultValue `'zh_CN'` */
  language?: 'zh_CN' | 'en_US' | undefined;
}

const languageOptionNames: Names<LanguageOptions> = { language: true };

function readLanguage(options: LanguageOptions): 'zh_CN' | 'en_US' {
  refuseUnknown(options, languageOptionNames);
  return check.optional(check.language, 'language', options.language) ?? 'zh_CN';
}

type Redacted = readonly (string | undefined)[];

/** DingTalk refuses a dead refresh token with the words that it has for a dead code. */
function asTokenRejected(error: DingTalkError): DingTalkError {
  if (error.code !== 'DINGTALK_CODE_REJECTED') return error;
  return new DingTalkError('DINGTALK_TOKEN_REJECTED', {
    operation: 'refreshing the access token',
    providerCode: error.providerCode,
    providerMessage: error.providerMessage,
    upstreamStatus: error.upstreamStatus,
    requestId: error.requestId,
    endpoint: error.endpoint,
  });
}

function requireString(name: string, value: unknown): string {
  if (isToken(value)) return value;
  throw Object.assign(new TypeError(`${name} must be a non-empty string of visible ASCII characters`), {
    code: 'ERR_INVALID_ARG_VALUE',
  });
}
