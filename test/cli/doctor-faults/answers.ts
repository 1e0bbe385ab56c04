import type { Answer } from './servers.js';

// What DingTalk, and what stands between it and an application, answers.

/** Of the new gateway. */
export const api = (status: number, code: string, message = '', more: object = {}): Answer => ({
  status,
  body: { code, requestid: '7B1D8A7C-0000-0000-0000-000000000000', message, ...more },
});

/** Of the old gateway, which always answers with HTTP 200. */
export const old = (errcode: number, errmsg: string): Answer => ({
  body: { errcode, errmsg, request_id: '16k2h0000000' },
});

/** Of the old gateway, about what the service behind it refuses. */
export const wrapped = (code: number, message: string): Answer => ({
  body: {
    ...{ errcode: 88, sub_code: `${code}`, sub_msg: message, request_id: '16k2h0000000' },
    errmsg: `ding talk error[subcode=${code},submsg=${message}]`,
  },
});

export const html = (status = 200, title = 'Welcome', headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});

export const redirect = (location: string, status = 302): Answer => ({
  status,
  headers: { location, 'content-type': 'text/html' },
  body: '',
});

export const down = api(500, 'unknownError', '未知错误');
export const busy = old(-1, '系统繁忙');
export const tooMany: Answer = {
  status: 429,
  headers: { 'content-type': 'text/plain' },
  body: 'Too Many Requests',
};
export const systemBusy = api(429, 'system.busy', '系统繁忙');
export const qps = api(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '应用调用该接口的QPS超过限制');
export const banned: Answer = {
  body: { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: '5f3c9a' },
};
export const stopped = wrapped(50003, '应用已停用');
export const silent: Answer = { end: 'never answers' };

/** Later than any time limit that the cases set. */
export const late: Answer = { delayMs: 4000 };

const link = 'https://open-dev.dingtalk.com/appscope/apply?content=dingsimulatorexample%23';
export const lacks = (scope: string): Answer =>
  wrapped(
    60011,
    `应用尚未开通所需的权限：[${scope}]，点击链接申请并开通即可：${link}${scope}, {requiredScopes=[${scope}]}`,
  );

export const address = (wording: string): Answer =>
  api(403, 'Forbidden.AccessDenied.IpNotInWhiteList', wording);
