import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../gateway/new.js';
import { isForeign } from '../gateway/request.js';
import { InvalidArgument } from '../settings/parse.js';
import type { Simulator } from '../types.js';
import type { Setup } from '../world/setup.js';
import { html } from './html.js';
import { preferredLanguage, texts } from './language.js';
import { page, pageHeaders } from './layout.js';
import { avatarPath } from './pictures.js';
import { problemPage, wrongRequest } from './problem.js';

/** Who belongs to which organization, with a button for each to leave, or to come back. */
export const DIRECTORY_PATH = '/simulator/directory';

/** Those of {@link Simulator}. */
export type Moves = Pick<Simulator, 'leave' | 'join'>;

interface Request {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export function directory(setup: Setup, moves: Moves, { method, headers, body }: Request): Answer {
  const language = preferredLanguage(headers['accept-language']);
  if (method !== 'POST') return list(setup, language);
  // Otherwise any web page could let people leave.
  const t = texts[language];
  if (isForeign(headers.origin, headers.host)) {
    return problemPage({ kind: 'foreignForm' }, language, { title: t.unchanged, href: DIRECTORY_PATH });
  }
  const form = new URLSearchParams(body);
  const [unionId, corpId] = [form.get('unionId') ?? '', form.get('corpId') ?? ''];
  try {
    if (form.get('move') === 'join') moves.join(unionId, { corpId });
    else moves.leave(unionId, corpId);
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    const isOrganization = error.place === 'corpId';
    return wrongRequest(language, t.unchanged, {
      reason: isOrganization ? t.noSuchOrganization : t.noSuchMember,
      received: isOrganization ? corpId : unionId,
      back: DIRECTORY_PATH,
    });
  }
  return { status: 303, headers: { ...pageHeaders, location: DIRECTORY_PATH }, body: '' };
}

function list(setup: Setup, language: ReturnType<typeof preferredLanguage>): Answer {
  const t = texts[language];
  const organizations = [...setup.organizations.values()].map(
    ({ corpId, name }) => html`<h2>${name}</h2>
${(setup.directories.get(corpId)?.everybody ?? []).map(({ unionId, name: nick, left, external }) => {
  const what = left ? t.hasLeft : external ? t.externalContact : t.belongs;
  return html`<form class="person entry" method="post" action="${DIRECTORY_PATH}">
<img src="${avatarPath(unionId)}" alt=""><span class="who"><span class="nick">${nick}</span> <span class="details">${what}</span></span>
<input type="hidden" name="corpId" value="${corpId}"><input type="hidden" name="unionId" value="${unionId}">
<button name="move" value="${left ? 'join' : 'leave'}" aria-label="${left ? t.comesBack(nick) : t.leaves(nick)}">${left ? t.comeBack : t.leave}</button>
</form>
`;
})}`,
  );
  return page(200, language, t.directory, html`${organizations}`);
}
