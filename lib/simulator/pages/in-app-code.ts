import { parseObject, type Request, textOf, urlOf } from '../gateway/http.js';
import { json } from '../gateway/new.js';
import type { Client } from '../settings/clients.js';
import { type Call, type DingTalk, memberOf } from '../world/dingtalk.js';

/** What the DingTalk client says to a page that asks for a code: the code, or what `onFail` is given. */
export const inAppCodeForPage: Call = (dingtalk, request) => {
  // To be read by pages of any origin: DingTalk itself would be no web request at all.
  return json(200, codeForPage(dingtalk, request), { 'access-control-allow-origin': '*' });
};

function codeForPage(dingtalk: DingTalk, { headers, body }: Request): object {
  const { origin = '', 'user-agent': userAgent = '' } = headers;
  const asked = parseObject(body) ?? {};
  const [corpId = '', clientId, api] = ['corpId', 'clientId', 'api'].map((name) => textOf(asked, name));
  // `DingTalk/7.0.45`, or as computers have it `DingTalk(7.0.45-Release.1)`.
  const [, version] = /DingTalk[/(](\d{1,3}(?:\.\d{1,3}){1,2})/.exec(userAgent) ?? [];
  if (version === undefined) return { errorCode: 1, errorMessage: 'not in DingTalk' };
  // What old clients say of it is not recorded.
  if (api === 'new' && version.localeCompare(firstWithNewApi(userAgent), 'en', { numeric: true }) < 0)
    return { errorCode: 4, errorMessage: 'requestAuthCode is not supported' };
  if (!dingtalk.organizations.has(corpId)) return { errorCode: 3, errorMessage: '1002,corpId不合法' };
  // The old API is not told which app it is, and goes by the page's domain.
  const apps = [...dingtalk.clients.values()].filter(
    (client) => client.corpIds.includes(corpId) && (api === 'old' || client.clientId === clientId),
  );
  const app = apps.find((client) => isPageOf(client, origin));
  if (!app) return { errorCode: 3, errorMessage: `对应企业没有${urlOf(origin)?.host ?? origin}域名微应用` };
  const given = textOf(asked, 'unionId');
  const candidates = given === undefined ? [...dingtalk.people.keys()] : [given];
  const unionId = candidates.find((each) => memberOf(dingtalk, corpId, each));
  if (unionId === undefined) return { errorCode: 3, errorMessage: '用户不在该企业内' };
  return { code: dingtalk.grants.inAppCodes.issue({ clientId: app.clientId, corpId, unionId }) };
}

function firstWithNewApi(userAgent: string): string {
  if (/Harmony/i.test(userAgent)) return '7.0';
  return /Android|iPhone|iPad/.test(userAgent) ? '7.0.45' : '7.0.50';
}

function isPageOf({ redirectUrls, adminUrl }: Client, origin: string): boolean {
  return [...redirectUrls, adminUrl].some((page) => page !== undefined && new URL(page).origin === origin);
}
