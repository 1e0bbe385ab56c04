import { randomUUID } from 'node:crypto';
import { type Answer, answerOf } from './http.js';

/** An answer of the new gateway, api.dingtalk.com. */
export function json(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return answerOf('application/json;charset=utf-8', JSON.stringify(body), headers, status);
}

/**
 * What every call of the new gateway can meet. Codes with a text were recorded or documented for one of the calls
 * here; of the others the list of error codes has no more.
 * @see {@link https://open.dingtalk.com/document/development/server-api-error-codes-1}
 */
const OF_EVERY_CALL = {
  'Forbidden.AccessDenied.IpNotInWhiteList': [403, '访问ip不在白名单之中'],
  'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi': [403, '应用调用该接口的QPS超过限制'],
  'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi': [403],
  'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi': [403],
  'Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi': [403],
  'Forbidden.AccessDenied.QpsLimitForApi': [403],
  'Forbidden.AccessDenied.ApiCountLimitForOrg': [403],
  'qps.exceed.limit': [400],
  'request.often': [400],
  requestTooFast: [400],
  'system.freq.limit': [500],
  'system.busy': [429],
  systemBusy: [429],
  serviceBusy: [503],
  operationTimeout: [503],
  'service.timeout': [504],
  systemError: [500],
  'system.error': [500],
  'server.error': [500],
  // What oauth2/{corpId}/token says of an organization that is none: not the 400 that one would expect.
  unknownError: [500, '未知错误'],
  'permissions.error': [403],
  'permission.deny': [403],
  apiPermissionDenied: [400],
} as const;

const OF_SOME_CALLS = {
  'AuthenticationFailed.MissingParameter': [400, '缺少参数：x-acs-dingtalk-access-token'],
  invalidClientIdOrSecret: [400, '无效的clientId或者clientSecret'],
  'invalidParameter.authCode.notFound': [400, '不合法的临时授权码'],
  // Of oauth2/{corpId}/token. Nobody recorded one of userAccessToken, which borrows it.
  'unsupported.grant.type': [400, '不支持的grantType'],
  'invalid.client': [400, '无效的client_id或client_secret'],
  'unauthorized.client': [401, '企业未授权该应用'],
  invalidSuiteKey: [400, 'suitekey不合法'],
  invalidSuiteTicket: [400, 'suiteTicket不合法'],
  invalidAuthInfo: [400, '授权信息不合法'],
  invalidCode: [400, '无效的code'],
  invalidToken: [400, '无效的token'],
  InvalidAuthentication: [400, '不合法的access_token'],
  'accesstoken.expired': [400, '用户accessToken过期'],
  'invalidParameter.user.notFound': [404, '找不到该用户'],
  'InvalidAction.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  'Forbidden.AccessDenied.AccessTokenPermissionDenied': [403, '没有调用该接口的权限'],
  // The simulator's own limit; DingTalk's is not documented.
  RequestEntityTooLarge: [413, 'The simulator reads no body over 64 KiB.'],
} as const;

const CODES: Readonly<Record<string, readonly [number, string?]>> = { ...OF_EVERY_CALL, ...OF_SOME_CALLS };

/** @internal That of a field left out has the field's name in it. */
export type NewCode = keyof typeof OF_EVERY_CALL | keyof typeof OF_SOME_CALLS | `Missing${string}`;

export const newCodesOfEveryCall: readonly string[] = Object.keys(OF_EVERY_CALL);

/** @param more - put after the text that the code has */
export function refusal(code: NewCode, more: string = '', fields: object = {}): Answer {
  const missing = `${code.replace('Missing', '')} is mandatory for this action.`;
  const [status, text = code] = CODES[code] ?? [400, missing];
  return json(status, { code, requestid: randomUUID().toUpperCase(), message: text + more, ...fields });
}
