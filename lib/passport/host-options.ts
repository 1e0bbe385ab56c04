import { isRecord } from '../dingtalk/checks.js';
import type { NameList } from '../dingtalk/known-options.js';

interface Harmless {
  /** Who has it among a strategy's options. */
  host: string;
  /** Whether this value changes nothing: any other is an error, like every option that nobody reads. */
  isHarmless(value: unknown, options: Readonly<Record<string, unknown>>): boolean;
}

const passportOAuth2 = 'every strategy that is built on passport-oauth2';

/** Options that are no mistake although nothing reads them. */
const harmless: Readonly<Record<string, Harmless>> = {
  verify: { host: 'Node-RED', isHarmless: (value) => typeof value === 'function' },
  callbackMethod: { host: 'Node-RED', isHarmless: (value) => /^(?:get|post)$/i.test(String(value)) },
  key: { host: 'Egg', isHarmless: (value, { clientID }) => value === clientID },
  secret: { host: 'Egg', isHarmless: (value, { clientSecret }) => value === clientSecret },
  pkce: { host: passportOAuth2, isHarmless: (value) => value === false },
  scopeSeparator: { host: passportOAuth2, isHarmless: (value) => value === ' ' },
  skipUserProfile: { host: passportOAuth2, isHarmless: (value) => value === false },
};

/** A copy of a strategy's options without what hosts add to them and what changes nothing. */
export function withoutHarmless<Options>(options: Options): Options {
  return pick(
    options,
    (name, value, all) => !(Object.hasOwn(harmless, name) && harmless[name]?.isHarmless(value, all)),
  );
}

/**
 * A copy of options without those that are `null` or an empty text, as Backstage has `scope: ''`.
 * @param optional - names that may be left out. None of them may decide who signs in: a variable of the environment
 * that is not set would let strangers in
 */
export function withoutEmpty<Options>(options: Options, optional: NameList): Options {
  return pick(options, (name, value) => (value !== null && value !== '') || !Object.hasOwn(optional, name));
}

function pick<Options>(
  options: Options,
  isMeant: (name: string, value: unknown, all: Readonly<Record<string, unknown>>) => boolean,
): Options {
  // What is no object is refused where the options are read.
  if (!isRecord(options)) return options;
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => isMeant(name, value, options)),
  ) as Options;
}
