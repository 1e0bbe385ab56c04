import type { SimulatorOrganization } from './world/organizations.js';

/** One app registered with the simulated DingTalk: what its developer set up in the console. */
export interface SimulatorClient {
  /** Client ID, formerly AppKey or SuiteKey. */
  clientId: string;
  /** Client Secret, formerly AppSecret or SuiteSecret. */
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
  /** The app's name, as the consent page shows it. @defaultValue the client ID */
  name?: string | undefined;
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
  /** An app whose version was never published has credentials that do not work. @defaultValue true */
  published?: boolean | undefined;
}

/** One DingTalk account. What is left out is absent from DingTalk's answers too. */
export interface SimulatorPerson {
  /** The same for all apps of one developer; the simulator has one developer. */
  unionId: string;
  nick: string;
  /**
   * Differs from app to app at DingTalk; made from the client ID and unionId when absent. One given here is
   * told to every app.
   */
  openId?: string | undefined;
  /**
   * Address of the picture. A path (`/…`) is completed with the simulator's own origin, which draws a picture
   * of everybody at `/simulator/avatars/<unionId>.svg`.
   */
  avatarUrl?: string | undefined;
  /** National number, without the country code. */
  mobile?: string | undefined;
  /** Country calling code without `+`, for example `86`. */
  stateCode?: string | undefined;
  /** The person's own address, as contact/users/me tells it. */
  email?: string | undefined;
  /** corpIds of the organizations the person belongs to: what the consent page offers. */
  organizations?: readonly string[] | undefined;
  /** corpIds, among `organizations`, that the person administers: what `org_type=management` asks for. */
  administers?: readonly string[] | undefined;
}

/** What {@link startSimulator} is told. Everything is copied; a later change of the objects changes nothing. */
export interface SimulatorOptions {
  /** TCP port on the loopback interface; 0 takes any free one. @defaultValue 0 */
  port?: number | undefined;
  /** At least one. @defaultValue one client, {@link defaultClient} */
  clients?: readonly SimulatorClient[] | undefined;
  /** At least one; the first who may sign in is preselected. @defaultValue {@link defaultPeople} */
  people?: readonly SimulatorPerson[] | undefined;
  /** @defaultValue {@link defaultOrganizations} */
  organizations?: readonly SimulatorOrganization[] | undefined;
  /** Milliseconds since the epoch; inject to let codes and tokens expire without waiting. @defaultValue `Date.now` */
  clock?: (() => number) | undefined;
  /**
   * Answers `topapi/` calls as the samples of DingTalk's documentation look: every number and boolean as a
   * string, lists of them as one string (`"[2,3,4]"`), a list of one object as that object. @defaultValue false
   */
  stringly?: boolean | undefined;
}

/** The calls that {@link Simulator.fail} can bend and {@link SimulatorRequest.endpoint} names. */
export type SimulatorEndpoint =
  | 'authorize'
  /** POST v1.0/oauth2/userAccessToken */
  | 'userAccessToken'
  /** GET v1.0/contact/users/me */
  | 'me'
  /** POST v1.0/oauth2/accessToken */
  | 'accessToken'
  /** POST v1.0/oauth2/{corpId}/token */
  | 'corpToken'
  /** POST v1.0/oauth2/corpAccessToken */
  | 'corpAccessToken'
  /** GET gettoken */
  | 'gettoken'
  /** POST topapi/user/getbyunionid */
  | 'getbyunionid'
  /** POST topapi/v2/user/get */
  | 'userGet'
  /** POST topapi/v2/department/get */
  | 'departmentGet'
  /** POST topapi/v2/user/getuserinfo */
  | 'getuserinfo'
  /** POST v1.0/oauth2/ssoAccessToken */
  | 'ssoAccessToken'
  /** GET v1.0/oauth2/ssoUserInfo */
  | 'ssoUserInfo';

/**
 * An answer to give instead of the true one.
 *
 * With `status`, `headers` or `body` the request is not acted upon: no code is spent. With only `delayMs` or
 * `after` the true answer is given, late or in part: its code is spent.
 */
