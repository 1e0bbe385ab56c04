import { readMembership, readText } from '../settings/arguments.js';
import { invalid } from '../settings/parse.js';
import type { Setup } from '../world/setup.js';

/** Who left which organization. */
export interface Leaver {
  readonly corpId: string;
  readonly userId: string;
  readonly unionId: string;
}

/**
 * @returns who left which organizations, as their apps are told: not about external contacts
 * @throws InvalidArgument that names what is wrong.
 */
export function leave(setup: Setup, unionId: unknown, corpId: unknown): Leaver[] {
  const id = readText(unionId, 'unionId');
  const only = corpId === undefined ? undefined : readText(corpId, 'corpId');
  if (only !== undefined && !setup.organizations.has(only))
    throw invalid('corpId', `"${only}" is not one of the organizations`);
  const left = [...setup.directories].flatMap(([corpId, directory]) => {
    const member = directory.memberOfUnionId(id);
    return member && (only === undefined || only === corpId) ? { corpId, directory, member } : [];
  });
  if (left.length === 0) throw invalid('unionId', `"${id}" is not a member`);
  const person = setup.people.get(id);
  for (const { directory, member } of left) directory.put({ ...member, left: true }, person);
  const stays = (corpId: string) => left.every((each) => each.corpId !== corpId);
  if (person) {
    const organizations = person.organizations.filter(stays);
    setup.people.set(id, { ...person, organizations, administers: person.administers.filter(stays) });
  }
  return left
    .filter(({ member }) => !member.left && !member.external)
    .map(({ corpId, member }) => ({ corpId, userId: member.userId, unionId: id }));
}

/** @throws InvalidArgument that names what is wrong. */
export function join(setup: Setup, unionId: unknown, membership: unknown): void {
  const { corpId, member } = readMembership(setup, unionId, membership);
  const person = setup.people.get(member.unionId);
  setup.directories.get(corpId)?.put(member, person);
  if (!person || member.external || person.organizations.includes(corpId)) return;
  const administers = member.admin ? [...person.administers, corpId] : person.administers;
  setup.people.set(person.unionId, {
    ...person,
    organizations: [...person.organizations, corpId],
    administers,
  });
}
