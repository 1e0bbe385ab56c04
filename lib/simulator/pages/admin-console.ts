import { InvalidArgument, invalid } from '../settings/parse.js';
import { type Call, type DingTalk, memberOf, readAppUser } from '../world/dingtalk.js';
import { redirectUrl } from './authorization.js';
import { type Html, html } from './html.js';
import { preferredTexts, say, type Texts } from './language.js';
import { backTo, Problem, page, problemPage, redirect } from './layout.js';
import { avatarPath } from './pictures.js';

export const CONSOLE_PATH = '/simulator/admin-console';

/** {@link Simulator.adminUrl} */
export function adminUrl(dingtalk: DingTalk, user: unknown): string {
  const { client, grant } = readAppUser(dingtalk, user);
  if (client.adminUrl === undefined) throw invalid('clientId', 'the client has no adminUrl');
  return redirectUrl(client.adminUrl, { code: dingtalk.grants.adminCodes.issue(grant) });
}

/** Without a query the list of apps; with one, on to the app's admin page with a code. */
export const adminConsole: Call = (dingtalk, { query, headers }) => {
  const t = preferredTexts(headers);
  if (query.size === 0) {
    const apps = [...list(dingtalk, t)];
    return page(200, t, t.console, apps.length ? html`${apps}` : html`<p>${t.noAdminPage}</p>`);
  }
  const user = Object.fromEntries(query);
  try {
    return redirect(302, adminUrl(dingtalk, user));
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    const { place } = error;
    const kinds = new Map<string, keyof Texts>([
      ['clientId', 'noAdminApp'],
      ['corpId', 'notOfOrganization'],
      ['unionId', 'noSuchMember'],
    ]);
    const kind = kinds.get(place);
    const problem = new Problem(kind ?? 'unknownParameter', { received: kind ? (user[place] ?? '') : place });
    return problemPage(t, t.wrongLink, problem, backTo(CONSOLE_PATH, t));
  }
};

/** Each app with an admin page in each of its organizations, with everybody who can open it there. */
function* list(dingtalk: DingTalk, t: Texts): Iterable<Html> {
  const { clients, organizations, people } = dingtalk;
  for (const { clientId, name, corpIds, adminUrl } of clients.values()) {
    if (adminUrl === undefined) continue;
    for (const corpId of corpIds) {
      yield html`<h2>${name[t.language]} · ${organizations.get(corpId)?.name}</h2>\n`;
      for (const { unionId, nick } of people.values()) {
        const member = memberOf(dingtalk, corpId, unionId);
        if (!member) continue;
        const query = new URLSearchParams({ clientId, corpId, unionId });
        const details = member.admin || member.boss ? t.administrator : t.member;
        yield html`<a class="person" href="${CONSOLE_PATH}?${String(query)}"><img src="${avatarPath(unionId)}" alt=""><span class="who"><span class="nick">${say(t.openAs, nick)}</span> <span class="details">${details}</span></span></a>\n`;
      }
    }
  }
}
