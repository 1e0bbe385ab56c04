import { createHash } from 'node:crypto';
import type { Answer } from '../gateway/new.js';
import { Html, html } from './html.js';
import { type Language, texts } from './language.js';
import { ICON_PATH } from './pictures.js';
import { style } from './style.js';

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every page and of the redirect away from it. */
export const pageHeaders: Readonly<Record<string, string>> = {
  // No form-action: Chromium applies it to every redirect that follows the form, and where the app sends
  // people after its callback is the app's own affair.
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // With no-referrer the form's Origin header would be "null", and the form could not be told from a foreign one.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function page(status: number, language: Language, title: string, content: Html): Answer {
  const t = texts[language];
  const { markup } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${t.simulator}</title>
<link rel="icon" href="${ICON_PATH}">
<style>${new Html(style)}</style>
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
      'content-language': language,
      vary: 'Accept-Language',
      ...pageHeaders,
    },
    body: markup,
  };
}
