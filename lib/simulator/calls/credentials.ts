import type { Answer } from '../gateway/answer.js';
import { readJsonObject, textOf } from '../gateway/body.js';
import { missingField } from '../gateway/new.js';
import type { Client } from '../world/clients.js';
import type { Setup } from '../world/setup.js';

/** The fields of a call, each text and not empty; or the refusal for the first that is not. */
export function readFields<Name extends string>(
  names: readonly Name[],
  contentType: string | undefined,
  body: string,
): Record<Name, string> | { refusal: Answer } {
  const given = readJsonObject(contentType, body);
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
export function authenticate(setup: Setup, clientId: string, clientSecret: string): Client | undefined {
  const client = setup.clients.get(clientId);
  return client?.published && client.clientSecret === clientSecret ? client : undefined;
}
