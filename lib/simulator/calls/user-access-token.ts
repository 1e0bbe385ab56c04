import type { Answer } from '../gateway/answer.js';
import { readJsonObject, textOf } from '../gateway/body.js';
import {
  codeNotFound,
  invalidCredentials,
  json,
  missingField,
  unsupportedGrantType,
} from '../gateway/new.js';
import { ACCESS_TOKEN_LIFETIME_SECONDS, type Grant, type Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';

/** `POST /v1.0/oauth2/userAccessToken`: a code, or a refresh token, for tokens. */
export function userAccessToken(
  setup: Setup,
  grants: Grants,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readJsonObject(contentType, body);
  if (!fields) return missingField('body');
  for (const name of ['clientId', 'clientSecret', 'grantType']) {
    if (!textOf(fields, name)) return missingField(name);
  }
  const grantType = textOf(fields, 'grantType');
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') return unsupportedGrantType();
  const field = grantType === 'authorization_code' ? 'code' : 'refreshToken';
  const secret = textOf(fields, field);
  if (!secret) return missingField(field);

  const client = setup.clients.get(textOf(fields, 'clientId') ?? '');
  if (!client?.published || client.clientSecret !== textOf(fields, 'clientSecret'))
    return invalidCredentials();

  const vault = grantType === 'authorization_code' ? grants.codes : grants.refreshTokens;
  // A refused refresh token was never recorded; DingTalk's own command line reads this code as "sign in again".
  const grant = vault.spend(secret, client.clientId);
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
