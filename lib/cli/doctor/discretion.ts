import { redactor } from '../../dingtalk/redact.js';
import type { DingTalkStaff } from '../../dingtalk/staff.js';
import { joined, type Words, words } from '../language.js';

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
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach((one) => this.learnPerson(one));
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

export function describeStaff(staff: DingTalkStaff): Words {
  const fields = Object.entries(staff).map(([name, value]) => describeField(name, value));
  const absent = (['orgEmail', 'email', 'mobile'] as const).filter((name) => staff[name] === undefined);
  const missing = words(`absent: ${absent.join(', ')}`, `没有 ${absent.join('、')}`);
  return joined(words(', ', '，'), [...fields, ...(absent.length > 0 ? [missing] : [])]);
}

function describeField(name: string, value: unknown): Words {
  if (name === 'mobile') return words(`mobile ${digitsOf(String(value))} digits`, `mobile ${digitsOf(String(value))} 位数字`);
  if (typeof value === 'string') return words(`${name} ${lengthOf(value)}`, `${name} ${lengthOf(value)}`);
  if (Array.isArray(value)) return words(`${value.length} ${name}`, `${name} ${value.length} 项`);
  if (value instanceof Date) return words(`${name} a date`, `${name} 日期`);
  if (typeof value === 'object' && value !== null) {
    return words(`${Object.keys(value).length} ${name}`, `${name} ${Object.keys(value).length} 项`);
  }
  return words(`${name} yes or no`, `${name} 是或否`);
}
