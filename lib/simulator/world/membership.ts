import { identifier, invalid, object, text } from './checks.js';
import { plainMember } from './directory.js';
import { type MemberEntry, readMember, type SimulatorMember } from './members.js';
import type { Setup } from './setup.js';

/**
 * As what somebody joins an organization: the argument of {@link Simulator.join}. With nothing but `corpId` they are who
 * they were there before, or a plain member.
 * @example
 * ```ts
 * import type { SimulatorMembership } from 'passport-dingtalk-oauth2/simulator';
 *
 * export const intern: SimulatorMembership = { corpId: 'dingteahouse', title: '实习生', departmentIds: [100] };
 * ```
 */
export interface SimulatorMembership extends Partial<Omit<SimulatorMember, 'unionId' | 'left'>> {
  /** One of the `organizations`. @defaultValue the first organization */
  corpId?: string | undefined;
}

/**
 * @returns who left which organizations, as their apps are told: not about external contacts
 * @throws TypeError that names what is wrong.
 */
export function leave(
  setup: Setup,
  unionId: unknown,
  corpId: unknown,
): { corpId: string; userId: string; unionId: string }[] {
  const id = text(unionId, 'unionId');
  const corpIds = corpId === undefined ? [...setup.organizations.keys()] : [known(setup, corpId, 'corpId')];
  const left = corpIds.filter((each) => setup.directories.get(each)?.memberOfUnionId(id));
  if (left.length === 0) throw invalid('unionId', `be a member's, which "${id}" is not`);
  const told: { corpId: string; userId: string; unionId: string }[] = [];
  for (const each of left) {
    const directory = setup.directories.get(each);
    const member = directory?.memberOfUnionId(id);
    if (!member) continue;
    if (!member.left && !member.external) told.push({ corpId: each, userId: member.userId, unionId: id });
    directory?.put({ ...member, left: true }, setup.people.get(id));
  }
  const person = setup.people.get(id);
  if (!person) return told;
  const staysIn = (each: string) => !left.includes(each);
  const organizations = person.organizations.filter(staysIn);
  setup.people.set(id, { ...person, organizations, administers: person.administers.filter(staysIn) });
  return told;
}

/** @throws TypeError that names what is wrong. */
export function join(setup: Setup, unionId: unknown, membership: unknown): void {
  const id = identifier(unionId, 'unionId');
  const { corpId: given, ...details } = object(membership, 'membership');
  const [first] = setup.organizations.keys();
  const corpId = known(setup, given ?? first, 'membership.corpId');
  const directory = setup.directories.get(corpId);
  const organization = setup.organizations.get(corpId);
  const person = setup.people.get(id);
  if (!directory || !organization) return;
  const before = directory.memberOfUnionId(id) ?? plainMember(corpId, id);
  const { userId } = before;
  const entry: MemberEntry = Object.keys(details).length
    ? readMember({ unionId: id, userId, ...details }, 'membership', organization.departments)
    : { ...before, left: false };
  const holder = directory.memberOfUserId(entry.userId);
  if (holder && holder.unionId !== id) {
    throw invalid('membership.userId', `be unique: "${entry.userId}" is there already`);
  }
  directory.put(entry, person);
  if (!person || entry.external || person.organizations.includes(corpId)) return;
  const administers = entry.admin ? [...person.administers, corpId] : person.administers;
  setup.people.set(id, { ...person, organizations: [...person.organizations, corpId], administers });
}

function known(setup: Setup, value: unknown, name: string): string {
  const corpId = text(value, name);
  if (!setup.organizations.has(corpId)) {
    throw invalid(name, `name one of the organizations, which "${corpId}" is not`);
  }
  return corpId;
}
