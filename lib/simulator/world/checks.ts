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

/** The names of an options type, of which none is missing. */
export type Names<Options> = Readonly<Record<keyof Options, true>>;

/** Names that are in a list already. */
export function allOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, true>> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
}

/** An object, with no keys but `known`: a misspelt option would otherwise be silently without effect. */
export function object(
  value: unknown,
  name: string,
  known?: Readonly<Record<string, true>>,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(name, 'be an object');
  for (const key of Object.keys(value)) {
    if (known && !Object.hasOwn(known, key)) {
      const meant = nearest(key, Object.keys(known));
      const hint =
        meant === undefined ? `known are ${Object.keys(known).join(', ')}` : `did you mean ${name}.${meant}?`;
      throw invalid(`${name}.${key}`, `not be given, as it is unknown: ${hint}`);
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
