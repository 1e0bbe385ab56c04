import { once } from 'node:events';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request, read to its end. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether `body` is all of it: it ends at 64 KiB. */
  readonly isWhole: boolean;
  readonly address: string;
  /** The simulator's own, for the addresses of pictures. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How a fault has it sent, see SimulatorAnswer. */
  readonly delayMs?: number | undefined;
  readonly after?: { readonly bytes: number; readonly ending: 'stall' | 'cut' } | undefined;
  readonly hangUp?: boolean | undefined;
}

/** An answer whose body is of this media type. */
export function answerOf(type: string, body: string, headers: Answer['headers'] = {}, status = 200): Answer {
  return { status, headers: { 'content-type': type, ...headers }, body };
}

/** A JSON object, whatever the body is said to be; `undefined` for anything else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a body is said to be of this media type, with any parameters. */
export function isOfType({ 'content-type': type = '' }: IncomingHttpHeaders, expected: string): boolean {
  return type.split(';')[0]?.trim().toLowerCase() === expected;
}

/** A JSON object; whatever else a body is, is to DingTalk's new gateway as if no body had come. */
export function readJsonObject({ headers, body }: Request): Record<string, unknown> | undefined {
  return isOfType(headers, 'application/json') ? parseObject(body) : undefined;
}

/** The fields of a form; of one that is given twice, the first. */
export function readForm({ headers, body }: Request): Record<string, string> | undefined {
  if (!isOfType(headers, 'application/x-www-form-urlencoded')) return undefined;
  return Object.fromEntries([...new URLSearchParams(body)].reverse());
}

/** A field that is text and not empty. */
export function textOf(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a Host header names loopback. A web page elsewhere would come by a name of its own (DNS rebinding). */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i.test(host);
}

/** Whether a page of another origin asks. Browsers say so wherever it could do harm; programs say nothing. */
export function isForeign(headers: IncomingHttpHeaders): boolean {
  const { origin, host = '', 'sec-fetch-site': site = 'none' } = headers;
  if (site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && urlOf(origin)?.host !== host.toLowerCase();
}

/** Parses a URL; `undefined` if it isn't valid. `URL.canParse` of Node 20 is wrong about characters beyond ASCII. */
export function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Writes an answer. A client that leaves meanwhile is no longer waited for. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers, delayMs = 0, after, hangUp } = answer;
  if (delayMs === Infinity) return;
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (hangUp) return void response.destroy();
  const body = Buffer.from(answer.body);
  // With the whole body allowed through, only a chunked one can still be without its end.
  const isEndless = after !== undefined && after.bytes >= body.length;
  const length = isEndless ? {} : { 'content-length': String(body.length) };
  response.writeHead(status, { ...length, ...headers });
  if (!after) return void response.end(body);
  response.write(body.subarray(0, after.bytes), () => after.ending === 'cut' && response.destroy());
}

/** Stops listening, and ends every connection at once, answered or not. */
export async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
