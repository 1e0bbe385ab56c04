import type http from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { noteIdleTime } from './agent.js';
import type { Connections } from './connections.js';
import type { DingTalkErrorCode, DingTalkErrorDetails } from './errors.js';
import type { UnsentRequest } from './waiting-connection.js';

/** One HTTP request as it goes out. */
export interface Outgoing {
  method: 'GET' | 'POST';
  url: URL;
  /** Later ones win. */
  headers: readonly (Readonly<Record<string, string>> | undefined)[];
  /** JSON. */
  payload: string | undefined;
  /** From connecting to the last byte of the answer, in milliseconds. */
  timeoutMs: number;
  /** How much of that an attempt before this one has taken. */
  spentMs: number;
  connections: Connections;
}

/** The whole answer. */
export interface Received {
  status: number;
  contentType: string | undefined;
  body: Buffer;
}

/** What is to be known of an exchange besides its answer, however it ended. */
export interface Trip {
  /** Whether it went out on a connection that had stood idle. */
  reused: boolean;
  /** Whether that connection broke before a byte came back: then nothing shows that the request was heard. */
  isUnheard: boolean;
  /** HTTP status of the answer, once there is one. */
  status: number | undefined;
}

/** Why there is no whole answer. */
export class ExchangeFailure extends Error {
  readonly code: DingTalkErrorCode;
  readonly details: DingTalkErrorDetails;

  constructor(code: DingTalkErrorCode, details: DingTalkErrorDetails) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Answers of DingTalk's sign-in calls have a few kilobytes; whatever is longer is none of them. */
const maxBodyBytes = 1024 * 1024;

/** Connections that have been used, which an agent with a queue may hand on without saying so. */
const used = new WeakSet<Duplex>();

/**
 * Sends a request and reads the whole answer. Follows no redirect, repeats nothing.
 * @param trip - is written to
 * @throws {@link ExchangeFailure}
 */
export async function exchange(request: Outgoing, trip: Trip): Promise<Received> {
  const { outgoing, hasWaited } = fill(request);
  trip.reused = hasWaited;
  return await send(outgoing, request, trip);
}

/** The request with all that it says but its body. */
function fill({ connections, method, url, headers, payload }: Outgoing): UnsentRequest {
  let unsent: UnsentRequest | undefined;
  try {
    unsent = connections.request(url, method);
    const { outgoing } = unsent;
    if (outgoing.path === '/') outgoing.path = url.pathname;
    // Added, as an agent for a proxy may have put the host before the path.
    outgoing.path += url.search;
    outgoing.setHeader('accept', 'application/json');
    for (const some of headers) setHeaders(outgoing, some);
    if (payload !== undefined) {
      outgoing.setHeader('content-type', 'application/json');
      outgoing.setHeader('content-length', Buffer.byteLength(payload));
    }
    return unsent;
  } catch (cause) {
    // Its end is an error of its own, which would end the process.
    unsent?.outgoing.on('error', () => {}).destroy();
    throw new ExchangeFailure('DINGTALK_NETWORK', { cause });
  }
}

function send(
  outgoing: http.ClientRequest,
  { payload, timeoutMs, spentMs }: Outgoing,
  trip: Trip,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let isUnheard = () => false;

    const timer = setTimeout(
      () => stop('DINGTALK_TIMEOUT', { detail: `nothing complete within ${timeoutMs} ms` }),
      timeoutMs - spentMs,
    );
    const stop = (code: DingTalkErrorCode, details: DingTalkErrorDetails) => {
      isOver = true;
      clearTimeout(timer);
      reject(new ExchangeFailure(code, { upstreamStatus: trip.status, ...details }));
      outgoing.destroy();
    };
    const broken = (cause: NodeJS.ErrnoException) => {
      // Such as by our own `destroy`.
      if (isOver) return;
      // Node's HTTP parser names its complaints HPE_…: bytes came, but they are no HTTP.
      const code = cause.code?.startsWith('HPE_') ? 'DINGTALK_INVALID_RESPONSE' : 'DINGTALK_NETWORK';
      trip.isUnheard = isUnheard();
      stop(code, { cause });
    };
    const noteSocket = (socket: Socket) => {
      trip.reused ||= outgoing.reusedSocket || used.has(socket);
      used.add(socket);
      const before = socket.bytesRead;
      isUnheard = () => trip.reused && socket.bytesRead === before;
    };

    outgoing.on('error', broken);
    if (outgoing.socket) noteSocket(outgoing.socket);
    else outgoing.once('socket', noteSocket);
    outgoing.on('response', (incoming) => {
      incoming.on('error', broken);
      const status = incoming.statusCode ?? 0;
      trip.status = status;
      noteIdleTime(incoming.socket, headerOf(incoming, 'keep-alive'));
      if (status >= 300 && status < 400) {
        stop('DINGTALK_INVALID_RESPONSE', { detail: 'a redirect, which is never followed' });
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > maxBodyBytes) stop('DINGTALK_INVALID_RESPONSE', { detail: 'a body over 1 MiB' });
      });
      incoming.on('end', () => {
        isOver = true;
        clearTimeout(timer);
        const contentType = headerOf(incoming, 'content-type');
        const finish = () => resolve({ status, contentType, body: Buffer.concat(chunks) });
        // Where the answer was faster than the word that all was sent, the connection is given back only on that
        // word: whoever asks again before would get another one.
        if (outgoing.writableFinished) finish();
        else outgoing.once('close', finish);
      });
    });
    outgoing.end(payload);
  });
}

function setHeaders(
  outgoing: http.ClientRequest,
  headers: Readonly<Record<string, string>> | undefined,
): void {
  if (!headers) return;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

/** Without `headers`, which Node makes of all that came, for one of them. */
function headerOf({ rawHeaders }: http.IncomingMessage, name: string): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if ((rawHeaders[at] as string).toLowerCase() === name) return rawHeaders[at + 1];
  }
  return undefined;
}
