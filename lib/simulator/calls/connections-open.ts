import type { Answer } from '../gateway/answer.js';
import { readJsonObject } from '../gateway/body.js';
import { invalidCredentials, json } from '../gateway/new.js';
import type { Stream } from '../stream/stream.js';
import type { Setup } from '../world/setup.js';
import { authenticate, readFields } from './credentials.js';

/** `POST /v1.0/gateway/connections/open`: where an app connects to be told events. */
export function connectionsOpen(
  setup: Setup,
  stream: Stream,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['clientId', 'clientSecret'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  const client = authenticate(setup, fields.clientId, fields.clientSecret);
  if (!client) return invalidCredentials();
  const subscriptions = readJsonObject(contentType, body)?.subscriptions;
  const list: { type?: unknown; topic?: unknown }[] = Array.isArray(subscriptions) ? subscriptions : [];
  const hearsEvents = list.some((each) => each?.type === 'EVENT' && each.topic === '*');
  return json(200, stream.open({ clientId: client.clientId, hearsEvents }));
}
