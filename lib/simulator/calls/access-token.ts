import type { Answer } from '../gateway/answer.js';
import { invalidCredentials, json } from '../gateway/new.js';
import { APP_TOKEN_LIFETIME_SECONDS, type AppTokens } from '../world/app-tokens.js';
import type { Setup } from '../world/setup.js';
import { authenticate, readFields } from './credentials.js';

/** `POST /v1.0/oauth2/accessToken`: an internal app's token for its own organization. */
export function accessToken(
  setup: Setup,
  tokens: AppTokens,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['appKey', 'appSecret'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  const client = authenticate(setup, fields.appKey, fields.appSecret);
  if (!client || client.thirdParty) return invalidCredentials();
  const grant = { clientId: client.clientId, corpId: client.corpIds[0] };
  return json(200, { accessToken: tokens.renew('accessToken', grant), expireIn: APP_TOKEN_LIFETIME_SECONDS });
}
