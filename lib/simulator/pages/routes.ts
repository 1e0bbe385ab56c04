import type { IncomingHttpHeaders } from 'node:http';
import { answerOf } from '../gateway/http.js';
import type { Call } from '../world/dingtalk.js';
import { adminConsole, CONSOLE_PATH } from './admin-console.js';
import { changeDirectory, DIRECTORY_PATH, directory } from './directory.js';
import { html } from './html.js';
import { inAppCodeForPage } from './in-app-code.js';
import { preferredTexts } from './language.js';
import { page } from './layout.js';
import { AVATARS, avatarPicture, ICON_PATH, iconPicture } from './pictures.js';
import { ddLoginScript, ddScript, IN_APP_CODE_PATH } from './scripts.js';

/** What stands in for DingTalk's client, CDN and console, rather than for its API. */
const PAGES: ReadonlyMap<string, Call> = new Map([
  [`GET ${ICON_PATH}`, iconPicture],
  ['GET /simulator/dd.js', script(ddScript)],
  ['GET /simulator/ddlogin.js', script(ddLoginScript)],
  [`GET ${CONSOLE_PATH}`, adminConsole],
  [`GET ${DIRECTORY_PATH}`, directory],
  [`POST ${DIRECTORY_PATH}`, changeDirectory],
  [`POST ${IN_APP_CODE_PATH}`, inAppCodeForPage],
]);

/** What answers a request, if that isn't for DingTalk. */
export function pageOf(method: string, path: string, { accept }: IncomingHttpHeaders): Call | undefined {
  if (method === 'GET' && path.startsWith(AVATARS)) return avatarPicture;
  // A browser that opens a page says that it wants one; programs are answered as by DingTalk.
  if (method === 'GET' && path === '/' && /\btext\/html\b/i.test(accept ?? '')) return front;
  return PAGES.get(`${method} ${path}`);
}

function script(body: string): Call {
  // Pages of any origin may load it, also those that want to be told so.
  const headers = { 'cross-origin-resource-policy': 'cross-origin' };
  return () => answerOf('text/javascript;charset=utf-8', body, headers);
}

/** The pages that can be opened here, besides those that apps send people to: at the address that is printed. */
const front: Call = (_dingtalk, { headers }) => {
  const t = preferredTexts(headers);
  const link = (href: string, name: string, details: string) =>
    html`<a class="person" href="${href}"><span class="who"><span class="nick">${name}</span> <span class="details">${details}</span></span></a>\n`;
  const toConsole = link(CONSOLE_PATH, t.console, t.consoleDetails);
  const toDirectory = link(DIRECTORY_PATH, t.directory, t.directoryDetails);
  return page(200, t, t.pages, html`<p class="problem">${t.forApps}</p>\n${toConsole}${toDirectory}`);
};
