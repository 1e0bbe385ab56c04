import { showQrCode } from '/modules/qr.js';

const panel = document.querySelector('[data-qr-code]');
const frame = panel.querySelector('.qr-code-frame');
const message = panel.querySelector('[role=status]');
const button = panel.querySelector('button');
const { action, script, title, again, failed } = panel.dataset;
let remove = () => {};

// Only when asked for: until then neither a session is opened nor anything of DingTalk's loaded.
button.addEventListener('click', async () => {
  remove();
  message.textContent = '';
  button.textContent = again;
  try {
    const answer = await fetch(action);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    remove = showQrCode(frame, await answer.json(), { scriptUrl: script, onError: tell });
  } catch (error) {
    tell(error);
  }
});

function tell(error) {
  message.textContent = `${failed} (${error.message})`;
}

// DingTalk's script leaves its frame without the title that screen readers announce it by.
new MutationObserver(() => frame.querySelector('iframe')?.setAttribute('title', title)).observe(frame, {
  childList: true,
  subtree: true,
});

panel.hidden = false;
