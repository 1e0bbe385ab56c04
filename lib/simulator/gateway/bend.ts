import { type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import { invalid, type Names, object } from '../world/checks.js';
import type { Answer } from './answer.js';
import { json } from './new.js';
import { ROUTES, type SimulatorEndpoint } from './routes.js';

/**
 * An answer to give instead of the true one.
 *
 * With `status`, `headers` or `body` the request is not acted upon: no code is spent. With only `delayMs` or
 * `after` the true answer is given, late or in part: its code is spent.
 * @example
 * ```ts
 * import type { SimulatorAnswer } from 'passport-dingtalk-oauth2/simulator';
 *
 * export const busy: SimulatorAnswer = { status: 503, body: { code: 'serviceBusy' } };
 * export const slow: SimulatorAnswer = { delayMs: 6000 };
 * export const gone: SimulatorAnswer = { hangUp: true };
 * ```
 */
export interface SimulatorAnswer {
  /** HTTP status, from 200 to 999. @defaultValue 200 */
  status?: number | undefined;
  /** Added to, and winning over, `content-type: application/json;charset=utf-8`. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as it is when a string, as JSON otherwise. @defaultValue an empty body */
  body?: unknown;
  /**
   * How long to wait before the first byte of the answer, in milliseconds; `Infinity` (`'Infinity'` in JSON) never
   * answers. @defaultValue 0
   */
  delayMs?: number | 'Infinity' | undefined;
  /**
   * Sends so many bytes of the body, then stays silent (`'stall'`) or cuts the connection (`'cut'`).
   * @defaultValue the whole body
   */
  after?: { bytes: number; ending: 'stall' | 'cut' } | undefined;
  /** Cuts the connection without any answer (after `delayMs`); the request is not acted upon. @defaultValue false */
  hangUp?: boolean | undefined;
}

/** An answer that is there from the start: the arguments of {@link Simulator.fail}. */
export interface SimulatorFault {
  /** Which call is answered so. */
  endpoint: SimulatorEndpoint;
  /** How it is answered, the true answer or another. */
  answer: SimulatorAnswer;
  /** How many requests are; `Infinity` (`'Infinity'` in JSON) is all requests. @defaultValue 1 */
  times?: number | 'Infinity' | undefined;
}

const ENDPOINTS: readonly SimulatorEndpoint[] = ROUTES.map(({ endpoint }) => endpoint);

/** How to send an answer otherwise than whole and at once. */
export interface Bend {
  readonly delayMs: number;
  readonly after: { readonly bytes: number; readonly ending: 'stall' | 'cut' } | undefined;
  readonly hangUp: boolean;
  /** Sent instead of the true answer, which is then not even worked out. */
  readonly instead: Answer | undefined;
}

export const STRAIGHT: Bend = { delayMs: 0, after: undefined, hangUp: false, instead: undefined };

/** How to answer so many requests to an endpoint. */
export interface Fault {
  readonly endpoint: SimulatorEndpoint;
  readonly bend: Bend;
  readonly times: number;
}

/** The answers that {@link Simulator.fail} has queued up. */
export class Bends {
  readonly #queues = new Map<string, { bend: Bend; times: number }[]>();

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) this.add(fault);
  }

  add({ endpoint, bend, times }: Fault): void {
    const queue = this.#queues.get(endpoint) ?? [];
    queue.push({ bend, times });
    this.#queues.set(endpoint, queue);
  }

  take(endpoint: SimulatorEndpoint | undefined): Bend {
    const queue = endpoint && this.#queues.get(endpoint);
    const next = queue?.[0];
    if (!next) return STRAIGHT;
    next.times -= 1;
    if (next.times === 0) queue.shift();
    return next.bend;
  }
}

/** One of {@link SimulatorOptions.faults}. */
export function readFault(value: unknown, at: string): Fault {
  const given = object(value, at, {
    endpoint: true,
    answer: true,
    times: true,
  } satisfies Names<SimulatorFault>);
  return toFault(given.endpoint, given.answer, given.times, `${at}.`);
}

