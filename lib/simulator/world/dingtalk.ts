import type { Fault } from '../gateway/faults.js';
import type { Answer, Request } from '../gateway/http.js';
import type { Stream } from '../stream/stream.js';
import type { Client } from './clients.js';
import { Grants } from './codes-and-tokens.js';
import { type Entry, Organization } from './directory.js';
import type { OrganizationSettings, Person } from './organizations.js';

/** What the options say, checked, copied and completed. */
export interface Settings {
  readonly port: number;
  readonly clients: readonly Client[];
  readonly people: readonly Person[];
  readonly organizations: readonly OrganizationSettings[];
  readonly clock: () => number;
  readonly stringly: boolean;
  readonly limits?: { readonly perSecond: number } | undefined;
  readonly faults: readonly Fault[];
  readonly control: boolean;
}

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
