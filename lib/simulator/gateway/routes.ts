import { AUTHORIZE_PATH } from '../pages/authorize.js';
import type { SimulatorEndpoint } from '../types.js';

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
  { endpoint: 'getbyunionid', host: 'oapi', method: 'POST', path: '/topapi/user/getbyunionid' },
  { endpoint: 'userGet', host: 'oapi', method: 'POST', path: '/topapi/v2/user/get' },
  { endpoint: 'departmentGet', host: 'oapi', method: 'POST', path: '/topapi/v2/department/get' },
  { endpoint: 'getuserinfo', host: 'oapi', method: 'POST', path: '/topapi/v2/user/getuserinfo' },
  { endpoint: 'ssoAccessToken', host: 'api', method: 'POST', path: '/v1.0/oauth2/ssoAccessToken' },
  { endpoint: 'ssoUserInfo', host: 'api', method: 'GET', path: '/v1.0/oauth2/ssoUserInfo' },
];

export function routeOf(path: string): Route | undefined {
  return ROUTES.find((route) =>
    typeof route.path === 'string' ? route.path === path : route.path.test(path),
  );
}
