/** Where the script below asks for codes. */
export const IN_APP_CODE_PATH = '/simulator/in-app-code';

/**
 * What a page inside DingTalk has as `window.dd`, as far as sign-in uses it. Asks for codes as the person whom the
 * script's own URL names (`?unionId=`), or as anybody in the organization. `?jsapi=old` is a library from before
 * `requestAuthCode`. Which client it runs in is the browser's user agent's to say.
 */
export const ddScript: string = `(function () {
  var url = new URL(document.currentScript.src);
  function ask(api, options) {
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
