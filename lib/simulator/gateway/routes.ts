/** A call of DingTalk's: what {@link Simulator.fail} takes and {@link SimulatorRequest.endpoint} names. */
export type SimulatorEndpoint =
  /** GET and POST oauth2/auth: the consent page */
  | 'authorize'
  /** POST v1.0/oauth2/userAccessToken: a code or refresh token for the person's tokens */
  | 'userAccessToken'
  /** GET v1.0/contact/users/me: who the person is */
  | 'me'
  /** POST v1.0/oauth2/accessToken: like the next three, an app's own token */
  | 'accessToken'
  /** POST v1.0/oauth2/{corpId}/token */
  | 'corpToken'
  /** POST v1.0/oauth2/corpAccessToken */
  | 'corpAccessToken'
  /** GET gettoken */
  | 'gettoken'
  /** GET auth/scopes: what the app may see */
  | 'authScopes'
  /** POST topapi/user/getbyunionid */
  | 'getbyunionid'
  /** POST topapi/v2/user/get */
  | 'userGet'
  /** POST topapi/v2/department/get */
  | 'departmentGet'
  /** POST topapi/v2/user/getuserinfo: who opened a page or mini program inside DingTalk */
  | 'getuserinfo'
  /** POST v1.0/oauth2/ssoAccessToken */
  | 'ssoAccessToken'
  /** GET v1.0/oauth2/ssoUserInfo: who opened an admin page */
  | 'ssoUserInfo'
  /** POST v1.0/gateway/connections/open: the beginning of Stream mode */
  | 'connectionsOpen';

/** The page that asks a person for consent. */
export const AUTHORIZE_PATH = '/oauth2/auth';

/** One call of DingTalk that is simulated. */
export interface Route {
  readonly endpoint: SimulatorEndpoint;
  /** The host it has at DingTalk, which decides the grammar of failures. */
  readonly host: 'login' | 'api' | 'oapi';
  /** The only method it takes; the authorization page decides for itself. */
  readonly method?: 'GET' | 'POST';
  readonly path: string | RegExp;
}

export const ROUTES: readonly Route[] = [
  { endpoint: 'authorize', host: 'login', path: AUTHORIZE_PATH },
  { endpoint: 'userAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/userAccessToken' },
  { endpoint: 'me', host: 'api', method: 'GET', path: '/v1.0/contact/users/me' },
  { endpoint: 'accessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/accessToken' },
  { endpoint: 'corpAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/corpAccessToken' },
  { endpoint: 'corpToken', host: 'api', method: 'POST', path: /^\/v1\.0\/oauth2\/([^/]+)\/token$/ },
  { endpoint: 'gettoken', host: 'oapi', method: 'GET', path: '/gettoken' },
  { endpoint: 'authScopes', host: 'oapi', method: 'GET', path: '/auth/scopes' },
  { endpoint: 'getbyunionid', host: 'oapi', method: 'POST', path: '/topapi/user/getbyunionid' },
  { endpoint: 'userGet', host: 'oapi', method: 'POST', path: '/topapi/v2/user/get' },
  { endpoint: 'departmentGet', host: 'oapi', method: 'POST', path: '/topapi/v2/department/get' },
  { endpoint: 'getuserinfo', host: 'oapi', method: 'POST', path: '/topapi/v2/user/getuserinfo' },
  { endpoint: 'ssoAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/ssoAccessToken' },
  { endpoint: 'ssoUserInfo', host: 'api', method: 'GET', path: '/v1.0/oauth2/ssoUserInfo' },
  { endpoint: 'connectionsOpen', host: 'api', method: 'POST', path: '/v1.0/gateway/connections/open' },
];

export function routeOf(path: string): Route | undefined {
  return ROUTES.find((route) =>
    typeof route.path === 'string' ? route.path === path : route.path.test(path),
  );
}

/** Permissions without which a call is refused. */
export const PERMISSIONS: Readonly<Partial<Record<SimulatorEndpoint, string>>> = {
  me: 'Contact.User.Read',
  ssoUserInfo: 'qyapi_get_omp_sso_userinfo',
  getbyunionid: 'qyapi_get_member',
  userGet: 'qyapi_get_member',
  departmentGet: 'qyapi_get_department_list',
};
