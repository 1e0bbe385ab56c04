import type { Answer } from '../gateway/answer.js';
import { codeNotFound, invalidCredentials, json, unsupportedGrantType } from '../gateway/new.js';
import { ACCESS_TOKEN_LIFETIME_SECONDS, type Grant, type Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import { authenticate, readFields } from './credentials.js';

/** `POST /v1.0/oauth2/userAccessToken`: a code, or a refresh token, for tokens. */
export function userAccessToken(
  setup: Setup,
  grants: Grants,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['clientId', 'clientSecret', 'grantType'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  const { grantType } = fields;
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') return unsupportedGrantType();
  const field = grantType === 'authorization_code' ? 'code' : 'refreshToken';
  const spent = readFields([field], contentType, body);
  if ('refusal' in spent) return spent.refusal;

  const client = authenticate(setup, fields.clientId, fields.clientSecret);
  if (!client) return invalidCredentials();

  const vault = grantType === 'authorization_code' ? grants.codes : grants.refreshTokens;
  // A refused refresh token was never recorded; DingTalk's own command line reads this code as "sign in again".
  const grant = vault.spend(spent[field], client.clientId);
  return grant ? issueTokens(grants, grant) : codeNotFound();
}

function issueTokens(grants: Grants, grant: Grant): Answer {
  return json(200, {
    accessToken: grants.accessTokens.issue(grant),
    refreshToken: grants.refreshTokens.issue(grant),
    expireIn: ACCESS_TOKEN_LIFETIME_SECONDS,
    ...(grant.corpId !== undefined && { corpId: grant.corpId }),
  });
}
