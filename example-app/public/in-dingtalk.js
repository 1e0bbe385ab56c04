import { signIn } from '/modules/in-app.js';

const panel = document.querySelector('[data-in-app]');
const [status, details] = panel.querySelectorAll('p');
const { action, clientId, corpId, failed } = panel.dataset;

try {
  await signIn({ action, clientId, corpId });
} catch (error) {
  // The link below is there all the time.
  status.textContent = failed;
  // Where it is the server that refused, it has a page that says why.
  const isRefusal = error.code >= 400;
  details.querySelector('a').hidden = !isRefusal;
  details.querySelector('span').textContent = isRefusal ? '' : error.message;
  details.hidden = false;
}
