import type { SimulatorPerson } from './types.js';
import { flag, identifier, invalid, list, object, optionalText, text, texts } from './world/checks.js';
import { type Client, readClient } from './world/clients.js';
import { defaultClient, defaultOrganizations, defaultPeople } from './world/defaults.js';
import { Directory } from './world/directory.js';
import { type Organization, readOrganization } from './world/members.js';

export type Person = Readonly<SimulatorPerson> & {
  readonly organizations: readonly string[];
  readonly administers: readonly string[];
};

/** The options, checked and copied. The maps keep the order in which things were given. */
export interface Setup {
  readonly port: number;
  readonly clients: ReadonlyMap<string, Client>;
  readonly people: ReadonlyMap<string, Person>;
  readonly organizations: ReadonlyMap<string, Organization>;
  /** By corpId. */
  readonly directories: ReadonlyMap<string, Directory>;
  readonly clock: () => number;
  readonly stringly: boolean;
}

/** @throws TypeError that names the option that is wrong. */
export function readOptions(options: unknown): Setup {
  const given = object(options, 'options', [
    'port',
    'clients',
    'people',
    'organizations',
    'clock',
    'stringly',
  ]);
  const { port = 0, clock = Date.now } = given;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65535) {
    throw invalid('port', 'be an integer from 0 to 65535');
  }
  if (typeof clock !== 'function') throw invalid('clock', 'be a function that returns milliseconds');

  const organizations = keyed(
    given.organizations ?? defaultOrganizations,
    'organizations',
    'corpId',
    readOrganization,
  );
  // The default people cannot belong to organizations that somebody else made up.
  const everybody = given.people ?? defaultPeople.map((person) => leaveUnknown(person, organizations));
  const people = atLeastOne(
    keyed(everybody, 'people', 'unionId', (person, name) => readPerson(person, name, organizations)),
    'people',
  );
  const clients = keyed(given.clients ?? [defaultClient], 'clients', 'clientId', (client, name) =>
    readClient(client, name, organizations),
  );
  return Object.freeze({
    port,
    clock: clock as () => number,
    stringly: flag(given.stringly, 'stringly', false),
    organizations,
    directories: new Map(
      [...organizations].map(([corpId, organization]) => [corpId, new Directory(organization, people)]),
    ),
    clients: atLeastOne(clients, 'clients'),
    people,
  });
}

function keyed<Key extends string, Value extends Readonly<Record<Key, string>>>(
  value: unknown,
  name: string,
  key: Key,
  read: (item: unknown, name: string) => Value,
): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  for (const [index, item] of list(value, name).entries()) {
    const entry = Object.freeze(read(item, `${name}[${index}]`));
    if (map.has(entry[key]))
      throw invalid(`${name}[${index}].${key}`, `be unique: "${entry[key]}" is there twice`);
    map.set(entry[key], entry);
  }
  return map;
}

function atLeastOne<Value>(map: ReadonlyMap<string, Value>, name: string): ReadonlyMap<string, Value> {
  if (map.size === 0) throw invalid(name, 'have at least one entry');
  return map;
}

function readPerson(value: unknown, name: string, organizations: ReadonlyMap<string, unknown>): Person {
  const optional = ['openId', 'avatarUrl', 'mobile', 'stateCode', 'email'] as const;
  const given = object(value, name, ['unionId', 'nick', ...optional, 'organizations', 'administers']);
  const corpIds = texts(given.organizations ?? [], `${name}.organizations`);
  for (const [index, corpId] of corpIds.entries()) {
    if (!organizations.has(corpId)) {
      throw invalid(
        `${name}.organizations[${index}]`,
        `name one of the organizations, which "${corpId}" is not`,
      );
    }
  }
  const administers = texts(given.administers ?? [], `${name}.administers`);
  for (const [index, corpId] of administers.entries()) {
    if (!corpIds.includes(corpId)) {
      throw invalid(`${name}.administers[${index}]`, `be one of ${name}.organizations`);
    }
  }
  const details: Partial<Record<(typeof optional)[number], string>> = {};
  for (const key of optional) {
    const detail = optionalText(given[key], `${name}.${key}`);
    if (detail !== undefined) details[key] = detail;
  }
  return {
    unionId: identifier(given.unionId, `${name}.unionId`),
    nick: text(given.nick, `${name}.nick`),
    ...details,
    organizations: corpIds,
    administers,
  };
}

function leaveUnknown(person: SimulatorPerson, organizations: ReadonlyMap<string, unknown>): SimulatorPerson {
  const stays = (corpIds: readonly string[] = []) => corpIds.filter((corpId) => organizations.has(corpId));
  return {
    ...person,
    organizations: stays(person.organizations),
    administers: stays(person.administers),
  };
}
