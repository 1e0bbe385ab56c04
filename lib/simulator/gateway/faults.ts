import type { ServerResponse } from 'node:http';
import type { Answer } from './http.js';
import type { SimulatorEndpoint } from './routes.js';

/**
 * An answer to give instead of the true one.
 *
 * With `status`, `headers` or `body` the request is not acted upon: no code is spent. With only `delayMs` or
 * `after` the true answer is given, late or in part: its code is spent.
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

/** A fault that is there from the start: the arguments of {@link Simulator.fail} or {@link Simulator.refuse}. */
export interface SimulatorFault {
  /** Which call is answered so; `all` is every call of both gateways. */
  endpoint: SimulatorEndpoint | 'all';
  /**
   * How it is answered. With `status`, `headers`, `body` or `hangUp` the request is not acted upon; otherwise the true
   * answer comes late or in part. Either this or `code`.
   */
  answer?: SimulatorAnswer | undefined;
  /** The error code of DingTalk's that is answered. */
  code?: string | number | undefined;
  /** How many requests are; `Infinity` (`'Infinity'` in JSON) is all requests. @defaultValue 1 */
  times?: number | 'Infinity' | undefined;
}

/** {@link SimulatorFault}, checked and copied. */
export interface Fault {
  readonly endpoint: SimulatorEndpoint | 'all';
  /** How many requests are still answered so. */
  times: number;
  /** What is sent instead of the true answer, which is then not even worked out; or the code of it. */
  readonly answer?: Answer | undefined;
  readonly code?: string | undefined;
  readonly delayMs?: number | undefined;
  readonly after?: Readonly<NonNullable<SimulatorAnswer['after']>> | undefined;
  readonly hangUp?: boolean | undefined;
}

/** The next fault for a call: its own, or one for all calls, which are those of both gateways. */
export function takeFault(faults: Fault[], endpoint: SimulatorEndpoint): Fault | undefined {
  const nextFor = (name: string) => faults.find((fault) => fault.endpoint === name);
  const next = nextFor(endpoint) ?? (endpoint === 'authorize' ? undefined : nextFor('all'));
  if (!next) return undefined;
  next.times -= 1;
  if (next.times === 0) faults.splice(faults.indexOf(next), 1);
  return next;
}

/** Writes an answer as the fault has it. When the connection ends, nothing waits any longer. */
export function send(response: ServerResponse, answer: Answer, fault: Partial<Fault> = {}): void {
  const { delayMs = 0, after, hangUp } = fault;
  const write = () => {
    if (hangUp) return void response.destroy();
    const bytes = Buffer.from(answer.body);
    // With the whole body allowed through, only a chunked one can still be without its end.
    const isEndless = after !== undefined && after.bytes >= bytes.length;
    const length = isEndless ? {} : { 'content-length': String(bytes.length) };
    response.writeHead(answer.status, { ...length, ...answer.headers });
    if (!after) return void response.end(bytes);
    const cut = () => after.ending === 'cut' && response.destroy();
    response.write(bytes.subarray(0, after.bytes), cut);
  };
  if (delayMs === 0) write();
  if (delayMs === 0 || delayMs === Infinity) return;
  const timer = setTimeout(write, delayMs);
  response.once('close', () => clearTimeout(timer));
}
