import { createHash } from 'node:crypto';
import { type Department, ROOT_DEPARTMENT } from './departments.js';
import type { MemberEntry } from './members.js';
import type { Organization } from './organizations.js';
import type { Person } from './people.js';

/** Somebody in a directory, with the details that DingTalk takes from their account. */
export type Member = MemberEntry & {
  readonly name: string;
  readonly admin: boolean;
  readonly avatarUrl: string | undefined;
};

/** An organization's departments and everybody in it, also those who left. */
export class Directory {
  readonly departments: ReadonlyMap<number, Department>;
  readonly #corpId: string;
  readonly #byUserId = new Map<string, Member>();
  readonly #byUnionId = new Map<string, Member>();

  constructor(organization: Organization, people: ReadonlyMap<string, Person>) {
    this.departments = organization.departments;
    const { corpId } = organization;
    this.#corpId = corpId;
    const given = new Set(organization.members.map(({ unionId }) => unionId));
    const others = [...people.values()]
      .filter(({ unionId, organizations }) => organizations.includes(corpId) && !given.has(unionId))
      .map(({ unionId }) => plainMember(corpId, unionId));
    for (const entry of [...organization.members, ...others]) this.put(entry, people.get(entry.unionId));
  }

  /** Adds a member, in place of the one that the person was before. */
  put(entry: MemberEntry, person: Person | undefined): void {
    const before = this.#byUnionId.get(entry.unionId);
    if (before) this.#byUserId.delete(before.userId);
    const member = complete(entry, this.#corpId, person);
    this.#byUserId.set(member.userId, member);
    this.#byUnionId.set(member.unionId, member);
  }

  /** Everybody in it, also those who left. */
  get everybody(): readonly Member[] {
    return [...this.#byUnionId.values()];
  }

  memberOfUnionId(unionId: string): Member | undefined {
    return this.#byUnionId.get(unionId);
  }

  memberOfUserId(userId: string): Member | undefined {
    return this.#byUserId.get(userId);
  }

  /** userIds of those who lead a department. */
  leadersOf(departmentId: number): readonly string[] {
    return [...this.#byUserId.values()]
      .filter(({ left, leads }) => !left && leads.includes(departmentId))
      .map(({ userId }) => userId);
  }
}

function complete(entry: MemberEntry, corpId: string, person: Person | undefined): Member {
  return {
    ...entry,
    name: entry.name ?? person?.nick ?? entry.userId,
    mobile: entry.mobile ?? person?.mobile,
    stateCode: entry.stateCode ?? person?.stateCode,
    admin: entry.admin ?? person?.administers.includes(corpId) ?? false,
    avatarUrl: person?.avatarUrl,
  };
}

/** Somebody of whom nothing more is known than that they belong to the organization. */
export function plainMember(corpId: string, unionId: string): MemberEntry {
  return {
    unionId,
    userId: madeUpUserId(corpId, unionId),
    external: false,
    left: false,
    outOfScope: false,
    departmentIds: [ROOT_DEPARTMENT],
    departmentOrders: new Map(),
    leads: [],
    roles: [],
    hiredAt: undefined,
    active: true,
    admin: undefined,
    boss: false,
    senior: false,
    exclusiveAccount: false,
    extension: undefined,
  };
}

/** 18 digits, like those that DingTalk makes up. */
function madeUpUserId(corpId: string, unionId: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([corpId, unionId]))
    .digest();
  return (hash.readBigUInt64BE() % 10n ** 18n).toString().padStart(18, '0');
}
