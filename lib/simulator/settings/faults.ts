import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod4';
import { codesOf } from '../gateway/error-codes.js';
import { json } from '../gateway/new.js';
import { ROUTES, type SimulatorEndpoint } from '../gateway/routes.js';
import { report, toJson } from './parse.js';

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

/** A number, or `Infinity`, for which JSON has no word. */
function endless(number: z.ZodNumber): z.ZodType<number> {
  const inWords = z.literal('Infinity').transform(() => Infinity);
  return z.preprocess((value) => (value === Infinity ? 'Infinity' : value), z.union([number, inWords]));
}

const MAX_DELAY_MS = 2 ** 31 - 1;

const answer = z
  .strictObject({
    status: z.int().min(200).max(999).optional(),
    headers: z
      .record(z.string(), z.string())
      .superRefine((headers, ctx) => {
        for (const [name, value] of Object.entries(headers)) {
          try {
            validateHeaderName(name);
            validateHeaderValue(name, value);
          } catch {
            report(ctx, [name], 'header');
          }
        }
      })
      .optional(),
    body: z
      .unknown()
      .transform((body, ctx) => (typeof body === 'string' ? body : toJson(body, ctx)))
      .optional(),
    delayMs: endless(z.number().min(0).max(MAX_DELAY_MS)).optional(),
    after: z.strictObject({ bytes: z.int().min(0), ending: z.enum(['stall', 'cut']) }).optional(),
    hangUp: z.boolean().default(false),
  })
  .superRefine(({ hangUp, headers = {}, ...given }, ctx) => {
    const isEmpty = Object.values({ ...given, ...headers }).every((value) => value === undefined);
    if (!hangUp && isEmpty) report(ctx, [], 'nothingToDo', 'status, headers, body, delayMs, after, hangUp');
  })
  .transform(({ status, headers, body, ...sending }) => {
    const isTrueAnswer = status === undefined && headers === undefined && body === undefined;
    if (isTrueAnswer && !sending.hangUp) return sending;
    const inLowerCase = Object.fromEntries(new Headers(headers));
    return { ...json(status ?? 200, null, inLowerCase), ...sending, body: body ?? '' };
  });

const ENDPOINTS = ['all' as const, ...ROUTES.map(({ endpoint }) => endpoint)];

/** @internal */
export const faultSchema = z
  .strictObject({
    endpoint: z.enum(ENDPOINTS),
    answer: answer.optional(),
    code: z.union([z.string(), z.int()]).transform(String).optional(),
    times: endless(z.int().min(1)).default(1),
  })
  .superRefine(({ endpoint, answer, code }, ctx) => {
    if ((answer === undefined) === (code === undefined)) report(ctx, [], 'oneOf', 'answer, code');
    const known = codesOf(endpoint);
    if (code !== undefined && !known.includes(code)) report(ctx, ['code'], 'code', known.join(', '));
  })
  .meta({ id: 'fault', description: 'An answer to give instead of the true one.' });

/** @internal {@link SimulatorFault}, checked and copied. An answer with a status is sent without the true one being worked out. */
export type Fault = z.output<typeof faultSchema>;
