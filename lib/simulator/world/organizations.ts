import { identifier, type Names, object, optionalText, orElse, text } from './checks.js';
import { type Department, readDepartments, type SimulatorDepartment } from './departments.js';
import { type MemberEntry, readMembers, type SimulatorMember } from './members.js';

/**
 * One organization (企业), with its directory.
 * @example
 * ```ts
 * import type { SimulatorOrganization } from 'passport-dingtalk-oauth2/simulator';
 *
 * export const teaHouse: SimulatorOrganization = {
 *   corpId: 'dingteahouse',
 *   name: '茶社',
 *   departments: [{ id: 100, name: '茶艺部' }],
 *   members: [{ unionId: 'unionLin', userId: 'tea-001', title: '店长', departmentIds: [100] }],
 * };
 * ```
 */
export interface SimulatorOrganization {
  /** Of your choice, unique among `organizations`: what people, clients and the app's `allowedCorpIds` name it by. */
  corpId: string;
  /** What the consent page calls it, and its root department. */
  name: string;
  /** The SSOSecret, for sign-in from the admin console. @defaultValue none, and every one is refused */
  ssoSecret?: string | undefined;
  /** Those below the root department, which is always there. @defaultValue none */
  departments?: readonly SimulatorDepartment[] | undefined;
  /**
   * The directory. People whose `organizations` name this one need not be here: whoever is not, is a member in
   * the root department, with a `userId` that is made from `corpId` and `unionId`. @defaultValue nobody but those
   */
  members?: readonly SimulatorMember[] | undefined;
}

export interface Organization {
  readonly corpId: string;
  readonly name: string;
  readonly ssoSecret: string | undefined;
  readonly departments: ReadonlyMap<number, Department>;
  readonly members: readonly MemberEntry[];
}

export function readOrganization(value: unknown, at: string): Organization {
  const given = object(value, at, {
    corpId: true,
    name: true,
    ssoSecret: true,
    departments: true,
    members: true,
  } satisfies Names<SimulatorOrganization>);
  const name = text(given.name, `${at}.name`);
  const departments = readDepartments(orElse(given.departments, []), `${at}.departments`, name);
  return {
    corpId: identifier(given.corpId, `${at}.corpId`),
    name,
    ssoSecret: optionalText(given.ssoSecret, `${at}.ssoSecret`),
    departments,
    members: readMembers(orElse(given.members, []), `${at}.members`, departments),
  };
}
