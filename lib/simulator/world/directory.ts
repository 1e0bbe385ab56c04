import { createHash } from 'node:crypto';
import * as z from 'zod4';
import type { Client } from '../settings/clients.js';
import {
  type Member,
  memberSchema,
  type OrganizationSettings,
  type Person,
  ROOT_DEPARTMENT,
} from '../settings/organizations.js';

/** @internal An organization with its directory. */
export type Organization = ReturnType<typeof newOrganization>;

/** @internal */
export function newOrganization(settings: OrganizationSettings, people: ReadonlyMap<string, Person>) {
  const { corpId, name } = settings;
  const departments = [{ id: ROOT_DEPARTMENT, name, parentId: undefined }, ...settings.departments];
  // People whose accounts name the organization are plain members of it.
  const given = new Set(settings.members.map(({ unionId }) => unionId));
  const named = [...people.values()].filter(({ organizations }) => organizations.includes(corpId));
  const others = named.filter(({ unionId }) => !given.has(unionId));
  const plain = others.map(({ unionId }) => ({ unionId, userId: madeUpUserId(corpId, unionId) }));
  const all = [...settings.members, ...z.array(memberSchema).parse(plain)];
  const members = all.map((member) => entryOf(member, people.get(member.unionId), corpId));
  return {
    ...settings,
    departments: new Map(departments.map((department) => [department.id, department])),
    /** Everybody in it, also those who left, by unionId. */
    members: new Map(members.map((member) => [member.unionId, member])),
  };
}

/** @internal Somebody in an organization, with the details that DingTalk takes from their account. */
export type Entry = ReturnType<typeof entryOf>;

/** @internal */
export function entryOf(member: Member, person: Person | undefined, corpId: string) {
  return {
    ...member,
    name: member.name ?? person?.nick ?? member.userId,
    mobile: member.mobile ?? person?.mobile,
    stateCode: member.stateCode ?? person?.stateCode,
    admin: member.admin ?? person?.administers.includes(corpId) ?? false,
    avatarUrl: person?.avatarUrl,
  };
}

/** @internal */
export function memberOfUserId({ members }: Organization, userId: string): Entry | undefined {
  return [...members.values()].find((member) => member.userId === userId);
}

/** @internal Whether the app's contact scope has the department, or one above it. */
export function seesDepartment(client: Client, { departments }: Organization, id: number): boolean {
  const { departmentIds } = client.contactScope;
  let current = id;
  while (current !== ROOT_DEPARTMENT && !departmentIds.includes(current))
    current = departments.get(current)?.parentId ?? ROOT_DEPARTMENT;
  return departmentIds.includes(current);
}

/** 18 digits, like those that DingTalk makes up. */
export function madeUpUserId(corpId: string, unionId: string): string {
  return (digest(corpId, unionId).readBigUInt64BE() % 10n ** 18n).toString().padStart(18, '0');
}

/** The same bytes for the same texts, for IDs that DingTalk would make up. */
export function digest(...texts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(texts)).digest();
}
