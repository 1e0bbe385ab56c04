import {
  type Answer,
  codeNotFound,
  expiredToken,
  invalidClient,
  invalidCode,
  invalidConsoleToken,
  invalidCredentials,
  invalidSuite,
  invalidToken,
  ipRefused,
  json,
  permissionDenied,
  requestId,
  throttled,
  unauthorizedClient,
  unknownOrganization,
} from './new.js';
import {
  failure,
  ipNotAllowed,
  missingPermission,
  type OldReply,
  oldGateway,
  spellAsDocumented,
  wrappedFailure,
} from './old.js';
import { ROUTES, type SimulatorEndpoint } from './routes.js';

/** What an error's text depends on. */
export interface Refused {
  readonly endpoint: SimulatorEndpoint;
  readonly clientId: string;
  readonly address: string;
  readonly stringly: boolean;
}

/** The calls that can meet a code: those named, or all of the gateway. */
type Calls = readonly SimulatorEndpoint[];

type NewCode = readonly [code: string, answer: number | ((refused: Refused) => Answer), calls?: Calls];

const tokens: Calls = ['userAccessToken', 'accessToken', 'ssoAccessToken', 'connectionsOpen'];
const withToken: Calls = ['me', 'ssoUserInfo'];
const suite: Calls = ['corpAccessToken'];

/**
 * The new gateway's codes, with their status or the answer as it was recorded.
 * @see {@link https://open.dingtalk.com/document/development/server-api-error-codes-1}
 */
const NEW_CODES: readonly NewCode[] = [
  ['invalidClientIdOrSecret', invalidCredentials, tokens],
  ['invalidParameter.authCode.notFound', codeNotFound, ['userAccessToken']],
  ['invalid.client', invalidClient, ['corpToken']],
  ['unauthorized.client', unauthorizedClient, ['corpToken']],
  ['invalidSuiteKey', () => invalidSuite('invalidSuiteKey', 'suitekey不合法'), suite],
  ['invalidSuiteTicket', () => invalidSuite('invalidSuiteTicket', 'suiteTicket不合法'), suite],
  ['invalidAuthInfo', () => invalidSuite('invalidAuthInfo', '授权信息不合法'), suite],
  ['InvalidAuthentication', invalidToken, ['me']],
  ['accesstoken.expired', expiredToken, ['me']],
  ['invalidParameter.user.notFound', 404, ['me']],
  ['invalidToken', invalidConsoleToken, ['ssoUserInfo']],
  ['invalidCode', invalidCode, ['ssoUserInfo']],
  [
    'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    ({ endpoint }) =>
      permissionDenied([endpoint === 'ssoUserInfo' ? 'qyapi_get_omp_sso_userinfo' : 'Contact.User.Read']),
    withToken,
  ],
  ['Forbidden.AccessDenied.IpNotInWhiteList', ({ clientId, address }) => ipRefused(clientId, address)],
  ['Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', throttled],
  ['Forbidden.AccessDenied.QpmLimitForAppkeyAndApi', 403],
  ['Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi', 403],
  ['Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi', 403],
  ['Forbidden.AccessDenied.QpsLimitForApi', 403],
  ['Forbidden.AccessDenied.ApiCountLimitForOrg', 403],
  ['qps.exceed.limit', 400],
  ['request.often', 400],
  ['requestTooFast', 400],
  ['system.freq.limit', 500],
  ['system.busy', 429],
  ['systemBusy', 429],
  ['serviceBusy', 503],
  ['operationTimeout', 503],
  ['service.timeout', 504],
  ['systemError', 500],
  ['system.error', 500],
  ['server.error', 500],
  ['unknownError', unknownOrganization],
  ['permissions.error', 403],
  ['permission.deny', 403],
  ['apiPermissionDenied', 400],
];

type OldCode = readonly [code: number, reply: string | ((refused: Refused) => OldReply), calls?: Calls];

const people: Calls = ['getbyunionid', 'userGet'];
const directory: Calls = [...people, 'departmentGet', 'getuserinfo'];
const inAppCode: Calls = ['getuserinfo'];
const ownToken: Calls = ['gettoken'];
const departments: Calls = ['departmentGet'];

