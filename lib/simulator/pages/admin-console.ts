import type { Answer } from '../gateway/new.js';
import { readAppUser } from '../settings/arguments.js';
import { InvalidArgument, invalid } from '../settings/parse.js';
import type { Grants } from '../world/codes-and-tokens.js';
import { memberOf, type Setup } from '../world/setup.js';
import { redirectUrl } from './authorization.js';
import { html } from './html.js';
import { type Language, preferredLanguage, texts } from './language.js';
import { page, pageHeaders } from './layout.js';
import { avatarPath } from './pictures.js';
import { wrongRequest } from './problem.js';

/** The way to the apps' admin pages. */
export const CONSOLE_PATH = '/simulator/admin-console';

/** {@link Simulator.adminUrl} */
export function adminUrl(setup: Setup, grants: Grants, user: unknown): string {
  const { client, grant } = readAppUser(setup, user, 'adminUrl');
  if (client.adminUrl === undefined) throw invalid('clientId', 'the client has no adminUrl');
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
  const user = Object.fromEntries(new URLSearchParams(query));
  try {
    const location = adminUrl(setup, grants, user);
    return { status: 302, headers: { ...pageHeaders, location }, body: '' };
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return wrongLink(error.place, user, language);
  }
}

/** @param place - the parameter that is wrong, or unknown */
function wrongLink(place: string, user: Readonly<Record<string, string>>, language: Language): Answer {
  const t = texts[language];
  const reasons = new Map([
    ['clientId', t.noAdminApp],
    ['corpId', t.notOfOrganization],
    ['unionId', t.noSuchMember],
  ]);
  const reason = reasons.get(place) ?? t.unknownParameter;
  const received = reasons.has(place) ? user[place] : place;
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
