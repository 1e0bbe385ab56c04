import { showQrCode } from '/modules/qr.js';

const LATE_MS = 10000;
const panel = document.querySelector('[data-qr-code]');
const frame = panel.querySelector('.qr-code-frame');
const status = panel.querySelector('[role=status]');
const button = panel.querySelector('button');
const { action, script, title, again, loading, late, failed } = panel.dataset;
// A phone cannot scan its own screen: there the link comes first, and the code is folded.
const roomy = matchMedia('(min-width: 40rem) and (pointer: fine)');
let remove = () => {};
let timer;

function say(text, isBusy = false) {
  clearTimeout(timer);
  status.textContent = text;
  status.setAttribute('aria-busy', String(isBusy));
}

// Only when asked for: until then neither a session is opened nor anything of DingTalk's loaded.
async function show() {
  remove();
  for (const remedy of panel.querySelectorAll('[data-remedy]')) remedy.hidden = true;
  say(loading, true);
  timer = setTimeout(say, LATE_MS, late, true);
  button.textContent = again;
  try {
    const answer = await fetch(action);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const width = Math.max(280, Math.min(300, panel.clientWidth));
    remove = showQrCode(frame, await answer.json(), { scriptUrl: script, width, onError: fail });
  } catch (error) {
    fail(error);
  }
}

function arrived({ target }) {
  say('');
  target.focus();
}

function fail(error) {
  say(failed);
  const remedy = panel.querySelector(`[data-remedy="${error.code}"]`);
  if (remedy) remedy.hidden = false;
  button.focus();
}

// DingTalk's script leaves its frame without the title that screen readers announce it by.
new MutationObserver(() => {
  const code = frame.querySelector('iframe');
  if (!code || code.title) return;
  code.title = title;
  // Later ones are of its result, which the script reports.
  code.addEventListener('load', arrived, { once: true });
}).observe(frame, { childList: true, subtree: true });

function arrange() {
  panel.querySelector('summary').hidden = roomy.matches;
  panel.querySelector('h2').hidden = !roomy.matches;
  panel.open = roomy.matches || status.textContent !== '';
}

button.addEventListener('click', show);
panel.querySelector('summary').addEventListener('click', () => {
  if (!panel.open && !status.textContent) void show();
});
// Not addEventListener, which Safari 12 does not have here.
roomy.addListener(arrange);
arrange();
panel.hidden = false;
