import { check } from './checks.js';
import {
  accessTokenHeader,
  appAccessTokenPath,
  corpAccessTokenPath,
  corpTokenPath,
  departmentPath,
  inAppUserPath,
  memberPath,
  userByUnionIdPath,
} from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import { type Call, type JsonAnswer, type JsonRequest, prepare, requestJson } from './http.js';
import { type Names, refuseUnknown } from './known-options.js';
import {
  type ClientSettings,
  clientOptionNames,
  type DingTalkClientOptions,
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

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: DingTalkClientOptions) {
    refuseUnknown(options, clientOptionNames);
    this.#settings = readClientOptions(options);
  }

  /**
   * Turns an authorization code into tokens. Needs no permission. Never repeated: the code is spent by the attempt.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired or used;
   * `DINGTALK_CREDENTIALS`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`, `_NETWORK`, `_INVALID_RESPONSE`, `_REFUSED`
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async exchangeCode(code: string): Promise<DingTalkTokens> {
    return this.#userAccessToken('exchanging the authorization code', {
      grantType: 'authorization_code',
      code: requireString('code', code),
    });
  }

  /**
   * Turns a refresh token into new tokens. Needs no permission. Each refresh token works once; keep the one that comes back.
   * @throws {@link DingTalkError} `DINGTALK_TOKEN_REJECTED` when the refresh token is wrong, used or has ended:
   * the person has to sign in again; otherwise as {@link exchangeCode}
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async refresh(refreshToken: string): Promise<DingTalkTokens> {
    return this.#userAccessToken('refreshing the access token', {
      grantType: 'refresh_token',
      refreshToken: requireString('refreshToken', refreshToken),
    });
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
    return readUser(request, await read(request));
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
    return readUserId(request, await read(request));
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
    return readMember(request, await read(request));
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
    return readDepartment(request, await read(request));
  }

  /**
   * Turns a code that a page got from the DingTalk client into the person. Never repeated: the code is spent by the
   * attempt, unless DingTalk does not accept the app token.
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
    return readInAppUser(request, await requestJson(request));
  }

  /** @internal Tells app tokens apart in a store: DingTalk, app, organization, and no secret. */
  appTokenKey(corpId: string | undefined): string {
    const { api, clientID } = this.#settings;
    return ['dingtalk-app-token', api.host, clientID, corpId ?? ''].map(encodeURIComponent).join(':');
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
    return readAppToken(request, await requestJson(request));
  }

  #directoryRequest(
    path: string,
    appToken: string,
    body: object,
    operation: string,
    redact: Redacted,
  ): JsonRequest {
    const url = new URL(path, this.#settings.oapi);
    url.searchParams.set('access_token', requireString('appToken', appToken));
    return this.#request({ method: 'POST', url, body, operation, secrets: [appToken, ...redact] });
  }

  async #userAccessToken(
    operation: string,
    grant: { grantType: string; code?: string; refreshToken?: string },
  ): Promise<DingTalkTokens> {
    const { clientID, clientSecret, tokenURL } = this.#settings;
    const request = this.#request({
      method: 'POST',
      url: tokenURL,
      body: { clientId: clientID, clientSecret, ...grant },
      operation,
      secrets: [grant.code, grant.refreshToken],
    });
    try {
      return readTokens(request, await requestJson(request));
    } catch (error) {
      throw grant.refreshToken && isDingTalkError(error) ? asTokenRejected(error) : error;
    }
  }

  #request(call: Call): JsonRequest {
    return prepare(this.#settings, call, this.#settings.clientSecret);
  }
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

/** Makes a request that changes nothing at DingTalk, and once more where that can help. */
async function read(request: JsonRequest): Promise<JsonAnswer> {
  return requestJson(request).catch((error: unknown) => {
    if (isWorthRepeating(error)) return requestJson(request);
    throw error;
  });
}

/** No answer at all, or a gateway's word that it could not reach the service. */
function isWorthRepeating(error: unknown): boolean {
  if (!isDingTalkError(error)) return false;
  if (error.upstreamStatus === undefined) return error.code === 'DINGTALK_NETWORK';
  return [502, 503, 504].includes(error.upstreamStatus);
}

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
