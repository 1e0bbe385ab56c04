import type { Client } from './clients.js';
import type { Directory } from './directory.js';
import type { Organization } from './organizations.js';
import type { Person } from './people.js';

/** The options, checked and copied. The maps keep the order in which things were given. */
export interface Setup {
  readonly port: number;
  readonly clients: ReadonlyMap<string, Client>;
  /** Who belongs where changes with {@link Simulator.leave} and {@link Simulator.join}. */
  readonly people: Map<string, Person>;
  readonly organizations: ReadonlyMap<string, Organization>;
  /** By corpId. */
  readonly directories: ReadonlyMap<string, Directory>;
  readonly clock: () => number;
  readonly stringly: boolean;
}
