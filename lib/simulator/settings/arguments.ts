import * as z from 'zod4';
import type { Client } from '../world/clients.js';
import type { Grant } from '../world/codes-and-tokens.js';
import { memberOf, type Setup } from '../world/dingtalk.js';
import { invalid, parse, text, wellFormed } from './parse.js';

/** Who opens which app inside DingTalk: the argument of {@link Simulator.inAppCode} and {@link Simulator.adminUrl}. */
export interface SimulatorAppUser {
  /** The app that is opened: one of the `clients`. */
  clientId: string;
  /** Who opens it: a member of the organization, neither an external contact nor one who has left. */
  unionId: string;
  /**
   * The organization where the app is opened: an internal app's own, or one that installed a third-party app.
   * @defaultValue the first of those
   */
  corpId?: string | undefined;
}

const appUser = z.strictObject({ clientId: text, unionId: text, corpId: text.optional() });

/** @throws InvalidArgument that names what is wrong. */
export function readAppUser(setup: Setup, value: unknown, name: string): { client: Client; grant: Grant } {
  const { clientId, unionId, corpId: given } = parse(appUser, value, name);
  const client = setup.clients.get(clientId);
  if (!client) throw invalid('clientId', `"${clientId}" is not one of the clients`);
  const corpId = given ?? client.corpIds[0];
  if (corpId === undefined || !client.corpIds.includes(corpId))
    throw invalid('corpId', `"${corpId}" is not an organization that the app is for`);
  if (!memberOf(setup, corpId, unionId))
    throw invalid('unionId', `"${unionId}" is not a member of ${corpId}`);
  return { client, grant: { clientId, unionId, corpId } };
}

/** Who consents to what: the argument of {@link Simulator.authorize}. */
export interface SimulatorAuthorization {
  /** The app that asks: one of the `clients`. */
  clientId: string;
  /** Where the app wants the code: one of the client's `redirectUrls`, exactly. */
  redirectUri: string;
  /** The person who consents: one of the `people`. */
  unionId: string;
  /** `openid` or `openid corpid`. @defaultValue `'openid'` */
  scope?: string | undefined;
  /** The organization chosen; needs `corpid` in the scope. @defaultValue the person's first, where the scope has it */
  corpId?: string | undefined;
  /** What the app sent to DingTalk, returned as it is. @defaultValue none, and the redirect has none */
  state?: string | undefined;
}

const authorization = z.strictObject({
  clientId: text,
  redirectUri: text,
  unionId: text,
  scope: text.default('openid'),
  corpId: text.optional(),
  state: wellFormed.optional(),
});

/** @throws InvalidArgument that names what is wrong. */
export function readAuthorization(
  setup: Setup,
  value: unknown,
): SimulatorAuthorization & { readonly scope: string } {
  const given = parse(authorization, value, 'authorize');
  if (!setup.people.has(given.unionId))
    throw invalid('unionId', `"${given.unionId}" is not one of the people`);
  return given;
}
