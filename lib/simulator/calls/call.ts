import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, missingField } from '../gateway/new.js';
import { readForm, readJsonObject, textOf } from '../gateway/request.js';
import type { Stream } from '../stream/stream.js';
import type { Client } from '../world/clients.js';
import type { Grants } from '../world/codes-and-tokens.js';
import type { Setup } from '../world/setup.js';

/** A simulated DingTalk as it stands: who is there, and which codes and tokens are out. */
export interface DingTalk {
  readonly setup: Setup;
  readonly grants: Grants;
  readonly stream: Stream;
}

/** A request, as far as the calls look at it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Where it comes from. */
  readonly address: string;
  /** The simulator's own, for the addresses of pictures. */
  readonly origin: string;
}

export type Call = (dingtalk: DingTalk, request: Request) => Answer;

/** The fields of a JSON body, each text and not empty; or the refusal for the first that is not. */
export function readFields<Name extends string>(
  names: readonly Name[],
  { headers, body }: Request,
): Record<Name, string> | { refusal: Answer } {
  const given = readJsonObject(headers['content-type'], body);
  if (!given) return { refusal: missingField('body') };
  const fields: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = textOf(given, name);
    if (value === undefined) return { refusal: missingField(name) };
    fields[name] = value;
  }
  return fields as Record<Name, string>;
}

/** The app that has these credentials and was published. */
export function authenticate(
  { setup }: DingTalk,
  clientId: string,
  clientSecret: string,
): Client | undefined {
  const client = setup.clients.get(clientId);
  return client?.published && client.clientSecret === clientSecret ? client : undefined;
}

/** The token of a call to the new gateway. */
export function tokenInHeader({ headers }: Request): string | undefined {
  const token = headers['x-acs-dingtalk-access-token'];
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** The token of a call to the old gateway: in the query, or in a form. */
export function tokenInQuery({ query, headers, body }: Request): string | undefined {
  const form = readForm(headers['content-type'], body) ?? {};
  return new URLSearchParams(query).get('access_token') || textOf(form, 'access_token');
}

/** Which app calls, by its token or its credentials. */
export function clientIdOf({ grants }: DingTalk, request: Request): string | undefined {
  const token = tokenInHeader(request) ?? tokenInQuery(request) ?? '';
  const grant = grants.accessTokens.look(token) ?? grants.appTokens.look(token);
  if (grant) return grant.clientId;
  const fields = readJsonObject(request.headers['content-type'], request.body) ?? {};
  const names = ['clientId', 'appKey', 'client_id', 'suiteKey'];
  const [given] = names.flatMap((name) => textOf(fields, name) ?? []);
  return given ?? new URLSearchParams(request.query).get('appkey') ?? undefined;
}

/** A person's picture as the app is told it: a path is completed with the simulator's own origin. */
export function absoluteAvatarUrl(avatarUrl: string | undefined, origin: string): string | undefined {
  return avatarUrl?.startsWith('/') ? origin + avatarUrl : avatarUrl;
}
