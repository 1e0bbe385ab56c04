import { type Answer, ipRefused, json, type NewCode, permissionDenied, refusal } from './new.js';
import { failure, ipNotAllowed, missingPermission, oldGateway, spellAsDocumented, TOO_OFTEN } from './old.js';
import { ROUTES, type SimulatorEndpoint } from './routes.js';

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

/** What every call of the new gateway can meet. */
const NEW: readonly NewCode[] = [
  'Forbidden.AccessDenied.IpNotInWhiteList',
  'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
  'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
  'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi',
  'Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi',
  'Forbidden.AccessDenied.QpsLimitForApi',
  'Forbidden.AccessDenied.ApiCountLimitForOrg',
  ...(['qps.exceed.limit', 'request.often', 'requestTooFast', 'system.freq.limit'] as const),
  ...(['system.busy', 'systemBusy', 'serviceBusy', 'operationTimeout', 'service.timeout'] as const),
  ...(['systemError', 'system.error', 'server.error', 'unknownError'] as const),
  ...(['permissions.error', 'permission.deny', 'apiPermissionDenied'] as const),
];

/** What every call of the old gateway can meet; 88 is the wrapper without a code inside. */
const OLD = [-1, 15, 88, 41030, 43007, 48002, 48004, 50001, 50003, 50005, 60020, 80001, ...TOO_OFTEN];

const WITH_TOKEN = [40000, 40001, 40014, 41001, 42001, 48003, 60011, 400020];
const OF_PEOPLE = [...WITH_TOKEN, 33012, 40003, 50002, 60111, 60120, 60121, 400002, 400023];
const TOKEN: readonly NewCode[] = ['invalidClientIdOrSecret'];
const PERMISSION = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';

/** What a call can meet besides. */
const OWN: Readonly<Partial<Record<SimulatorEndpoint, readonly (NewCode | number)[]>>> = {
  userAccessToken: [...TOKEN, 'invalidParameter.authCode.notFound', 'unsupported.grant.type'],
  me: ['InvalidAuthentication', 'accesstoken.expired', 'invalidParameter.user.notFound', PERMISSION],
  accessToken: TOKEN,
  corpToken: ['invalid.client', 'unauthorized.client', 'unsupported.grant.type'],
  corpAccessToken: ['invalidSuiteKey', 'invalidSuiteTicket', 'invalidAuthInfo'],
  ssoAccessToken: TOKEN,
  ssoUserInfo: ['invalidToken', 'invalidCode', PERMISSION],
  connectionsOpen: TOKEN,
  gettoken: [33001, 40013, 40035, 40089, 40096, 41004, 52010],
  authScopes: WITH_TOKEN,
  getbyunionid: OF_PEOPLE,
  userGet: OF_PEOPLE,
  departmentGet: [...WITH_TOKEN, 50004, 60003, 400002],
  getuserinfo: [...WITH_TOKEN, ...[40029, 40078, 40079, 40102, 41007, 41026, 42003, 42007, 42008, 400002]],
};

function hostOf(endpoint: SimulatorEndpoint | 'all') {
  return ROUTES.find((route) => route.endpoint === endpoint)?.host;
}

/** The codes that a call can answer with; for `all` those that every call can. */
export function codesOf(endpoint: SimulatorEndpoint | 'all'): readonly string[] {
  if (endpoint === 'all') return ['unknownError', BANNED];
  const host = hostOf(endpoint);
  if (host === 'login') return [];
  return [...(OWN[endpoint] ?? []), ...(host === 'api' ? NEW : OLD), BANNED].map(String);
}

/** What a call that was made too often answers. */
export function throttlingCode(endpoint: SimulatorEndpoint): string {
  return hostOf(endpoint) === 'oapi' ? '90018' : 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi';
}

/** What a call answers with one of its codes, in the grammar of its gateway. */
export function answerWithCode(code: string, refused: Refused): Answer {
  const { endpoint, clientId, address, stringly } = refused;
  if (code === BANNED) return json(200, banned);
  if (hostOf(endpoint) !== 'oapi') {
    if (code === 'Forbidden.AccessDenied.IpNotInWhiteList') return ipRefused(clientId, address);
    if (code === PERMISSION) return permissionDenied(permissionOf(endpoint));
    return refusal(code as NewCode);
  }
  const reply = () => {
    if (code === '60011') return missingPermission(clientId, permissionOf(endpoint));
    if (code === '60020') return ipNotAllowed(clientId, address);
    return failure(code === 'unknownError' ? -1 : Number(code));
  };
  return oldGateway(stringly ? spellAsDocumented(reply()) : reply());
}

/** The permission without which a call is refused. */
function permissionOf(endpoint: SimulatorEndpoint): string {
  const permissions: Partial<Record<SimulatorEndpoint, string>> = {
    me: 'Contact.User.Read',
    ssoUserInfo: 'qyapi_get_omp_sso_userinfo',
    getbyunionid: 'qyapi_get_member',
    userGet: 'qyapi_get_member',
    departmentGet: 'qyapi_get_department_list',
  };
  return permissions[endpoint] ?? 'qyapi_base';
}
