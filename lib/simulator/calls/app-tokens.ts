import { type Answer, json, refusal } from '../gateway/new.js';
import { failure, oldGateway } from '../gateway/old.js';
import { ACCESS_TOKEN_LIFETIME_SECONDS } from '../world/codes-and-tokens.js';
import { authenticate, type Call, readFields } from './call.js';

/** `POST /v1.0/oauth2/accessToken`: an internal app's token for its own organization. */
export const accessToken: Call = (dingtalk, request) => {
  const fields = readFields(['appKey', 'appSecret'], request);
  if ('refusal' in fields) return fields.refusal;
  const client = authenticate(dingtalk, fields.appKey, fields.appSecret);
  if (!client || client.thirdParty) return refusal('invalidClientIdOrSecret');
  const grant = { clientId: client.clientId, corpId: client.corpIds[0] };
  const token = dingtalk.grants.appTokens.renew('accessToken', grant);
  return json(200, { accessToken: token, expireIn: ACCESS_TOKEN_LIFETIME_SECONDS });
};

/** `GET /gettoken`: the same as accessToken, at the old gateway. */
export const getToken: Call = (dingtalk, { query }) => {
  const parameters = new URLSearchParams(query);
  const [key, secret] = [parameters.get('appkey'), parameters.get('appsecret')];
  if (!key || !secret) return refusedToken(40035);
  const client = authenticate(dingtalk, key, secret);
  if (!client || client.thirdParty) return refusedToken(40096);
  const grant = { clientId: client.clientId, corpId: client.corpIds[0] };
  const token = dingtalk.grants.appTokens.renew('gettoken', grant);
  return oldGateway({
    errcode: 0,
    errmsg: 'ok',
    access_token: token,
    expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
  });
};

/** `POST /v1.0/oauth2/{corpId}/token`: any app's token for one organization, in OAuth 2.0's own spelling. */
export const corpToken: Call = (dingtalk, request) => {
  const fields = readFields(['client_id', 'client_secret', 'grant_type'], request);
  if ('refusal' in fields) return fields.refusal;
  if (fields.grant_type !== 'client_credentials') return refusal('unsupported.grant.type');
  const corpId = decode(request.path.split('/').at(-2) ?? '');
  if (!dingtalk.setup.organizations.has(corpId)) return refusal('unknownError');
  const client = authenticate(dingtalk, fields.client_id, fields.client_secret);
  if (!client) return refusal('invalid.client');
  if (!client.corpIds.includes(corpId)) return refusal('unauthorized.client');
  const token = dingtalk.grants.appTokens.renew('corpToken', { clientId: client.clientId, corpId });
  return json(200, { access_token: token, expires_in: ACCESS_TOKEN_LIFETIME_SECONDS });
};

/** `POST /v1.0/oauth2/corpAccessToken`: an older third-party app's token; unlike the others, new each time. */
export const corpAccessToken: Call = (dingtalk, request) => {
  const fields = readFields(['suiteKey', 'suiteSecret', 'authCorpId', 'suiteTicket'], request);
  if ('refusal' in fields) return fields.refusal;
  const client = authenticate(dingtalk, fields.suiteKey, fields.suiteSecret);
  if (!client?.thirdParty) return refusal('invalidSuiteKey');
  if (client.suiteTicket === undefined || client.suiteTicket !== fields.suiteTicket)
    return refusal('invalidSuiteTicket');
  const corpId = fields.authCorpId;
  if (!client.corpIds.includes(corpId)) return refusal('invalidAuthInfo');
  const token = dingtalk.grants.appTokens.issue({ clientId: client.clientId, corpId });
  return json(200, { accessToken: token, expireIn: ACCESS_TOKEN_LIFETIME_SECONDS });
};

/** As recorded, without a request_id. */
function refusedToken(code: 40035 | 40096): Answer {
  const { errcode, errmsg } = failure(code);
  return oldGateway({ errcode, errmsg });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
