// DingTalk's web views can be as old as Chrome 69 and Safari 12.
import { signIn } from '/modules/in-app.js';

const panel = document.querySelector('[data-in-app]');
const status = panel.querySelector('[role=status]');
const { action, report, clientId, corpId, failed } = panel.dataset;

function showLink() {
  // It is below all the time.
  status.textContent = failed;
  status.setAttribute('aria-busy', 'false');
}

function send({ code, providerCode }) {
  const headers = { 'content-type': 'application/json' };
  return fetch(report, { method: 'POST', headers, body: JSON.stringify({ code, providerCode }) });
}

signIn({ action, clientId, corpId })
  .catch(async (error) => {
    // Why our own server refused, its log has already.
    if (error.code !== 'refused') await send(error);
    // The page of the problem needs a session, too.
    if (error.code === 'session-not-kept') showLink();
    else location.replace('/problem');
  })
  .catch(showLink);
