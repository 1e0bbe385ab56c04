import type { Answer, Request } from '../gateway/http.js';
import { appUserSchema } from '../settings/arguments.js';
import type { Client } from '../settings/clients.js';
import type { Fault } from '../settings/faults.js';
import type { Settings } from '../settings/options.js';
import type { Person } from '../settings/organizations.js';
import { invalid, parse } from '../settings/parse.js';
import type { Stream } from '../stream/stream.js';
import { type Grant, Grants } from './codes-and-tokens.js';
import { type Entry, Organization } from './directory.js';

/** Who and what there is, by their IDs, in the order in which they were given. */
export interface Setup {
  readonly clients: ReadonlyMap<string, Client>;
  /** Who belongs where changes with {@link Simulator.leave} and {@link Simulator.join}. */
  readonly people: Map<string, Person>;
  readonly organizations: ReadonlyMap<string, Organization>;
}

/** A simulated DingTalk as it stands: who is there, which codes and tokens are out, and what fails next. */
export interface DingTalk extends Setup {
  readonly settings: Settings;
  readonly grants: Grants;
  readonly stream: Stream;
  /** Faults still to come, which count their requests down. */
  readonly faults: Fault[];
  /** When an app made a call within the last second, by the names of both. */
  readonly recentCalls: Map<string, readonly number[]>;
}

/** What answers a request: a call of DingTalk's, or a page of the simulator. */
export type Call = (dingtalk: DingTalk, request: Request) => Answer;

export function setUp({ clients, people, organizations }: Settings): Setup {
  const byUnionId = new Map(people.map((person) => [person.unionId, person]));
  return {
    clients: new Map(clients.map((client) => [client.clientId, client])),
    people: byUnionId,
    organizations: new Map(organizations.map((each) => [each.corpId, new Organization(each, byUnionId)])),
  };
}

/** DingTalk as it is at the start, and after a reset. */
export function newDingTalk(settings: Settings, stream: Stream): DingTalk {
  return {
    ...setUp(settings),
    settings,
    grants: new Grants(settings.clock),
    stream,
    faults: settings.faults.map((fault) => ({ ...fault })),
    recentCalls: new Map(),
  };
}

/** Who has the organization in their DingTalk: neither those who left nor external contacts. */
export function memberOf({ organizations }: Setup, corpId: string, unionId: string): Entry | undefined {
  const member = organizations.get(corpId)?.memberOfUnionId(unionId);
  return member && !member.left && !member.external ? member : undefined;
}

/** @throws InvalidArgument that names what is wrong. */
export function readAppUser(setup: Setup, value: unknown, name: string): { client: Client; grant: Grant } {
  const { clientId, unionId, corpId: given } = parse(appUserSchema, value, name);
  const client = setup.clients.get(clientId);
  if (!client) throw invalid('clientId', `"${clientId}" is not one of the clients`);
  const corpId = given ?? client.corpIds[0];
  if (corpId === undefined || !client.corpIds.includes(corpId))
    throw invalid('corpId', `"${corpId}" is not an organization that the app is for`);
  if (!memberOf(setup, corpId, unionId))
    throw invalid('unionId', `"${unionId}" is not a member of ${corpId}`);
  return { client, grant: { clientId, unionId, corpId } };
}
