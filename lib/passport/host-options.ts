import type { NameList } from '../dingtalk/option-names.js';
import { isObject } from '../dingtalk/values.js';

interface Harmless {
  /** Which host passes it. */
  host: string;
  /** Whether this value has no effect. Any other value is an error, as for every unknown option. */
  isHarmless(value: unknown, options: Readonly<Record<string, unknown>>): boolean;
}

const passportOAuth2 = 'every strategy that is built on passport-oauth2';

/** Options that are allowed although they have no effect. */
const harmless: Readonly<Record<string, Harmless>> = {
  verify: { host: 'Node-RED', isHarmless: (value) => typeof value === 'function' },
  callbackMethod: { host: 'Node-RED', isHarmless: (value) => /^(?:get|post)$/i.test(String(value)) },
  key: { host: 'Egg', isHarmless: (value, { clientID }) => value === clientID },
  secret: { host: 'Egg', isHarmless: (value, { clientSecret }) => value === clientSecret },
  pkce: { host: passportOAuth2, isHarmless: (value) => value === false },
  scopeSeparator: { host: passportOAuth2, isHarmless: (value) => value === ' ' },
  skipUserProfile: { host: passportOAuth2, isHarmless: (value) => value === false },
};

/** A copy of a strategy's options, without those that hosts add or that have no effect. */
export function withoutHarmless<Options>(options: Options): Options {
  return pick(
    options,
    (name, value, all) => !(Object.hasOwn(harmless, name) && harmless[name]?.isHarmless(value, all)),
  );
}

/**
 * A copy of the options without those that are `null` or empty, such as Backstage's `scope: ''`.
 * @param optional - names that may be left out. None of them may decide who signs in: a missing environment variable
 * would let strangers in
 */
export function withoutEmpty<Options>(options: Options, optional: NameList): Options {
  return pick(options, (name, value) => (value !== null && value !== '') || !Object.hasOwn(optional, name));
}

function pick<Options>(
  options: Options,
  isMeant: (name: string, value: unknown, all: Readonly<Record<string, unknown>>) => boolean,
): Options {
  // Anything but an object is rejected when the options are read.
  if (!isObject(options)) return options;
  const copy: Record<string, unknown> = { ...options };
  for (const name of Object.keys(copy)) if (!isMeant(name, copy[name], options)) delete copy[name];
  return copy as Options;
}
