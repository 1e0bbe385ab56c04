import type { Say } from '../language.js';
import type { Text } from './setup-texts.js';
import { between, compareOrigin, texts } from './texts.js';

/** The checks in the order in which they are made, each with those that must pass first. */
export const checks = {
  node: [],
  settings: [],
  network: [],
  proxy: ['network'],
  credentials: ['settings', 'network'],
  'corp-id': ['credentials'],
  app: ['credentials'],
  'permission:qyapi_get_member': ['app'],
  'permission:qyapi_get_department_list': ['app'],
  'contact-scope': ['app'],
  'permission:fieldEmail': ['app'],
  'permission:fieldMobile': ['app'],
  'sso-secret': ['settings', 'network'],
  'sign-in': ['settings', 'network', 'credentials'],
  'permission:Contact.User.Read': ['sign-in'],
  'union-id': ['permission:Contact.User.Read'],
  'permission:Contact.User.mobile': ['permission:Contact.User.Read', 'union-id'],
  'corp-id-in-token': ['sign-in'],
  refresh: ['sign-in'],
  'used-code': ['sign-in'],
  membership: ['union-id', 'permission:qyapi_get_member'],
  'staff-record': ['membership'],
  report: [],
} as const;

export type CheckName = keyof typeof checks;

export const checkNames = Object.keys(checks) as readonly CheckName[];

export type Cause = keyof typeof texts;

/** `unknown` cannot be told from here, and counts as `wrong` does; `note` is worth knowing, and does not count. */
export type State = 'ok' | 'wrong' | 'unknown' | 'note' | 'skipped';

/** What one check found, in the language of the run. */
export interface Finding {
  state: State;
  message: string;
  /** DingTalk's own words, and what its support would ask for. Continues the message. */
  detail?: string | undefined;
  /** What to do: a line for each step; one that begins with two spaces is a command or a value. */
  remedy?: string | undefined;
  /** DingTalk's own code; without one, the word of this package or of the platform for what happened. */
  code?: string | undefined;
  /** A word for what happened, the same at whichever call; absent when all is well. */
  cause?: string | undefined;
  /** The permissions that are missing. */
  scopes?: readonly string[] | undefined;
  /** The address that grants them, where DingTalk gave one. */
  link?: string | undefined;
  dependsOn?: CheckName | undefined;
  /** Whether checks that need this one can be made all the same. */
  isPassable?: boolean | undefined;
}

export interface Result extends Finding {
  name: CheckName;
  /** How long DingTalk's slowest answer to it took. */
  ms?: number | undefined;
}

export function counts({ state }: Finding): boolean {
  return state === 'wrong' || state === 'unknown';
}

export function ok(message: string): Finding {
  return { state: 'ok', message, isPassable: true };
}

export function skipped(cause: string, message: string): Finding {
  return { state: 'skipped', cause, message };
}

export function dependsOn(other: CheckName, say: Say): Finding {
  return { ...skipped('depends-on', say(`depends on ${other}`, `依赖 ${other}`)), dependsOn: other };
}

/** What is no fault as long as the application does not use it. */
export function unlessUsed(finding: Finding, isUsed: boolean): Finding {
  return isUsed || finding.state !== 'wrong' ? finding : { ...finding, state: 'note' };
}

export function noted(finding: Finding): Finding {
  return { ...finding, state: 'note', isPassable: true };
}

/** What the texts of a cause are filled in with. */
export type Values = Readonly<Record<string, string | number | undefined>>;

/** What is wrong, in the words that there are for the cause. */
export function fault(
  cause: Cause,
  { say, originsFrom, timeoutMs }: { say: Say; originsFrom: string | undefined; timeoutMs: number },
  values: Values = {},
  code?: string,
): Finding {
  const now = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const all: Values = { originsFrom, seconds: timeoutMs / 1000, now, ...values };
  const fill = (text: string) =>
    text.replace(/\{(\(?)(\w+)\)?\}/g, (_, isBracketed: string, name: string) => {
      const shown = String(all[name] ?? '');
      return isBracketed && shown ? say(` (${shown})`, `（${shown}）`) : shown;
    });
  const { message, step = ['', ''] }: Text = texts[cause];
  const next = originsFrom && between.has(step) ? compareOrigin : step;
  return {
    state: 'wrong',
    cause,
    message: fill(say(...message)),
    remedy: fill(say(...next)),
    code,
    detail: code ? ` [${code}]` : undefined,
  };
}
