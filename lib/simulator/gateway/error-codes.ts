import { invalid } from '../world/checks.js';
import type { Answer } from './answer.js';
import { json, requestId } from './new.js';
import { failure, oldGateway, spellAsDocumented, wrappedFailure } from './old.js';
import { ROUTES, type SimulatorEndpoint } from './routes.js';

interface Code {
  /** The old gateway's, in digits, or the new one's word. */
  readonly code: string;
  readonly message: string;
  /** Calls that can meet it; all of its gateway when absent. */
  readonly calls?: readonly SimulatorEndpoint[];
  /** HTTP status, at the new gateway. */
  readonly status?: number;
  /** Whether it is the service behind the old gateway that speaks, so that nothing is wrapped around it. */
  readonly direct?: boolean;
}

const people = { calls: ['getbyunionid', 'userGet'], direct: true } as const;
const inAppCode = { calls: ['getuserinfo'], direct: true } as const;
const withToken = { calls: ['getbyunionid', 'userGet', 'departmentGet', 'getuserinfo'] } as const;
const ownToken = { calls: ['gettoken'], direct: true } as const;

/**
 * What DingTalk's list of error codes has for these calls, and nothing that is set up here leads to. What is said is
 * made up: only the codes are documented, and the language of the texts is not stable.
 * @see {@link https://open.dingtalk.com/document/development/server-api-error-codes-1}
 */
const CODES: readonly Code[] = [
  { code: '33001', message: '无效的企业ID', ...ownToken },
  { code: '40013', message: '不合法的corpid', ...ownToken },
  { code: '52010', message: '无效的corpid', ...ownToken },
  { code: '41004', message: '缺少secret参数', ...ownToken },
  { code: '41030', message: '企业未对该套件授权' },
  { code: '48002', message: 'API接口无权限调用' },
  { code: '48004', message: '授权关系无效' },
  { code: '50003', message: '应用已停用' },
  { code: '50005', message: '企业已禁用' },
  { code: '40102', message: '临时授权码已过期', ...inAppCode },
  { code: '41026', message: '缺少临时授权码', ...inAppCode },
  { code: '42003', message: '授权码已过期', ...inAppCode },
  { code: '42007', message: '临时授权码已过期', ...inAppCode },
  { code: '42008', message: '临时授权码已被使用', ...inAppCode },
  { code: '41001', message: '缺少access_token参数', ...withToken },
  { code: '42001', message: 'access_token已过期', ...withToken },
  { code: '48003', message: 'access_token已失效', ...withToken },
  { code: '400020', message: '没有访问权限', ...withToken },
  { code: '40003', message: '不合法的userid', ...people },
  { code: '60111', message: 'userid不存在', ...people },
  { code: '60120', message: '用户已被禁用', ...people },
  { code: '400023', message: '用户不存在', ...people },
  ...[
    '45009',
    '90001',
    '90003',
    '90004',
    '90005',
    '90007',
    '90008',
    '90009',
    '90010',
    '90011',
    '90012',
    '90013',
  ]
    .concat('90017')
    .map((code) => ({ code, message: '调用次数超过限制，已被暂停' })),
  { code: 'qps.exceed.limit', message: 'QPS超过限制', status: 400 },
  { code: 'request.often', message: '请求过于频繁', status: 400 },
  { code: 'requestTooFast', message: '请求过快', status: 400 },
  { code: 'system.freq.limit', message: '系统限流', status: 500 },
  { code: 'operationTimeout', message: '操作超时', status: 503 },
  { code: 'service.timeout', message: '服务超时', status: 504 },
  { code: 'systemError', message: '系统错误', status: 500 },
  { code: 'system.error', message: '系统错误', status: 500 },
  { code: 'permissions.error', message: '没有权限', status: 403 },
  { code: 'permission.deny', message: '没有权限', status: 403 },
  { code: 'apiPermissionDenied', message: '没有接口权限', status: 400 },
];

/** What `endpoint` answers with a code of DingTalk's list, in the grammar of its gateway. */
export function refusalAnswer(endpoint: unknown, code: unknown, stringly: boolean): Answer {
  const known = codesOf(endpoint);
  const found = known.find((each) => each.code === String(code));
  if (!found) {
    const list = known.map((each) => each.code).join(', ');
    throw invalid(
      'code',
      list ? `be one of ${list} for ${endpoint}` : `belong to a call, which ${endpoint} is not`,
    );
  }
  const { message, status, direct } = found;
  if (status !== undefined) return json(status, { code: found.code, requestid: requestId(), message });
  const reply = direct ? failure(Number(found.code), message) : wrappedFailure(Number(found.code), message);
  return oldGateway(stringly ? spellAsDocumented(reply) : reply);
}

function codesOf(endpoint: unknown): readonly Code[] {
  const route = ROUTES.find((each) => each.endpoint === endpoint);
  return CODES.filter(({ calls, status }) =>
    calls
      ? calls.some((call) => call === route?.endpoint)
      : route?.host === (status === undefined ? 'oapi' : 'api'),
  );
}
