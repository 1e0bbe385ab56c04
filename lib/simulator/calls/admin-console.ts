import { json, missingField, permissionDenied, refusal } from '../gateway/new.js';
import { absoluteAvatarUrl, type Call, readFields, tokenInHeader } from './call.js';

/** As in DingTalk's sample; how long the token truly lives there is not said. */
const EXPIRES_IN = 3600;
const PERMISSION = 'qyapi_get_omp_sso_userinfo';

/** `POST /v1.0/oauth2/ssoAccessToken`: an organization's token, by its SSOSecret. */
export const ssoAccessToken: Call = ({ setup, grants }, request) => {
  const fields = readFields(['corpid', 'ssoSecret'], request);
  if ('refusal' in fields) return fields.refusal;
  const corpId = fields.corpid;
  if (setup.organizations.get(corpId)?.ssoSecret !== fields.ssoSecret)
    return refusal('invalidClientIdOrSecret');
  const accessToken = grants.consoleTokens.renew('ssoAccessToken', { clientId: '', corpId });
  return json(200, { accessToken, expireIn: EXPIRES_IN });
};

/**
 * `GET /v1.0/oauth2/ssoUserInfo`: who opened the admin page. The code of an app that the organization installed is
 * taken with the token of its provider, as which every organization with an SSOSecret passes here.
 */
export const ssoUserInfo: Call = ({ setup, grants }, request) => {
  const token = tokenInHeader(request);
  if (token === undefined) return refusal('AuthenticationFailed.MissingParameter');
  if (!grants.consoleTokens.look(token)) return refusal('invalidToken');
  const code = new URLSearchParams(request.query).get('code');
  if (!code) return missingField('code');
  const grant = grants.adminCodes.look(code);
  if (!grant) return refusal('invalidCode');
  const { clientId, corpId = '', unionId } = grant;
  if (!setup.clients.get(clientId)?.permissions.includes(PERMISSION)) return permissionDenied(PERMISSION);
  grants.adminCodes.spend(code, clientId);
  const member = setup.directories.get(corpId)?.memberOfUnionId(unionId);
  return json(200, {
    corpId,
    corpName: setup.organizations.get(corpId)?.name,
    userId: member?.userId,
    email: member?.email,
    userName: member?.name,
    avatar: absoluteAvatarUrl(member?.avatarUrl, request.origin),
    isAdmin: Boolean(member?.admin || member?.boss),
  });
};
