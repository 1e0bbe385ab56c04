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

// The calls of the new gateway, which `client.ts` describes.
export const userAccessTokenPath = '/v1.0/oauth2/userAccessToken';
export const mePath = '/v1.0/contact/users/me';
/** Gives the same token again during its life, prolonged. */
export const appAccessTokenPath = '/v1.0/oauth2/accessToken';
export const corpTokenPath = (corpId: string): string => `/v1.0/oauth2/${encodeURIComponent(corpId)}/token`;
/** Gives a new token each time. */
export const corpAccessTokenPath = '/v1.0/oauth2/corpAccessToken';

// The calls for the admin console, which `sso-client.ts` describes.
export const ssoAccessTokenPath = '/v1.0/oauth2/ssoAccessToken';
export const ssoUserInfoPath = '/v1.0/oauth2/ssoUserInfo';

// The calls of the old gateway, which takes the app token in the query.
export const userByUnionIdPath = '/topapi/user/getbyunionid';
export const memberPath = '/topapi/v2/user/get';
export const departmentPath = '/topapi/v2/department/get';
export const inAppUserPath = '/topapi/v2/user/getuserinfo';
export const appScopesPath = '/auth/scopes';

/** What DingTalk has instead of `Authorization: Bearer`. */
export const accessTokenHeader = 'x-acs-dingtalk-access-token';
