import type { DingTalkErrorCode } from '../../lib/dingtalk/error-codes.js';
import { answer, type Respond } from './raw-server.js';

/** An answer that no sign-in may survive, and what it has to be called. */
export interface HostileAnswer {
  name: string;
  respond: Respond;
  code: DingTalkErrorCode;
  upstreamStatus?: number;
  providerCode?: string;
}

const requestid = '5D1A9C2E-0000-7000-8000-123456789ABC';

/**
 * Every kind of refusal and nonsense that DingTalk, or something in between, can answer.
 * @param echo - text to weave into whatever an answer has room for, as a careless gateway would
 */
export function hostileAnswers(echo = ''): HostileAnswer[] {
  const message = `不行 ${echo}`;
  const says =
    (bytes: string): Respond =>
    (socket) =>
      socket.write(bytes);
  const cuts =
    (bytes: string): Respond =>
    (socket) =>
      socket.end(bytes);
  const refusal = (status: number, code: string, expected: DingTalkErrorCode, extra = {}): HostileAnswer => ({
    name: `HTTP ${status} with ${code}`,
    respond: says(answer(status, { code, requestid: `${requestid}${echo}`, message, ...extra })),
    code: expected,
    upstreamStatus: status,
    providerCode: code,
  });
  const oldRefusal = (body: object, expected: DingTalkErrorCode, providerCode: string): HostileAnswer => ({
    name: `HTTP 200 with ${JSON.stringify({ ...body, errmsg: undefined, sub_msg: undefined })}`,
    respond: says(answer(200, { errmsg: message, request_id: requestid, ...body })),
    code: expected,
    upstreamStatus: 200,
    providerCode,
  });
  const nonsense = (name: string, bytes: string, upstreamStatus = 200): HostileAnswer => ({
    name,
    respond: says(bytes),
    code: 'DINGTALK_INVALID_RESPONSE',
    upstreamStatus,
  });
  const html = `<!DOCTYPE html><title>Blocked</title><p>${echo}`;
  const truncated = `{"accessToken":"${echo}","unionId":"u`;
  const latin1 = '{"unionId":"\xff","accessToken":"A","nick":"\xe9"}';

  return [
    refusal(400, 'invalidClientIdOrSecret', 'DINGTALK_CREDENTIALS'),
    refusal(400, 'InvalidAuthentication', 'DINGTALK_TOKEN_REJECTED'),
    refusal(400, 'accesstoken.expired', 'DINGTALK_TOKEN_REJECTED'),
    refusal(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', 'DINGTALK_PERMISSION', {
      accessdenieddetail: { requiredScopes: ['Contact.User.Read', echo] },
    }),
    refusal(403, 'Forbidden.AccessDenied.IpNotInWhiteList', 'DINGTALK_IP_NOT_ALLOWED'),
    refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 'DINGTALK_THROTTLED'),
    refusal(403, 'Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi', 'DINGTALK_THROTTLED'),
    refusal(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg', 'DINGTALK_THROTTLED'),
    refusal(403, 'Forbidden.SomethingNew', 'DINGTALK_REFUSED'),
    refusal(404, 'invalidParameter.user.notFound', 'DINGTALK_NOT_FOUND'),
    refusal(404, 'InvalidAction.NotFound', 'DINGTALK_NOT_FOUND'),
    refusal(400, 'MissingclientId', 'DINGTALK_REFUSED'),
    refusal(429, 'somethingUnknown', 'DINGTALK_THROTTLED'),
    refusal(429, 'system.busy', 'DINGTALK_UNAVAILABLE'),
    refusal(500, 'unknownError', 'DINGTALK_UNAVAILABLE'),
    refusal(503, 'serviceBusy', 'DINGTALK_UNAVAILABLE'),
    refusal(200, 'invalidClientIdOrSecret', 'DINGTALK_CREDENTIALS'),
    oldRefusal({ errcode: 404 }, 'DINGTALK_NOT_FOUND', '404'),
    oldRefusal({ errcode: -1 }, 'DINGTALK_UNAVAILABLE', '-1'),
    oldRefusal({ errcode: 40014 }, 'DINGTALK_TOKEN_REJECTED', '40014'),
    oldRefusal({ errcode: '60020' }, 'DINGTALK_IP_NOT_ALLOWED', '60020'),
    oldRefusal({ errcode: 88, sub_code: '60011', sub_msg: message }, 'DINGTALK_PERMISSION', '60011'),
    oldRefusal({ errcode: 88, sub_code: '90018', sub_msg: message }, 'DINGTALK_THROTTLED', '90018'),
    {
      name: 'the answer to a banned IP address',
      respond: says(answer(200, { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: echo })),
      code: 'DINGTALK_THROTTLED',
      upstreamStatus: 200,
      providerCode: '1111',
    },
    {
      name: 'HTTP 503 without a body',
      respond: says(answer(503, '')),
      code: 'DINGTALK_UNAVAILABLE',
      upstreamStatus: 503,
    },
    {
      name: 'HTTP 502 with an HTML page',
      respond: says(answer(502, html, { 'Content-Type': 'text/html' })),
      code: 'DINGTALK_UNAVAILABLE',
      upstreamStatus: 502,
    },
    nonsense('HTTP 200 with an HTML page', answer(200, html, { 'Content-Type': 'text/html' })),
    nonsense('HTTP 403 with an HTML page', answer(403, html, { 'Content-Type': 'text/html' }), 403),
    nonsense('an HTML page declared to be JSON', answer(200, html)),
    nonsense('truncated JSON', answer(200, truncated)),
    nonsense('JSON that is a list', answer(200, [{ accessToken: echo }])),
    nonsense('JSON that is a text', answer(200, JSON.stringify(echo))),
    nonsense('JSON null', answer(200, 'null')),
    nonsense('an object of another shape', answer(200, { result: { token: echo } })),
    nonsense('an empty object', answer(200, {})),
    nonsense('an empty body', answer(200, '')),
    nonsense('HTTP 204', 'HTTP/1.1 204 No Content\r\n\r\n', 204),
    nonsense(
      'JSON declared to be text',
      answer(200, { accessToken: 'A', unionId: 'u', refreshToken: echo }, { 'Content-Type': 'text/plain' }),
    ),
    {
      name: 'text that is no UTF-8',
      respond: (socket) => socket.write(answer(200, latin1, { 'Content-Length': latin1.length }), 'latin1'),
      code: 'DINGTALK_INVALID_RESPONSE',
      upstreamStatus: 200,
    },
    {
      name: 'a body over 1 MiB',
      // Made when it is wanted, and not with each table.
      respond: (socket) =>
        socket.write(answer(200, { unionId: 'u', accessToken: 'a', x: 'x'.repeat(1024 * 1024) })),
      code: 'DINGTALK_INVALID_RESPONSE',
      upstreamStatus: 200,
    },
    nonsense('a redirect', answer(302, '', { Location: `https://example.com/?token=${echo}` }), 302),
    nonsense('a permanent redirect', answer(308, '', { Location: '/elsewhere' }), 308),
    {
      name: 'bytes that are no HTTP',
      respond: cuts(`SSH-2.0-OpenSSH ${echo}\r\n\r\n`),
      code: 'DINGTALK_INVALID_RESPONSE',
    },
    { name: 'a connection cut before the answer', respond: cuts(''), code: 'DINGTALK_NETWORK' },
    {
      name: 'a connection cut in the headers',
      respond: cuts(`HTTP/1.1 200 OK\r\nX-Echo: ${echo}`),
      code: 'DINGTALK_NETWORK',
    },
    {
      name: 'a connection cut in the body',
      respond: cuts(answer(200, truncated, { 'Content-Length': 5000 })),
      code: 'DINGTALK_NETWORK',
      upstreamStatus: 200,
    },
    { name: 'silence', respond: () => {}, code: 'DINGTALK_TIMEOUT' },
    {
      name: 'silence after the headers',
      respond: says('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n'),
      code: 'DINGTALK_TIMEOUT',
      upstreamStatus: 200,
    },
    {
      name: 'a body that drips',
      respond: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n');
        const drip = setInterval(() => socket.write(' '), 20);
        socket.on('close', () => clearInterval(drip));
      },
      code: 'DINGTALK_TIMEOUT',
      upstreamStatus: 200,
    },
  ];
}
