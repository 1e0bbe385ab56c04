import type { Answer } from '../gateway/http.js';
import type { DingTalk } from '../world/dingtalk.js';
import { type AuthorizationRequest, type Candidate, candidates, organizationField } from './authorization.js';
import { breakable, type Html, html } from './html.js';
import { say, type Texts } from './language.js';
import { page } from './layout.js';
import { avatarPath } from './pictures.js';

/**
 * Without a script: the form goes back to the URL it came from, whose query still says what is asked for, and the style
 * sheet shows the organizations of the person who is chosen. @throws Problem when nobody may sign in
 */
export function consentPage(request: AuthorizationRequest, dingtalk: DingTalk, t: Texts): Answer {
  const people = candidates(request, dingtalk);
  const preselected = people.find(({ eligible }) => eligible);
  const origin = new URL(request.redirectUri).origin;
  const content = html`<h2>${t.receives}</h2>
${receives(request, t)}
<form method="post">
<fieldset>
<legend>${t.account}</legend>
${people.map((candidate, index) => entry(candidate, index, candidate === preselected, t))}
</fieldset>
<div class="buttons">
<button class="primary" name="decision" value="agree">${t.agree}</button>
<button name="decision" value="refuse">${t.refuse}</button>
</div>
</form>
<p class="returns">${say(t.returnsTo, origin)}</p>`;
  return page(200, t, say(t.signInTo, request.client.name[t.language]), content);
}

function receives({ client, withCorpId }: AuthorizationRequest, t: Texts): Html {
  if (!client.permissions.includes('Contact.User.Read')) return html`<p>${t.nothing}</p>`;
  const items: string[] = [t.person, t.email];
  if (client.permissions.includes('Contact.User.mobile'))
    items.push(client.thirdParty ? t.maskedMobile : t.mobile);
  if (withCorpId) items.push(t.organization);
  return html`<ul class="receives">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function entry(candidate: Candidate, index: number, chosen: boolean, t: Texts): Html {
  const { person, organizations, eligible, corpId } = candidate;
  const mobile = person.mobile && `+${person.stateCode ?? ''} ${person.mobile}`;
  const contact = [mobile, person.email].filter((detail) => detail !== undefined);
  const details = eligible ? contact : [t.notOffered];
  const id = `person-${index}`;
  const field = organizationField(person.unionId);
  const offered = organizations.map(
    (each) =>
      html`<label><input type="radio" name="${field}" value="${each.corpId}"${each.corpId === corpId && html` checked`}>${each.name}</label>\n`,
  );
  const choice =
    eligible &&
    corpId !== undefined &&
    html`<fieldset class="organizations"><legend>${t.organization}</legend>\n${offered}</fieldset>`;
  return html`<div class="person${!eligible && ' unavailable'}">
<label><img src="${avatarPath(person.unionId)}" alt=""><span class="who"><span class="nick" id="${id}">${person.nick}</span> <span class="details" id="${id}-details">${(details.length > 0 ? details : [t.noDetails]).map((detail) => html`<span>${breakable(detail)}</span> `)}</span></span><input type="radio" name="unionId" value="${person.unionId}" aria-labelledby="${id}" aria-describedby="${id}-details"${chosen && html` checked`}${!eligible && html` disabled`}></label>
${choice}
</div>
`;
}
