import { flag, identifier, invalid, list, object, optionalText, text, texts } from './checks.js';
import { defaultClient, defaultOrganizations, defaultPeople } from './defaults.js';
import type { SimulatorClient, SimulatorOrganization, SimulatorPerson } from './types.js';

/** A client with nothing left open. */
export type Client = Readonly<{ [Key in keyof SimulatorClient]-?: NonNullable<SimulatorClient[Key]> }>;

export type Person = Readonly<SimulatorPerson> & {
  readonly organizations: readonly string[];
  readonly administers: readonly string[];
};

/** The options, checked and copied. The maps keep the order in which things were given. */
export interface Setup {
  readonly port: number;
  readonly clients: ReadonlyMap<string, Client>;
  readonly people: ReadonlyMap<string, Person>;
  readonly organizations: ReadonlyMap<string, Readonly<SimulatorOrganization>>;
  readonly clock: () => number;
}

/** @throws TypeError that names the option that is wrong. */
export function readOptions(options: unknown): Setup {
  const given = object(options, 'options', ['port', 'clients', 'people', 'organizations', 'clock']);
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
  const people = given.people ?? defaultPeople.map((person) => leaveUnknown(person, organizations));
  return Object.freeze({
    port,
    clock: clock as () => number,
    organizations,
    clients: atLeastOne(
      keyed(given.clients ?? [defaultClient], 'clients', 'clientId', readClient),
      'clients',
    ),
    people: atLeastOne(
      keyed(people, 'people', 'unionId', (person, name) => readPerson(person, name, organizations)),
      'people',
    ),
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

function readClient(value: unknown, name: string): Client {
  const given = object(value, name, [
    'clientId',
    'clientSecret',
    'redirectUrls',
    'name',
    'permissions',
    'thirdParty',
    'published',
  ]);
  const clientId = identifier(given.clientId, `${name}.clientId`);
  const redirectUrls = texts(given.redirectUrls, `${name}.redirectUrls`);
  for (const [index, url] of redirectUrls.entries()) {
    if (!isRedirectUrl(url)) {
      throw invalid(
        `${name}.redirectUrls[${index}]`,
        'be an absolute http: or https: URL without a fragment',
      );
    }
  }
  return {
    clientId,
    clientSecret: text(given.clientSecret, `${name}.clientSecret`),
    redirectUrls,
    name: optionalText(given.name, `${name}.name`) ?? clientId,
    permissions: texts(
      given.permissions ?? ['Contact.User.Read', 'Contact.User.mobile'],
      `${name}.permissions`,
    ),
    thirdParty: flag(given.thirdParty, `${name}.thirdParty`, false),
    published: flag(given.published, `${name}.published`, true),
  };
}

function isRedirectUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !url.includes('#');
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

function readOrganization(value: unknown, name: string): SimulatorOrganization {
  const given = object(value, name, ['corpId', 'name']);
  return { corpId: identifier(given.corpId, `${name}.corpId`), name: text(given.name, `${name}.name`) };
}

function leaveUnknown(person: SimulatorPerson, organizations: ReadonlyMap<string, unknown>): SimulatorPerson {
  const stays = (corpIds: readonly string[] = []) => corpIds.filter((corpId) => organizations.has(corpId));
  return {
    ...person,
    organizations: stays(person.organizations),
    administers: stays(person.administers),
  };
}
