import { redactor } from '../../dingtalk/redact.js';
import type { Finding } from './finding.js';

/** After an answer with more texts about a person, which is none of DingTalk's, nothing is quoted any more. */
const mostPersonal = 1000;

/** Secrets and personal values, which are kept out of all output. */
export class Secrets {
  readonly #secrets = new Set<string>();
  readonly #personal = new Set<string>();

  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#secrets.add(secret);
  }

  /** Every text in a value, which may be a whole answer, however deep. */
  learnPerson(value: unknown): void {
    const open = [value];
    while (open.length > 0) {
      const next = open.pop();
      if (typeof next === 'string' && next.length > 1) this.#personal.add(next);
      if (typeof next === 'object' && next !== null) for (const one of Object.values(next)) open.push(one);
    }
  }

  /** A line without secrets and control characters. */
  redact(text: string): string {
    return redactor(this.#secrets)(text, Infinity);
  }

  /** A finding whose texts are redacted; permissions and their link are already, where they are read. */
  clean(finding: Finding): Finding {
    const { message, detail, remedy, code } = finding;
    // What a line is indented by means something.
    const clean = (text: string) =>
      text.replace(/^( *)([^\n]*)/gm, (_, indent: string, line: string) => indent + this.redact(line));
    return {
      ...finding,
      message: clean(message),
      detail: detail && clean(detail),
      remedy: remedy && clean(remedy),
      code: code && this.redact(code),
    };
  }

  /** A text of DingTalk's, in which people may be named too. */
  redactQuote(text: string): string {
    if (this.#personal.size > mostPersonal) return '***';
    // Names may have two characters, which the redaction of logs leaves alone.
    const names = [...this.#personal].sort((one, other) => other.length - one.length);
    return names.reduce((line, name) => line.replaceAll(name, '***'), this.redact(text));
  }
}
