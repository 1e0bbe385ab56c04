import { showQrCode } from '/modules/qr.js';

const LATE_MS = 10_000;
const panel = document.querySelector('[data-qr-code]');
const frame = panel.querySelector('.qr-code-frame');
const status = panel.querySelector('[role=status]');
const button = panel.querySelector('button');
const { action, script, title, again, loading, late, failed } = panel.dataset;
// Nobody scans the screen of the phone in their hand: there the link comes first, and this is behind another.
const roomy = matchMedia('(min-width: 40rem) and (pointer: fine)');
let remove = () => {};
let timer;

function say(text, isBusy = false) {
  clearTimeout(timer);
  status.textContent = text;
  status.ariaBusy = String(isBusy);
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
    remove = showQrCode(frame, await answer.json(), { scriptUrl: script, width, onError: tell });
  } catch (error) {
    tell(error);
  }
}

function arrived({ target }) {
  say('');
  target.focus();
}

function tell(error) {
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
  // Later ones are what became of it, of which the script tells.
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
roomy.addEventListener('change', arrange);
arrange();
panel.hidden = false;
