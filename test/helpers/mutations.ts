import fc from 'fast-check';

/** One answer of DingTalk: the HTTP status, and the body before it becomes text. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Changes one thing about an answer; gives a new one. */
export type Mutation = (answer: Answer) => Answer;

type Change = (key: string, value: unknown) => [key: string, value: unknown][];

/** Out of the range of whatever a number may be of, as numbers and as texts. */
export const outOfRange: (number | string)[] = [
  ...[0, -0, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53), 8.64e15 + 1, 1e308, -1e308, 5e-324],
  ...['', '00', '-1', '1.5', '0x10', '1_000', ' 1 ', '1e999', '-1e308', 'NaN', 'Infinity', '-Infinity'],
  ...['2147483648', '9007199254740993', '\uff11', '\u0663', '9'.repeat(400), '9'.repeat(2 ** 19)],
];

const otherValues: unknown[] = [
  ...outOfRange,
  ...[null, undefined, ' ', '0', '1', '0x0', 'true', 'false', 'null', '[]', '{}'],
  ...[1, 2, Infinity, true, false, {}, [], [0], ['0'], [[]], { 0: 0 }],
  // What databases and logs do not take, and bytes above 0x7F.
  ...['a\u0000b', '\ud800', 'a\udfff\ud83d', '\u001b[31m', '\u0085', '\u00a0', '\u202e\u00ff', '张\n三'],
  // As much as one answer may hold.
  ...['x'.repeat(2 ** 20 - 2000), '('.repeat(2 ** 19), 'requiredScopes=['.repeat(2 ** 16 - 200)],
  Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}_token`, `value ${index}`])),
  Array.from({ length: 5000 }, (_, index) => index),
];

/** Anything that may be where something else is documented. */
export const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...otherValues),
  fc.jsonValue({ maxDepth: 1 }),
);

const otherStatuses = [201, 202, 203, 204, 206, 301, 302, 304, 400, 401, 403, 404, 429, 500, 502, 503];

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>(() => []),
  fc
    .constantFrom(
      (key: string) => key.toUpperCase(),
      (key: string) => key.toLowerCase(),
      (key: string) => `${key}s`,
      (key: string) => `_${key}`,
      (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      (key: string) => key.replace(/_./g, ([, letter = '']) => letter.toUpperCase()),
      (key: string) => key.slice(1),
    )
    .map<Change>((rename) => (key, value) => [[rename(key), value]]),
  fc
    .constantFrom<(value: unknown) => unknown>(
      (value) => [value],
      (value) => ({ value }),
      (value) => ({ result: value }),
      (value) => [value, value],
      (value) => JSON.stringify(value),
      (value) => String(value),
      (value) => Number(value),
    )
    .map<Change>((wrap) => (key, value) => [[key, wrap(value)]]),
  oddValues.map<Change>((other) => (key) => [[key, other]]),
);

/** Fields removed, renamed, nested and of other types, wherever in the body; the body itself; the status. */
export const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom(...otherStatuses).map<Mutation>((status) => ({ body }) => ({ status, body })),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(fc.nat(), changes).map<Mutation>(([place, change]) => ({ status, body }) => {
      const whole = { body };
      const places = placesIn(whole);
      const [holder, key] = places[place % places.length] as [object, string];
      const changed = rebuild(whole, holder, (entries) =>
        entries.flatMap(([name, value]): [string, unknown][] =>
          name === key ? change(name, value) : [[name, value]],
        ),
      ) as { body?: unknown };
      return { status, body: changed.body };
    }),
  },
);

function placesIn(value: unknown): [holder: object, key: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [value, key] as [object, string],
    ...placesIn(inner),
  ]);
}

type Entries = [string, unknown][];

/** A copy in which the entries of `target` are others. */
function rebuild(value: unknown, target: object, entries: (of: Entries) => Entries): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner: Entries = Object.entries(value).map(([key, each]) => [key, rebuild(each, target, entries)]);
  const changed = value === target ? entries(inner) : inner;
  return Array.isArray(value) ? changed.map(([, each]) => each) : Object.fromEntries(changed);
}
