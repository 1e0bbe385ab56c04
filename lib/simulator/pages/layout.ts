import { createHash } from 'node:crypto';
import type { Answer } from '../gateway/http.js';
import { breakable, type Html, html } from './html.js';
import type { Texts } from './language.js';
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
  return {
    status,
    headers: {
      'content-type': 'text/html;charset=utf-8',
      'content-language': t.language,
      vary: 'Accept-Language',
      ...pageHeaders,
    },
    body: markup,
  };
}

export interface Wrong {
  readonly status?: number | undefined;
  readonly title: string;
  readonly reason: string;
  readonly received?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
  readonly wayOut: Html | string;
}

/** What DingTalk shows instead of a redirect is not documented, nor is its HTTP status. */
export function problemPage(t: Texts, wrong: Wrong): Answer {
  const { status = 400, title, reason, received, allowed = [], wayOut } = wrong;
  const facts =
    received !== undefined &&
    html`<dl>
<dt>${t.received}</dt><dd><code>${breakable(received.slice(0, 500) || t.empty)}</code></dd>
${allowed.length > 0 && html`<dt>${t.allowed}</dt>`}${allowed.map((value) => html`<dd><code>${breakable(value)}</code></dd>`)}
</dl>`;
  const content = html`<p class="problem">${reason}</p>${facts}
<p>${wayOut}</p>`;
  return page(status, t, title, content);
}

/** The way out of a link or form of the simulator's own: where the right ones are. */
export function backTo(path: string, t: Texts): Html {
  return html`<a href="${path}">${t.toList}</a>`;
}
