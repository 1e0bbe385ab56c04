import querystring from 'node:querystring';
import { json, refusal } from '../gateway/new.js';
import { failure, oldGateway } from '../gateway/old.js';
import { ACCESS_TOKEN_LIFETIME_SECONDS } from '../world/codes-and-tokens.js';
import type { Call, DingTalk } from '../world/dingtalk.js';
import { authenticate, readFields } from './call.js';

/** `POST /v1.0/oauth2/accessToken`: an internal app's token for its own organization. */
export const accessToken: Call = (dingtalk, request) => {
  const { appKey, appSecret } = readFields(request, 'appKey', 'appSecret');
  const token = internalToken(dingtalk, 'accessToken', appKey, appSecret);
  if (token === undefined) return refusal('invalidClientIdOrSecret');
  return json(200, { accessToken: token, expireIn: ACCESS_TOKEN_LIFETIME_SECONDS });
};

/** `GET /gettoken`: the same as accessToken, at the old gateway. */
export const gettoken: Call = (dingtalk, { query }) => {
  const [key, secret] = [query.get('appkey'), query.get('appsecret')];
  const token = key && secret && internalToken(dingtalk, 'gettoken', key, secret);
  // As recorded, without a request_id.
  if (!token) return oldGateway({ ...failure(key && secret ? 40096 : 40035), request_id: undefined });
  const expires_in = ACCESS_TOKEN_LIFETIME_SECONDS;
  return oldGateway({ errcode: 0, errmsg: 'ok', access_token: token, expires_in });
};

function internalToken(dingtalk: DingTalk, endpoint: string, key: string, secret: string) {
  const client = authenticate(dingtalk, key, secret);
  if (!client || client.thirdParty) return undefined;
  const { clientId, corpIds } = client;
  return dingtalk.grants.appTokens.renew(endpoint, { clientId, corpId: corpIds[0] });
}

/** `POST /v1.0/oauth2/{corpId}/token`: any app's token for one organization, in OAuth 2.0's own spelling. */
export const corpToken: Call = (dingtalk, request) => {
  const fields = readFields(request, 'client_id', 'client_secret', 'grant_type');
  if (fields.grant_type !== 'client_credentials') return refusal('unsupported.grant.type');
  const corpId = querystring.unescape(request.path.split('/').at(-2) ?? '');
  if (!dingtalk.organizations.has(corpId)) return refusal('unknownError');
  const client = authenticate(dingtalk, fields.client_id, fields.client_secret);
  if (!client) return refusal('invalid.client');
  if (!client.corpIds.includes(corpId)) return refusal('unauthorized.client');
  const token = dingtalk.grants.appTokens.renew('corpToken', { clientId: client.clientId, corpId });
  return json(200, { access_token: token, expires_in: ACCESS_TOKEN_LIFETIME_SECONDS });
};

/** `POST /v1.0/oauth2/corpAccessToken`: an older third-party app's token; unlike the others, new each time. */
export const corpAccessToken: Call = (dingtalk, request) => {
  const fields = readFields(request, 'suiteKey', 'suiteSecret', 'authCorpId', 'suiteTicket');
  const client = authenticate(dingtalk, fields.suiteKey, fields.suiteSecret);
  if (!client?.thirdParty) return refusal('invalidSuiteKey');
  if (client.suiteTicket !== fields.suiteTicket) return refusal('invalidSuiteTicket');
  const corpId = fields.authCorpId;
  if (!client.corpIds.includes(corpId)) return refusal('invalidAuthInfo');
  const token = dingtalk.grants.appTokens.issue({ clientId: client.clientId, corpId });
  return json(200, { accessToken: token, expireIn: ACCESS_TOKEN_LIFETIME_SECONDS });
};
