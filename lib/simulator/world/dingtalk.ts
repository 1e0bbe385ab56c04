import type { Answer, Request } from '../gateway/http.js';
import { appUserSchema } from '../settings/arguments.js';
import type { Client } from '../settings/clients.js';
import type { Settings } from '../settings/options.js';
import { invalid, parse } from '../settings/parse.js';
import type { Stream } from '../stream/stream.js';
import { type Grant, newGrants } from './codes-and-tokens.js';
import { type Entry, newOrganization } from './directory.js';

/** @internal A simulated DingTalk as it stands: who is there, which codes and tokens are out, and what fails next. */
export type DingTalk = ReturnType<typeof newDingTalk>;

/** What answers a request: a call of DingTalk's, or a page of the simulator. */
export type Call = (dingtalk: DingTalk, request: Request) => Answer;

/** @internal DingTalk as it is at the start, and after a reset: all in the order in which it was given. */
export function newDingTalk(settings: Settings, stream: Stream) {
  const { clients, organizations } = settings;
  // Who belongs where changes with `leave` and `join`, and is as it was after a reset.
  const people = new Map(settings.people.map((person) => [person.unionId, { ...person }]));
  return {
    clients: new Map(clients.map((client) => [client.clientId, client])),
    people,
    organizations: new Map(organizations.map((each) => [each.corpId, newOrganization(each, people)])),
    settings,
    grants: newGrants(settings.clock),
    stream,
    /** Faults still to come, which count their requests down. */
    faults: settings.faults.map((fault) => ({ ...fault })),
    /** When an app made a call within the last second, by the names of both. */
    recentCalls: new Map<string, readonly number[]>(),
  };
}

/** Who has the organization in their DingTalk: neither those who left nor external contacts. */
export function memberOf({ organizations }: DingTalk, corpId: string, unionId: string): Entry | undefined {
  const member = organizations.get(corpId)?.members.get(unionId);
  return member && !member.left && !member.external ? member : undefined;
}

/** @throws InvalidArgument that names what is wrong. */
export function readAppUser(dingtalk: DingTalk, user: unknown): { client: Client; grant: Grant } {
  const { clientId, unionId, corpId: given } = parse(appUserSchema, user, 'user');
  const client = dingtalk.clients.get(clientId);
  if (!client) throw invalid('clientId', `"${clientId}" is not one of the clients`);
  const corpId = given ?? client.corpIds[0];
  if (corpId === undefined || !client.corpIds.includes(corpId))
    throw invalid('corpId', `"${corpId}" is not an organization that the app is for`);
  if (!memberOf(dingtalk, corpId, unionId))
    throw invalid('unionId', `"${unionId}" is not a member of ${corpId}`);
  return { client, grant: { clientId, unionId, corpId } };
}
