import type { Client } from './clients.js';
import { Directory } from './directory.js';
import type { Organization } from './organizations.js';
import type { Person } from './people.js';

/** The options, checked and copied. The maps keep the order in which things were given. */
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

/** With directories, and people, that change without changing what is given here. */
export function setUp(given: Omit<Setup, 'directories'>): Setup {
  const { people, organizations } = given;
  return Object.freeze({
    ...given,
    people: new Map(people),
    directories: new Map(
      [...organizations].map(([corpId, organization]) => [corpId, new Directory(organization, people)]),
    ),
  });
}
