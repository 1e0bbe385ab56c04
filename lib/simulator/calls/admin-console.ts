import { PERMISSION_DENIED } from '../gateway/error-codes.js';
import { json, refusal } from '../gateway/new.js';
import type { Call } from '../world/dingtalk.js';
import { absoluteAvatarUrl, Refusal, readFields, tokenInHeader } from './call.js';

/** `POST /v1.0/oauth2/ssoAccessToken`: an organization's token, by its SSOSecret. */
export const ssoAccessToken: Call = ({ organizations, grants }, request) => {
  const { corpid: corpId, ssoSecret } = readFields(request, 'corpid', 'ssoSecret');
  if (organizations.get(corpId)?.ssoSecret !== ssoSecret) return refusal('invalidClientIdOrSecret');
  const accessToken = grants.consoleTokens.renew('ssoAccessToken', { clientId: '', corpId });
  // As in DingTalk's sample; how long the token truly lives there is not said.
  return json(200, { accessToken, expireIn: 3600 });
};

/**
 * `GET /v1.0/oauth2/ssoUserInfo`: who opened the admin page. The code of an app that the organization installed is
 * taken with the token of its provider, as which every organization with an SSOSecret passes here.
 */
export const ssoUserInfo: Call = ({ clients, organizations, grants }, request) => {
  const token = tokenInHeader(request);
  if (token === undefined) return refusal('AuthenticationFailed.MissingParameter');
  if (!grants.consoleTokens.look(token)) return refusal('invalidToken');
  const code = request.query.get('code');
  if (!code) return refusal('Missingcode');
  const grant = grants.adminCodes.look(code);
  if (!grant) return refusal('invalidCode');
  const { clientId, corpId = '', unionId } = grant;
  const { permissions } = clients.get(clientId) ?? {};
  if (!permissions?.includes('qyapi_get_omp_sso_userinfo')) throw new Refusal(PERMISSION_DENIED);
  grants.adminCodes.spend(code, clientId);
  const organization = organizations.get(corpId);
  const member = organization?.members.get(unionId);
  return json(200, {
    corpId,
    corpName: organization?.name,
    userId: member?.userId,
    email: member?.email,
    userName: member?.name,
    avatar: absoluteAvatarUrl(member?.avatarUrl, request.origin),
    isAdmin: Boolean(member?.admin || member?.boss),
  });
};
