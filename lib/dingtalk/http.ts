import { isUtf8 } from 'node:buffer';
import http, { type Agent } from 'node:http';
import https from 'node:https';
import { byStatus, isSuccess, readRefusal } from './answers.js';
import { DingTalkError, type DingTalkErrorCode, type DingTalkErrorDetails } from './errors.js';
import type { TransportSettings } from './options.js';
import { type Redact, redactor } from './redact.js';

/** One call to DingTalk: JSON or nothing in, a JSON object out. */
export interface JsonRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers?: Readonly<Record<string, string>> | undefined;
  /** The host's own; ours win. */
  customHeaders?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  body?: object | undefined;
  /** From connecting to the last byte of the answer, in milliseconds. */
  timeoutMs: number;
  agent?: Agent | undefined;
  /** For error messages: `exchanging the authorization code`. */
  operation: string;
  /** Values that no error may show. */
  secrets: readonly (string | undefined)[];
}

/** What a call says for itself; the rest of a {@link JsonRequest} is how the options have it travel. */
export type Call = Omit<JsonRequest, 'timeoutMs' | 'agent' | 'customHeaders'>;

/**
 * A request, and how the options have it travel.
 * @param secret - the caller's own, which no error may show either
 */
export function prepare(
  { timeoutMs, agent, customHeaders }: Pick<TransportSettings, 'timeoutMs' | 'agent' | 'customHeaders'>,
  call: Call,
  secret: string,
): JsonRequest {
  const { method, url, headers, body, operation } = call;
  const secrets = [secret, ...call.secrets];
  return { method, url, headers, customHeaders, body, timeoutMs, agent, operation, secrets };
}

export interface JsonAnswer {
  json: Record<string, unknown>;
  /** The body as received. */
  raw: string;
  status: number;
}

/** Answers of DingTalk's sign-in calls have a few kilobytes; whatever is longer is none of them. */
const maxBodyBytes = 1024 * 1024;

interface Received {
  status: number;
  contentType: string | undefined;
  body: Buffer;
}

/**
 * Makes one request and reads the whole answer. Follows no redirect, repeats nothing.
 * @throws {@link DingTalkError} for whatever is not an HTTP 200 answer with a JSON object that reports no failure
 */
export async function requestJson(request: JsonRequest): Promise<JsonAnswer> {
  return readAnswer(request, await exchange(request));
}

/** The error for a request whose answer, though JSON and no refusal, is not what was asked for. */
export function invalidAnswer(request: JsonRequest, answer: JsonAnswer, detail: string): DingTalkError {
  return failure(request, 'DINGTALK_INVALID_RESPONSE', { upstreamStatus: answer.status, detail });
}

function failure(
  { method, url, operation }: JsonRequest,
  code: DingTalkErrorCode,
  details: DingTalkErrorDetails,
): DingTalkError {
  return new DingTalkError(code, { operation, endpoint: `${method} ${url.host}${url.pathname}`, ...details });
}