export interface SimulatorAnswer {
  /** @defaultValue 200 */
  status?: number | undefined;
  /** Added to, and winning over, `content-type: application/json;charset=utf-8`. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as it is when a string, as JSON otherwise. @defaultValue an empty body */
  body?: unknown;
  /** Waits so long before the first byte of the answer; `Infinity` never answers. Milliseconds. */
  delayMs?: number | undefined;
  /** Sends so many bytes of the body, then stays silent (`'stall'`) or cuts the connection (`'cut'`). */
  after?: { bytes: number; ending: 'stall' | 'cut' } | undefined;
  /** Cuts the connection without any answer (after `delayMs`); the request is not acted upon. */
  hangUp?: boolean | undefined;
}

/** One request that reached the simulator, in order of arrival. */
export interface SimulatorRequest {
  /** Absent when the path is none of DingTalk's. */
  endpoint?: SimulatorEndpoint | undefined;
  method: string;
  /** Path with query, as received. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Body as received, undecoded; at most 64 KiB, which is also where requests are refused. */
  body: string;
  /** Counts the TCP connections of this simulator from 1: equal numbers shared one connection. */
  connection: number;
}

/** Who consents to what: the argument of {@link Simulator.authorize}. */
export interface SimulatorAuthorization {
  clientId: string;
  /** One of the client's `redirectUrls`. */
  redirectUri: string;
  /** The person who consents. */
  unionId: string;
  /** `openid` or `openid corpid`. @defaultValue `'openid'` */
  scope?: string | undefined;
  /** The organization chosen; needs `corpid` in the scope. @defaultValue the person's first */
  corpId?: string | undefined;
  /** Returned as it is; without it the redirect has none. */
  state?: string | undefined;
}

/** Who opens what from within DingTalk: the argument of {@link Simulator.inAppCode} and {@link Simulator.adminUrl}. */
export interface SimulatorVisit {
  clientId: string;
  /** A member of the organization. */
  unionId: string;
  /** One that the app is for. @defaultValue the first of those */
  corpId?: string | undefined;
}

/** A running simulator. */
export interface Simulator {
  /** Ready for the `origins` option of the strategy and the client. */
  readonly origins: { readonly login: string; readonly api: string; readonly oapi: string };
  /**
   * Every request so far, oldest first; of more than 10,000 the oldest are dropped. Requests for the simulator's
   * own pictures, scripts and pages (`/simulator/…`), and those refused for coming from elsewhere than loopback, are not listed.
   */
  readonly requests: readonly SimulatorRequest[];
  /**
   * Agrees on a person's behalf, without the consent page.
   * @returns the URL of the app's callback that the `Agree` button would have led to, with its `code`, `authCode`
   * and `state`. The same rules apply as in the browser.
   * @throws TypeError that names what DingTalk would have refused.
   */
  authorize(authorization: SimulatorAuthorization): string;
  /**
   * What `dd.requestAuthCode` gives a page of the app, opened inside DingTalk: good once, for five minutes.
   * @throws TypeError that names what is wrong.
   */
  inAppCode(visit: SimulatorVisit): string;
  /**
   * Opens the app in the admin console.
   * @returns the app's admin page, with `code` appended: good once, for five minutes.
   * @throws TypeError that names what is wrong.
   */
  adminUrl(visit: SimulatorVisit): string;
  /**
   * Answers the next `times` requests to `endpoint` with `answer`; `Infinity` is all of them. Calls queue up:
   * a second answer begins when the first is used up.
   * @defaultValue times 1
   * @throws TypeError for an unknown endpoint or a malformed answer.
   */
  fail(endpoint: SimulatorEndpoint, answer: SimulatorAnswer, times?: number): void;
  /**
   * {@link Simulator.fail} with the answer of a call that was made too often: 403 with
   * `Forbidden.AccessDenied.QpsLimitForAppkeyAndApi` from the new gateway, 90018 inside 88 from the old one.
   * @defaultValue times 1
   * @throws TypeError for an endpoint of neither gateway.
   */
  throttle(endpoint: Exclude<SimulatorEndpoint, 'authorize'>, times?: number): void;
  /** Kills every app token that is out, and every token of the admin console: calls with one are refused (40014), the next fetch gives a new one. */
  expireAppTokens(): void;
  /** Stops listening and cuts every connection, answered or not. More calls do no harm. */
  close(): Promise<void>;
}
