import { type Words, words } from '../language.js';
import {
  consoleUrl,
  credentialsPage,
  permissionsPage,
  redirectUrls,
  securityPage,
  showCredentials,
  versionsPage,
} from './console.js';
import { settingsTexts, wayTexts } from './setup-texts.js';
import { answerTexts, refusalTexts, signInTexts } from './texts.js';

/** The checks, in the order in which they are made. */
export const checkNames = [
  'node',
  'settings',
  'network',
  'proxy',
  'credentials',
  'corp-id',
  'app',
  'permission:qyapi_get_member',
  'permission:qyapi_get_department_list',
  'contact-scope',
  'permission:fieldEmail',
  'permission:fieldMobile',
  'sso-secret',
  'sign-in',
  'permission:Contact.User.Read',
  'union-id',
  'permission:Contact.User.mobile',
  'corp-id-in-token',
  'refresh',
  'used-code',
  'membership',
  'staff-record',
  'report',
] as const;

export type CheckName = (typeof checkNames)[number];

export type Cause =
  | keyof typeof settingsTexts
  | keyof typeof wayTexts
  | keyof typeof answerTexts
  | keyof typeof refusalTexts
  | keyof typeof signInTexts;

/**
 * - `ok`: as it has to be
 * - `wrong`: keeps people from signing in, or the application from what it uses
 * - `unknown`: cannot be told from here, and counts as much
 * - `note`: worth knowing, and does not count
 * - `skipped`: not checked
 */
export type State = 'ok' | 'wrong' | 'unknown' | 'note' | 'skipped';

/** What one check found. */
export interface Finding {
  state: State;
  message: Words;
  /** DingTalk's own words, and what its support would ask for. */
  detail?: Words | undefined;
  /** What to do: a line for each step; one that begins with two spaces is a command or a value. */
  remedy?: Words | undefined;
  /** DingTalk's own code; without one, the word of this package or of the platform for what happened. */
  code?: string | undefined;
  /** A word for what happened, the same at whichever call; absent when all is well. */
  cause?: string | undefined;
  /** The permissions that are missing. */
  scopes?: readonly string[] | undefined;
  /** The address that grants them, where DingTalk gave one. */
  link?: string | undefined;
  /** The check that this one depends on. */
  dependsOn?: CheckName | undefined;
  /** Whether checks that need this one can be made all the same. */
  isPassable?: boolean | undefined;
}

/** A finding as the result of its check. */
export interface Result extends Finding {
  name: CheckName;
  /** How long DingTalk's slowest answer to it took. */
  ms?: number | undefined;
}

/** Whether a finding counts against the application. */
export function counts({ state }: Finding): boolean {
  return state === 'wrong' || state === 'unknown';
}

export function ok(en: string, zh: string = en): Finding {
  return { state: 'ok', message: words(en, zh), isPassable: true };
}

export function skipped(cause: string, en: string, zh: string): Finding {
  return { state: 'skipped', cause, message: words(en, zh) };
}

export function dependsOn(other: CheckName): Finding {
  return { ...skipped('depends-on', `depends on ${other}`, `依赖 ${other}`), dependsOn: other };
}

/** What is no fault as long as the application does not use it. */
export function unlessUsed(finding: Finding, isUsed: boolean): Finding {
  return isUsed || finding.state !== 'wrong' ? finding : { ...finding, state: 'note' };
}

/** What the texts of a cause are filled in with. */
export type Values = Readonly<Record<string, string | number | Words | undefined>>;

/** What is wrong, in the words that there are for the cause. */
export function fault(
  cause: Cause,
  { originsFrom, timeoutMs }: { originsFrom: string | undefined; timeoutMs: number },
  values: Values = {},
  code?: string,
): Finding {
  const all: Values = {
    ...{ consoleUrl, credentialsPage, permissionsPage, redirectUrls, securityPage, showCredentials },
    ...{ versionsPage, who: words('the person is', '用户') },
    ...{ originsFrom, seconds: timeoutMs / 1000 },
    now: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...values,
  };
  const fill = (text: string, language: keyof Words) =>
    text.replace(/\{(\(?)(\w+)\)?\}/g, (_, isBracketed: string, name: string) => {
      const value = all[name] ?? '';
      const shown = typeof value === 'object' ? value[language] : String(value);
      if (!isBracketed || shown === '') return shown;
      return language === 'zh' ? `（${shown}）` : ` (${shown})`;
    });
  const [texts, usual] = groups.find(([texts]) => Object.hasOwn(texts, cause)) as Group;
  const next = originsFrom && (usual === letOut || usual === letThrough) ? compareOrigin : usual;
  const [en, zh, enNext = next.en, zhNext = next.zh] = texts[cause] as Text;
  return {
    state: 'wrong',
    cause,
    message: words(fill(en, 'en'), fill(zh, 'zh')),
    remedy: words(fill(enNext, 'en'), fill(zhNext, 'zh')),
    code,
    detail: code ? words(` [${code}]`) : undefined,
  };
}

const copyAnew = words(
  'Copy it again from the console: {credentialsPage}.',
  '请从开发者后台重新复制：{credentialsPage}。',
);
const letOut = words(
  'Allow connections from this machine to {host}, port 443, in the firewall. If this machine needs a proxy, the application needs `agent`.',
  '请在防火墙上放行本机到 {host} 443 端口的连接。如果只能经代理访问外网，应用需要设置 `agent`。',
);
const letThrough = words(
  'A gateway, proxy or portal in between answered. Let requests to {host} pass unchanged.',
  '响应来自中间的网关、代理或认证页面。请原样放行 {host}。',
);
const compareOrigin = words(
  'Compare {originsFrom}: is that DingTalk or the simulator, with the right port, and https: or http: as it speaks?',
  '请核对 {originsFrom}：地址、端口以及 https: 或 http: 是否正确。',
);

type Text = readonly [en: string, zh: string, enNext?: string, zhNext?: string];

/** Texts, with the next step of those that have none of their own. */
type Group = readonly [texts: Readonly<Record<string, Text>>, usual: Words];

const groups: readonly Group[] = [
  [settingsTexts, copyAnew],
  [wayTexts, letOut],
  [answerTexts, letThrough],
  [refusalTexts, words('')],
  [signInTexts, words('')],
];
