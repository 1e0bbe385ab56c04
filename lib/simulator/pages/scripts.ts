export const IN_APP_CODE_PATH = '/simulator/in-app-code';

/** What a page inside DingTalk has as `window.dd`, as far as sign-in uses it; docs/simulator.md has its parameters. */
export const ddScript: string = `(function () {
  const url = new URL(document.currentScript.src);
  const error = url.searchParams.get('error');
  async function ask(api, { corpId, clientId, onSuccess, onFail }) {
    if (error !== null) {
      setTimeout(onFail, 0, { errorCode: isNaN(error) ? error : Number(error), errorMessage: 'failed' });
      return;
    }
    const response = await fetch(url.origin + '${IN_APP_CODE_PATH}', {
      method: 'POST',
      // Of a kind that needs no preflight.
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ api, corpId, clientId, unionId: url.searchParams.get('unionId') || undefined }),
    });
    const answer = await response.json();
    if (answer.code) onSuccess({ code: answer.code });
    else onFail(answer);
  }
  const ready = (callback) => void setTimeout(callback);
  const [older, newer] = ['old', 'new'].map((api) => (options) => void ask(api, options));
  window.dd = { ready, runtime: { permission: { requestAuthCode: older } } };
  if (url.searchParams.get('jsapi') !== 'old') window.dd.requestAuthCode = newer;
})();
`;

/**
 * What DingTalk's ddlogin.js does, faults included: parameters go into the frame's URL as they are, the test of a
 * message's origin is not anchored, `state` is compared with nothing, and the listener stays for ever.
 */
export const ddLoginScript = `(function () {
  const login = new URL(document.currentScript.src).host;
  window.DTFrameLogin = function (frame, params, success, error) {
    const fail = (reason) => void (error && error(reason));
    if (!frame || !params || !params.client_id || !params.redirect_uri) return fail('Missing parameters');
    const element = document.getElementById(frame.id);
    if (!element) return fail('Element not found');
    let url = 'http://' + login + '/oauth2/auth?iframe=true';
    for (const name in params) url += '&' + name + '=' + params[name];
    const iframe = document.createElement('iframe');
    iframe.src = url;
    iframe.width = frame.width || '300';
    iframe.height = frame.height || '300';
    iframe.frameBorder = '0';
    element.innerHTML = '';
    element.appendChild(iframe);
    window.addEventListener('message', function (event) {
      if (!new RegExp(login).test(event.origin)) return;
      const { success: isDone, redirectUrl, errorMsg } = event.data || {};
      if (!isDone || !redirectUrl) return fail(errorMsg);
      const read = (name) => (new RegExp('[?&]' + name + '=([^&#]*)').exec(redirectUrl) || [])[1];
      const authCode = read('authCode');
      if (authCode === undefined) fail(read('error'));
      else success({ redirectUrl, authCode, state: read('state') });
    });
  };
})();
`;
