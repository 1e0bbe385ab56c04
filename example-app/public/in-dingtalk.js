import { signIn } from '/modules/in-app.js';

const panel = document.querySelector('[data-in-app]');
const status = panel.querySelector('[role=status]');
const { action, report, clientId, corpId, failed } = panel.dataset;

try {
  await signIn({ action, clientId, corpId });
} catch ({ code }) {
  try {
    // Where our own server refused, it knows why; what the DingTalk client said it is told.
    if (!(code >= 400 && code < 600)) await tell({ code });
    location.replace('/problem');
  } catch {
    // Without a network. The link below is there all the time.
    status.textContent = failed;
    status.ariaBusy = 'false';
  }
}

function tell(problem) {
  const headers = { 'content-type': 'application/json' };
  return fetch(report, { method: 'POST', headers, body: JSON.stringify(problem) });
}
