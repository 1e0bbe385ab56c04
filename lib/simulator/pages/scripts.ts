export const IN_APP_CODE_PATH = '/simulator/in-app-code';

/** What a page inside DingTalk has as `window.dd`, as far as sign-in uses it; docs/simulator.md has its parameters. */
export const ddScript: string = `(function () {
  var url = new URL(document.currentScript.src);
  var error = url.searchParams.get('error');
  function ask(api, options) {
    if (error !== null) {
      setTimeout(options.onFail, 0, { errorCode: isNaN(error) ? error : Number(error), errorMessage: 'failed' });
      return;
    }
    fetch(url.origin + '${IN_APP_CODE_PATH}', {
      method: 'POST',
      // Of a kind that needs no preflight.
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({
        api: api, corpId: options.corpId, clientId: options.clientId,
        unionId: url.searchParams.get('unionId') || undefined
      })
    }).then(function (response) { return response.json(); }).then(function (answer) {
      if (answer.code) options.onSuccess({ code: answer.code });
      else options.onFail(answer);
    });
  }
  var dd = {
    ready: function (callback) { setTimeout(callback); },
    runtime: { permission: { requestAuthCode: function (options) { ask('old', options); } } }
  };
  if (url.searchParams.get('jsapi') !== 'old') {
    dd.requestAuthCode = function (options) { ask('new', options); };
  }
  window.dd = dd;
})();
`;

/**
 * What DingTalk's ddlogin.js does, faults included: parameters go into the frame's URL as they are, the test of a
 * message's origin is not anchored, `state` is compared with nothing, and the listener stays for ever.
 */
export const ddLoginScript = `(function () {
  var login = new URL(document.currentScript.src).host;
  window.DTFrameLogin = function (frame, params, success, error) {
    if (!frame || !params || !params.client_id || !params.redirect_uri) {
      if (error) error('Missing parameters');
      return;
    }
    var element = document.getElementById(frame.id);
    if (!element) {
      if (error) error('Element not found');
      return;
    }
    var url = 'http://' + login + '/oauth2/auth?iframe=true';
    for (var name in params) url += '&' + name + '=' + params[name];
    var iframe = document.createElement('iframe');
    iframe.src = url;
    iframe.width = frame.width || '300';
    iframe.height = frame.height || '300';
    iframe.frameBorder = '0';
    element.innerHTML = '';
    element.appendChild(iframe);
    window.addEventListener('message', function (event) {
      if (!new RegExp(login).test(event.origin)) return;
      var data = event.data;
      if (!data || !data.success || !data.redirectUrl) {
        if (error) error(data && data.errorMsg);
        return;
      }
      var authCode = /[?&]authCode=([^&#]*)/.exec(data.redirectUrl);
      var state = /[?&]state=([^&#]*)/.exec(data.redirectUrl);
      var failure = /[?&]error=([^&#]*)/.exec(data.redirectUrl);
      if (authCode) success({ redirectUrl: data.redirectUrl, authCode: authCode[1], state: state && state[1] });
      else if (error) error(failure && failure[1]);
    });
  };
})();
`;
