import { type Request, readForm, readJsonObject, textOf } from '../gateway/http.js';
import type { Client } from '../settings/clients.js';
import type { DingTalk } from '../world/dingtalk.js';

/** Thrown in place of an answer, with the code that it has as its message; never leaves the calls. */
export class Refusal extends Error {}

/** A JSON body in which these fields are text and not empty. @throws Refusal for the first that is not */
export function readFields<Name extends string>(request: Request, ...names: Name[]): Record<Name, string> {
  const given = readJsonObject(request);
  if (!given) throw new Refusal('Missingbody');
  const missing = names.find((name) => textOf(given, name) === undefined);
  if (missing !== undefined) throw new Refusal(`Missing${missing}`);
  return given as Record<Name, string>;
}

/** The app that has these credentials and was published. */
export function authenticate({ clients }: DingTalk, id: string, secret: string): Client | undefined {
  const client = clients.get(id);
  return client?.published && client.clientSecret === secret ? client : undefined;
}

/** Whether the app's IP list, if it has one, lets calls from `address` through. */
export function mayCallFrom({ allowedIps }: Client, address: string): boolean {
  return allowedIps?.includes(address) ?? true;
}

/** The token of a call to the new gateway. */
export function tokenInHeader({ headers }: Request): string | undefined {
  return textOf(headers, 'x-acs-dingtalk-access-token');
}

/** The token of a call to the old gateway: in the query, or in a form. */
export function tokenInQuery(request: Request): string | undefined {
  return request.query.get('access_token') || textOf(readForm(request) ?? {}, 'access_token');
}

/** Which app calls, by its token or its credentials; empty for none. */
export function clientIdOf({ grants }: DingTalk, request: Request): string {
  for (const token of [tokenInQuery(request), tokenInHeader(request)]) {
    const grant = token && (grants.accessTokens.look(token) ?? grants.appTokens.look(token));
    if (grant) return grant.clientId;
  }
  const fields = readJsonObject(request) ?? {};
  const names = ['clientId', 'appKey', 'client_id', 'suiteKey'];
  const [given] = names.flatMap((name) => textOf(fields, name) ?? []);
  return given ?? request.query.get('appkey') ?? '';
}

/** A person's picture as the app is told it: a path is completed with the simulator's own origin. */
export function absoluteAvatarUrl(avatarUrl: string | undefined, origin: string): string | undefined {
  return avatarUrl?.startsWith('/') ? origin + avatarUrl : avatarUrl;
}
