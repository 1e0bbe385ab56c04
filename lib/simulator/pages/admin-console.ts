import type { Answer } from '../gateway/answer.js';
import { invalid } from '../world/checks.js';
import type { Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import { memberOf, readVisit } from '../world/visit.js';
import { redirectUrl } from './authorization.js';
import { html } from './html.js';
import { type Language, preferredLanguage } from './language.js';
import { page, pageHeaders } from './layout.js';

/** The way to the apps' admin pages. */
export const CONSOLE_PATH = '/simulator/admin-console';

const words = {
  en: { title: 'Admin console', open: 'Open as', admin: 'administrator', none: 'No app has an admin page.' },
  'zh-CN': {
    title: '管理后台',
    open: '登录身份',
    admin: '管理员',
    none: '还没有应用登记管理后台地址。',
  },
} as const;

/** {@link Simulator.adminUrl} */
export function adminUrl(setup: Setup, grants: Grants, visit: unknown): string {
  const { client, grant } = readVisit(setup, visit, 'adminUrl');
  if (client.adminUrl === undefined) throw invalid('clientId', 'be of a client that has an adminUrl');
  return redirectUrl(client.adminUrl, { code: grants.adminCodes.issue(grant) });
}

/** Without a query the list of apps; with one, on to the app's admin page with a code. */
export function adminConsole(
  setup: Setup,
  grants: Grants,
  query: string,
  acceptLanguage: string | undefined,
): Answer {
  if (query === '') return list(setup, preferredLanguage(acceptLanguage));
  const location = adminUrl(setup, grants, Object.fromEntries(new URLSearchParams(query)));
  return { status: 302, headers: { ...pageHeaders, location }, body: '' };
}

function list(setup: Setup, language: Language): Answer {
  const t = words[language];
  const apps = [...setup.clients.values()]
    .filter(({ adminUrl }) => adminUrl !== undefined)
    .flatMap(({ clientId, name, corpIds }) =>
      corpIds.map(
        (corpId) =>
          html`<dt>${name} · ${setup.organizations.get(corpId)?.name}</dt>${openers(
            setup,
            clientId,
            corpId,
          ).map(
            ({ query, nick, isAdmin }) =>
              html`<dd><a href="${CONSOLE_PATH}?${query}">${t.open} ${nick}</a>${isAdmin && html` (${t.admin})`}</dd>`,
          )}`,
      ),
    );
  return page(200, language, t.title, apps.length ? html`<dl>${apps}</dl>` : html`<p>${t.none}</p>`);
}

function openers(setup: Setup, clientId: string, corpId: string) {
  return [...setup.people.values()].flatMap(({ unionId, nick }) => {
    const member = memberOf(setup, corpId, unionId);
    if (!member) return [];
    const query = new URLSearchParams({ clientId, corpId, unionId }).toString();
    return [{ query, nick, isAdmin: member.admin || member.boss }];
  });
}
