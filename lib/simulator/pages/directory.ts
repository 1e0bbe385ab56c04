import { isForeign, readForm } from '../gateway/http.js';
import { InvalidArgument } from '../settings/parse.js';
import type { Call } from '../world/dingtalk.js';
import { join, leave } from '../world/membership.js';
import { html } from './html.js';
import { preferredTexts, say } from './language.js';
import { backTo, Problem, page, problemPage, redirect } from './layout.js';
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

export const changeDirectory: Call = (dingtalk, request) => {
  const t = preferredTexts(request.headers);
  const refuse = (problem: Problem) => problemPage(t, t.unchanged, problem, backTo(DIRECTORY_PATH, t));
  // Otherwise any web page could let people leave.
  if (isForeign(request.headers)) return refuse(new Problem('foreignForm'));
  const { unionId = '', corpId = '', move } = readForm(request) ?? {};
  try {
    if (move === 'join') join(dingtalk, unionId, { corpId });
    else leave(dingtalk, unionId, corpId);
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return error.place === 'corpId'
      ? refuse(new Problem('noSuchOrganization', { received: corpId }))
      : refuse(new Problem('noSuchMember', { received: unionId }));
  }
  return redirect(303, DIRECTORY_PATH);
};
