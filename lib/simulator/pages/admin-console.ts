import type { Answer } from '../gateway/answer.js';
import { invalid, reasonOf } from '../world/checks.js';
import type { Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import { memberOf, readVisit } from '../world/visit.js';
import { redirectUrl } from './authorization.js';
import { html } from './html.js';
import { type Language, preferredLanguage, texts } from './language.js';
import { page, pageHeaders } from './layout.js';
import { avatarPath } from './pictures.js';
import { wrongRequest } from './problem.js';

/** The way to the apps' admin pages. */
export const CONSOLE_PATH = '/simulator/admin-console';

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
  const language = preferredLanguage(acceptLanguage);
  if (query === '') return list(setup, language);
  const visit = Object.fromEntries(new URLSearchParams(query));
  try {
    const location = adminUrl(setup, grants, visit);
    return { status: 302, headers: { ...pageHeaders, location }, body: '' };
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason) throw error;
    return wrongLink(reason.place, visit, language);
  }
}

/** @param place - the parameter that is wrong, or `adminUrl.` and one that nobody knows */
function wrongLink(place: string, visit: Readonly<Record<string, string>>, language: Language): Answer {
  const t = texts[language];
  const reasons: Readonly<Record<string, string>> = {
    clientId: t.noAdminApp,
    corpId: t.notOfOrganization,
    unionId: t.noSuchMember,
  };
  const reason = reasons[place] ?? t.unknownParameter;
  const received = place in reasons ? visit[place] : place.replace('adminUrl.', '');
  return wrongRequest(language, t.wrongLink, { reason, received, back: CONSOLE_PATH });
}

function list(setup: Setup, language: Language): Answer {
  const t = texts[language];
  const apps = [...setup.clients.values()]
    .filter(({ adminUrl }) => adminUrl !== undefined)
    .flatMap(({ clientId, name, corpIds }) =>
      corpIds.map(
        (corpId) => html`<h2>${name[language]} · ${setup.organizations.get(corpId)?.name}</h2>
${openers(setup, clientId, corpId).map(
  ({ query, unionId, nick, isAdmin }) =>
    html`<a class="person" href="${CONSOLE_PATH}?${query}"><img src="${avatarPath(unionId)}" alt=""><span class="who"><span class="nick">${t.openAs(nick)}</span> <span class="details">${isAdmin ? t.administrator : t.member}</span></span></a>
`,
)}`,
      ),
    );
  return page(200, language, t.console, apps.length ? html`${apps}` : html`<p>${t.noAdminPage}</p>`);
}

function openers(setup: Setup, clientId: string, corpId: string) {
  return [...setup.people.values()].flatMap(({ unionId, nick }) => {
    const member = memberOf(setup, corpId, unionId);
    if (!member) return [];
    const query = new URLSearchParams({ clientId, corpId, unionId }).toString();
    return [{ query, unionId, nick, isAdmin: member.admin || member.boss }];
  });
}
