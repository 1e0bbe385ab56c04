/**
 * What a part of an answer has to look like, as a report shows it: a type; `opaque` for what is of the organization's
 * making; `word` for DingTalk's own codes and names, which may be shown; `0 | 1` for an enumeration; a list with one
 * shape; an object, of which a name that ends in `?` may be absent.
 */
export type Shape = string | [Shape] | { readonly [name: string]: Shape };

export interface Difference {
  /** Where in the answer: `result.contact_type`; empty for the answer as a whole. */
  at: string;
  /** In words: `a field more`, `another type`, `not JSON`. */
  difference: string;
  expected?: unknown;
  found?: unknown;
}

/** Whether a text may stand in a report; others know what must not. */
export type MayShow = (text: string) => boolean;

/** An answer as a report shows it: with types for values, but for words and enumerations. */
export function examine(value: unknown, shape: Shape, mayShow: MayShow) {
  // One item of a list that differs stands for all that differ so.
  const differences = new Map<string, Difference>();
  const differ = (one: Difference) => differences.set(JSON.stringify(one), one);

  function look(value: unknown, shape: Shape, at: string): unknown {
    const type = typeOf(value);
    if (shape === 'opaque') return type;
    if (shape === 'word' && (type === 'string' || type === 'number')) return shownWord(value, mayShow);
    const isEnumeration = typeof shape === 'string' && /^\d/.test(shape);
    const expected = isEnumeration ? 'number' : typeof shape === 'string' ? shape : typeOf(shape);
    if (type !== expected) {
      differ({ at, difference: 'another type', expected, found: type });
    } else if (Array.isArray(shape)) {
      const items = (value as unknown[]).map((item) => JSON.stringify(look(item, shape[0], `${at}[]`)));
      return [...new Set(items)].map((item): unknown => JSON.parse(item));
    } else if (typeof shape === 'object') {
      return lookAtFields(value as object, shape, at);
    } else if (isEnumeration && !shape.split(' | ').includes(String(value))) {
      differ({ at, difference: 'an unknown value', expected: shape, found: shownWord(value, mayShow) });
    }
    return isEnumeration ? shownWord(value, mayShow) : type;
  }

  function lookAtFields(value: object, shape: Readonly<Record<string, Shape>>, at: string): unknown {
    const within = (name: string) => (at === '' ? name : `${at}.${name}`);
    const fields = Object.entries(value).map(([name, field]) => {
      const expected = [name.replace(/\?$/, ''), `${name}?`].find((one) => Object.hasOwn(shape, one));
      if (expected !== undefined) return [name, look(field, shape[expected] as Shape, within(name))];
      // The name of a field that nobody expects could be somebody's: only what looks like DingTalk's own is shown.
      const isShown = /^[A-Za-z][A-Za-z_]{0,39}$/.test(name) && mayShow(name);
      const shownName = isShown ? name : '(a name)';
      differ({ at: within(shownName), difference: 'a field more', found: typeOf(field) });
      return [shownName, typeOf(field)];
    });
    for (const [name, expected] of Object.entries(shape)) {
      if (name.endsWith('?') || Object.hasOwn(value, name)) continue;
      differ({ at: within(name), difference: 'a field less', expected });
    }
    return Object.fromEntries(fields);
  }

  return { shown: look(value, shape, ''), differences: [...differences.values()] };
}

/** A word of DingTalk's own as it is; anything else, by its type. */
export function shownWord(value: unknown, mayShow: MayShow): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return typeOf(value);
  return /^-?[\w.:]{1,100}$/.test(String(value)) && mayShow(String(value)) ? value : typeOf(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
