import { invalid, invalidValue } from './checks.js';
import { isObject } from './values.js';

/** The names of an options type, with anything. Compiles only if none is missing. */
export type Names<Options> = Readonly<Record<keyof Options, unknown>>;

export type NameList = Readonly<Record<string, unknown>>;

/** Details for the errors about options. */
interface Advice {
  /** The option that contains them: `staff` for `staff.language`. */
  of?: string;
  /** Why some names don't apply here, as the end of a sentence that begins with the option. */
  reasons?: Readonly<Record<string, string>>;
}

/** Names for our options in other strategies, SDKs and DingTalk itself, in the form of {@link plain}. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  clientID: ['clientid', 'appid', 'appkey', 'suiteid', 'suitekey', 'key', 'consumerkey'],
  clientSecret: ['appsecret', 'secret', 'consumersecret', 'suitesecret'],
  callbackURL: ['callbackuri', 'redirecturi', 'redirecturl'],
  scope: ['scopes'],
  timeoutMs: ['timeout'],
  store: ['statestore'],
};

/** Rejects unknown options, because ignoring a misspelt `membership` would admit strangers. */
export function refuseUnknown(options: unknown, known: NameList, advice: Advice = {}): void {
  if (!isObject(options)) throw invalid(advice.of ?? 'options', 'an object', options);
  const name = Object.keys(options).find((each) => !Object.hasOwn(known, each));
  if (name !== undefined) throw unknown(name, known, advice);
}

/** The TypeError for a name that resembles one of `ours`, where other unknown names are allowed. */
export function nearMiss(name: string, ours: NameList): TypeError | undefined {
  const isNear = !Object.hasOwn(ours, name) && meant(name, ours) !== undefined;
  return isNear ? unknown(name, ours) : undefined;
}

function unknown(name: string, known: NameList, { of, reasons = {} }: Advice = {}): TypeError {
  const prefix = of === undefined ? '' : `${of}.`;
  const reason = Object.hasOwn(reasons, name) ? reasons[name] : 'is unknown, and would have no effect';
  const guess = meant(name, known);
  const hint = guess === undefined ? '' : ` Did you mean \`${prefix}${guess}\`?`;
  return invalidValue(`DingTalk option \`${prefix}${name}\` ${reason}.${hint}`);
}

/** The known name that `name` probably means: another library's name for it, or a misspelling. */
function meant(name: string, known: NameList): string | undefined {
  const word = plain(name);
  const names = Object.keys(known);
  return names.find((each) => elsewhere[each]?.includes(word)) ?? nearest(word, names);
}

function nearest(word: string, names: readonly string[]): string | undefined {
  // Two wrong letters are a misspelling only in long words.
  const slips = word.length < 10 ? 1 : 2;
  const [first] = names
    .map((name) => ({ name, distance: distance(word, plain(name)) }))
    .filter((each) => each.distance <= slips)
    .sort((a, b) => a.distance - b.distance);
  return first?.name;
}

/** Removes differences in case, hyphens and underscores. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** The number of letters left out, added, changed or swapped (Damerau–Levenshtein distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  let before = row;
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + changed,
        swapped ? (before[j - 2] as number) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] as number;
}
