/**
 * DingTalk's calls that are simulated; the consent page has several methods. The host is the one that a call has at
 * DingTalk, which decides the grammar of failures.
 */
export const ROUTES = [
  { endpoint: 'authorize', host: 'login', method: 'ANY', path: '/oauth2/auth' },
  { endpoint: 'userAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/userAccessToken' },
  { endpoint: 'me', host: 'api', method: 'GET', path: '/v1.0/contact/users/me' },
  { endpoint: 'accessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/accessToken' },
  { endpoint: 'corpToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/{corpId}/token' },
  { endpoint: 'corpAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/corpAccessToken' },
  { endpoint: 'gettoken', host: 'oapi', method: 'GET', path: '/gettoken' },
  { endpoint: 'authScopes', host: 'oapi', method: 'GET', path: '/auth/scopes' },
  { endpoint: 'getbyunionid', host: 'oapi', method: 'POST', path: '/topapi/user/getbyunionid' },
  { endpoint: 'userGet', host: 'oapi', method: 'POST', path: '/topapi/v2/user/get' },
  { endpoint: 'departmentGet', host: 'oapi', method: 'POST', path: '/topapi/v2/department/get' },
  { endpoint: 'getuserinfo', host: 'oapi', method: 'POST', path: '/topapi/v2/user/getuserinfo' },
  { endpoint: 'ssoAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/ssoAccessToken' },
  { endpoint: 'ssoUserInfo', host: 'api', method: 'GET', path: '/v1.0/oauth2/ssoUserInfo' },
  { endpoint: 'connectionsOpen', host: 'api', method: 'POST', path: '/v1.0/gateway/connections/open' },
] as const;

export type Route = (typeof ROUTES)[number];

/** A call of DingTalk's: what {@link Simulator.fail} takes and {@link SimulatorRequest.endpoint} names. */
export type SimulatorEndpoint = Route['endpoint'];

export function routeOf(path: string): Route | undefined {
  const template = path.replace(/^(\/v1\.0\/oauth2)\/[^/]+\/token$/, '$1/{corpId}/token');
  return ROUTES.find((route) => route.path === template);
}

/** Permissions without which a call is refused. */
export const PERMISSIONS: Readonly<Partial<Record<SimulatorEndpoint, string>>> = {
  me: 'Contact.User.Read',
  getbyunionid: 'qyapi_get_member',
  userGet: 'qyapi_get_member',
  departmentGet: 'qyapi_get_department_list',
  ssoUserInfo: 'qyapi_get_omp_sso_userinfo',
};
