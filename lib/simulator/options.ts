import { type Fault, readFault, type SimulatorFault } from './gateway/bend.js';
import { flag, invalid, list, type Names, object, optionalText, orElse } from './world/checks.js';
import { readClient, type SimulatorClient } from './world/clients.js';
import { defaultClient, defaultOrganizations, defaultPeople } from './world/defaults.js';
import { readOrganization, type SimulatorOrganization } from './world/organizations.js';
import { leaveUnknown, readPerson, type SimulatorPerson } from './world/people.js';
import { type Setup, setUp } from './world/setup.js';

/**
 * What {@link startSimulator} is told. Everything is copied; a later change of the objects changes nothing. With
 * organizations of your own and no people, the default people are there, but belong to none of yours.
 */
export interface SimulatorOptions {
  /** TCP port on the loopback interface; 0 takes any free one. @defaultValue 0 */
  port?: number | undefined;
  /** The apps that may sign people in; at least one. @defaultValue one client, {@link defaultClient} */
  clients?: readonly SimulatorClient[] | undefined;
  /**
   * The accounts that can sign in; at least one. On the consent page the first who may sign in is preselected.
   * @defaultValue {@link defaultPeople}
   */
  people?: readonly SimulatorPerson[] | undefined;
  /**
   * The organizations and their directories. The first is the one that an internal app belongs to if it does not say.
   * @defaultValue {@link defaultOrganizations}
   */
  organizations?: readonly SimulatorOrganization[] | undefined;
  /**
   * Tells the time, in milliseconds since the epoch: give one to let codes (five minutes), access tokens (two hours)
   * and refresh tokens (30 days) expire without waiting. Timers do not follow it: `delayMs` of an answer stays true time.
   * @defaultValue `Date.now`
   * @example
   * ```ts
   * import { startSimulator } from 'passport-dingtalk-oauth2/simulator';
   *
   * let now = Date.now();
   * const simulator = await startSimulator({ clock: () => now });
   * now += 5 * 60_000;
   * await simulator.close();
   * ```
   */
  clock?: (() => number) | undefined;
  /**
   * Answers `topapi/` calls as the samples of DingTalk's documentation look: every number and boolean as a
   * string, lists of them as one string (`"[2,3,4]"`), a list of one object as that object. @defaultValue false
   */
  stringly?: boolean | undefined;
  /** What goes wrong from the start, as if told by {@link Simulator.fail}, in this order. @defaultValue nothing */
  faults?: readonly SimulatorFault[] | undefined;
  /**
   * Listens at `/simulator/control/` to what a program in another language has to say: the methods of
   * {@link Simulator}, as JSON. Pages of other origins are refused. @defaultValue false
   */
  control?: boolean | undefined;
}

/** Those that a file can hold. */
const DATA = {
  port: true,
  clients: true,
  people: true,
  organizations: true,
  stringly: true,
  faults: true,
} as const;

/** What a JSON file says; simulator.schema.json describes it to editors. */
export type SimulatorData = Pick<SimulatorOptions, keyof typeof DATA>;

/** @throws TypeError that names the option that is wrong. */
export function readData(value: unknown): SimulatorData {
  const { $schema, ...data } = object(value, 'options', { $schema: true, ...DATA });
  optionalText($schema, '$schema');
  readOptions(data);
  return data as SimulatorData;
}

/** {@link SimulatorOptions}, checked and copied. */
export interface Told {
  readonly port: number;
  readonly setup: Setup;
  readonly faults: readonly Fault[];
  readonly control: boolean;
}

/** @throws TypeError that names the option that is wrong. */
export function readOptions(options: unknown): Told {
  const given = object(options, 'options', {
    ...DATA,
    clock: true,
    control: true,
  } satisfies Names<SimulatorOptions>);
  const { port = 0, clock = Date.now } = given;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65535) {
    throw invalid('port', 'be an integer from 0 to 65535');
  }
  if (typeof clock !== 'function') throw invalid('clock', 'be a function that returns milliseconds');

  const organizations = keyed(
    orElse(given.organizations, defaultOrganizations),
    'organizations',
    'corpId',
    readOrganization,
  );
  // The default people cannot belong to organizations that somebody else made up.
  const everybody = orElse(
    given.people,
    defaultPeople.map((person) => leaveUnknown(person, organizations)),
  );
  const people = atLeastOne(
    keyed(everybody, 'people', 'unionId', (person, name) => readPerson(person, name, organizations)),
    'people',
  );
  const clients = keyed(orElse(given.clients, [defaultClient]), 'clients', 'clientId', (client, name) =>
    readClient(client, name, organizations),
  );
  return {
    port,
    faults: list(orElse(given.faults, []), 'faults').map((fault, index) =>
      readFault(fault, `faults[${index}]`),
    ),
    control: flag(given.control, 'control', false),
    setup: setUp({
      clock: clock as () => number,
      stringly: flag(given.stringly, 'stringly', false),
      organizations,
      clients: atLeastOne(clients, 'clients'),
      people,
    }),
  };
}

function keyed<Key extends string, Value extends Readonly<Record<Key, string>>>(
  value: unknown,
  name: string,
  key: Key,
  read: (item: unknown, name: string) => Value,
): Map<string, Value> {
  const map = new Map<string, Value>();
  for (const [index, item] of list(value, name).entries()) {
    const entry = Object.freeze(read(item, `${name}[${index}]`));
    if (map.has(entry[key]))
      throw invalid(`${name}[${index}].${key}`, `be unique: "${entry[key]}" is there twice`);
    map.set(entry[key], entry);
  }
  return map;
}

function atLeastOne<Value>(map: Map<string, Value>, name: string): Map<string, Value> {
  if (map.size === 0) throw invalid(name, 'have at least one entry');
  return map;
}
