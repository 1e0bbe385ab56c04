import type { Answer } from './http.js';
import { ipRefused, json, type NewCode, newCodesOfEveryCall, permissionDenied, refusal } from './new.js';
import {
  codesOfTokens,
  failure,
  ipNotAllowed,
  missingPermission,
  oldCodesOfEveryCall,
  oldGateway,
} from './old.js';
import { PERMISSIONS, ROUTES, type SimulatorEndpoint } from './routes.js';

/** What an error's text depends on. */
export interface Refused {
  readonly endpoint: SimulatorEndpoint;
  readonly clientId: string;
  readonly address: string;
  readonly stringly: boolean;
}

/** An address that made 10,000 calls in 20 seconds gets this for five minutes, whatever it calls. */
const BANNED = '1111';
const banned = { status: 1111, wait: 5, source: 'x5', punish: 'deny' };

const OF_PEOPLE = [...codesOfTokens, 33012, 40003, 50002, 60111, 60120, 60121, 400002, 400023];
const TOKEN: readonly NewCode[] = ['invalidClientIdOrSecret'];
const PERMISSION = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';

/** What a call can meet besides what every call of its gateway can. */
const OWN: Readonly<Partial<Record<SimulatorEndpoint, readonly (string | number)[]>>> = {
  userAccessToken: [...TOKEN, 'invalidParameter.authCode.notFound', 'unsupported.grant.type'],
  me: ['InvalidAuthentication', 'accesstoken.expired', 'invalidParameter.user.notFound', PERMISSION],
  accessToken: TOKEN,
  corpToken: ['invalid.client', 'unauthorized.client', 'unsupported.grant.type'],
  corpAccessToken: ['invalidSuiteKey', 'invalidSuiteTicket', 'invalidAuthInfo'],
  ssoAccessToken: TOKEN,
  ssoUserInfo: ['invalidToken', 'invalidCode', PERMISSION],
  connectionsOpen: TOKEN,
  gettoken: [33001, 40013, 40035, 40089, 40096, 41004, 52010],
  authScopes: codesOfTokens,
  getbyunionid: OF_PEOPLE,
  userGet: OF_PEOPLE,
  departmentGet: [...codesOfTokens, 50004, 60003, 400002],
  getuserinfo: [...codesOfTokens, 40029, 40078, 40079, 40102, 41007, 41026, 42003, 42007, 42008, 400002],
};

function hostOf(endpoint: SimulatorEndpoint | 'all') {
  return ROUTES.find((route) => route.endpoint === endpoint)?.host;
}

/** The codes that a call can answer with; for `all` those that every call can. */
export function codesOf(endpoint: SimulatorEndpoint | 'all'): readonly string[] {
  if (endpoint === 'all') return ['unknownError', BANNED];
  const host = hostOf(endpoint);
  if (host === 'login') return [];
  const ofEveryCall = host === 'api' ? newCodesOfEveryCall : oldCodesOfEveryCall;
  return [...(OWN[endpoint] ?? []), ...ofEveryCall, BANNED].map(String);
}

/** What a call that was made too often answers. */
export function throttlingCode(endpoint: SimulatorEndpoint): string {
  return hostOf(endpoint) === 'oapi' ? '90018' : 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi';
}

/** What a call answers with one of its codes, in the grammar of its gateway. */
export function answerWithCode(code: string, refused: Refused): Answer {
  const { endpoint, clientId, address, stringly } = refused;
  const permission = PERMISSIONS[endpoint] ?? 'qyapi_base';
  if (code === BANNED) return json(200, banned);
  if (code === 'Forbidden.AccessDenied.IpNotInWhiteList') return ipRefused(clientId, address);
  if (code === PERMISSION) return permissionDenied(permission);
  if (code === '60011') return oldGateway(missingPermission(clientId, permission), stringly);
  if (code === '60020') return oldGateway(ipNotAllowed(clientId, address), stringly);
  if (hostOf(endpoint) !== 'oapi') return refusal(code as NewCode);
  return oldGateway(failure(code === 'unknownError' ? -1 : Number(code)), stringly);
}
