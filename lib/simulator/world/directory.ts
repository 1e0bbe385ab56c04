import { createHash } from 'node:crypto';
import type { Client } from '../settings/clients.js';
import {
  type Member,
  type OrganizationSettings,
  type Person,
  ROOT_DEPARTMENT,
  type SimulatorDepartment,
} from '../settings/organizations.js';

/** Somebody in an organization, with the details that DingTalk takes from their account. */
export type Entry = Member & {
  readonly name: string;
  readonly admin: boolean;
  readonly avatarUrl: string | undefined;
};

/** An organization with its directory: the departments, and everybody in it, also those who left. */
export class Organization {
  readonly corpId: string;
  readonly name: string;
  readonly ssoSecret: string | undefined;
  readonly departments: ReadonlyMap<number, Readonly<SimulatorDepartment>>;
  /** Everybody in it, also those who left, by unionId. */
  readonly members: Map<string, Entry> = new Map();

  constructor(settings: OrganizationSettings, people: ReadonlyMap<string, Person>) {
    const { corpId, name, ssoSecret, departments, members } = settings;
    this.corpId = corpId;
    this.name = name;
    this.ssoSecret = ssoSecret;
    const root = { id: ROOT_DEPARTMENT, name };
    this.departments = new Map([root, ...departments].map((department) => [department.id, department]));
    for (const member of members) this.put(member, people.get(member.unionId));
  }

  /** Adds a member, in place of the one that the person was before. */
  put(member: Member, person: Person | undefined): void {
    this.members.set(member.unionId, {
      ...member,
      name: member.name ?? person?.nick ?? member.userId,
      mobile: member.mobile ?? person?.mobile,
      stateCode: member.stateCode ?? person?.stateCode,
      admin: member.admin ?? person?.administers.includes(this.corpId) ?? false,
      avatarUrl: person?.avatarUrl,
    });
  }

  memberOfUserId(userId: string): Entry | undefined {
    return [...this.members.values()].find((member) => member.userId === userId);
  }

  /** Whether the scope has the department, or one above it. */
  includesDepartment(scope: Client['contactScope'], id: number): boolean {
    let current: number | undefined = id;
    while (current !== undefined) {
      if (scope.departmentIds.includes(current)) return true;
      const department = this.departments.get(current);
      current = current === ROOT_DEPARTMENT ? undefined : (department?.parentId ?? ROOT_DEPARTMENT);
    }
    return false;
  }

  includesMember(scope: Client['contactScope'], { userId, departmentIds }: Member): boolean {
    return scope.userIds.includes(userId) || departmentIds.some((id) => this.includesDepartment(scope, id));
  }
}

/** 18 digits, like those that DingTalk makes up. */
export function madeUpUserId(corpId: string, unionId: string): string {
  return (digest(corpId, unionId).readBigUInt64BE() % 10n ** 18n).toString().padStart(18, '0');
}

/** The same bytes for the same texts, for IDs that DingTalk would make up. */
export function digest(...texts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(texts)).digest();
}