function exchange(request: JsonRequest): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { method, url, timeoutMs, agent } = request;
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    let outgoing: http.ClientRequest | undefined;
    let upstreamStatus: number | undefined;

    const timer = setTimeout(
      () => stop('DINGTALK_TIMEOUT', { detail: `nothing complete within ${timeoutMs} ms` }),
      timeoutMs,
    );
    const stop = (code: DingTalkErrorCode, details: DingTalkErrorDetails) => {
      clearTimeout(timer);
      reject(failure(request, code, { upstreamStatus, ...details }));
      outgoing?.destroy();
    };
    const broken = (cause: NodeJS.ErrnoException) =>
      // Node's HTTP parser names its complaints HPE_…: bytes came, but they are no HTTP.
      stop(cause.code?.startsWith('HPE_') ? 'DINGTALK_INVALID_RESPONSE' : 'DINGTALK_NETWORK', { cause });

    try {
      const { protocol, hostname, port, pathname: path } = url;
      const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
      outgoing = (protocol === 'https:' ? https : http).request({
        protocol,
        host,
        port,
        path,
        method,
        agent,
      });
      // Not among the options above: NODE_DEBUG prints those, and the query or one of the headers has a token.
      // Added, as an agent for a proxy may have put the host before the path.
      outgoing.path += url.search;
      outgoing.setHeader('accept', 'application/json');
      setHeaders(outgoing, request.customHeaders);
      setHeaders(outgoing, request.headers);
      if (payload !== undefined) {
        outgoing.setHeader('content-type', 'application/json');
        outgoing.setHeader('content-length', Buffer.byteLength(payload));
      }
    } catch (error) {
      broken(error as NodeJS.ErrnoException);
      return;
    }
    outgoing.on('error', broken);
    outgoing.on('response', (incoming) => {
      incoming.on('error', broken);
      upstreamStatus = incoming.statusCode ?? 0;
      if (upstreamStatus >= 300 && upstreamStatus < 400) {
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
        clearTimeout(timer);
        resolve({
          status: incoming.statusCode ?? 0,
          contentType: headerOf(incoming, 'content-type'),
          body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
        });
      });
    });
    outgoing.end(payload);
  });
}

function setHeaders(outgoing: http.ClientRequest, headers: JsonRequest['headers']): void {
  for (const [name, value] of Object.entries(headers ?? {})) outgoing.setHeader(name, value);
}

/** Without `headers`, which Node makes of all that came, for one of them. */
function headerOf({ rawHeaders }: http.IncomingMessage, name: string): string | undefined {
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at === -1 ? undefined : rawHeaders[at + 1];
}

function readAnswer(request: JsonRequest, { status, contentType, body }: Received): JsonAnswer {
  const raw = decode(body);
  const json = raw === undefined ? undefined : parse(raw);
  const refusal = readRefusal(status, json);
  if (refusal) {
    const clean = redactor([...request.secrets, ...tokensIn(json)]);
    const { code, providerCode, providerMessage, requestId, requiredScopes } = refusal;
    throw failure(request, code, {
      upstreamStatus: status,
      providerCode: cleanly(clean, providerCode, 100),
      providerMessage: cleanly(clean, providerMessage),
      requestId: cleanly(clean, requestId, 100),
      requiredScopes: requiredScopes?.map((scope) => clean(scope)),
    });
  }
  if (status !== 200) {
    const code = byStatus(status) ?? 'DINGTALK_INVALID_RESPONSE';
    const isRefusal = status < 200 || status >= 300;
    const detail = isRefusal
      ? 'a refusal without a code of DingTalk’s'
      : 'a success of another kind than DingTalk’s';
    throw failure(request, code, { upstreamStatus: status, detail });
  }
  if (contentType !== undefined && !/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(contentType)) {
    throw failure(request, 'DINGTALK_INVALID_RESPONSE', {
      upstreamStatus: status,
      detail: 'not declared to be JSON',
    });
  }
  if (raw === undefined || !isObject(json)) {
    const detail = raw === '' ? 'an empty body' : 'not a JSON object';
    throw failure(request, 'DINGTALK_INVALID_RESPONSE', { upstreamStatus: status, detail });
  }
  if (Object.hasOwn(json, 'errcode') && !isSuccess(json)) {
    throw failure(request, 'DINGTALK_INVALID_RESPONSE', {
      upstreamStatus: status,
      detail: 'an errcode that is none',
    });
  }
  return { json, raw, status };
}

/** A refusal that quotes the tokens it was given along with is no place to learn them from. */
function tokensIn(json: unknown): string[] {
  return isObject(json)
    ? Object.entries(json).flatMap(([name, value]) =>
        /token$/i.test(name) && typeof value === 'string' ? [value] : [],
      )
    : [];
}

function cleanly(clean: Redact, text: string | undefined, maxLength?: number): string | undefined {
  return text === undefined ? undefined : clean(text, maxLength) || undefined;
}

function decode(body: Buffer): string | undefined {
  return isUtf8(body) ? body.toString('utf8') : undefined;
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // The parser's own error quotes the text that it could not read, and with it perhaps a token.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
