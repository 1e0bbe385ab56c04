import type { Words } from '../language.js';
import { words } from '../language.js';

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

/**
 * - `ok`: as it has to be
 * - `wrong`: keeps people from signing in, or the application from what it uses
 * - `unknown`: cannot be told from here, and counts as much
 * - `note`: worth knowing, and does not count
 * - `skipped`: not looked at
 */
export type State = 'ok' | 'wrong' | 'unknown' | 'note' | 'skipped';

/** What one check found. */
export interface Finding {
  state: State;
  message: Words;
  /** DingTalk's own words, and what its support would ask for. */
  detail?: string | undefined;
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

export function ok(message: Words): Finding {
  return { state: 'ok', message, isPassable: true };
}

export function wrong(cause: string, message: Words, remedy?: Words, code?: string): Finding {
  return { state: 'wrong', cause, message, remedy, code };
}

export function skipped(cause: string, message: Words): Finding {
  return { state: 'skipped', cause, message };
}

export function dependsOn(other: CheckName): Finding {
  const finding = skipped('depends-on', words(`depends on ${other}`, `依赖 ${other}`));
  return { ...finding, dependsOn: other };
}

/** What is no fault as long as the application does not use it. */
export function unlessUsed(finding: Finding, isUsed: boolean): Finding {
  return isUsed || finding.state !== 'wrong' ? finding : { ...finding, state: 'note' };
}
