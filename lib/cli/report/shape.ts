/**
 * What an answer, or a part of one, has to look like, as a report shows it: `string`, `number`, `boolean`; `opaque`
 * for what is of the organization's making and not looked into; `word` for a code or a name out of DingTalk's own
 * vocabulary, which may be shown; `0 | 1` for an enumeration; a list with one shape; an object, of which a name that
 * ends in `?` may be absent.
 */
export type Shape = string | readonly [Shape] | { readonly [name: string]: Shape };

/** One thing in which an answer differs from what was expected. */
export interface Difference {
  /** Where in the answer: `result.contact_type`; empty for the answer as a whole. */
  at: string;
  difference:
    | 'a field more'
    | 'a field less'
    | 'another type'
    | 'an unknown value'
    | 'an unknown code'
    | 'a code with another status'
    | 'another status'
    | 'a header less'
    | 'not JSON'
    | 'no answer';
  expected?: unknown;
  found?: unknown;
}

/** Whether a text may stand in a report; others know what must not. */
export type MayShow = (text: string) => boolean;

type Fields = ReadonlyMap<string, { shape: Shape; isOptional: boolean }>;

function fieldsOf(shape: { readonly [name: string]: Shape }): Fields {
  const entries = Object.entries(shape).map(([name, field]) => {
    const isOptional = name.endsWith('?');
    return [isOptional ? name.slice(0, -1) : name, { shape: field, isOptional }] as const;
  });
  return new Map(entries);
}

const isWord = (shape: Shape | undefined): boolean =>
  typeof shape === 'string' && /^(?:word$|\d)/.test(shape);

/** A value without anybody's data: types, and of words and enumerations themselves. */
export function anonymize(value: unknown, shape: Shape | undefined, mayShow: MayShow): unknown {
  if (isWord(shape)) return shown(value, mayShow);
  if (typeof shape !== 'object') return typeOf(value);
  if (isList(shape)) {
    if (!Array.isArray(value)) return typeOf(value);
    const items = value.map((item) => JSON.stringify(anonymize(item, shape[0], mayShow)));
    return [...new Set(items)].map((item): unknown => JSON.parse(item));
  }
  if (!isObject(value)) return typeOf(value);
  const fields = fieldsOf(shape);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      nameOf(name, fields, mayShow),
      anonymize(field, fields.get(name)?.shape, mayShow),
    ]),
  );
}

/** In what a value differs from its shape. */
export function compare(value: unknown, shape: Shape, mayShow: MayShow, at = ''): Difference[] {
  if (typeof shape === 'string') return compareValue(value, shape, mayShow, at);
  if (!isList(shape))
    return isObject(value) ? compareFields(value, shape, mayShow, at) : [anotherType(at, 'object', value)];
  if (!Array.isArray(value)) return [anotherType(at, 'list', value)];
  // One item of a list that differs stands for all that differ so.
  const differences = value.flatMap((item) => compare(item, shape[0], mayShow, `${at}[]`));
  return [...new Map(differences.map((one) => [JSON.stringify(one), one])).values()];
}

function compareValue(value: unknown, shape: string, mayShow: MayShow, at: string): Difference[] {
  const type = typeof value;
  if (shape === 'opaque' || (shape === 'word' && (type === 'string' || type === 'number'))) return [];
  const isEnumeration = /^\d/.test(shape);
  const expected = isEnumeration ? 'number' : shape;
  if (type !== expected) return [anotherType(at, expected, value)];
  if (!isEnumeration || shape.split(' | ').includes(String(value))) return [];
  return [{ at, difference: 'an unknown value', expected: shape, found: shown(value, mayShow) }];
}

function compareFields(
  value: Record<string, unknown>,
  shape: { readonly [name: string]: Shape },
  mayShow: MayShow,
  at: string,
): Difference[] {
  const fields = fieldsOf(shape);
  const within = (name: string) => (at === '' ? name : `${at}.${name}`);
  const expected = [...fields].flatMap(([name, field]): Difference[] => {
    if (Object.hasOwn(value, name)) return compare(value[name], field.shape, mayShow, within(name));
    return field.isOptional ? [] : [{ at: within(name), difference: 'a field less', expected: field.shape }];
  });
  const more = Object.entries(value).flatMap(([name, field]): Difference[] =>
    fields.has(name)
      ? []
      : [{ at: within(nameOf(name, fields, mayShow)), difference: 'a field more', found: typeOf(field) }],
  );
  return [...expected, ...more];
}

function anotherType(at: string, expected: string, value: unknown): Difference {
  return { at, difference: 'another type', expected, found: typeOf(value) };
}

/** The name of a field that nobody expects could be somebody's: only what looks like DingTalk's own is shown. */
function nameOf(name: string, fields: Fields, mayShow: MayShow): string {
  if (fields.has(name)) return name;
  return /^[A-Za-z][A-Za-z_]{0,39}$/.test(name) && mayShow(name) ? name : '(a name)';
}

/** A word of DingTalk's own as it is; anything else, by its type. */
export function shown(value: unknown, mayShow: MayShow): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return typeOf(value);
  return /^-?[\w.:]{1,100}$/.test(String(value)) && mayShow(String(value)) ? value : typeOf(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
