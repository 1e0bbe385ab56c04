import { createHash } from 'node:crypto';
import type { Answer } from './answers.js';
import { type Html, html } from './html.js';
import type { Setup } from './options.js';

const AVATARS = '/simulator/avatars/';
export const ICON_PATH = '/simulator/icon.svg';

export function avatarPath(unionId: string): string {
  return `${AVATARS}${encodeURIComponent(unionId)}.svg`;
}

/** The pictures that the simulator draws itself; nothing outside is needed to show its pages. */
export function picture(path: string, setup: Setup): Answer | undefined {
  if (path === ICON_PATH) return svg(icon());
  if (!path.startsWith(AVATARS)) return undefined;
  const person = [...setup.people.values()].find(({ unionId }) => path === avatarPath(unionId));
  return person && svg(avatar(person.unionId, person.nick));
}

function svg({ markup }: Html): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      // An app that isolates its own pages may still show the picture.
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'max-age=3600',
    },
    body: markup,
  };
}

/** A laboratory flask: an experiment, not the real thing. */
function icon(): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M12 4h8M14 4v8L6.6 24.2A2.5 2.5 0 0 0 8.800 28h14.400a2.500 2.500 0 0 0 2.200-3.800L18 12V4" fill="#fff" stroke="#1662dd" stroke-width="2.500" stroke-linecap="round" stroke-linejoin="round"/><path d="M11 20h10l3.200 5.300a.8.800 0 0 1-.7 1.200H8.500a.8.800 0 0 1-.7-1.200z" fill="#1662dd"/></svg>`;
}

/** The nick's last character, by which Chinese names are told apart, on colours made from the unionId. */
function avatar(unionId: string, nick: string): Html {
  const [first = 0, second = 0] = createHash('sha256').update(unionId).digest();
  const hue = Math.round((first / 256) * 360);
  const from = `hsl(${hue} 72% 58%)`;
  const to = `hsl(${(hue + 30 + (second % 30)) % 360} 76% 44%)`;
  const letters = [...new Intl.Segmenter('zh').segment(nick.trim())].map(({ segment }) => segment);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><path d="M0 0h96v96H0z" fill="url(#g)"/><circle cx="78" cy="16" r="30" fill="#fff" fill-opacity=".14"/><circle cx="10" cy="90" r="34" fill="#fff" fill-opacity=".1"/><text x="48" y="63" text-anchor="middle" font-family="system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif" font-size="42" font-weight="600" fill="#fff">${letters.at(-1) ?? '?'}</text></svg>`;
}
