/**
 * Reads values of DingTalk's answers. DingTalk's samples show numbers, flags and lists as texts and single objects too.
 * Anything else counts as absent, and is never an error.
 */

/** @internal A text without control characters and lone surrogates, which databases reject. */
export function plainText(text: string): string {
  if (!unfit.test(text)) return text;
  return text.replace(/\p{Cc}+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
}

const unfit = /[\p{Cc}\p{Cs}]/u;

/** JSON whose texts and names are {@link plainText}. Values nested deeper than in any answer are left out. */
export function plainJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return plainText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return undefined;
  if (Array.isArray(value)) return value.map((each) => plainJson(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [plainText(name), plainJson(each, depth + 1)]),
  );
}

const deepest = 32;

export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const plain = plainText(value);
  return plain.trim() === '' ? undefined : plain;
}

export function textOrNumber(value: unknown): string | undefined {
  return Number.isFinite(value) ? String(value) : text(value);
}

/** DingTalk's own ids have up to 64 characters. */
const longestId = 256;

/** An id that can be a key: a text of some length that nothing has to be removed from, so that no two become one. */
export function id(value: unknown): string | undefined {
  const read = text(value);
  return read === value && read !== undefined && read.length <= longestId ? read : undefined;
}

/** Whether a value can travel in a header, as tokens do. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,4096}$/.test(value);
}

export function finite(value: unknown): number | undefined {
  // `Number` would throw for an object that has a `valueOf` or `toString` of its own.
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const read = Number(value);
  return Number.isFinite(read) ? read : undefined;
}

export function integer(value: unknown): number | undefined {
  const read = finite(value);
  return Number.isSafeInteger(read) ? read : undefined;
}

export function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return undefined;
}

export function date(value: unknown): Date | undefined {
  const read = new Date(integer(value) ?? Number.NaN);
  return read.getTime() > 0 ? read : undefined;
}

/** A list, the JSON of one, or a single element. */
export function list(value: unknown): unknown[] {
  const read = parsed(value);
  return Array.isArray(read) ? read : [read];
}

/** An object, or the JSON of one. */
export function object(value: unknown): Record<string, unknown> | undefined {
  const read = parsed(value);
  return isObject(read) ? read : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a text as JSON; returns any other value as it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // The parser's own error quotes the text, which may contain a token.
    return undefined;
  }
}

/** The longest time of Node's timers; a longer one would fire at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

/** Parses a URL; `undefined` if it isn't valid. `URL.canParse` of Node 20 is wrong about characters beyond ASCII. */
export function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** Leaves out fields that are `undefined`. */
export function present<T extends object>(fields: { [Name in keyof T]: T[Name] | undefined }): T {
  const given: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) {
    if (fields[name] !== undefined) given[name] = fields[name];
  }
  return given as T;
}
