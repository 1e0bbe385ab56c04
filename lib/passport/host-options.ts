import type { NameList } from '../dingtalk/option-names.js';
import { isObject } from '../dingtalk/values.js';

type Drops = (value: unknown, options: Readonly<Record<string, unknown>>) => boolean;

/** Options that are allowed with a value that has no effect. Another value is an error. */
const harmless = new Map<string, Drops>([
  // Node-RED's
  ['verify', (value) => typeof value === 'function'],
  ['callbackMethod', (value) => /^(?:get|post)$/i.test(String(value))],
  // Egg's
  ['key', (value, { clientID }) => value === clientID],
  ['secret', (value, { clientSecret }) => value === clientSecret],
  // Of every strategy that is built on passport-oauth2
  ['pkce', (value) => value === false],
  ['scopeSeparator', (value) => value === ' '],
  ['skipUserProfile', (value) => value === false],
]);

/** A copy of a strategy's options, without those that hosts add or that have no effect. */
export function withoutHarmless<Options>(options: Options): Options {
  return without(options, (name) => harmless.get(name));
}

const isEmpty: Drops = (value) => value === undefined || value === null || value === '';

/**
 * A copy of the options without those that are absent or empty, such as Backstage's `scope: ''`. None of the
 * `optional` may decide who signs in: a missing environment variable would let strangers in.
 */
export function withoutEmpty<Options>(options: Options, optional: NameList): Options {
  return without(options, (name) => (Object.hasOwn(optional, name) ? isEmpty : undefined));
}

function without<Options>(options: Options, dropsFor: (name: string) => Drops | undefined): Options {
  // Anything but an object is rejected when the options are read.
  if (!isObject(options)) return options;
  const copy: Record<string, unknown> = { ...options };
  for (const name of Object.keys(copy)) if (dropsFor(name)?.(copy[name], options)) delete copy[name];
  return copy as Options;
}
