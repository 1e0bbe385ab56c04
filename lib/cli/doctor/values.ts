import type { DingTalkUser } from '../../dingtalk/readers.js';
import type { DingTalkStaff } from '../../dingtalk/staff.js';
import type { Words } from '../language.js';

// Values of people are told by their kind and length only: what the doctor prints is pasted into issues.

const lengthOf = (text: string): number => [...text].length;
const digitsOf = (text: string): number => text.replace(/\D/g, '').length;

export function describeText(name: string, text: string): Words {
  return { en: `${name}: ${lengthOf(text)} characters`, zh: `${name}：${lengthOf(text)} 个字符` };
}

/** `mobile: +86, 11 digits` */
export function describeMobile({
  mobile = '',
  stateCode,
}: Pick<DingTalkUser, 'mobile' | 'stateCode'>): Words {
  const country = stateCode && /^\+?\d{1,4}$/.test(stateCode) ? `+${stateCode.replace('+', '')}` : undefined;
  return {
    en: `mobile: ${country ?? 'no country code'}, ${digitsOf(mobile)} digits`,
    zh: `mobile：${country ?? '无国家代码'}，${digitsOf(mobile)} 位数字`,
  };
}

export function describeStaff(staff: DingTalkStaff): Words {
  const told = Object.entries(staff).map(([name, value]) => describeField(name, value));
  const absent = (['orgEmail', 'email', 'mobile'] as const).filter((name) => staff[name] === undefined);
  return {
    en: [...told.map(({ en }) => en), ...(absent.length ? [`absent: ${absent.join(', ')}`] : [])].join('; '),
    zh: [...told.map(({ zh }) => zh), ...(absent.length ? [`没有：${absent.join('、')}`] : [])].join('；'),
  };
}

function describeField(name: string, value: unknown): Words {
  if (name === 'mobile') {
    const digits = digitsOf(String(value));
    return {
      en: `mobile: ${digits} digits with the country code`,
      zh: `mobile：含国家代码共 ${digits} 位数字`,
    };
  }
  if (typeof value === 'string') return describeText(name, value);
  if (value instanceof Date) return { en: `${name}: a date`, zh: `${name}：日期` };
  if (Array.isArray(value)) return { en: `${name}: ${value.length}`, zh: `${name}：${value.length} 项` };
  if (typeof value === 'object' && value !== null) {
    const { length } = Object.keys(value);
    return { en: `${name}: ${length} fields`, zh: `${name}：${length} 个字段` };
  }
  return { en: `${name}: yes or no`, zh: `${name}：是或否` };
}
