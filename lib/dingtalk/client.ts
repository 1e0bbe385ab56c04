import type { JsonAnswer } from './answer.js';
import { type CallContext, Caller } from './call.js';
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
  readDepartment,
  readInAppUser,
  readMember,
  readUser,
  readUserId,
} from './readers.js';
import {
  callAsUser,
  fetchToken,
  fetchUserTokens,
  type LanguageOptions,
  readDirectory,
  readLanguage,
  requireString,
  type UserCall,
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
    this._caller = callerOf(settings, new Connections(settings));
  }

  /** @internal The same client, for calls that have more secrets or another priority. */
  for(context: CallContext): DingTalkClient {
    return withCaller(this, this._caller.for(context));
  }

  /**
   * Opens a connection to DingTalk in the background for a sign-in that begins now; see the option `preconnect`. The
   * strategy and the Logto connector do this automatically. Failures are ignored.
   * @param directory - whether the sign-in needs the directory too, which has its own host
   * @experimental
   */
  preconnect({ directory = false }: { directory?: boolean } = {}): void {
    const { connections, settings } = this._caller;
    connections.openAhead(settings.tokenURL);
    if (directory) connections.openAhead(settings.oapi);
  }

  /**
   * Exchanges an authorization code for tokens. Needs no permission. The attempt uses up the code, and is retried only
   * if an idle connection closed before any byte of an answer.
   * @throws {@link DingTalkError} `DINGTALK_CODE_REJECTED` when the code is wrong, expired or used;
   * `DINGTALK_CREDENTIALS`, `_THROTTLED`, `_UNAVAILABLE`, `_TIMEOUT`, `_NETWORK`, `_INVALID_RESPONSE`, `_REFUSED`
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async exchangeCode(code: string): Promise<DingTalkTokens> {
    return fetchUserTokens(this._caller, 'exchanging the authorization code', 'code', code);
  }

  /**
   * Exchanges a refresh token for new tokens. Needs no permission. Each refresh token works once; store the new one.
   * @throws {@link DingTalkError} `DINGTALK_TOKEN_REJECTED` when the refresh token is wrong, used or expired: the user
   * must sign in again; otherwise as {@link exchangeCode}
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  async refresh(refreshToken: string): Promise<DingTalkTokens> {
    const operation = 'refreshing the access token';
    const tokens = fetchUserTokens(this._caller, operation, 'refreshToken', refreshToken);
    return tokens.catch((error: unknown) => {
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
    const secrets = [accessToken];
    return this._caller.call({ method: 'GET', url, headers, operation, secrets, repeats: 'read' }, readUser);
  }

  /**
   * The app token of an internal app, to call DingTalk as the app. Valid for 2 hours; needs no permission.
   * @throws {@link DingTalkError} as {@link exchangeCode}, but for the code
   * @experimental
   */
  async appAccessToken(): Promise<DingTalkAppToken> {
    const { clientID: appKey, clientSecret: appSecret } = this._caller.settings;
    return fetchToken(this._caller, fetchingToken, endpoints.appAccessTokenPath, { appKey, appSecret });
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
    const body = { client_id, client_secret, grant_type: 'client_credentials' };
    return fetchToken(this._caller, fetchingToken, path, body);
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
    requireString('suiteTicket', suiteTicket);
    const body = { suiteKey, suiteSecret, authCorpId, suiteTicket };
    return fetchToken(this._caller, fetchingToken, endpoints.corpAccessTokenPath, body, [suiteTicket]);
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

  /** What the app can read of the app token's organization. Retried like {@link me}. @experimental */
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
    const operation = 'exchanging the in-app code';
    const body = { code: requireString('code', code) };
    const call = { path: endpoints.inAppUserPath, operation, body, secrets: [code], repeats: undefined };
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
  derive(
    changed: Pick<DingTalkClientOptions, 'clientID' | 'clientSecret' | 'tokenURL' | 'customHeaders'>,
  ): DingTalkClient {
    const { clientID, clientSecret, tokenURL, customHeaders } = readClientOptions(changed);
    const { settings, connections } = this._caller;
    const own = { ...settings, clientID, clientSecret, tokenURL, customHeaders };
    return withCaller(this, callerOf(own, connections));
  }

  /** @internal Any other call of DingTalk's, by somebody who has a user's access token. */
  async callAsUser(call: UserCall): Promise<JsonAnswer> {
    return callAsUser(this._caller, call);
  }
}

const fetchingToken = "fetching the app's token";

function callerOf(settings: ClientSettings, connections: Connections): Caller<ClientSettings> {
  const { api, clientID, clientSecret } = settings;
  const shared = { connections, throttle: throttleOf(api, clientID) };
  return new Caller(settings, { secrets: [clientSecret] }, shared);
}

function withCaller(client: DingTalkClient, _caller: Caller<ClientSettings>): DingTalkClient {
  return Object.assign(Object.create(client), { _caller });
}