/** Those of the service behind the old gateway, around which nothing is wrapped. */
const DIRECT: readonly OldCode[] = [
  [33001, '无效的企业ID', ownToken],
  [40013, '不合法的corpid', ownToken],
  [40035, '缺少参数 appkey或appsecret', ownToken],
  [40089, '不合法的corpid或corpsecret', ownToken],
  [40096, '不合法的appKey或appSecret', ownToken],
  [41004, '缺少secret参数', ownToken],
  [52010, '无效的corpid', ownToken],
  [40003, '不合法的userid', people],
  [33012, '无效的USERID', people],
  [60111, 'userid不存在', people],
  [60120, '用户已被禁用', people],
  [60121, '找不到该用户', people],
  [400023, '用户不存在', people],
  [50002, '请求的员工userid不在授权范围内', people],
  [50004, '请求的部门id不在授权范围内', departments],
  [60003, '部门不存在', departments],
  [40029, '不合法的oauth_code', inAppCode],
  [40078, '不存在的临时授权码', inAppCode],
  [40079, '不在应用可见范围内', inAppCode],
  [40102, '临时授权码已过期', inAppCode],
  [41007, '缺少code参数', inAppCode],
  [41026, '缺少临时授权码', inAppCode],
  [42003, '授权码已过期', inAppCode],
  [42007, '临时授权码已过期', inAppCode],
  [42008, '临时授权码已被使用', inAppCode],
  [-1, '系统繁忙'],
  [15, '远程服务调用超时'],
];

/** Those of the gateway itself, inside 88. */
const WRAPPED: readonly OldCode[] = [
  [40000, 'access_token is blank', directory],
  [40001, '获取access_token时Secret错误', directory],
  [40014, '不合法的access_token', directory],
  [41001, '缺少access_token参数', directory],
  [42001, 'access_token已过期', directory],
  [48003, 'access_token已失效', directory],
  [400020, '没有访问权限', directory],
  [41030, '企业未对该套件授权'],
  [43007, '需要授权'],
  [48002, 'API接口无权限调用'],
  [48004, '授权关系无效'],
  [50001, 'redirect_uri未登记'],
  [50003, '应用已停用'],
  [50005, '企业已禁用'],
  [
    60011,
    ({ endpoint, clientId }) => missingPermission(clientId, permissionOf(endpoint)),
    [...directory, 'authScopes'],
  ],
  [60020, ({ clientId, address }) => ipNotAllowed(clientId, address)],
  [80001, '域名未备案'],
  [90018, '应用调用该接口的频率超过限制'],
  ...[45009, 90020, ...Array.from({ length: 17 }, (_, index) => 90001 + index)].map(
    (code): OldCode => [code, '调用次数超过限制，已被暂停'],
  ),
];

/** An address that made 10,000 calls in 20 seconds is told so for five minutes, whatever it asks. */
const BANNED = '1111';
const banned = { status: 1111, wait: 5, source: 'x5', punish: 'deny' };

/** An app's own permission for a call, for what is refused without it. */
function permissionOf(endpoint: SimulatorEndpoint): string {
  if (endpoint === 'departmentGet') return 'qyapi_get_department_list';
  return endpoint === 'authScopes' || endpoint === 'getuserinfo' ? 'qyapi_base' : 'qyapi_get_member';
}

/** The codes that `endpoint` can answer with; for `all` those that every call can. */
export function codesOf(endpoint: SimulatorEndpoint | 'all'): readonly string[] {
  const host = ROUTES.find((route) => route.endpoint === endpoint)?.host;
  const meets = ([, , calls]: readonly [unknown, unknown, Calls?]) =>
    calls === undefined || calls.some((call) => call === endpoint);
  if (endpoint === 'all') return ['unknownError', BANNED];
  if (host === 'login') return [];
  if (host === 'api') return [...NEW_CODES.filter(meets).map(([code]) => code), BANNED];
  return [...[...DIRECT, ...WRAPPED].filter(meets).map(([code]) => String(code)), '88', BANNED];
}

/** What a call that was made too often answers. */
export function throttlingCode(endpoint: SimulatorEndpoint): string {
  const isOld = ROUTES.some((route) => route.endpoint === endpoint && route.host === 'oapi');
  return isOld ? '90018' : 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi';
}

/**
 * What a call answers with one of its codes, in the grammar of its gateway. The texts are made up where only the code is
 * documented.
 */
export function answerWithCode(code: string, refused: Refused): Answer {
  if (code === BANNED) return json(200, banned);
  if (ROUTES.find(({ endpoint }) => endpoint === refused.endpoint)?.host !== 'oapi') {
    const [, answer = 500] = NEW_CODES.find(([known]) => known === code) ?? [];
    if (typeof answer === 'function') return answer(refused);
    return json(answer, { code, requestid: requestId(), message: code });
  }
  const reply = oldReply(code === 'unknownError' ? -1 : Number(code), refused);
  return oldGateway(refused.stringly ? spellAsDocumented(reply) : reply);
}

function oldReply(code: number, refused: Refused): OldReply {
  const [, direct] = DIRECT.find(([known]) => known === code) ?? [];
  if (typeof direct === 'string') return failure(code, direct);
  const [, wrapped] = WRAPPED.find(([known]) => known === code) ?? [];
  if (typeof wrapped === 'function') return wrapped(refused);
  // Without a sub_code it is the time of the service behind the gateway that ran out.
  return wrapped === undefined ? failure(88, 'ding talk error') : wrappedFailure(code, wrapped);
}
