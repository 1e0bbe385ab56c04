/** What pages load from DingTalk: only the page that needs it, and nothing else from there. */
export interface DingTalkScripts {
  /** Gives pages inside DingTalk their `window.dd`. */
  jsApi: string;
  /** Draws the QR code, in a frame of `qrFrame`. */
  qrCode: string;
  qrFrame: string;
  /** Where to open the admin page from; DingTalk's own is known to who may use it. */
  adminConsole: string | undefined;
  /** Where to let people leave the organization; DingTalk's own is known to who may do so. */
  directory: string | undefined;
}

/** DingTalk's own scripts, or those of the simulator at this address. */
export function dingtalkScripts(simulator?: string): DingTalkScripts {
  if (simulator) {
    return {
      jsApi: `${simulator}/simulator/dd.js`,
      qrCode: `${simulator}/simulator/ddlogin.js`,
      qrFrame: simulator,
      adminConsole: `${simulator}/simulator/admin-console`,
      directory: `${simulator}/simulator/directory`,
    };
  }
  return {
    jsApi: 'https://g.alicdn.com/dingding/dingtalk-jsapi/3.0.25/dingtalk.open.js',
    qrCode: 'https://g.alicdn.com/dingding/h5-dingtalk-login/0.21.0/ddlogin.js',
    qrFrame: 'https://login.dingtalk.com',
    adminConsole: undefined,
    directory: undefined,
  };
}
