import { type Answer, answerOf } from '../gateway/http.js';
import type { DingTalk } from '../world/dingtalk.js';
import { type Html, html } from './html.js';
import { chinese, say, type Texts } from './language.js';
import { hash, type Problem } from './layout.js';
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

/** The QR code, with what the phone that scans it can say. */
export function qrCodeInFrame({ people }: DingTalk, query: URLSearchParams, t: Texts): Answer {
  const buttons = [...people.values()].map(
    ({ unionId, nick }) =>
      html`<button name="unionId" value="${unionId}"><img src="${avatarPath(unionId)}" alt="">${nick}</button>`,
  );
  const content = html`${qrPicture(String(query))}
<form method="post">${buttons}<button name="decision" value="refuse">${t.cancel}</button></form>`;
  return page(t, t.whoScans, content);
}

export function problemInFrame(problem: Problem, again: URLSearchParams | false, t: Texts): Answer {
  const { kind, about } = problem;
  // These two codes were seen; of others nothing is known.
  const errorCode = kind === 'notAMember' ? 11055 : kind === 'unknown' ? 900103 : undefined;
  const errorMsg = kind === 'notAMember' ? '操作失败，你不在组织内' : say(chinese[kind], about.parameter);
  return tellPage({ success: false, errorMsg, errorCode }, say(t[kind], about.parameter), again, t);
}

/** Tells the page around the frame what became of it. @param again - the query that shows the code once more */
export function tellPage(message: object, text: string, again: URLSearchParams | false, t: Texts): Answer {
  const content = html`<p>${text}</p>
${again && html`<p><a href="?${String(again)}">${t.codeAgain}</a></p>`}`;
  return page(t, t.simulator, content, message);
}

function page(t: Texts, title: string, content: Html, message?: object): Answer {
  const { markup } = html`<!doctype html>
<html lang="${t.language}">
<head><meta charset="utf-8"><title>${t.simulator}</title><style>${{ markup: style }}</style></head>
<body${message && html` data-message="${JSON.stringify(message)}"`}>
<main>
<h1>${title}</h1>
${content}
</main>
${message && html`<script>${{ markup: script }}</script>`}
</body>
</html>
`;
  return answerOf('text/html;charset=utf-8', markup, {
    // Like DingTalk's own, made to be framed by whichever page there is.
    'content-security-policy': `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src 'self'; base-uri 'none'`,
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}
