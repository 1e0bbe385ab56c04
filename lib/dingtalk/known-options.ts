import { invalid, isRecord } from './checks.js';

/**
 * The options, of which each has one of these names: what is misspelt is no option left out.
 * @throws TypeError naming the option that nobody knows, or saying that these are no options
 */
export function knownOptions<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): Options {
  if (!isRecord(options)) throw invalid('options', 'an object', options);
  const unknown = Object.keys(options).find((name) => !names.some((known) => known === name));
  if (unknown === undefined) return options;
  throw Object.assign(
    new TypeError(
      `DingTalk option ${JSON.stringify(unknown)} is unknown here; known are ${names.join(', ')}.`,
    ),
    { code: 'ERR_INVALID_ARG_VALUE' },
  );
}
