/**
 * Which DingTalk: `cn` is dingtalk.com, `intl` is dingtalk.io for organizations registered outside mainland
 * China. An app of one is unknown to the other.
 */
export type DingTalkRegion = 'cn' | 'intl';

/** The three hosts that sign-in talks to. */
export interface DingTalkOrigins {
  /** Where the browser is sent to: `https://login.dingtalk.com`. */
  login: string;
  /** The new API gateway, for tokens and the person: `https://api.dingtalk.com`. */
  api: string;
  /** The old API gateway, for the directory: `https://oapi.dingtalk.com`. */
  oapi: string;
}

const originsAt = (domain: string): Readonly<DingTalkOrigins> => ({
  login: `https://login.${domain}`,
  api: `https://api.${domain}`,
  oapi: `https://oapi.${domain}`,
});

export const originsByRegion: Readonly<Record<DingTalkRegion, Readonly<DingTalkOrigins>>> = {
  cn: originsAt('dingtalk.com'),
  intl: originsAt('dingtalk.io'),
};

/**
 * The consent page. OAuth 2.0 but for `prompt`, which is required, and the parameters of DingTalk's own.
 * @see {@link https://open.dingtalk.com/document/development/obtain-identity-credentials}
 */
export const authorizationPath = '/oauth2/auth';

/** Code or refresh token to user token. Takes and gives JSON in camel case, no form. */
export const userAccessTokenPath = '/v1.0/oauth2/userAccessToken';

/** Who the user token belongs to. Needs `Contact.User.Read`, and `Contact.User.mobile` for the mobile number. */
export const mePath = '/v1.0/contact/users/me';

/** An internal app's own token. Asking again within its life gives the same one, prolonged. */
export const appAccessTokenPath = '/v1.0/oauth2/accessToken';

/** An app's token for one organization, for internal and third-party apps alike. Snake case, of all of them. */
export const corpTokenPath = (corpId: string): string => `/v1.0/oauth2/${encodeURIComponent(corpId)}/token`;

/** An older third-party app's token for one organization. Each call gives a new one. */
export const corpAccessTokenPath = '/v1.0/oauth2/corpAccessToken';

/** unionId to userid, in the organization's directory. Old gateway: the token goes into the query. */
export const userByUnionIdPath = '/topapi/user/getbyunionid';

/**
 * A member's record. Needs `qyapi_get_member`, and further permissions for e-mail address and mobile number.
 */
export const memberPath = '/topapi/v2/user/get';

/** What the app may see of the organization. Old gateway, by GET. Needs `qyapi_base`, which every app has. */
export const appScopesPath = '/auth/scopes';

/** A department's name and parent. Needs the permission `qyapi_get_department_list`. */
export const departmentPath = '/topapi/v2/department/get';

/**
 * The code that a page got from the DingTalk client to the person, in the organization that the app token is for.
 * Old gateway. Spends the code; one of the browser flow is refused like one that never was.
 */
export const inAppUserPath = '/topapi/v2/user/getuserinfo';

/**
 * An organization's token for sign-in from the admin console, by a secret that is the organization's and no app's.
 * `corpid` in lower case, of all calls on this gateway.
 * @see {@link https://open.dingtalk.com/document/development/obtain-the-access-token-of-the-micro-application-background-without-log-on ssoAccessToken}
 */
export const ssoAccessTokenPath = '/v1.0/oauth2/ssoAccessToken';

/**
 * The code that the admin console appended to the page's URL to the administrator. Spends the code. Needs the
 * permission `qyapi_get_omp_sso_userinfo`.
 * @see {@link https://open.dingtalk.com/document/development/obtains-the-identity-of-an-application-administrator ssoUserInfo}
 */
export const ssoUserInfoPath = '/v1.0/oauth2/ssoUserInfo';

/** What DingTalk has instead of `Authorization: Bearer`. */
export const accessTokenHeader = 'x-acs-dingtalk-access-token';
