import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../gateway/answer.js';
import { CONSOLE_PATH } from './admin-console.js';
import { DIRECTORY_PATH } from './directory.js';
import { html } from './html.js';
import { preferredLanguage, texts } from './language.js';
import { page } from './layout.js';

/** Where the address that is printed leads whoever opens it. */
export const FRONT_PATH = '/';

/** A browser that opens a page says that it wants one; programs are answered as by DingTalk. */
export function wantsPage({ accept }: IncomingHttpHeaders): boolean {
  return /\btext\/html\b/i.test(accept ?? '');
}

/** The pages that can be opened here, besides those that apps send people to. */
export function front(acceptLanguage: string | undefined): Answer {
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
