import { nearest } from './nearest.js';

/** What is wrong, in two parts: where in what was given, and what has to be so there. */
export interface Reason {
  /** For example `people[2].unionId`. */
  readonly place: string;
  /** The end of a sentence that begins with the place and "must". */
  readonly must: string;
}

const reasons = new WeakMap<object, Reason>();

/** A `TypeError` with Node's code, for an argument that is wrong. */
export function invalid(place: string, must: string): TypeError {
  const error = Object.assign(new TypeError(`${place} must ${must}`), { code: 'ERR_INVALID_ARG_VALUE' });
  reasons.set(error, { place, must });
  return error;
}

/** The parts of an error of {@link invalid}, for those who put them together in another way. */
export function reasonOf(error: unknown): Reason | undefined {
  return typeof error === 'object' && error !== null ? reasons.get(error) : undefined;
}

/** An object, with no keys but `known`: a misspelt option would otherwise be silently without effect. */
export function object(value: unknown, name: string, known?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(name, 'be an object');
  for (const key of Object.keys(value)) {
    if (known?.includes(key) === false) {
      const near = nearest(key, known);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      throw invalid(`${name}.${key}`, `not be given${hint || `; known are ${known.join(', ')}`}`);
    }
  }
  return value as Record<string, unknown>;
}

export function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(name, 'be a non-empty string');
  if (/\p{Surrogate}/u.test(value)) throw invalid(name, 'not contain half a surrogate pair');
  return value;
}

/** Text that has to survive URLs, headers and form fields unchanged. */
export function identifier(value: unknown, name: string): string {
  const id = text(value, name);
  if (/\p{Cc}/u.test(id)) throw invalid(name, 'not contain control characters');
  return id;
}

/** What stands for an option that is not given. `null` is not that: it is given, and wrong. */
export function orElse(value: unknown, absent: unknown): unknown {
  return value === undefined ? absent : value;
}

export function optionalText(value: unknown, name: string): string | undefined {
  return value === undefined ? undefined : text(value, name);
}

export function flag(value: unknown, name: string, absent: boolean): boolean {
  if (value === undefined) return absent;
  if (typeof value !== 'boolean') throw invalid(name, 'be true or false');
  return value;
}

export function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(name, 'be an array');
  return value;
}

export function texts(value: unknown, name: string): readonly string[] {
  return Object.freeze(list(value, name).map((item, index) => text(item, `${name}[${index}]`)));
}
