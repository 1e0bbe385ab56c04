import type { DingTalkError } from '../../dingtalk/errors.js';
import type { Words } from '../language.js';

/** The checks, in the order in which they are made. */
export const checkNames = [
  'node',
  'network',
  'credentials',
  'ip-allow-list',
  'corp-id',
  'permission:qyapi_get_member',
  'permission:qyapi_get_department_list',
  'contact-scope',
  'permission:fieldEmail',
  'permission:fieldMobile',
  'sso-secret',
  'sign-in',
  'permission:Contact.User.Read',
  'permission:Contact.User.mobile',
  'union-id',
  'corp-id-in-token',
  'refresh',
  'used-code',
  'membership',
  'staff-record',
] as const;

export type CheckName = (typeof checkNames)[number];

/** Those that take a person's sign-in, on which all after it depend. */
export const personCheckNames: readonly CheckName[] = checkNames.slice(checkNames.indexOf('sign-in'));

/**
 * - `ok`: as it has to be
 * - `wrong`: keeps people from signing in, or an application from what it may want
 * - `unknown`: could not be told, or only you can tell
 * - `skipped`: depends on something that is wrong or was not given
 */
export type State = 'ok' | 'wrong' | 'unknown' | 'skipped';

/** What one check found. */
export interface Finding {
  name: CheckName;
  state: State;
  message: Words;
  /** What to do, a line for each step. */
  remedy?: Words | undefined;
  /** DingTalk's own code; without one, the word of this package or of the platform for what happened. */
  code?: string | undefined;
}

export function ok(name: CheckName, message: Words): Finding {
  return { name, state: 'ok', message };
}

export function wrong(name: CheckName, message: Words, remedy: Words, code?: string): Finding {
  return { name, state: 'wrong', message, remedy, code };
}

export function skipped(name: CheckName, message: Words): Finding {
  return { name, state: 'skipped', message };
}

/** Skipped because of another check. */
export function after(name: CheckName, other: CheckName): Finding {
  return skipped(name, { en: `depends on ${other}`, zh: `取决于 ${other}` });
}

/** For a call that ended neither as it should nor in a way that says what is wrong with the app. */
export function unclear(name: CheckName, error: DingTalkError, remedy?: Words): Finding {
  const { en, zh } = happenings[error.code] ?? happenings.DINGTALK_REFUSED;
  const facts = factsOf(error);
  return {
    name,
    state: 'unknown',
    message: { en: `${en}${facts}`, zh: `${zh}${facts}` },
    remedy,
    code: codeOf(error),
  };
}

export function codeOf(error: DingTalkError): string {
  return error.providerCode ?? error.cause?.code ?? error.code;
}

/** What DingTalk's support would ask for: ` [60011; request 16…]`. */
export function factsOf(error: DingTalkError): string {
  const facts = [
    error.upstreamStatus && error.upstreamStatus !== 200 && `HTTP ${error.upstreamStatus}`,
    codeOf(error),
    error.requestId && `request ${error.requestId}`,
  ].filter(Boolean);
  return ` [${facts.join('; ')}]`;
}

const happenings: Readonly<Partial<Record<DingTalkError['code'], Words>>> & { DINGTALK_REFUSED: Words } = {
  DINGTALK_TIMEOUT: { en: 'no answer in time', zh: '未及时响应' },
  DINGTALK_NETWORK: { en: 'the connection failed', zh: '连接失败' },
  DINGTALK_UNAVAILABLE: { en: 'DingTalk is down or busy', zh: '钉钉不可用或繁忙' },
  DINGTALK_THROTTLED: { en: 'too many calls; try again later', zh: '调用过于频繁，请稍后再试' },
  DINGTALK_INVALID_RESPONSE: {
    en: 'an answer came, but none that DingTalk documents; something in between may have given it',
    zh: '返回结果不符合钉钉的文档，可能来自中间的代理或网关',
  },
  DINGTALK_IP_NOT_ALLOWED: {
    en: 'DingTalk does not let this machine’s address ask',
    zh: '钉钉不允许本机地址查询',
  },
  DINGTALK_TOKEN_REJECTED: {
    en: 'DingTalk does not accept a token that it gave itself',
    zh: '钉钉不接受刚刚签发的令牌',
  },
  DINGTALK_CREDENTIALS: {
    en: 'DingTalk does not let the app in any more: the app or its organization may be stopped',
    zh: '钉钉不再接受该应用：应用或组织可能已停用',
  },
  DINGTALK_NOT_FOUND: { en: 'there is no such call at this address', zh: '该地址没有这个接口' },
  DINGTALK_REFUSED: { en: 'DingTalk refused in a way unknown here', zh: '钉钉拒绝了请求，原因不在已知之列' },
};
