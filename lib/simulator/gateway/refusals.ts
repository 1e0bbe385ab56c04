import type { Answer } from './answer.js';
import { json, requestId } from './new.js';
import { oldGateway } from './old.js';

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

/** The simulator's own limit; DingTalk's is not documented. */
export function bodyTooLarge(): Answer {
  return json(413, {
    code: 'RequestEntityTooLarge',
    requestid: requestId(),
    message: 'The simulator reads no body over 64 KiB.',
  });
}

/** For a defect of the simulator itself, or of the `clock` given to it. */
export function unknownError(error: unknown): Answer {
  return json(500, { code: 'unknownError', requestid: requestId(), message: `未知错误: ${String(error)}` });
}

/** For requests that did not come from, or do not name, the loopback interface. */
export function notLoopback(): Answer {
  return {
    status: 403,
    headers: { 'content-type': 'text/plain;charset=utf-8', connection: 'close' },
    body: 'The DingTalk simulator answers on loopback only: open it as http://127.0.0.1 or http://localhost.\n',
  };
}
