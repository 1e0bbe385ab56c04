import type { Answer } from '../gateway/answer.js';
import { invalidCredentials, json } from '../gateway/new.js';
import type { AppTokens } from '../world/app-tokens.js';
import type { Setup } from '../world/setup.js';
import { readFields } from './credentials.js';

/** As in DingTalk's sample; how long the token truly lives there is not said. */
const EXPIRES_IN = 3600;

/** `POST /v1.0/oauth2/ssoAccessToken`: an organization's token, by its SSOSecret. */
export function ssoAccessToken(
  setup: Setup,
  tokens: AppTokens,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['corpid', 'ssoSecret'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  const corpId = fields.corpid;
  if (setup.organizations.get(corpId)?.ssoSecret !== fields.ssoSecret) return invalidCredentials();
  const accessToken = tokens.renew('ssoAccessToken', { clientId: '', corpId });
  return json(200, { accessToken, expireIn: EXPIRES_IN });
}
