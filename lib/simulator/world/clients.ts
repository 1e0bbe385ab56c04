/**
 * One app registered with the simulated DingTalk: what its developer set up in the console.
 */
export interface SimulatorClient {
  /** Client ID, formerly AppKey or SuiteKey: of your choice, unique among `clients`, the app's `clientID`. */
  clientId: string;
  /** Client Secret, formerly AppSecret or SuiteSecret: any text, the app's `clientSecret`. */
  clientSecret: string;
  /**
   * The 重定向URL list of the console, absolute `http:` or `https:` URLs without a fragment. An authorization
   * request that names any other, even by one character, is refused.
   */
  redirectUrls: readonly string[];
  /**
   * The admin page (管理后台地址), which the admin console opens with `code` appended. Absolute, `http:` or
   * `https:`, without a fragment. @defaultValue none
   */
  adminUrl?: string | undefined;
  /**
   * The app's name, as the consent page and the admin console show it: one, or one for each of their languages.
   * @defaultValue the client ID
   */
  name?: string | Readonly<Record<'en' | 'zh-CN', string>> | undefined;
  /**
   * Permissions granted to the app. Without the one a call needs it is refused; without the one a field needs the
   * field is absent:
   * - `Contact.User.Read`: contact/users/me (403)
   * - `Contact.User.mobile`: its `mobile` and `stateCode`
   * - `qyapi_get_member`: getbyunionid and user/get (60011)
   * - `qyapi_get_department_list`: department/get (60011)
   * - `qyapi_get_omp_sso_userinfo`: ssoUserInfo (403)
   * - `fieldEmail` (邮箱等个人信息): `email` of user/get
   * - `fieldMobile` (企业员工手机号信息): `mobile` of user/get
   * @defaultValue all of these
   */
  permissions?: readonly string[] | undefined;
  /**
   * The organization that an internal app belongs to: its app tokens see that organization and no other. Not for
   * a third-party app. @defaultValue the first organization
   */
  corpId?: string | undefined;
  /**
   * A third-party enterprise app is shown masked mobile numbers by contact/users/me, and no mobile and no e-mail
   * by user/get. It gets app tokens for the organizations in `authorizedCorpIds` only, by corpId.
   * @defaultValue false
   */
  thirdParty?: boolean | undefined;
  /** corpIds of the organizations that installed a third-party app. @defaultValue none */
  authorizedCorpIds?: readonly string[] | undefined;
  /**
   * The ticket that was pushed to a third-party app last: what corpAccessToken wants to see.
   * @defaultValue none was pushed, and every one is refused
   */
  suiteTicket?: string | undefined;
  /**
   * The 服务器出口IP list: calls with one of the app's tokens from any other address are refused, with 403 by the
   * new gateway and 60020 by the old one. Fetching a token is not a call with a token. On one machine a client
   * can come from 127.0.0.1, 127.0.0.2 and so on. @defaultValue every address may call
   */
  allowedIps?: readonly string[] | undefined;
  /**
   * The contact scope (通讯录接口权限范围): what of the organization the app may see, by departments, those below them
   * included, and by single people. auth/scopes tells it; user/get answers 50002 for others, department/get 50004.
   * @defaultValue the whole organization
   */
  contactScope?: SimulatorContactScope | undefined;
  /** An app whose version was never published has credentials that do not work. @defaultValue true */
  published?: boolean | undefined;
  /** A stopped app (应用已停用) gets app tokens, and every call with one is refused (50003). @defaultValue false */
  stopped?: boolean | undefined;
}

/** A part of an organization: `{ departmentIds: [100], userIds: ['tea-001'] }`; `{}` is nobody. */
export interface SimulatorContactScope {
  /** Departments, with all below them; 1 is the whole organization. @defaultValue none */
  departmentIds?: readonly number[] | undefined;
  /** userIds of single people. @defaultValue none */
  userIds?: readonly string[] | undefined;
}

type Required = 'permissions' | 'thirdParty' | 'published' | 'stopped';

/** {@link SimulatorClient} with nothing left open. */
export type Client = Readonly<
  Omit<SimulatorClient, Required | 'name' | 'corpId' | 'authorizedCorpIds' | 'contactScope'>
> &
  Readonly<{ [Key in Required]-?: NonNullable<SimulatorClient[Key]> }> & {
    readonly name: Readonly<Record<'en' | 'zh-CN', string>>;
    /** The organizations it gets app tokens for: an internal app's own, or those that installed a third-party app. */
    readonly corpIds: readonly string[];
    readonly contactScope: ContactScope;
  };

/** {@link SimulatorContactScope} with nothing left open. */
export interface ContactScope {
  readonly departmentIds: readonly number[];
  readonly userIds: readonly string[];
}

/** Whether the app's IP list, if it has one, lets calls from `address` through. */
export function mayCallFrom(client: Client, address: string): boolean {
  return client.allowedIps?.includes(address) ?? true;
}
