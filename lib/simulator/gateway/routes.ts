/** DingTalk's calls that are simulated, with their methods; the consent page has several. */
const PATHS = {
  /** Asks a person for consent. */
  authorize: 'ANY /oauth2/auth',
  /** A code or refresh token for the person's tokens. */
  userAccessToken: 'POST /v1.0/oauth2/userAccessToken',
  /** Who the person is. */
  me: 'GET /v1.0/contact/users/me',
  /** Like the next three, an app's own token. */
  accessToken: 'POST /v1.0/oauth2/accessToken',
  corpToken: 'POST /v1.0/oauth2/{corpId}/token',
  corpAccessToken: 'POST /v1.0/oauth2/corpAccessToken',
  gettoken: 'GET /gettoken',
  /** What the app may see. */
  authScopes: 'GET /auth/scopes',
  getbyunionid: 'POST /topapi/user/getbyunionid',
  userGet: 'POST /topapi/v2/user/get',
  departmentGet: 'POST /topapi/v2/department/get',
  /** Who opened a page or mini program inside DingTalk. */
  getuserinfo: 'POST /topapi/v2/user/getuserinfo',
  ssoAccessToken: 'POST /v1.0/oauth2/ssoAccessToken',
  /** Who opened an admin page. */
  ssoUserInfo: 'GET /v1.0/oauth2/ssoUserInfo',
  /** The beginning of Stream mode. */
  connectionsOpen: 'POST /v1.0/gateway/connections/open',
} as const;

/** A call of DingTalk's: what {@link Simulator.fail} takes and {@link SimulatorRequest.endpoint} names. */
export type SimulatorEndpoint = keyof typeof PATHS;

/** @internal One call of DingTalk that is simulated. */
export type Route = (typeof ROUTES)[number];

/** @internal */
export const ROUTES = Object.entries(PATHS).map(([name, route]) => {
  const endpoint = name as SimulatorEndpoint;
  const [method = '', path = ''] = route.split(' ');
  // The one that it has at DingTalk, which decides the grammar of failures.
  const host = endpoint === 'authorize' ? 'login' : path.startsWith('/v1.0/') ? 'api' : 'oapi';
  return { endpoint, host, method, path };
});

/** @internal */
export function routeOf(path: string): Route | undefined {
  const template = path.replace(/^(\/v1\.0\/oauth2)\/[^/]+\/token$/, '$1/{corpId}/token');
  return ROUTES.find((route) => route.path === template);
}

/** Permissions without which a call is refused. */
export const PERMISSIONS: Readonly<Partial<Record<SimulatorEndpoint, string>>> = {
  me: 'Contact.User.Read',
  ssoUserInfo: 'qyapi_get_omp_sso_userinfo',
  getbyunionid: 'qyapi_get_member',
  userGet: 'qyapi_get_member',
  departmentGet: 'qyapi_get_department_list',
};
