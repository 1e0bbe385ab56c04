import type { JsonAnswer, ReadAnswer } from './answer.js';
import { type Call, type CallContext, Caller } from './call.js';
import { Connections } from './connections.js';
import * as endpoints from './endpoints.js';
import { DingTalkError, isDingTalkError } from './errors.js';
import { refuseUnknown } from './option-names.js';
import {
  type ClientSettings,
  clientOptionNames,
  type DingTalkClientOptions,
  readAgent,
  readClientOptions,
} from './options.js';
import {
  type DepartmentRecord,
  type DingTalkAppScopes,
  type DingTalkAppToken,
  type DingTalkInAppUser,
  type DingTalkTokens,
  type DingTalkUser,
  type DingTalkUserId,
  readAppScopes,
  readAppToken,
  readDepartment,
  readInAppUser,
  readMember,
  readTokens,
  readUser,
  readUserId,
} from './readers.js';
import {
  type DirectoryCall,
  directoryRequest,
  type LanguageOptions,
  readLanguage,
  requireString,
  tokenRequest,
  type UserCall,
  userRequest,
  userTokenRequest,
} from './requests.js';
import type { DingTalkStaff } from './staff.js';
import { throttleOf } from './throttle.js';

/**
 * The part of DingTalk's API that sign-ins need, with one method for each call. Independent of Passport and stateless:
 * one client serves any number of users at the same time.
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
  /** @internal Not `#caller`, which the objects that {@link for} makes would not have. */
  readonly _caller: Caller<ClientSettings>;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: DingTalkClientOptions) {
    refuseUnknown(options, clientOptionNames);
    const settings = readClientOptions(options);
    const { api, clientID, clientSecret } = settings;
    const shared = { connections: new Connections(settings), throttle: throttleOf(api, clientID) };
    this._caller = new Caller(settings, { secrets: [clientSecret] }, shared);
  }

  /** @internal The same client, for calls that have more secrets or another priority. */
  for(context: CallContext): DingTalkClient {
    return Object.assign(Object.create(this), { _caller: this._caller.for(context) });
  }

  /**
   * Opens a connection to DingTalk in the background for a sign-in that begins now; see the option `preconnect`. The
   * strategy and the Logto connector do this automatically. Failures are ignored.
   * @param directory - whether the sign-in needs the directory too, which has its own host
   * @experimental
   */
  preconnect({ directory = false }: { directory?: boolean } = {}): void {
    const { tokenURL, oapi } = this._caller.settings;
    this._caller.preconnect(tokenURL);
    if (directory) this._caller.preconnect(oapi);
  }

  /**
   * Exchanges an authorization code for tokens. Needs no permission. The attempt uses up the code, and is retried only
   * if an idle connection closed before any byte of an answer.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired or used;
   * `DINGTALK_CREDENTIALS`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`, `_NETWORK`, `_INVALID_RESPONSE`, `_REFUSED`
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async exchangeCode(code: string): Promise<DingTalkTokens> {
    const call = userTokenRequest(this._caller.settings, 'exchanging the authorization code', 'code', code);
    return this._caller.call(call, readTokens);
  }

  /**
   * Exchanges a refresh token for new tokens. Needs no permission. Each refresh token works once; store the new one.
   * @throws {@link DingTalkError} `DINGTALK_TOKEN_REJECTED` when the refresh token is wrong, used or expired: the user
   * must sign in again; otherwise as {@link exchangeCode}
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async refresh(refreshToken: string): Promise<DingTalkTokens> {
    const operation = 'refreshing the access token';
    const call = userTokenRequest(this._caller.settings, operation, 'refreshToken', refreshToken);
    return this._caller.call(call, readTokens).catch((error: unknown) => {
      // DingTalk refuses a dead refresh token with the words that it has for a dead code.
      if (!isDingTalkError(error) || error.code !== 'DINGTALK_CODE_REJECTED') throw error;
      throw new DingTalkError('DINGTALK_TOKEN_REJECTED', { ...error, operation });
    });
  }

  /**
   * Reads the user of an access token. Retried once if the connection broke before an answer, or on HTTP 502, 503 and
   * 504; and within `timeoutMs` while DingTalk limits the app.
   * @throws {@link DingTalkError} `DINGTALK_PERMISSION` without the permission `Contact.User.Read`;
   * `DINGTALK_TOKEN_REJECTED`, `_IP_NOT_ALLOWED`, `_NOT_FOUND`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`,
   * `_NETWORK`, `_REFUSED`; `_INVALID_RESPONSE` also for an answer without a unionId
   * @see {@link https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information}
   */
  async me(accessToken: string): Promise<DingTalkUser> {
    const headers = { [endpoints.accessTokenHeader]: requireString('accessToken', accessToken) };
    const { userProfileURL: url } = this._caller.settings;
    const operation = "reading the person's profile";
    const call: Call = { method: 'GET', url, headers, operation, secrets: [accessToken], repeats: 'read' };
    return this._caller.call(call, readUser);
  }

  /**
   * The app token of an internal app, to call DingTalk as the app. Valid for 2 hours; needs no permission.
   * @throws {@link DingTalkError} as {@link exchangeCode}, but for the code
   * @experimental
   */
  async appAccessToken(): Promise<DingTalkAppToken> {
    const { clientID: appKey, clientSecret: appSecret } = this._caller.settings;
    return fetchAppToken(this._caller, endpoints.appAccessTokenPath, { appKey, appSecret });
  }

  /**
   * The app token for one organization, for internal and third-party apps.
   * @throws {@link DingTalkError} as {@link appAccessToken}; `DINGTALK_UNAVAILABLE` also for an unknown corpId
   * @see {@link https://open.dingtalk.com/document/development/api-gettoken}
   * @experimental
   */
  async corpToken(corpId: string): Promise<DingTalkAppToken> {
    const { clientID: client_id, clientSecret: client_secret } = this._caller.settings;
    const path = endpoints.corpTokenPath(requireString('corpId', corpId));
    return fetchAppToken(this._caller, path, { client_id, client_secret, grant_type: 'client_credentials' });
  }

  /**
   * The app token of an older third-party app for one organization.
   * @param suiteTicket - the latest that DingTalk pushed to the app
   * @throws {@link DingTalkError} as {@link appAccessToken}
   * @experimental
   */
  async corpAccessToken(corpId: string, suiteTicket: string): Promise<DingTalkAppToken> {
    const { clientID: suiteKey, clientSecret: suiteSecret } = this._caller.settings;
    const authCorpId = requireString('corpId', corpId);
    const body = {
      suiteKey,
      suiteSecret,
      authCorpId,
      suiteTicket: requireString('suiteTicket', suiteTicket),
    };
    return fetchAppToken(this._caller, endpoints.corpAccessTokenPath, body, [suiteTicket]);
  }

  /**
   * Finds a user in the directory of the app token's organization. Retried like {@link me}.
   * @throws {@link DingTalkError} `DINGTALK_NOT_FOUND` if the directory does not list the user; `DINGTALK_PERMISSION`
   * without the permission `qyapi_get_member`; `DINGTALK_TOKEN_REJECTED` for an invalid app token; otherwise as {@link
   * me}
   * @see {@link https://open.dingtalk.com/document/development/query-a-user-by-the-union-id}
   * @experimental
   */
  async userByUnionId(appToken: string, unionId: string): Promise<DingTalkUserId> {
    const operation = 'looking the person up in the directory';
    const call = { path: endpoints.userByUnionIdPath, operation, body: { unionid: unionId } };
    return readDirectory(this._caller, appToken, call, readUserId);
  }

  /**
   * Reads a member's staff record. Needs the permission `qyapi_get_member`. Retried like {@link me}.
   * @throws {@link DingTalkError} as {@link userByUnionId}; `DINGTALK_CONTACT_SCOPE` for a user outside the contact
   * scope
   * @see {@link https://open.dingtalk.com/document/development/query-user-details}
   * @experimental
   */
  async member(appToken: string, userId: string, options: LanguageOptions = {}): Promise<DingTalkStaff> {
    const body = { userid: userId, language: readLanguage(options) };
    const call = { path: endpoints.memberPath, operation: "reading the member's record", body };
    return readDirectory(this._caller, appToken, call, readMember);
  }

  /**
   * Reads a department's name and parent. Needs the permission `qyapi_get_department_list`. Retried like {@link me}.
   * @throws {@link DingTalkError} as {@link member}, with the permission `qyapi_get_department_list`
   * @experimental
   */
  async department(
    appToken: string,
    departmentId: number,
    options: LanguageOptions = {},
  ): Promise<DepartmentRecord> {
    const body = { dept_id: departmentId, language: readLanguage(options) };
    const call = { path: endpoints.departmentPath, operation: 'reading a department', body };
    return readDirectory(this._caller, appToken, call, readDepartment);
  }

  /**
   * What the app can read of the app token's organization. Retried like {@link me}.
   * @experimental
   */
  async appScopes(appToken: string): Promise<DingTalkAppScopes> {
    const call = { path: endpoints.appScopesPath, operation: 'asking what the app may see' };
    return readDirectory(this._caller, appToken, call, readAppScopes);
  }

  /**
   * Returns the user of a code that a page received from the DingTalk client. The attempt uses up the code, unless
   * DingTalk rejects the app token. Retried only like {@link exchangeCode}.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired, used, of another app or
   * of the browser flow; otherwise as {@link userByUnionId}
   * @see {@link https://open.dingtalk.com/document/development/obtain-the-userid-of-a-user-by-using-the-log-free}
   * @experimental
   */
  async inAppUser(appToken: string, code: string): Promise<DingTalkInAppUser> {
    const call = {
      ...{ path: endpoints.inAppUserPath, operation: 'exchanging the in-app code', secrets: [code] },
      ...{ body: { code: requireString('code', code) }, repeats: undefined },
    };
    return readDirectory(this._caller, appToken, call, readInAppUser);
  }

  /** @internal The key of an app token in a store. */
  appTokenKey(corpId: string | undefined): string {
    return this.storeKey('dingtalk-app-token', corpId ?? '');
  }

  /** @internal A key in a store for what is known of an app at one DingTalk; holds no secret. */
  storeKey(kind: string, ...names: readonly string[]): string {
    const { api, clientID } = this._caller.settings;
    // By way of a Buffer, as encodeURIComponent throws at lone surrogates.
    const parts = [kind, api.host, clientID, ...names].map((name) => Buffer.from(name).toString());
    return parts.map(encodeURIComponent).join(':');
  }

  /** @internal Makes every later request through `agent`; without one, through an agent of the client's own. */
  setAgent(agent: unknown): void {
    this._caller.setAgent(readAgent(agent));
  }

  /** @internal A client that differs in these, and uses the same connections. */
  derive(changed: Pick<DingTalkClientOptions, 'clientID' | 'clientSecret' | DerivedOption>): DingTalkClient {
    const { api, oapi, tokenURL, userProfileURL, ...settings } = this._caller.settings;
    const { timeoutMs, preconnect, customHeaders } = settings;
    const client = new DingTalkClient({
      ...{ origins: { api: api.origin, oapi: oapi.origin }, timeoutMs, preconnect, customHeaders },
      ...{ tokenURL: tokenURL.href, userProfileURL: userProfileURL.href, ...changed },
    });
    client._caller.shareConnections(this._caller);
    return client;
  }

  /** @internal Any other call of DingTalk's, by somebody who has a user's access token. */
  async callAsUser(call: UserCall): Promise<JsonAnswer> {
    return this._caller.call(userRequest(this._caller.settings, call), (answer) => answer);
  }
}

function fetchAppToken(
  caller: Caller<ClientSettings>,
  path: string,
  body: object,
  secrets: readonly string[] = [],
): Promise<DingTalkAppToken> {
  const call = tokenRequest(caller.settings, path, "fetching the app's token", body);
  return caller.call({ ...call, secrets }, readAppToken);
}

function readDirectory<Value>(
  caller: Caller<ClientSettings>,
  appToken: string,
  call: DirectoryCall,
  read: ReadAnswer<Value>,
): Promise<Value> {
  return caller.call(directoryRequest(caller.settings, appToken, call), read);
}

type DerivedOption = 'tokenURL' | 'customHeaders';
