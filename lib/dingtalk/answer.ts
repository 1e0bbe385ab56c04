import { isUtf8 } from 'node:buffer';
import { byStatus, type DingTalkErrorCode } from './error-codes.js';
import type { DingTalkError } from './errors.js';
import { failure, type HttpAnswer, type RequestDetails } from './http-request.js';
import { type Redact, redactor } from './redact.js';
import { isSuccess, readRefusal, requestIdOf } from './refusal.js';
import { object } from './values.js';

export interface JsonAnswer {
  json: Record<string, unknown>;
  /** The body as received. */
  raw: string;
  status: number;
  /** The error for an answer without the expected fields. */
  invalid(detail: string): DingTalkError;
}

/** Reads the value out of a successful answer. */
export type ReadAnswer<Value> = (answer: JsonAnswer) => Value;

/** @throws {@link DingTalkError} for whatever is not an HTTP 200 answer with a JSON object that reports no failure */
export function readAnswer(request: RequestDetails, { status, contentType, body }: HttpAnswer): JsonAnswer {
  const invalid = (detail: string, code: DingTalkErrorCode = 'DINGTALK_INVALID_RESPONSE') =>
    failure(request, code, { upstreamStatus: status, detail });
  const raw = body.toString('utf8');
  const json = isUtf8(body) ? object(raw) : undefined;
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
    const isRefusal = status >= 400;
    throw invalid(
      isRefusal ? 'a refusal without a code of DingTalk’s' : 'a success of another kind than DingTalk’s',
      byStatus(status),
    );
  }
  if (contentType !== undefined && !isJsonType(contentType)) throw invalid('not declared to be JSON');
  if (!json) throw invalid(raw === '' ? 'an empty body' : 'not a JSON object');
  if (Object.hasOwn(json, 'errcode') && !isSuccess(json)) throw invalid('a malformed errcode');
  return { json, raw, status, invalid };
}

/** DingTalk's id of the request, redacted. */
export function shownRequestId({ secrets }: RequestDetails, json: unknown): string | undefined {
  return cleanly(redactor([...secrets, ...tokensIn(json)]), requestIdOf(json), 100);
}

/** Tokens in an answer, which must not appear in its error. */
function tokensIn(json: unknown): string[] {
  const tokens: string[] = [];
  const open = [json];
  while (open.length) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'object') open.push(inner);
      else if (typeof inner === 'string' && name.toLowerCase().endsWith('token')) tokens.push(inner);
    }
  }
  return tokens;
}

function cleanly(clean: Redact, text: string | undefined, maxLength?: number): string | undefined {
  return text === undefined ? undefined : clean(text, maxLength) || undefined;
}

function isJsonType(contentType: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(contentType);
}
