import type { Answer } from '../gateway/answer.js';
import {
  invalidClient,
  json,
  unauthorizedClient,
  unknownOrganization,
  unsupportedGrantType,
} from '../gateway/new.js';
import { APP_TOKEN_LIFETIME_SECONDS, type AppTokens } from '../world/app-tokens.js';
import type { Setup } from '../world/setup.js';
import { authenticate, readFields } from './credentials.js';

/** `POST /v1.0/oauth2/{corpId}/token`: any app's token for one organization, in OAuth 2.0's own spelling. */
export function corpToken(
  setup: Setup,
  tokens: AppTokens,
  path: string,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['client_id', 'client_secret', 'grant_type'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  if (fields.grant_type !== 'client_credentials') return unsupportedGrantType();
  const corpId = decode(path.split('/').at(-2) ?? '');
  if (!setup.organizations.has(corpId)) return unknownOrganization();
  const client = authenticate(setup, fields.client_id, fields.client_secret);
  if (!client) return invalidClient();
  if (!client.corpIds.includes(corpId)) return unauthorizedClient();
  const token = tokens.renew('corpToken', { clientId: client.clientId, corpId });
  return json(200, { access_token: token, expires_in: APP_TOKEN_LIFETIME_SECONDS });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
