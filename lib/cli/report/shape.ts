/** What an answer, or a part of one, has to look like. */
export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'opaque' }
  /** A code or a name out of DingTalk's own vocabulary, which a report may show. */
  | { kind: 'word' }
  /** One of few values, each with a meaning. */
  | { kind: 'one-of'; values: readonly (string | number)[] }
  | { kind: 'list'; of: Shape }
  | { kind: 'object'; fields: Readonly<Record<string, Shape>>; optional: ReadonlySet<string> };

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

export const string: Shape = { kind: 'string' };
export const number: Shape = { kind: 'number' };
export const boolean: Shape = { kind: 'boolean' };
/** Of the organization's making: not looked into. */
export const opaque: Shape = { kind: 'opaque' };
export const word: Shape = { kind: 'word' };

export function oneOf(...values: (string | number)[]): Shape {
  return { kind: 'one-of', values };
}

export function list(of: Shape): Shape {
  return { kind: 'list', of };
}

/** Fields whose names end in `?` may be absent. */
export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(fields);
  return {
    kind: 'object',
    fields: Object.fromEntries(entries.map(([name, shape]) => [name.replace('?', ''), shape])),
    optional: new Set(entries.flatMap(([name]) => (name.endsWith('?') ? [name.slice(0, -1)] : []))),
  };
}

/** Whether a text may stand in a report; others know what must not. */
export type MayShow = (text: string) => boolean;

/** The shape as it is written into a report. */
export function write(shape: Shape): unknown {
  switch (shape.kind) {
    case 'one-of':
      return shape.values.join(' | ');
    case 'list':
      return [write(shape.of)];
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, field]) => [
          shape.optional.has(name) ? `${name}?` : name,
          write(field),
        ]),
      );
    default:
      return shape.kind;
  }
}

/** A value without anybody's data: types, and of words and enumerations themselves. */
export function anonymize(value: unknown, shape: Shape | undefined, mayShow: MayShow): unknown {
  if (shape?.kind === 'list' && Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(anonymize(item, shape.of, mayShow)));
    return [...new Set(items)].map((item): unknown => JSON.parse(item));
  }
  if (shape?.kind === 'object' && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [
        nameOf(name, shape, mayShow),
        anonymize(field, Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined, mayShow),
      ]),
    );
  }
  if (shape?.kind === 'word' || shape?.kind === 'one-of') return shown(value, mayShow);
  return typeOf(value);
}

/** In what a value differs from its shape. */
export function compare(value: unknown, shape: Shape, mayShow: MayShow, at = ''): Difference[] {
  switch (shape.kind) {
    case 'opaque':
      return [];
    case 'one-of':
      if (shape.values.includes(value as string | number)) return [];
      return typeof value === typeof shape.values[0]
        ? [{ at, difference: 'an unknown value', expected: write(shape), found: shown(value, mayShow) }]
        : [anotherType(at, typeof shape.values[0], value)];
    case 'word':
      return typeof value === 'string' || typeof value === 'number' ? [] : [anotherType(at, 'word', value)];
    case 'list':
      if (!Array.isArray(value)) return [anotherType(at, 'list', value)];
      // One item of a list that differs stands for all that differ so.
      return unique(value.flatMap((item) => compare(item, shape.of, mayShow, `${at}[]`)));
    case 'object':
      return isObject(value) ? compareFields(value, shape, mayShow, at) : [anotherType(at, 'object', value)];
    default:
      return typeof value === shape.kind ? [] : [anotherType(at, shape.kind, value)];
  }
}

function compareFields(
  value: Record<string, unknown>,
  shape: Extract<Shape, { kind: 'object' }>,
  mayShow: MayShow,
  at: string,
): Difference[] {
  const within = (name: string) => (at === '' ? name : `${at}.${name}`);
  const expected = Object.entries(shape.fields).flatMap(([name, field]): Difference[] => {
    if (Object.hasOwn(value, name)) return compare(value[name], field, mayShow, within(name));
    return shape.optional.has(name)
      ? []
      : [{ at: within(name), difference: 'a field less', expected: write(field) }];
  });
  const more = Object.entries(value).flatMap(([name, field]): Difference[] =>
    Object.hasOwn(shape.fields, name)
      ? []
      : [{ at: within(nameOf(name, shape, mayShow)), difference: 'a field more', found: typeOf(field) }],
  );
  return [...expected, ...more];
}

function anotherType(at: string, expected: string, value: unknown): Difference {
  return { at, difference: 'another type', expected, found: typeOf(value) };
}

/** The name of a field that nobody expects could be somebody's: only what looks like DingTalk's own is shown. */
function nameOf(name: string, { fields }: Extract<Shape, { kind: 'object' }>, mayShow: MayShow): string {
  if (Object.hasOwn(fields, name)) return name;
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

function unique(differences: readonly Difference[]): Difference[] {
  return [...new Map(differences.map((one) => [JSON.stringify(one), one])).values()];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
