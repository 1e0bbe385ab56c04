import { redactor } from '../../dingtalk/redact.js';
import type { Language, Words } from '../language.js';
import type { Finding, State } from './finding.js';

const marks: Readonly<Record<State, string>> = { ok: '✓', wrong: '✗', unknown: '?', skipped: '–' };

/** Secrets, and what keeps them out of whatever is written. */
export class Discretion {
  readonly #secrets = new Set<string>();

  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#secrets.add(secret);
  }

  /** A line without them, and without control characters. */
  line(text: string): string {
    return redactor(this.#secrets)(text, Infinity);
  }
}

/** A finding in one language, as `--json` shows it. */
export interface Result {
  name: string;
  state: State;
  message: string;
  remedy: string | null;
  code: string | null;
}

export function toResult(
  { name, state, message, remedy, code }: Finding,
  language: Language,
  discretion: Discretion,
): Result {
  const clean = (words: Words) =>
    words[language]
      .split('\n')
      // What a line is indented by means something.
      .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${discretion.line(line)}`)
      .join('\n');
  return {
    name,
    state,
    message: clean(message),
    remedy: remedy ? clean(remedy) : null,
    code: code === undefined ? null : discretion.line(code),
  };
}

/** The longest name and a little. */
const nameWidth = 42;
const indent = '    ';

/** A line for the check, and one for each of what to do. */
export function toText({ name, state, message, remedy }: Result): string {
  const lines = [`${marks[state]} ${name.padEnd(nameWidth)}${message}`];
  if (remedy !== null) lines.push(...remedy.split('\n').map((line) => `${indent}${line}`));
  return `${lines.join('\n')}\n`;
}

/** What is said when everything is known. */
export function summary(results: readonly Result[], language: Language): string {
  const count = (state: State) => results.filter((one) => one.state === state).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const parts = {
    en: [
      wrong === 0 ? 'Nothing is wrong' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`,
      ...(unknown ? [`${unknown} could not be told`] : []),
    ],
    zh: [
      wrong === 0 ? '没有发现问题' : `发现 ${wrong} 个问题`,
      ...(unknown ? [`${unknown} 项无法判断`] : []),
    ],
  };
  return language === 'zh' ? `${parts.zh.join('，')}。\n` : `${parts.en.join(', ')}.\n`;
}
