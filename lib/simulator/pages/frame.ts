import { createHash } from 'node:crypto';
import type { Answer } from '../gateway/new.js';
import { isForeign } from '../gateway/request.js';
import type { Grants } from '../world/codes-and-tokens.js';
import type { Setup } from '../world/setup.js';
import {
  AuthorizationError,
  type AuthorizationRequest,
  grantFor,
  type PageRequest,
  type Problem,
  readAuthorizationRequest,
  redirectUrl,
} from './authorization.js';
import { Html, html } from './html.js';
import { type Language, preferredLanguage, type Texts, texts } from './language.js';
import { avatarPath, qrPicture } from './pictures.js';

const style = `
* { box-sizing: border-box; }
body { margin: 0; padding: 8px; background: #fff; color: #16202e; font: 0.8125rem/1.3 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; text-align: center; }
main { display: grid; justify-items: center; gap: 8px; }
p { margin: 0; color: #5b6778; }
a { color: #1662dd; }
h1 { margin: 0; width: 100%; font-size: inherit; padding: 4px 8px; border-radius: 8px; background: #ffdf8a; color: #4a3200; font-weight: 600; }
svg { width: 140px; height: 140px; }
form { display: flex; flex-wrap: wrap; gap: 6px; justify-content: center; }
button { font: inherit; display: flex; gap: 6px; align-items: center; min-height: 32px; padding: 3px 10px 3px 4px; border: 1px solid #8791a2; border-radius: 16px; background: #fff; color: inherit; cursor: pointer; }
button[name="decision"] { padding-left: 10px; color: #5b6778; }
button:hover, button:focus-visible { border-color: #1662dd; }
button img { width: 24px; height: 24px; border-radius: 50%; }
`;
const script = `parent.postMessage(JSON.parse(document.body.dataset.message), '*');`;

/** Whether the consent page is asked for as ddlogin.js does it. */
export function isInFrame(query: string): boolean {
  return new URLSearchParams(query).get('iframe') === 'true';
}

/**
 * `/oauth2/auth?iframe=true`: the QR code by GET, what the phone that scanned it says by POST. However it ends, the
 * page around the frame is told by a message, and nothing is redirected.
 */
export function authorizeInFrame(
  setup: Setup,
  grants: Grants,
  { query, method, headers, body }: PageRequest,
): Answer {
  const language = preferredLanguage(headers['accept-language']);
  const t = texts[language];
  const tell = (message: object, words: string, again: boolean) =>
    page(
      language,
      messenger(message, words, again && html`<p><a href="?${query}">${t.codeAgain}</a></p>`, t),
    );
  try {
    const request = readAuthorizationRequest(new URLSearchParams(query), setup);
    if (request.withCorpId) requireOrganization(request);
    if (method !== 'POST') {
      const buttons = [...setup.people.values()].map(
        ({ unionId, nick }) =>
          html`<button name="unionId" value="${unionId}"><img src="${avatarPath(unionId)}" alt="">${nick}</button>`,
      );
      return page(
        language,
        html`<body>
<main>
<h1>${t.whoScans}</h1>
${qrPicture(query)}
<form method="post">${buttons}<button name="decision" value="refuse">${t.cancel}</button></form>
</main>
</body>`,
      );
    }
    if (isForeign(headers.origin, headers.host)) throw new AuthorizationError({ kind: 'foreignForm' });
    const form = new URLSearchParams(body);
    const redirectUrl = decide(request, form, setup, grants);
    const isScanned = form.has('unionId');
    return tell({ success: true, redirectUrl }, isScanned ? t.scanned : t.cancelled, !isScanned);
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error;
    // What is wrong with the page's own request stays wrong.
    const again = method === 'POST';
    return tell({ success: false, ...describe(error.problem) }, t.problem(error.problem), again);
  }
}

/** In a frame nobody is asked for an organization, so that the page has to name one. */
function requireOrganization({ corpId, managementOnly }: AuthorizationRequest): void {
  if (corpId === undefined) throw new AuthorizationError({ kind: 'missing', parameter: 'corpId' });
  if (!managementOnly) throw new AuthorizationError({ kind: 'missing', parameter: 'org_type' });
}

function decide(request: AuthorizationRequest, form: URLSearchParams, setup: Setup, grants: Grants): string {
  const { redirectUri, state } = request;
  const unionId = form.get('unionId');
  if (unionId === null) return redirectUrl(redirectUri, { error: 'access_denied', state });
  const authCode = grants.codes.issue(grantFor(request, { unionId }, setup));
  return redirectUrl(redirectUri, { code: authCode, authCode, state });
}

/** The first two were seen; of others nothing is known. */
function describe(problem: Problem): { errorMsg: string; errorCode?: number } {
  if (problem.kind === 'notAMember') return { errorMsg: '操作失败，你不在组织内', errorCode: 11055 };
  const errorMsg = texts['zh-CN'].problem(problem);
  return problem.kind === 'unknown' ? { errorMsg, errorCode: 900103 } : { errorMsg };
}

function messenger(message: object, words: string, again: Html | false, t: Texts): Html {
  return html`<body data-message="${JSON.stringify(message)}">
<main>
<h1>${t.simulator}</h1>
<p>${words}</p>
${again}
</main>
<script>${new Html(script)}</script>
</body>`;
}

function page(language: Language, body: Html): Answer {
  const { markup } = html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${texts[language].simulator}</title><style>${new Html(style)}</style></head>
${body}
</html>
`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html;charset=utf-8',
      // Like DingTalk's own, made to be framed by whichever page there is.
      'content-security-policy': `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src 'self'; base-uri 'none'`,
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
    body: markup,
  };
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
