import { isUtf8 } from 'node:buffer';
import { byStatus, isSuccess, readRefusal, requestIdOf } from './answers.js';
import type { Connections } from './connections.js';
import { areCallsWatched, reportCall } from './diagnostics.js';
import {
  DingTalkError,
  type DingTalkErrorCode,
  type DingTalkErrorDetails,
  isDingTalkError,
} from './errors.js';
import { ExchangeFailure, exchange, type Outgoing, type Received, type Trip } from './exchange.js';
import type { TransportSettings } from './options.js';
import { type Redact, redactor } from './redact.js';

/** One call to DingTalk: JSON or nothing in, a JSON object out. */
export interface JsonRequest extends Outgoing {
  /** For error messages: `exchanging the authorization code`. */
  operation: string;
  /** Values that no error may show. */
  secrets: readonly (string | undefined)[];
}

/** What a call says for itself; the rest of a {@link JsonRequest} is how the options have it travel. */
export type Call = Omit<JsonRequest, 'timeoutMs' | 'connections' | 'customHeaders'>;

/**
 * A request, and how the options have it travel.
 * @param secret - the caller's own, which no error may show either
 */
export function prepare(
  { timeoutMs, customHeaders }: Pick<TransportSettings, 'timeoutMs' | 'customHeaders'>,
  connections: Connections,
  { method, url, headers, body, operation, secrets }: Call,
  secret: string,
): JsonRequest {
  const all = [secret, ...secrets];
  return { method, url, headers, customHeaders, body, timeoutMs, connections, operation, secrets: all };
}

export interface JsonAnswer {
  json: Record<string, unknown>;
  /** The body as received. */
  raw: string;
  status: number;
}

/** Makes something of an answer that is no refusal. */
export type ReadAnswer<Value> = (request: JsonRequest, answer: JsonAnswer) => Value;

/**
 * Makes one request, and reads the whole answer. Made once more, on a new connection, when the first went out on a
 * connection that had stood idle and closed before a byte of an answer: then it was not heard, or it was in vain
 * either way.
 * @param isLook - whether it changes nothing at DingTalk: then it is made once more too when the connection broke
 * otherwise before the answer, or on a gateway's word that it could not reach the service
 * @throws {@link DingTalkError} for whatever is not an HTTP 200 answer with a JSON object that reports no failure
 */
export async function requestJson<Value>(
  request: JsonRequest,
  read: ReadAnswer<Value>,
  isLook = false,
): Promise<Value> {
  const began = performance.now();
  let first: { error: unknown; isUnheard: boolean } | undefined;
  for (;;) {
    const trip: Trip = { reused: false, isUnheard: false, status: undefined };
    const report = areCallsWatched() ? reporter(request, trip, first ? 2 : 1) : undefined;
    try {
      const spentMs = first?.isUnheard ? performance.now() - began : 0;
      const answer = readAnswer(request, await exchange(request, spentMs, trip));
      const value = read(request, answer);
      report?.(undefined, answer.json);
      return value;
    } catch (thrown) {
      const error =
        thrown instanceof ExchangeFailure ? failure(request, thrown.code, thrown.details) : thrown;
      report?.(error);
      // Then the first was heard after all, which took the code along.
      if (first)
        throw isDingTalkError(error) && error.code === 'DINGTALK_CODE_REJECTED' ? first.error : error;
      const { isUnheard, status } = trip;
      if (!isUnheard && !(isLook && isWorthRepeating(error))) throw error;
      if (status === undefined) request.connections.closeIdle(request.url);
      first = { error, isUnheard };
    }
  }
}

type Report = (error: unknown, json?: Record<string, unknown>) => void;

function reporter(request: JsonRequest, trip: Trip, number: 1 | 2): Report {
  const began = performance.now();
  return (error, json) => {
    const known = isDingTalkError(error) ? error : undefined;
    reportCall({
      operation: request.operation,
      endpoint: endpointOf(request),
      status: trip.status,
      code: known?.code,
      durationMs: performance.now() - began,
      requestId: known
        ? known.requestId
        : cleanly(redactor([...request.secrets, ...tokensIn(json)]), requestIdOf(json), 100),
      attempt: number,
      reused: trip.reused,
    });
  };
}

/** No answer at all, or a gateway's word that it could not reach the service. */
function isWorthRepeating(error: unknown): boolean {
  if (!isDingTalkError(error)) return false;
  if (error.upstreamStatus === undefined) return error.code === 'DINGTALK_NETWORK';
  return [502, 503, 504].includes(error.upstreamStatus);
}

/** The error for a request whose answer, though JSON and no refusal, is not what was asked for. */
export function invalidAnswer(request: JsonRequest, answer: JsonAnswer, detail: string): DingTalkError {
  return failure(request, 'DINGTALK_INVALID_RESPONSE', { upstreamStatus: answer.status, detail });
}

function failure(
  request: JsonRequest,
  code: DingTalkErrorCode,
  details: DingTalkErrorDetails,
): DingTalkError {
  const { operation } = request;
  return new DingTalkError(code, { operation, endpoint: endpointOf(request), ...details });
}

function endpointOf({ method, url }: JsonRequest): string {
  return `${method} ${url.host}${url.pathname}`;
}

function readAnswer(request: JsonRequest, { status, contentType, body }: Received): JsonAnswer {
  const raw = body.toString('utf8');
  const json = isUtf8(body) ? parseObject(raw) : undefined;
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
    const detail =
      status >= 400 ? 'a refusal without a code of DingTalk’s' : 'a success of another kind than DingTalk’s';
    throw failure(request, code, { upstreamStatus: status, detail });
  }
  if (contentType !== undefined && !/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(contentType)) {
    throw failure(request, 'DINGTALK_INVALID_RESPONSE', {
      upstreamStatus: status,
      detail: 'not declared to be JSON',
    });
  }
  if (!json) {
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
function tokensIn(json: Record<string, unknown> = {}): string[] {
  return Object.keys(json)
    .filter((name) => /token$/i.test(name))
    .map((name) => json[name])
    .filter((value) => typeof value === 'string');
}

function cleanly(clean: Redact, text: string | undefined, maxLength?: number): string | undefined {
  return text === undefined ? undefined : clean(text, maxLength) || undefined;
}

function parseObject(raw: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    // The parser's own error quotes the text that it could not read, and with it perhaps a token.
  }
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
