import { redactor } from '../../dingtalk/redact.js';
import type { DingTalkStaff } from '../../dingtalk/staff.js';
import { type Words, words } from '../language.js';

// What the doctor prints is pasted into issues: of people it says what kind of value there is and how long it is.

/** Secrets and what is somebody's, and what keeps them out of whatever is written. */
export class Discretion {
  readonly #secrets = new Set<string>();
  readonly #personal = new Set<string>();

  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#secrets.add(secret);
  }

  /** Every text in a value, which may be a whole answer. */
  learnPerson(value: unknown): void {
    if (typeof value === 'string' && value.length > 1) this.#personal.add(value);
    if (typeof value !== 'object' || value === null) return;
    for (const one of Object.values(value)) this.learnPerson(one);
  }

  /** A line without secrets and control characters. */
  line(text: string): string {
    return redactor(this.#secrets)(text, Infinity);
  }

  /** A text of DingTalk's, in which people may be named too. */
  quote(text: string): string {
    // Names may have two characters, which the redaction of logs leaves alone.
    const names = [...this.#personal].sort((one, other) => other.length - one.length);
    return names.reduce((line, name) => line.replaceAll(name, '***'), this.line(text));
  }
}

const lengthOf = (text: string): number => [...text].length;
const digitsOf = (text: string): number => text.replace(/\D/g, '').length;

export function describeText(name: string, text: string): Words {
  return words(`${name}: ${lengthOf(text)} characters`, `${name}：${lengthOf(text)} 个字符`);
}

/** `+86, 11 digits` */
export function describeMobile(mobile: string, stateCode: string | undefined): Words {
  const country = stateCode && /^\+?\d{1,4}$/.test(stateCode) ? `+${stateCode.replace('+', '')}` : undefined;
  return words(
    `${country ?? 'no country code'}, ${digitsOf(mobile)} digits`,
    `${country ?? '无国家代码'}，${digitsOf(mobile)} 位数字`,
  );
}

/** Which fields there are, by their names. */
export function describeStaff(staff: DingTalkStaff): Words {
  const there = Object.keys(staff);
  const absent = ['orgEmail', 'email', 'mobile'].filter((name) => !there.includes(name));
  const list = words(there.join(', '), there.join('、'));
  if (absent.length === 0) return list;
  return words(`${list.en}; without ${absent.join(', ')}`, `${list.zh}；没有 ${absent.join('、')}`);
}
