import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  type DingTalkAdminStrategy,
  type DingTalkInAppStrategy,
  type DingTalkStrategy,
  isDingTalkError,
} from '../../lib/index.js';
import { isFailureCode } from '../../lib/sign-in/failures.js';
import { everythingOf, forms } from './leaks.js';
import { outOfRange } from './mutations.js';

/** What a strategy said of a request. */
export type Ended =
  | { user: unknown }
  | { refused: unknown; status: unknown }
  | { error: unknown }
  | { location: string };
type Strategy = DingTalkStrategy | DingTalkInAppStrategy | DingTalkAdminStrategy;

/** How a strategy ends a request; an error when it does so twice. */
export function end(strategy: Strategy, req: object): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let count = 0;
    const as = (ended: Ended) => {
      count += 1;
      if (count > 1) reject(new Error('ended twice'));
      // A second ending comes at once, if at all.
      setImmediate(() => resolve(ended));
    };
    const attempt = Object.create(strategy, {
      success: { value: (user: { id?: unknown }) => as({ user: user.id }) },
      fail: { value: (refused: unknown, status: unknown) => as({ refused, status }) },
      error: { value: (error: unknown) => as({ error }) },
      redirect: { value: (location: string) => as({ location }) },
    }) as Strategy;
    attempt.authenticate(req as never);
  });
}

/**
 * A refusal with a text for the person, or an error for the administrator; of what was sent, and of our secrets, it
 * says nothing.
 */
export function expectTurnedAway(ended: Ended, sent: readonly unknown[], ours: readonly string[]): void {
  const { refused, status, error } = ended as { refused?: unknown; status?: unknown; error?: unknown };
  if (refused !== undefined) {
    expect(isFailureCode((refused as { code?: unknown }).code), inspect(refused)).toBe(true);
    expect([400, 401, 403, 405]).toContain(status);
  } else expect(isDingTalkError(error), inspect(error)).toBe(true);
  const shown = everythingOf(refused ?? error).toLowerCase();
  // What is shorter may be among our own words; what is longer would show by how it begins.
  const secrets = [...ours, ...sent.filter((text) => typeof text === 'string' && text.length > 20)];
  const begun = (secrets as string[]).map((text) => Buffer.from(text.slice(0, 100)).toString());
  for (const each of begun.flatMap(forms)) {
    expect(shown).not.toContain(each.toLowerCase());
  }
}

const highBytes = fc.string({
  unit: fc.integer({ min: 0x80, max: 0xff }).map((byte) => String.fromCharCode(byte)),
});

/** As much as a server may be set to take for one value, and as many fields in it. */
const huge = fc
  .constantFrom('x', '%', '(', ',', ';', '\u00a0', 'a=b; ', 'https, ', 'DingTalk/', 'zh;q=')
  .map((mark) => mark.repeat(2 ** 20 / mark.length));

/** Whatever a header may hold, of which Node makes a text with a character for each byte. */
export const headerValues: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.string() },
  { weight: 8, arbitrary: highBytes },
  { weight: 1, arbitrary: huge },
  { weight: 4, arbitrary: fc.constantFrom(...outOfRange).map(String) },
);

/** Headers that somebody may go by, with whatever values; and thousands of others. */
export const strangeHeaders: fc.Arbitrary<Record<string, string>> = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom(
        ...['cookie', 'host', 'origin', 'referer', 'user-agent', 'accept-language', 'content-type'],
        ...['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-purpose', 'purpose'],
        ...['x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-for'],
      ),
      headerValues,
      { maxKeys: 4 },
    ),
    fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constant(5000)),
  )
  .map(([named, more]) => ({
    ...Object.fromEntries(Array.from({ length: more }, (_, index) => [`x-${index}`, 'v'])),
    ...named,
  }));

/** Stands for the good value, which there is only once a run is under way. */
export const good: symbol = Symbol('good');
const oddities = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ minLength: 1025, maxLength: 1100 }),
  fc.constantFrom<unknown>(undefined, null, '', '0', 'undefined', 'null', '__proto__', '[object Object]'),
  headerValues,
  fc.oneof(huge, fc.constant('\ud800'.repeat(2 ** 20))),
  fc.constantFrom<unknown>(...outOfRange),
  fc.constant(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 'v']))),
  fc.jsonValue(),
  fc.array(fc.constant(good), { maxLength: 2 }),
  fc.record({ toString: fc.constant(good), 0: fc.constant(good) }),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constant<unknown>(good) },
  { weight: 2, arbitrary: oddities },
);

/** The same with the good value in its places. */
export function filled(given: unknown, text: string): unknown {
  if (given === good) return text;
  if (Array.isArray(given)) return given.map((each) => filled(each, text));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, filled(each, text)]));
}

/** Fields of such names, and others, with whatever values. */
export const fields = (names: readonly string[]) =>
  fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, fc.string()), value, {
    maxKeys: 4,
  });
