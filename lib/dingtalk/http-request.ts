import type http from 'node:http';
import type { Socket } from 'node:net';
import { type Connections, discard } from './connections.js';
import type { DingTalkErrorCode } from './error-codes.js';
import { DingTalkError, type DingTalkErrorDetails } from './errors.js';
import { isReused, noteIdleTime, noteOpen } from './idle-connections.js';

/** What errors say about a request, and what they must not. */
export interface RequestDetails {
  method: 'GET' | 'POST';
  url: URL;
  /** For error messages: `exchanging the authorization code`. */
  operation: string;
  /** Values that must not appear in errors. */
  secrets: readonly (string | undefined)[];
}

/** An HTTP request with a JSON body or none. */
export interface HttpRequest extends RequestDetails {
  /** The application's headers. Ours take precedence. */
  customHeaders?: Readonly<Record<string, string>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  body?: object | undefined;
  /** The time limit in milliseconds, for the error. */
  timeoutMs: number;
}

/** The whole answer. */
export interface HttpAnswer {
  status: number;
  contentType: string | undefined;
  body: Buffer;
}

/** What is known of a request besides its answer. */
export interface Progress {
  /** Whether it was sent on an idle connection. */
  reused: boolean;
  /** Whether that connection broke before a byte of an answer. */
  isUnheard: boolean;
  /** HTTP status of the answer, if there is one. */
  status: number | undefined;
}

/** Answers of DingTalk's sign-in calls have a few kilobytes. */
const maxBodyBytes = 1024 * 1024;

const nothing: Buffer = Buffer.alloc(0);

/**
 * Sends a request and reads the answer, without following redirects and without retrying. Writes to `progress`.
 * @param remainingMs - from connecting to the last byte of the answer
 */
export function sendRequest(
  request: HttpRequest,
  connections: Connections,
  remainingMs: number,
  progress: Progress,
): Promise<HttpAnswer> {
  const payload: string | undefined = JSON.stringify(request.body);
  const outgoing = fill(request, connections, payload);
  return new Promise((resolve, reject) => {
    let isOver = false;
    let socket: Socket | undefined;
    let bytesBefore = 0;

    let answered: (() => void) | undefined;
    const timer = setTimeout(
      () =>
        answered
          ? answered()
          : stop('DINGTALK_TIMEOUT', { detail: `nothing complete within ${request.timeoutMs} ms` }),
      remainingMs,
    );
    const stop = (code: DingTalkErrorCode, details: DingTalkErrorDetails) => {
      isOver = true;
      clearTimeout(timer);
      reject(failure(request, code, { upstreamStatus: progress.status, ...details }));
      outgoing.destroy();
    };
    const broken = (cause: NodeJS.ErrnoException) => {
      // For example after our own `destroy`.
      if (isOver) return;
      // HPE_… are errors of Node's HTTP parser: there was an answer, but it isn't HTTP.
      const code = String(cause?.code).startsWith('HPE_') ? 'DINGTALK_INVALID_RESPONSE' : 'DINGTALK_NETWORK';
      progress.isUnheard = progress.reused && socket?.bytesRead === bytesBefore;
      stop(code, { cause });
    };
    const noteSocket = (given: Socket) => {
      progress.reused = isReused(outgoing, given);
      noteOpen(given);
      socket = given;
      bytesBefore = given.bytesRead ?? Number.NaN;
    };

    outgoing.on('error', broken);
    if (outgoing.socket) noteSocket(outgoing.socket);
    else outgoing.on('socket', noteSocket);
    // Without a listener, Node drops a switch of protocols silently. With one, the listener owns the connection.
    outgoing.on('upgrade', ({ statusCode }, upgraded) => {
      progress.status = statusCode;
      stop('DINGTALK_INVALID_RESPONSE', { detail: 'another protocol, which was not asked for' });
      upgraded.destroy();
    });
    outgoing.on('response', (incoming) => {
      incoming.on('error', broken);
      const status = incoming.statusCode ?? 0;
      progress.status = status;
      const keepAlive = headerOf(incoming, 'keep-alive');
      if (keepAlive) noteIdleTime(incoming.socket, keepAlive);
      if (status >= 300 && status < 400) {
        stop('DINGTALK_INVALID_RESPONSE', { detail: 'a redirect, which is never followed' });
        return;
      }
      let body = nothing;
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        body = size ? joined(body, size, chunk) : chunk;
        size += chunk.length;
        if (size > maxBodyBytes) stop('DINGTALK_INVALID_RESPONSE', { detail: 'a body over 1 MiB' });
      });
      incoming.on('end', () => {
        isOver = true;
        const contentType = headerOf(incoming, 'content-type');
        answered = () => {
          clearTimeout(timer);
          resolve({ status, contentType, body: body.subarray(0, size) });
        };
        // If the answer came before `finish`, the agent gets the connection back only after `close`; the next call would
        // open another one. `finish` may never come from an agent that answers by itself.
        if (outgoing.writableFinished || outgoing.closed) answered();
        else outgoing.once('close', answered);
      });
    });
    outgoing.end(payload);
  });
}

export function endpointOf({ method, url }: RequestDetails): string {
  return `${method} ${url.host}${url.pathname}`;
}

export function failure(
  request: RequestDetails,
  code: DingTalkErrorCode,
  details: DingTalkErrorDetails,
): DingTalkError {
  return new DingTalkError(code, {
    operation: request.operation,
    endpoint: endpointOf(request),
    ...details,
  });
}

/** Creates the request with everything but its body. */
function fill(
  request: HttpRequest,
  connections: Connections,
  payload: string | undefined,
): http.ClientRequest {
  const { method, url, customHeaders, headers } = request;
  let outgoing: http.ClientRequest | undefined;
  try {
    outgoing = connections.request(url, method);
    if (outgoing.path === '/') outgoing.path = url.pathname;
    // Appended, because an agent for a proxy may have put the host before the path.
    outgoing.path += url.search;
    outgoing.setHeader('accept', 'application/json');
    setHeaders(outgoing, customHeaders);
    setHeaders(outgoing, headers);
    if (payload !== undefined) {
      outgoing.setHeader('content-type', 'application/json');
      outgoing.setHeader('content-length', Buffer.byteLength(payload));
    }
    return outgoing;
  } catch (cause) {
    discard(outgoing);
    throw failure(request, 'DINGTALK_NETWORK', { cause });
  }
}

/** Appends to a growing buffer: a list of one-byte chunks would take hundreds of times the body's size. */
function joined(body: Buffer, size: number, chunk: Buffer): Buffer {
  let whole = body;
  if (size + chunk.length > body.length) {
    whole = Buffer.allocUnsafe(2 * (size + chunk.length));
    body.copy(whole, 0, 0, size);
  }
  chunk.copy(whole, size);
  return whole;
}

function setHeaders(outgoing: http.ClientRequest, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

/** Reads one header. `headers` would parse all of them. */
function headerOf({ rawHeaders }: http.IncomingMessage, name: string): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if ((rawHeaders[at] as string).toLowerCase() === name) return rawHeaders[at + 1];
  }
  return undefined;
}
