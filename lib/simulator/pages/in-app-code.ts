import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, json } from '../gateway/new.js';
import { readJsonObject, textOf } from '../gateway/request.js';
import { readAppUser } from '../settings/arguments.js';
import type { Client } from '../world/clients.js';
import type { Grants } from '../world/codes-and-tokens.js';
import { anyMember, memberOf, type Setup } from '../world/setup.js';

/** {@link Simulator.inAppCode} */
export function inAppCode(setup: Setup, grants: Grants, user: unknown): string {
  return grants.inAppCodes.issue(readAppUser(setup, user, 'inAppCode').grant);
}

/** What the DingTalk client says to a page that asks for a code: the code, or what `onFail` is given. */
export function inAppCodeForPage(
  setup: Setup,
  grants: Grants,
  { origin = '', 'user-agent': userAgent = '' }: IncomingHttpHeaders,
  body: string,
): Answer {
  const asked = readJsonObject('application/json', body) ?? {};
  const [corpId = '', clientId, api] = [
    textOf(asked, 'corpId'),
    textOf(asked, 'clientId'),
    textOf(asked, 'api'),
  ];
  const version = clientVersion(userAgent);
  if (version === undefined) return failed(1, 'not in DingTalk');
  // What old clients say of it is not recorded.
  if (api === 'new' && version < firstWithNewApi(userAgent))
    return failed(4, 'requestAuthCode is not supported');
  if (!setup.organizations.has(corpId)) return failed(3, '1002,corpId不合法');
  // The old API is not told which app it is, and goes by the page's domain.
  const apps = [...setup.clients.values()].filter(
    (client) => client.corpIds.includes(corpId) && (api === 'old' || client.clientId === clientId),
  );
  const app = apps.find((client) => isPageOf(client, origin));
  if (!app) return failed(3, `对应企业没有${host(origin)}域名微应用`);
  const unionId = textOf(asked, 'unionId') ?? anyMember(setup, corpId) ?? '';
  if (!memberOf(setup, corpId, unionId)) return failed(3, '用户不在该企业内');
  return open(json(200, { code: grants.inAppCodes.issue({ clientId: app.clientId, corpId, unionId }) }));
}

function failed(errorCode: number, errorMessage: string): Answer {
  return open(json(200, { errorCode, errorMessage }));
}

/** To be read by pages of any origin: DingTalk itself would be no web request at all. */
function open(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'access-control-allow-origin': '*' } };
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

function isPageOf(client: Client, origin: string): boolean {
  const pages =
    client.adminUrl === undefined ? client.redirectUrls : [...client.redirectUrls, client.adminUrl];
  return pages.some((page) => new URL(page).origin === origin);
}

function host(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}
