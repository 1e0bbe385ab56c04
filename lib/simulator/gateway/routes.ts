/** DingTalk's calls that are simulated, with their methods; the consent page has several. */
const PATHS = {
  authorize: 'ANY /oauth2/auth',
  userAccessToken: 'POST /v1.0/oauth2/userAccessToken',
  me: 'GET /v1.0/contact/users/me',
  accessToken: 'POST /v1.0/oauth2/accessToken',
  corpToken: 'POST /v1.0/oauth2/{corpId}/token',
  corpAccessToken: 'POST /v1.0/oauth2/corpAccessToken',
  gettoken: 'GET /gettoken',
  authScopes: 'GET /auth/scopes',
  getbyunionid: 'POST /topapi/user/getbyunionid',
  userGet: 'POST /topapi/v2/user/get',
  departmentGet: 'POST /topapi/v2/department/get',
  getuserinfo: 'POST /topapi/v2/user/getuserinfo',
  ssoAccessToken: 'POST /v1.0/oauth2/ssoAccessToken',
  ssoUserInfo: 'GET /v1.0/oauth2/ssoUserInfo',
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
