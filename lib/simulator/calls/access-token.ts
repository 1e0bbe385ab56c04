import { readJsonObject, textOf } from '../gateway/body.js';
import {
  type Answer,
  invalidClient,
  invalidCredentials,
  invalidSuite,
  json,
  missingField,
  unauthorizedClient,
  unknownOrganization,
  unsupportedGrantType,
} from '../gateway/new.js';
import { oldGateway } from '../gateway/old.js';
import { APP_TOKEN_LIFETIME_SECONDS, type AppTokens } from '../world/app-tokens.js';
import type { Client } from '../world/clients.js';
import type { Setup } from '../world/setup.js';

const EXPIRES_IN = APP_TOKEN_LIFETIME_SECONDS;

/** `POST /v1.0/oauth2/accessToken`: an internal app's token for its own organization. */
export function accessToken(
  setup: Setup,
  tokens: AppTokens,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['appKey', 'appSecret'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  const client = authenticate(setup, fields.appKey, fields.appSecret);
  if (!client || client.thirdParty) return invalidCredentials();
  const grant = { clientId: client.clientId, corpId: client.corpIds[0] };
  return json(200, { accessToken: tokens.renew('accessToken', grant), expireIn: EXPIRES_IN });
}

/** `POST /v1.0/oauth2/{corpId}/token`: any app's token for one organization, in OAuth 2.0's own spelling. */
export function corpToken(
  setup: Setup,
  tokens: AppTokens,
  path: string,
  contentType: string | undefined,
  body: string,
): Answer {
  const fields = readFields(['client_id', 'client_secret', 'grant_type'], contentType, body);
  if ('refusal' in fields) return fields.refusal;
  if (fields.grant_type !== 'client_credentials') return unsupportedGrantType();
  const corpId = decode(path.split('/').at(-2) ?? '');
  if (!setup.organizations.has(corpId)) return unknownOrganization();
  const client = authenticate(setup, fields.client_id, fields.client_secret);
  if (!client) return invalidClient();
  if (!client.corpIds.includes(corpId)) return unauthorizedClient();
  const token = tokens.renew('corpToken', { clientId: client.clientId, corpId });
  return json(200, { access_token: token, expires_in: EXPIRES_IN });
}

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
    expireIn: EXPIRES_IN,
  });
}

/** `GET /gettoken`: the same as accessToken, at the old gateway. */
export function getToken(setup: Setup, tokens: AppTokens, query: string): Answer {
  const parameters = new URLSearchParams(query);
  const [key, secret] = [parameters.get('appkey'), parameters.get('appsecret')];
  if (!key || !secret) return oldGateway({ errcode: 40035, errmsg: '缺少参数 appkey或appsecret' });
  const client = authenticate(setup, key, secret);
  if (!client || client.thirdParty)
    return oldGateway({ errcode: 40096, errmsg: '不合法的appKey或appSecret' });
  const token = tokens.renew('gettoken', { clientId: client.clientId, corpId: client.corpIds[0] });
  return oldGateway({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: EXPIRES_IN });
}

function readFields<Name extends string>(
  names: readonly Name[],
  contentType: string | undefined,
  body: string,
): Record<Name, string> | { refusal: Answer } {
  const given = readJsonObject(contentType, body);
  if (!given) return { refusal: missingField('body') };
  const fields: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = textOf(given, name);
    if (value === undefined) return { refusal: missingField(name) };
    fields[name] = value;
  }
  return fields as Record<Name, string>;
}

function authenticate(setup: Setup, clientId: string, clientSecret: string): Client | undefined {
  const client = setup.clients.get(clientId);
  return client?.published && client.clientSecret === clientSecret ? client : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
