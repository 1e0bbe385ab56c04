import { IP_REFUSED, PERMISSION_DENIED } from '../gateway/error-codes.js';
import { readJsonObject } from '../gateway/http.js';
import { json, refusal } from '../gateway/new.js';
import type { Client } from '../settings/clients.js';
import type { Person } from '../settings/organizations.js';
import { ACCESS_TOKEN_LIFETIME_SECONDS } from '../world/codes-and-tokens.js';
import type { Call } from '../world/dingtalk.js';
import { digest } from '../world/directory.js';
import { absoluteAvatarUrl, authenticate, mayCallFrom, Refusal, readFields, tokenInHeader } from './call.js';

/** `POST /v1.0/oauth2/userAccessToken`: a code, or a refresh token, for tokens. */
export const userAccessToken: Call = (dingtalk, request) => {
  const { clientId, clientSecret, grantType } = readFields(request, 'clientId', 'clientSecret', 'grantType');
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
    return refusal('unsupported.grant.type');
  const isRefresh = grantType === 'refresh_token';
  const field = isRefresh ? 'refreshToken' : 'code';
  const secret = readFields(request, field)[field];
  if (!authenticate(dingtalk, clientId, clientSecret)) return refusal('invalidClientIdOrSecret');
  const { codes, accessTokens, refreshTokens } = dingtalk.grants;
  const grant = (isRefresh ? refreshTokens : codes).spend(secret, clientId);
  // A refused refresh token was never recorded; DingTalk's own command line reads this code as "sign in again".
  if (!grant) return refusal('invalidParameter.authCode.notFound');
  const diesAt = dingtalk.settings.clock() + ACCESS_TOKEN_LIFETIME_SECONDS * 1000;
  return json(200, {
    accessToken: accessTokens.issue({ ...grant, diesAt }),
    refreshToken: refreshTokens.issue(grant),
    expireIn: ACCESS_TOKEN_LIFETIME_SECONDS,
    ...(grant.corpId !== undefined && { corpId: grant.corpId }),
  });
};

/** `GET /v1.0/contact/users/me`: the person behind a user token. */
export const me: Call = ({ clients, people, grants, settings }, request) => {
  const token = tokenInHeader(request);
  if (!token) return refusal('AuthenticationFailed.MissingParameter');
  // An app cannot be asked who it is: to DingTalk its token lacks the permission.
  if (grants.appTokens.look(token)) throw new Refusal(PERMISSION_DENIED);
  const grant = grants.accessTokens.look(token);
  if (grant && grant.diesAt <= settings.clock()) return refusal('accesstoken.expired');
  const client = grant && clients.get(grant.clientId);
  const person = grant && people.get(grant.unionId);
  if (!client || !person) return refusal('InvalidAuthentication');
  if (!mayCallFrom(client, request.address)) throw new Refusal(IP_REFUSED);
  if (!client.permissions.includes('Contact.User.Read')) throw new Refusal(PERMISSION_DENIED);
  return json(200, describe(person, client, request.origin));
};

function describe(person: Person, client: Client, origin: string): Record<string, unknown> {
  const { nick, unionId, avatarUrl, mobile, stateCode, email } = person;
  const seesMobile = client.permissions.includes('Contact.User.mobile');
  // A value that is undefined leaves no key in JSON: an absent field is absent, as at DingTalk.
  return {
    nick,
    unionId,
    openId: person.openId ?? digest(client.clientId, unionId).toString('base64url').slice(0, 22),
    avatarUrl: absoluteAvatarUrl(avatarUrl, origin),
    mobile: seesMobile && mobile !== undefined ? (client.thirdParty ? mask(mobile) : mobile) : undefined,
    stateCode: seesMobile ? stateCode : undefined,
    email,
    // Undocumented, and in every recorded answer.
    visitor: false,
  };
}

/** `15512343240` becomes `155****3240`; how DingTalk masks shorter numbers is not documented. */
function mask(mobile: string): string {
  return mobile.length > 7 ? `${mobile.slice(0, 3)}****${mobile.slice(-4)}` : `****${mobile.slice(-2)}`;
}

/** `POST /v1.0/gateway/connections/open`: where an app connects to be told events. */
export const connectionsOpen: Call = (dingtalk, request) => {
  const { clientId, clientSecret } = readFields(request, 'clientId', 'clientSecret');
  if (!authenticate(dingtalk, clientId, clientSecret)) return refusal('invalidClientIdOrSecret');
  const { subscriptions } = readJsonObject(request) ?? {};
  const list: { type?: unknown; topic?: unknown }[] = Array.isArray(subscriptions) ? subscriptions : [];
  const hearsEvents = list.some((each) => each?.type === 'EVENT' && each.topic === '*');
  return json(200, dingtalk.stream.open({ clientId, hearsEvents }));
};

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
