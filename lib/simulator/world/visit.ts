import { invalid, type Names, object, optionalText, text } from './checks.js';
import type { Client } from './clients.js';
import type { Member } from './directory.js';
import type { Grant } from './grants.js';
import type { Setup } from './setup.js';

/** Who opens what from within DingTalk: the argument of {@link Simulator.inAppCode} and {@link Simulator.adminUrl}. */
export interface SimulatorVisit {
  /** The app that is opened: one of the `clients`. */
  clientId: string;
  /** Who opens it: a member of the organization, neither an external contact nor one who has left. */
  unionId: string;
  /**
   * Where it is opened: an organization that the app is for, an internal app's own or one that installed a third-party
   * app. @defaultValue the first of those
   */
  corpId?: string | undefined;
}

/** @throws TypeError that names what is wrong. */
export function readVisit(setup: Setup, value: unknown, name: string): { client: Client; grant: Grant } {
  const given = object(value, name, {
    clientId: true,
    unionId: true,
    corpId: true,
  } satisfies Names<SimulatorVisit>);
  const clientId = text(given.clientId, 'clientId');
  const client = setup.clients.get(clientId);
  if (!client) throw invalid('clientId', `be one of the clients', which "${clientId}" is not`);
  const corpId = optionalText(given.corpId, 'corpId') ?? client.corpIds[0];
  if (corpId === undefined || !client.corpIds.includes(corpId)) {
    throw invalid('corpId', `be one that the app is for, which "${corpId}" is not`);
  }
  const unionId = text(given.unionId, 'unionId');
  if (!memberOf(setup, corpId, unionId)) {
    throw invalid('unionId', `be a member's, which "${unionId}" is not in ${corpId}`);
  }
  return { client, grant: { clientId, unionId, corpId } };
}

/** Who has the organization in their DingTalk: neither those who left nor external contacts. */
export function memberOf(setup: Setup, corpId: string, unionId: string): Member | undefined {
  const member = setup.directories.get(corpId)?.memberOfUnionId(unionId);
  return member && !member.left && !member.external ? member : undefined;
}

/** Whoever comes first in the organization. */
export function anyMember(setup: Setup, corpId: string): string | undefined {
  return [...setup.people.keys()].find((unionId) => memberOf(setup, corpId, unionId));
}
