import { type Answer, parseObject, textOf, urlOf } from '../gateway/http.js';
import { json } from '../gateway/new.js';
import type { Client } from '../settings/clients.js';
import { type Call, type DingTalk, memberOf, readAppUser } from '../world/dingtalk.js';

/** {@link Simulator.inAppCode} */
export function inAppCode(dingtalk: DingTalk, user: unknown): string {
  return dingtalk.grants.inAppCodes.issue(readAppUser(dingtalk, user, 'inAppCode').grant);
}

/** What the DingTalk client says to a page that asks for a code: the code, or what `onFail` is given. */
export const inAppCodeForPage: Call = (dingtalk, { headers, body }) => {
  const { origin = '', 'user-agent': userAgent = '' } = headers;
  const asked = parseObject(body) ?? {};
  const [corpId = '', clientId, api] = ['corpId', 'clientId', 'api'].map((name) => textOf(asked, name));
  const version = clientVersion(userAgent);
  if (version === undefined) return failed(1, 'not in DingTalk');
  // What old clients say of it is not recorded.
  if (api === 'new' && version < firstWithNewApi(userAgent))
    return failed(4, 'requestAuthCode is not supported');
  if (!dingtalk.organizations.has(corpId)) return failed(3, '1002,corpId不合法');
  // The old API is not told which app it is, and goes by the page's domain.
  const apps = [...dingtalk.clients.values()].filter(
    (client) => client.corpIds.includes(corpId) && (api === 'old' || client.clientId === clientId),
  );
  const app = apps.find((client) => isPageOf(client, origin));
  if (!app) return failed(3, `对应企业没有${urlOf(origin)?.host ?? origin}域名微应用`);
  const given = textOf(asked, 'unionId');
  const candidates = given === undefined ? [...dingtalk.people.keys()] : [given];
  const unionId = candidates.find((each) => memberOf(dingtalk, corpId, each));
  if (unionId === undefined) return failed(3, '用户不在该企业内');
  const code = dingtalk.grants.inAppCodes.issue({ clientId: app.clientId, corpId, unionId });
  return open({ code });
};

function failed(errorCode: number, errorMessage: string): Answer {
  return open({ errorCode, errorMessage });
}

/** To be read by pages of any origin: DingTalk itself would be no web request at all. */
function open(body: object): Answer {
  return json(200, body, { 'access-control-allow-origin': '*' });
}

/** `DingTalk/7.0.45`, as computers have it `DingTalk(7.0.45-Release.1)`, as 7000045. */
function clientVersion(userAgent: string): number | undefined {
  const [, major, minor, patch = '0'] =
    /DingTalk[/(](\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?/.exec(userAgent) ?? [];
  return major === undefined ? undefined : (Number(major) * 1000 + Number(minor)) * 1000 + Number(patch);
}

function firstWithNewApi(userAgent: string): number {
  if (/Harmony/i.test(userAgent)) return 7_000_000;
  return /Android|iPhone|iPad/.test(userAgent) ? 7_000_045 : 7_000_050;
}

function isPageOf({ redirectUrls, adminUrl }: Client, origin: string): boolean {
  const pages = adminUrl === undefined ? redirectUrls : [...redirectUrls, adminUrl];
  return pages.some((page) => new URL(page).origin === origin);
}
