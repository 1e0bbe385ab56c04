import { createHash } from 'node:crypto';
import type { Answer } from '../gateway/new.js';
import type { AuthorizationRequest, Candidate, Problem } from './authorization.js';
import { Html, html } from './html.js';
import { type Language, type Texts, texts } from './language.js';
import { avatarPath, ICON_PATH } from './pictures.js';
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
<div class="notice"><img src="${ICON_PATH}" alt=""><p><strong>${t.simulator}</strong>${t.notDingTalk}</p></div>
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

/** What DingTalk shows instead of a redirect is not documented, nor is its HTTP status. */
export function problemPage(problem: Problem, language: Language): Answer {
  const t = texts[language];
  const status = problem.kind === 'notAMember' || problem.kind === 'foreignForm' ? 403 : 400;
  const facts =
    'value' in problem &&
    html`<dl>
<dt>${t.received}</dt><dd><code>${problem.value.slice(0, 500) || t.empty}</code></dd>
<dt>${t.allowed}</dt>${problem.allowed.map((value) => html`<dd><code>${value}</code></dd>`)}
</dl>`;
  return page(status, language, t.refused, html`<p class="problem">${t.problem(problem)}</p>${facts}`);
}

/**
 * The form goes back to the URL it came from, so that what is asked for stays in the query and the body holds
 * only the person's choice. Each person's organizations are a group of their own inside the person's entry,
 * shown by the style sheet when the person is chosen: no script is needed.
 */
export function consentPage(
  request: AuthorizationRequest,
  people: readonly Candidate[],
  language: Language,
): Answer {
  const t = texts[language];
  const preselected = people.find(({ eligible }) => eligible);
  const origin = new URL(request.redirectUri).origin;
  return page(
    200,
    language,
    t.signInTo(request.client.name),
    html`<h2>${t.receives}</h2>
${receives(request, t)}
<form method="post">
<fieldset>
<legend>${t.account}</legend>
${people.map((candidate, index) => entry(candidate, index, candidate === preselected, request.withCorpId, t))}
</fieldset>
<div class="buttons">
<button class="primary" name="decision" value="agree">${t.agree}</button>
<button name="decision" value="refuse">${t.refuse}</button>
</div>
</form>
<p class="returns">${t.returnsTo(origin)}</p>`,
  );
}

function receives({ client, withCorpId }: AuthorizationRequest, t: Texts): Html {
  if (!client.permissions.includes('Contact.User.Read')) {
    return html`<ul class="receives none"><li>${t.nothing}</li></ul>`;
  }
  const items = [t.person, t.email];
  if (client.permissions.includes('Contact.User.mobile')) {
    items.push(client.thirdParty ? t.maskedMobile : t.mobile);
  }
  if (withCorpId) items.push(t.organization);
  return html`<ul class="receives">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** The field that says which organization the person with this unionId chose. */
export function organizationField(unionId: string): string {
  return `corpId ${unionId}`;
}

function entry(candidate: Candidate, index: number, chosen: boolean, withCorpId: boolean, t: Texts): Html {
  const { person, organizations, eligible, corpId } = candidate;
  const contact = [person.mobile && `+${person.stateCode ?? ''} ${person.mobile}`, person.email].filter(
    Boolean,
  );
  const details = eligible ? contact : [t.notOffered];
  const id = `person-${index}`;
  return html`<div class="person${!eligible && ' unavailable'}">
<label><img src="${avatarPath(person.unionId)}" alt=""><span class="who"><span class="nick" id="${id}">${person.nick}</span> <span class="details" id="${id}-details">${(details.length > 0 ? details : [t.noDetails]).map((detail) => html`<span>${detail}</span> `)}</span></span><input type="radio" name="unionId" value="${person.unionId}" aria-labelledby="${id}" aria-describedby="${id}-details"${chosen && html` checked`}${!eligible && html` disabled`}></label>
${
  withCorpId &&
  eligible &&
  html`<fieldset class="organizations"><legend>${t.organization}</legend>
${organizations.map(
  (offered) =>
    html`<label><input type="radio" name="${organizationField(person.unionId)}" value="${offered.corpId}"${offered.corpId === corpId && html` checked`}>${offered.name}</label>
`,
)}</fieldset>`
}
</div>
`;
}
