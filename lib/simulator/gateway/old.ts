import { randomBytes } from 'node:crypto';
import { type Answer, json, requestId } from './new.js';

/** The body of an answer of the old gateway, oapi.dingtalk.com. */
export type OldReply = Readonly<Record<string, unknown>>;

/** Whatever happened, the old gateway says it with HTTP 200. */
export function oldGateway(reply: OldReply): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', server: 'DingTalk/1.0.0' },
    body: JSON.stringify(reply),
  };
}

/** DingTalk's own are 11 to 13 letters and digits. */
function shortRequestId(): string {
  return randomBytes(8).readBigUInt64BE().toString(36).padStart(13, '0');
}

export function success(result: unknown): OldReply {
  return { errcode: 0, errmsg: 'ok', result, request_id: shortRequestId() };
}

/** A failure that the called service itself reports. */
export function failure(errcode: number, errmsg: string): OldReply {
  return { errcode, errmsg, request_id: shortRequestId() };
}

/** A failure in front of the service: the gateway wraps it into 88 and spells the true code as a string. */
export function wrappedFailure(code: number, message: string): OldReply {
  return {
    errcode: 88,
    sub_code: String(code),
    sub_msg: message,
    errmsg: `ding talk error[subcode=${code},submsg=${message}]`,
    request_id: shortRequestId(),
  };
}

export function missingPermission(clientId: string, scope: string): OldReply {
  const link = `https://open-dev.dingtalk.com/appscope/apply?content=${encodeURIComponent(`${clientId}#${scope}`)}`;
  return wrappedFailure(
    60011,
    `应用尚未开通所需的权限：[${scope}]，点击链接申请并开通即可：${link}, {requiredScopes=[${scope}]}`,
  );
}

export function ipNotAllowed(clientId: string, address: string): OldReply {
  return wrappedFailure(60020, `访问ip不在白名单之中,request ip=${address} appKey(${clientId})`);
}

/** The same reply, spelt as the samples of DingTalk's documentation are. */
export function spellAsDocumented(reply: OldReply): OldReply {
  return Object.fromEntries(Object.entries(reply).map(([name, value]) => [name, spell(value)]));
}

function spell(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return spellAsDocumented(value as OldReply);
  if (value.length > 0 && value.every((item) => typeof item === 'number')) return JSON.stringify(value);
  const items = value.map(spell);
  return items.length === 1 && typeof items[0] === 'object' ? items[0] : items;
}

/** What DingTalk says of a path or method it does not have; outside `/v1.0` the old gateway says it, with HTTP 200. */
export function notFound(path: string): Answer {
  if (path === '/v1.0' || path.startsWith('/v1.0/')) {
    return json(404, {
      code: 'InvalidAction.NotFound',
      message: 'Specified api is not found, please check your url and method.',
      requestid: requestId(),
    });
  }
  if (path.startsWith('/topapi/')) return oldGateway({ errcode: 22, errmsg: '不合法的方法名' });
  return oldGateway({ errcode: 404, errmsg: '请求的URI地址不存在' });
}
