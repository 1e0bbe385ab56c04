import { isForeign } from '../gateway/http.js';
import { InvalidArgument } from '../settings/parse.js';
import type { Call } from '../world/dingtalk.js';
import { join, leave } from '../world/membership.js';
import { html } from './html.js';
import { preferredTexts, say } from './language.js';
import { backTo, page, problemPage, redirect } from './layout.js';
import { avatarPath } from './pictures.js';

export const DIRECTORY_PATH = '/simulator/directory';

/** Who belongs to which organization, with a button for each to leave, or to come back. */
export const directory: Call = ({ organizations }, { headers }) => {
  const t = preferredTexts(headers);
  const sections = [...organizations.values()].map(
    ({ corpId, name, members }) => html`<h2>${name}</h2>
${[...members.values()].map(({ unionId, name: nick, left, external }) => {
  const what = left ? t.hasLeft : external ? t.externalContact : t.belongs;
  return html`<form class="person entry" method="post" action="${DIRECTORY_PATH}">
<img src="${avatarPath(unionId)}" alt=""><span class="who"><span class="nick">${nick}</span> <span class="details">${what}</span></span>
<input type="hidden" name="corpId" value="${corpId}"><input type="hidden" name="unionId" value="${unionId}">
<button name="move" value="${left ? 'join' : 'leave'}" aria-label="${say(left ? t.comesBack : t.leaves, nick)}">${left ? t.comeBack : t.leave}</button>
</form>
`;
})}`,
  );
  return page(200, t, t.directory, html`${sections}`);
};

export const changeDirectory: Call = (dingtalk, { headers, body }) => {
  const t = preferredTexts(headers);
  const wrong = { title: t.unchanged, wayOut: backTo(DIRECTORY_PATH, t) };
  // Otherwise any web page could let people leave.
  if (isForeign(headers)) return problemPage(t, { ...wrong, status: 403, reason: t.foreignForm });
  const form = new URLSearchParams(body);
  const [unionId, corpId] = [form.get('unionId') ?? '', form.get('corpId') ?? ''];
  try {
    if (form.get('move') === 'join') join(dingtalk, unionId, { corpId });
    else leave(dingtalk, unionId, corpId);
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return error.place === 'corpId'
      ? problemPage(t, { ...wrong, reason: t.noSuchOrganization, received: corpId })
      : problemPage(t, { ...wrong, reason: t.noSuchMember, received: unionId });
  }
  return redirect(303, DIRECTORY_PATH);
};
