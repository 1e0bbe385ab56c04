import type { Client } from './clients.js';
import { Directory, type Entry } from './directory.js';
import type { Organization, Person } from './organizations.js';

/** Who and what there is, as it was given. */
export interface Given {
  readonly clients: readonly Client[];
  readonly people: readonly Person[];
  readonly organizations: readonly Organization[];
  readonly clock: () => number;
  readonly stringly: boolean;
}

/** The same by their IDs, in the order in which they were given. */
export interface Setup {
  readonly clients: ReadonlyMap<string, Client>;
  /** Who belongs where changes with {@link Simulator.leave} and {@link Simulator.join}. */
  readonly people: Map<string, Person>;
  readonly organizations: ReadonlyMap<string, Organization>;
  /** By corpId. */
  readonly directories: ReadonlyMap<string, Directory>;
  readonly clock: () => number;
  readonly stringly: boolean;
}

export function setUp({ clients, people, organizations, clock, stringly }: Given): Setup {
  const byUnionId = new Map(people.map((person) => [person.unionId, person]));
  return {
    clients: new Map(clients.map((client) => [client.clientId, client])),
    people: byUnionId,
    organizations: new Map(organizations.map((organization) => [organization.corpId, organization])),
    directories: new Map(
      organizations.map((organization) => [organization.corpId, new Directory(organization, byUnionId)]),
    ),
    clock,
    stringly,
  };
}

/** Who has the organization in their DingTalk: neither those who left nor external contacts. */
export function memberOf(setup: Setup, corpId: string, unionId: string): Entry | undefined {
  const member = setup.directories.get(corpId)?.memberOfUnionId(unionId);
  return member && !member.left && !member.external ? member : undefined;
}

/** The unionId of the first member of the organization. */
export function anyMember(setup: Setup, corpId: string): string | undefined {
  return [...setup.people.keys()].find((unionId) => memberOf(setup, corpId, unionId));
}
