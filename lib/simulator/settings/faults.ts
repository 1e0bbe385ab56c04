import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod4';
import { codesOf } from '../gateway/error-codes.js';
import type { Fault } from '../gateway/faults.js';
import { json } from '../gateway/new.js';
import { ROUTES } from '../gateway/routes.js';
import { report, toJson } from './parse.js';

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
        for (const [name, value] of Object.entries(headers))
          if (!isHeader(name, value)) report(ctx, [name], 'header');
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
    const given = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    const usual = json(status ?? 200, null);
    const merged = { ...usual.headers, ...Object.fromEntries(given) };
    return { ...sending, answer: { ...usual, headers: merged, body: body ?? '' } };
  });

const ENDPOINTS = ['all' as const, ...ROUTES.map(({ endpoint }) => endpoint)];

/** @internal */
export const faultSchema: z.ZodType<Fault> = z
  .strictObject({
    endpoint: z.enum(ENDPOINTS),
    answer: answer.optional(),
    code: z.union([z.string(), z.int()]).optional(),
    times: endless(z.int().min(1)).default(1),
  })
  .superRefine(({ endpoint, answer, code }, ctx) => {
    if ((answer === undefined) === (code === undefined)) report(ctx, [], 'oneOf', 'answer, code');
    if (code === undefined) return;
    const known = codesOf(endpoint);
    if (!known.includes(String(code))) report(ctx, ['code'], 'code', known.join(', '));
  })
  .transform(({ endpoint, answer, code, times }) => {
    if (answer) return { endpoint, times, ...answer };
    return { endpoint, times, code: String(code) };
  })
  .meta({ id: 'fault', description: 'An answer to give instead of the true one.' });

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
