import { type NewCode, newCodesOfEveryCall } from './new.js';
import { codesOfTokens, oldCodesOfEveryCall } from './old.js';
import { ROUTES, type SimulatorEndpoint } from './routes.js';

/** An address that made 10,000 calls in 20 seconds gets this for five minutes, whatever it calls. */
export const BANNED = '1111';

const OF_PEOPLE = [...codesOfTokens, 33012, 40003, 50002, 60111, 60120, 60121, 400002, 400023];
const TOKEN: readonly NewCode[] = ['invalidClientIdOrSecret'];
export const IP_REFUSED = 'Forbidden.AccessDenied.IpNotInWhiteList';
export const PERMISSION_DENIED = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';

/** What a call can meet besides what every call of its gateway can. */
const OWN: Readonly<Partial<Record<SimulatorEndpoint, readonly (string | number)[]>>> = {
  userAccessToken: [...TOKEN, 'invalidParameter.authCode.notFound', 'unsupported.grant.type'],
  me: ['InvalidAuthentication', 'accesstoken.expired', 'invalidParameter.user.notFound', PERMISSION_DENIED],
  accessToken: TOKEN,
  corpToken: ['invalid.client', 'unauthorized.client', 'unsupported.grant.type'],
  corpAccessToken: ['invalidSuiteKey', 'invalidSuiteTicket', 'invalidAuthInfo'],
  ssoAccessToken: TOKEN,
  ssoUserInfo: ['invalidToken', 'invalidCode', PERMISSION_DENIED],
  connectionsOpen: TOKEN,
  gettoken: [33001, 40013, 40035, 40089, 40096, 41004, 52010],
  authScopes: codesOfTokens,
  getbyunionid: OF_PEOPLE,
  userGet: OF_PEOPLE,
  departmentGet: [...codesOfTokens, 50004, 60003, 400002],
  getuserinfo: [...codesOfTokens, 40029, 40078, 40079, 40102, 41007, 41026, 42003, 42007, 42008, 400002],
};

/** The codes that a call can answer with; for `all` those that every call can. */
export function codesOf(endpoint: SimulatorEndpoint | 'all'): readonly string[] {
  const host = ROUTES.find((route) => route.endpoint === endpoint)?.host;
  if (!host || endpoint === 'all') return ['unknownError', BANNED];
  if (host === 'login') return [];
  const ofEveryCall = host === 'api' ? newCodesOfEveryCall : oldCodesOfEveryCall;
  return [...(OWN[endpoint] ?? []), ...ofEveryCall, BANNED].map(String);
}

export function throttlingCode(endpoint: SimulatorEndpoint): string {
  return codesOf(endpoint).includes('90018') ? '90018' : 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi';
}
