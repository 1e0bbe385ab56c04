import { randomBytes } from 'node:crypto';
import { type Answer, answerOf } from './http.js';
import { refusal } from './new.js';

/** The body of an answer of the old gateway, oapi.dingtalk.com. */
export type OldReply = Readonly<Record<string, unknown>>;

/** Whatever happened, the old gateway says it with HTTP 200. @param stringly - see SimulatorOptions */
export function oldGateway(reply: OldReply, stringly: boolean = false): Answer {
  const body = JSON.stringify(reply, stringly ? asInSamples : undefined);
  return answerOf('application/json', body, { server: 'DingTalk/1.0.0' });
}

/** A replacer for JSON.stringify that spells as the samples of DingTalk's documentation do. */
function asInSamples(_name: string, value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return value;
  if (value.length > 0 && value.every((item) => typeof item === 'number')) return JSON.stringify(value);
  return value.length === 1 && typeof value[0] === 'object' ? value[0] : value;
}

/** DingTalk's own are 11 to 13 letters and digits. */
function requestId(): string {
  return randomBytes(8).readBigUInt64BE().toString(36).padStart(13, '0');
}

export function success(result: unknown): OldReply {
  return { errcode: 0, errmsg: 'ok', result, request_id: requestId() };
}

/** Codes that the called service itself reports. Where only the code is documented the text is made up. */
const DIRECT: Readonly<Record<string, string>> = {
  '-1': '系统繁忙',
  15: '远程服务调用超时',
  22: '不合法的方法名',
  404: '请求的URI地址不存在',
  33001: '无效的企业ID',
  33012: '无效的USERID',
  40003: '不合法的userid',
  40013: '不合法的corpid',
  40029: '不合法的oauth_code',
  40035: '缺少参数 appkey或appsecret',
  40078: '不存在的临时授权码',
  40079: '不在应用可见范围内',
  40089: '不合法的corpid或corpsecret',
  40096: '不合法的appKey或appSecret',
  40102: '临时授权码已过期',
  41004: '缺少secret参数',
  41007: '缺少code参数',
  41026: '缺少临时授权码',
  42003: '授权码已过期',
  42007: '临时授权码已过期',
  42008: '临时授权码已被使用',
  50002: '请求的员工userid不在授权范围内',
  50004: '请求的部门id不在授权范围内',
  52010: '无效的corpid',
  60003: '部门不存在',
  60111: 'userid不存在',
  60120: '用户已被禁用',
  60121: '找不到该用户',
  400002: '无效的参数',
  400023: '用户不存在',
};

/** Codes of calls with a token, in front of the service: the gateway wraps them into 88 and spells them as a string. */
const OF_TOKENS = {
  40000: 'access_token is blank',
  40001: '获取access_token时Secret错误',
  40014: '不合法的access_token',
  41001: '缺少access_token参数',
  42001: 'access_token已过期',
  48003: 'access_token已失效',
  60011: '应用尚未开通所需的权限',
  400020: '没有访问权限',
};

/** Codes of calls made too often, by whichever limit. */
const TOO_OFTEN = [
  ...[45009, 90001, 90002, 90003, 90004, 90005, 90006, 90007, 90008, 90009, 90010],
  ...[90011, 90012, 90013, 90014, 90017, 90018, 90020],
];

/** Codes of every call, wrapped likewise. */
const OF_EVERY_CALL = {
  41030: '企业未对该套件授权',
  43007: '需要授权',
  48002: 'API接口无权限调用',
  48004: '授权关系无效',
  50001: 'redirect_uri未登记',
  50003: '应用已停用',
  50005: '企业已禁用',
  60020: '访问ip不在白名单之中',
  80001: '域名未备案',
  ...Object.fromEntries(TOO_OFTEN.map((code) => [code, '应用调用该接口的频率超过限制'])),
};

const WRAPPED: Readonly<Record<number, string>> = { ...OF_TOKENS, ...OF_EVERY_CALL };

export const codesOfTokens: readonly string[] = Object.keys(OF_TOKENS);
/** 88 is the wrapper without a code inside. */
export const oldCodesOfEveryCall: readonly string[] = ['-1', '15', '88', ...Object.keys(OF_EVERY_CALL)];

/** @param more - put after the text that the code has */
export function failure(code: number, more = ''): OldReply {
  const direct = DIRECT[code];
  if (direct !== undefined) return { errcode: code, errmsg: direct + more, request_id: requestId() };
  const message = WRAPPED[code];
  // Without a sub_code it is the time of the service behind the gateway that ran out.
  if (message === undefined) return { errcode: 88, errmsg: 'ding talk error', request_id: requestId() };
  return {
    errcode: 88,
    sub_code: String(code),
    sub_msg: message + more,
    errmsg: `ding talk error[subcode=${code},submsg=${message}${more}]`,
    request_id: requestId(),
  };
}

/** What DingTalk says of a path or method it does not have; outside `/v1.0` the old gateway says it, with HTTP 200. */
export function notFound(path: string): Answer {
  if (path === '/v1.0' || path.startsWith('/v1.0/')) return refusal('InvalidAction.NotFound');
  const code = path.startsWith('/topapi/') ? 22 : 404;
  return oldGateway({ errcode: code, errmsg: DIRECT[code] });
}
