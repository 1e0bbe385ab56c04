import { createHash } from 'node:crypto';
import { type Answer, answerOf } from '../gateway/http.js';
import { breakable, type Html, html } from './html.js';
import { say, type Texts } from './language.js';
import { ICON_PATH } from './pictures.js';
import { style } from './style.js';

/** For a content security policy. */
export function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const pageHeaders: Readonly<Record<string, string>> = {
  // No form-action: Chromium applies it to every redirect that follows the form, and where the app sends
  // people after its callback is the app's own affair.
  'content-security-policy': `default-src 'none'; style-src ${hash(style)}; img-src 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // With no-referrer the form's Origin header would be "null", and the form could not be told from a foreign one.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function redirect(status: 302 | 303, location: string): Answer {
  return { status, headers: { ...pageHeaders, location }, body: '' };
}

export function page(status: number, t: Texts, title: string, content: Html): Answer {
  const { markup } = html`<!doctype html>
<html lang="${t.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${t.simulator}</title>
<link rel="icon" href="${ICON_PATH}">
<style>${{ markup: style }}</style>
</head>
<body>
<main>
<div class="notice"><img src="${ICON_PATH}" alt=""><p><strong>${t.simulator}</strong> ${t.notDingTalk}</p></div>
<div class="content">
<h1>${title}</h1>
${content}
</div>
</main>
</body>
</html>
`;
  const headers = { 'content-language': t.language, vary: 'Accept-Language', ...pageHeaders };
  return answerOf('text/html;charset=utf-8', markup, headers, status);
}

/** Why there is no other page: thrown by what reads a request or a choice, for the pages to put into words. */
export class Problem extends Error {
  /** The text that says it. */
  readonly kind: keyof Texts;
  /** The parameter that is wrong, what it is, and could have been. */
  readonly about: { parameter?: string; received?: string; allowed?: readonly string[] };

  constructor(kind: keyof Texts, about: Problem['about'] = {}) {
    super(kind);
    this.kind = kind;
    this.about = about;
  }

  /** Whether the person, or the page they come from, is refused, and not the request. */
  get isForbidden(): boolean {
    return this.kind === 'notAMember' || this.kind === 'foreignForm';
  }
}

/** What DingTalk shows instead of a redirect is not documented, nor is its HTTP status. */
export function problemPage(t: Texts, title: string, problem: Problem, wayOut: Html | string): Answer {
  const { parameter, received, allowed = [] } = problem.about;
  const facts =
    received !== undefined &&
    html`<dl>
<dt>${t.received}</dt><dd><code>${breakable(received.slice(0, 500) || t.empty)}</code></dd>
${allowed.length > 0 && html`<dt>${t.allowed}</dt>`}${allowed.map((value) => html`<dd><code>${breakable(value)}</code></dd>`)}
</dl>`;
  const content = html`<p class="problem">${say(t[problem.kind], parameter)}</p>${facts}
<p>${wayOut}</p>`;
  return page(problem.isForbidden ? 403 : 400, t, title, content);
}

/** The way out of a link or form of the simulator's own: where the right ones are. */
export function backTo(path: string, t: Texts): Html {
  return html`<a href="${path}">${t.toList}</a>`;
}
