import { createHash } from 'node:crypto';
import { type Answer, answerOf } from '../gateway/http.js';
import { notFound } from '../gateway/old.js';
import type { Call } from '../world/dingtalk.js';
import { type Html, html } from './html.js';

export const AVATARS = '/simulator/avatars/';
export const ICON_PATH = '/simulator/icon.svg';

export function avatarPath(unionId: string): string {
  return `${AVATARS}${encodeURIComponent(unionId)}.svg`;
}

export const iconPicture: Call = () => svg(icon);

/** Drawn here, so that nothing outside is needed to show the pages. */
export const avatarPicture: Call = ({ people, organizations }, { path }) => {
  const accounts = [...people.values()].map(({ unionId, nick }) => ({ unionId, name: nick }));
  const members = [...organizations.values()].map((organization) => [...organization.members.values()]);
  const person = [...accounts, ...members.flat()].find(({ unionId }) => path === avatarPath(unionId));
  return person ? svg(avatar(person.unionId, person.name)) : notFound(path);
};

function svg({ markup }: Html): Answer {
  return answerOf('image/svg+xml', markup, {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    // An app that isolates its own pages may still show the picture.
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'max-age=3600',
  });
}

/** A laboratory flask: an experiment, not the real thing. */
const icon = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M13 4v8L5.5 25a2.5 2.5 0 0 0 2.2 3.7h16.6a2.5 2.5 0 0 0 2.2-3.7L19 12V4" fill="#fff"/><path d="M10.5 19h11l4 7.2a1.2 1.2 0 0 1-1 1.8H7.5a1.2 1.2 0 0 1-1-1.8z" fill="#1662dd"/><path d="M11 4h10M13 4v8L5.5 25a2.5 2.5 0 0 0 2.2 3.7h16.6a2.5 2.5 0 0 0 2.2-3.7L19 12V4" fill="none" stroke="#1662dd" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

const COLOURS = ['#2f9e8f', '#4c8df6', '#8b6cf0', '#e0679b', '#e5774b', '#5b9e3f', '#3c9cc4', '#b8863b'];

/** The nick's last character, by which Chinese names are told apart, on a colour that the unionId decides. */
function avatar(unionId: string, nick: string): Html {
  const [first = 0] = createHash('sha256').update(unionId).digest();
  const colour = COLOURS[first % COLOURS.length];
  const letters = [...new Intl.Segmenter('zh').segment(nick.trim())].map(({ segment }) => segment);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-opacity="0"/><stop offset="1" stop-opacity=".4"/></linearGradient></defs><path d="M0 0h96v96H0z" fill="${colour}"/><path d="M0 0h96v96H0z" fill="url(#g)"/><circle cx="78" cy="16" r="30" fill="#fff" fill-opacity=".14"/><circle cx="10" cy="90" r="34" fill="#fff" fill-opacity=".1"/><text x="48" y="63" text-anchor="middle" font-family="system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif" font-size="42" font-weight="600" fill="#fff">${letters.at(-1) ?? '?'}</text></svg>`;
}

const SIZE = 29;

/** By which a QR code is known, but with one module too few: no scanner takes it for one. */
const CORNER = '<path d="M-1-1h9v9h-9z" fill="#fff"/><path d="M0 0h7v7h-7zM1 1v5h5v-5zM3 3h1v1h-1z"/>';

/** Something that looks like a QR code, different for each text. */
export function qrPicture(text: string): Html {
  const bytes = createHash('shake256', { outputLength: SIZE * SIZE })
    .update(text)
    .digest();
  const squares = [...bytes].map((byte, at) =>
    byte & 1 ? `M${at % SIZE} ${Math.floor(at / SIZE)}h1v1h-1z` : '',
  );
  const far = SIZE - 7;
  const markup = `<svg viewBox="-2 -2 ${SIZE + 4} ${SIZE + 4}" role="img" aria-label="QR"><path d="${squares.join('')}"/>
<g id="corner">${CORNER}</g><use href="#corner" x="${far}"/><use href="#corner" y="${far}"/></svg>`;
  return { markup };
}