/** The arguments of {@link Simulator.fail}; `at` goes before their names where they are part of something. */
export function toFault(endpoint: unknown, answer: unknown, times: unknown = 1, at = ''): Fault {
  const known = ENDPOINTS.find((name) => name === endpoint);
  if (!known)
    throw invalid(`${at}endpoint`, `be one of ${ENDPOINTS.join(', ')}, which ${String(endpoint)} is not`);
  const count = endless(times);
  if (typeof count !== 'number' || !(count === Infinity || (Number.isSafeInteger(count) && count > 0))) {
    throw invalid(`${at}times`, 'be a positive integer or Infinity');
  }
  return { endpoint: known, bend: readBend(answer, `${at}answer`), times: count };
}

/** JSON has no word for it. */
function endless(value: unknown): unknown {
  return value === 'Infinity' ? Infinity : value;
}

function readBend(value: unknown, at: string): Bend {
  const answer = object(value, at, {
    status: true,
    headers: true,
    body: true,
    delayMs: true,
    after: true,
    hangUp: true,
  } satisfies Names<SimulatorAnswer>);
  const { status, headers, body, after, hangUp = false, delayMs: delay = 0 } = answer;
  const delayMs = endless(delay);
  if (typeof delayMs !== 'number' || !(delayMs === Infinity || (delayMs >= 0 && delayMs <= 2 ** 31 - 1))) {
    throw invalid(`${at}.delayMs`, 'be milliseconds from 0 to 2147483647, or Infinity');
  }
  if (typeof hangUp !== 'boolean') throw invalid(`${at}.hangUp`, 'be true or false');
  const isInstead = status !== undefined || headers !== undefined || body !== undefined;
  if (!isInstead && after === undefined && !hangUp && answer.delayMs === undefined) {
    throw invalid(at, 'say what to do otherwise: status, headers, body, delayMs, after or hangUp');
  }
  return {
    delayMs,
    hangUp,
    after: after === undefined ? undefined : readAfter(after, `${at}.after`),
    instead: isInstead || hangUp ? readInstead({ status, headers, body }, at) : undefined,
  };
}

function readAfter(value: unknown, at: string): NonNullable<Bend['after']> {
  const { bytes, ending } = object(value, at, { bytes: true, ending: true } satisfies Names<
    NonNullable<SimulatorAnswer['after']>
  >);
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw invalid(`${at}.bytes`, 'be a whole number from 0');
  }
  if (ending !== 'stall' && ending !== 'cut') throw invalid(`${at}.ending`, "be 'stall' or 'cut'");
  return { bytes, ending };
}

function readInstead({ status = 200, headers = {}, body }: Record<string, unknown>, at: string): Answer {
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 999) {
    throw invalid(`${at}.status`, 'be an integer from 200 to 999');
  }
  const given: Record<string, string> = {};
  for (const [name, header] of Object.entries(object(headers, `${at}.headers`))) {
    if (typeof header !== 'string' || !isHeader(name, header)) {
      throw invalid(`${at}.headers.${name}`, 'be a string that fits into a header');
    }
    given[name.toLowerCase()] = header;
  }
  let serialized: unknown;
  try {
    serialized = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  } catch {
    serialized = undefined;
  }
  if (typeof serialized !== 'string')
    throw invalid(`${at}.body`, 'be a string or a value that JSON can hold');
  return { status, headers: { ...json(status, null).headers, ...given }, body: serialized };
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Writes `answer`, bent. The connection's end stops whatever is still waiting. */
export function send(response: ServerResponse, answer: Answer, bend: Bend): void {
  if (bend.delayMs === Infinity) return;
  if (bend.delayMs === 0) {
    sendNow(response, answer, bend);
    return;
  }
  const timer = setTimeout(() => sendNow(response, answer, bend), bend.delayMs);
  response.once('close', () => clearTimeout(timer));
}

function sendNow(response: ServerResponse, { status, headers, body }: Answer, { after, hangUp }: Bend): void {
  if (hangUp) {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(body);
  // With the whole body allowed through, only a chunked one can still be without its end.
  const isEndless = after !== undefined && after.bytes >= bytes.length;
  const length = isEndless ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(status, { ...length, ...headers });
  if (!after) {
    response.end(bytes);
    return;
  }
  const cut = () => after.ending === 'cut' && response.destroy();
  response.write(bytes.subarray(0, after.bytes), cut);
}
