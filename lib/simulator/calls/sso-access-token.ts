import type { Answer } from '../gateway/answer.js';
import { readJsonObject, textOf } from '../gateway/body.js';
import { invalidCredentials, json, missingField } from '../gateway/new.js';
import type { AppTokens } from '../world/app-tokens.js';
import type { Setup } from '../world/setup.js';

/** As in DingTalk's sample; how long the token truly lives there is not said. */
const EXPIRES_IN = 3600;

/** `POST /v1.0/oauth2/ssoAccessToken`: an organization's token, by its SSOSecret. */
export function ssoAccessToken(
  setup: Setup,
  tokens: AppTokens,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readJsonObject(contentType, body);
  if (!fields) return missingField('body');
  const [corpId, secret] = [textOf(fields, 'corpid'), textOf(fields, 'ssoSecret')];
  if (corpId === undefined) return missingField('corpid');
  if (secret === undefined) return missingField('ssoSecret');
  if (setup.organizations.get(corpId)?.ssoSecret !== secret) return invalidCredentials();
  const accessToken = tokens.renew('ssoAccessToken', { clientId: '', corpId });
  return json(200, { accessToken, expireIn: EXPIRES_IN });
}
