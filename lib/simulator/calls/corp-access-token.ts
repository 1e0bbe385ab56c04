import type { Answer } from '../gateway/answer.js';
import { invalidSuite, json } from '../gateway/new.js';
import { APP_TOKEN_LIFETIME_SECONDS, type AppTokens } from '../world/app-tokens.js';
import type { Setup } from '../world/setup.js';
import { authenticate, readFields } from './credentials.js';

/** `POST /v1.0/oauth2/corpAccessToken`: an older third-party app's token; unlike the others, new each time. */
export function corpAccessToken(
  setup: Setup,
  tokens: AppTokens,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['suiteKey', 'suiteSecret', 'authCorpId', 'suiteTicket'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  const client = authenticate(setup, fields.suiteKey, fields.suiteSecret);
  if (!client?.thirdParty) return invalidSuite('invalidSuiteKey', 'suitekey不合法');
  if (client.suiteTicket === undefined || client.suiteTicket !== fields.suiteTicket) {
    return invalidSuite('invalidSuiteTicket', 'suiteTicket不合法');
  }
  const corpId = fields.authCorpId;
  if (!client.corpIds.includes(corpId)) return invalidSuite('invalidAuthInfo', '授权信息不合法');
  return json(200, {
    accessToken: tokens.issue({ clientId: client.clientId, corpId }),
    expireIn: APP_TOKEN_LIFETIME_SECONDS,
  });
}
