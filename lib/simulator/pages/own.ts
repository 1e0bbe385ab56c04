import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../gateway/new.js';
import type { Grants } from '../world/codes-and-tokens.js';
import type { Setup } from '../world/setup.js';
import { adminConsole, CONSOLE_PATH } from './admin-console.js';
import { DIRECTORY_PATH, directory, type Moves } from './directory.js';
import { html } from './html.js';
import { inAppCodeForPage } from './in-app-code.js';
import { preferredLanguage, texts } from './language.js';
import { page } from './layout.js';
import { ddLoginScript, ddScript, IN_APP_CODE_PATH } from './scripts.js';

/** The page at the address that is printed. */
const FRONT_PATH = '/';

const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  [FRONT_PATH, ['GET']],
  ['/simulator/dd.js', ['GET']],
  ['/simulator/ddlogin.js', ['GET']],
  [CONSOLE_PATH, ['GET']],
  [DIRECTORY_PATH, ['GET', 'POST']],
  [IN_APP_CODE_PATH, ['POST']],
]);

/** Whether a request is for what stands in for DingTalk's client, CDN and console, rather than for its API. */
export function isOwn(path: string, method: string, headers: IncomingHttpHeaders): boolean {
  if (path === FRONT_PATH && !wantsPage(headers)) return false;
  return METHODS.get(path)?.includes(method) ?? false;
}

export function ownAnswer(
  setup: Setup,
  grants: Grants,
  moves: Moves,
  request: { method: string; path: string; query: string; headers: IncomingHttpHeaders; body: string },
): Answer {
  const { path, query, headers, body } = request;
  switch (path) {
    case FRONT_PATH:
      return front(headers['accept-language']);
    case DIRECTORY_PATH:
      return directory(setup, moves, request);
    case IN_APP_CODE_PATH:
      return inAppCodeForPage(setup, grants, headers, body);
    case CONSOLE_PATH:
      return adminConsole(setup, grants, query, headers['accept-language']);
    default:
      return script(path === '/simulator/dd.js' ? ddScript : ddLoginScript);
  }
}

function script(body: string): Answer {
  return {
    status: 200,
    // Pages of any origin may load it, also those that want to be told so.
    headers: {
      'content-type': 'text/javascript;charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    },
    body,
  };
}

/** A browser that opens a page says that it wants one; programs are answered as by DingTalk. */
function wantsPage({ accept }: IncomingHttpHeaders): boolean {
  return /\btext\/html\b/i.test(accept ?? '');
}

/** The pages that can be opened here, besides those that apps send people to. */
function front(acceptLanguage: string | undefined): Answer {
  const language = preferredLanguage(acceptLanguage);
  const t = texts[language];
  const pages = [
    { href: CONSOLE_PATH, name: t.console, details: t.consoleDetails },
    { href: DIRECTORY_PATH, name: t.directory, details: t.directoryDetails },
  ];
  return page(
    200,
    language,
    t.pages,
    html`<p class="problem">${t.forApps}</p>
${pages.map(
  ({ href, name, details }) =>
    html`<a class="person" href="${href}"><span class="who"><span class="nick">${name}</span> <span class="details">${details}</span></span></a>
`,
)}`,
  );
}
