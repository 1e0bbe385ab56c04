import type { DingTalkErrorCode } from './error-codes.js';

/** What the administrator reads: what is wrong, and what fixes it. The doctor has its own, in `cli/doctor/texts.ts`. */
export const administratorTexts: Readonly<Record<DingTalkErrorCode, [problem: string, remedy: string]>> = {
  DINGTALK_CODE_REJECTED: [
    'DingTalk does not accept the authorization code: it is wrong, expired or already used',
    'Start the sign-in again; codes work once, within 5 minutes.',
  ],
  DINGTALK_CREDENTIALS: [
    'DingTalk does not accept the client ID or client secret, or does not let the app call',
    "Compare client ID, client secret and corpId with those in DingTalk's developer console, and make sure that a version of the app is published (before that its credentials do not work), that neither app nor organization is stopped, and that the organization has authorized the app.",
  ],
  DINGTALK_PERMISSION: [
    'The DingTalk app lacks a permission',
    "Grant it under Permission Management in DingTalk's developer console, then publish a new version of the app. If only some users are refused, they withdrew their consent: let them sign in again.",
  ],
  DINGTALK_CONTACT_SCOPE: [
    'The user is outside the part of the organization that the DingTalk app can access',
    "Widen the app's contact scope (通讯录接口权限范围) under Permission Management in DingTalk's developer console, or for code 40079 its visible range (应用可见范围), then publish a new version of the app.",
  ],
  DINGTALK_IP_NOT_ALLOWED: [
    "DingTalk does not allow calls for this app from this server's IP address",
    "Add the server's outgoing address to the app's IP allow-list under Security Settings in DingTalk's developer console.",
  ],
  DINGTALK_THROTTLED: [
    'DingTalk limits how often this app or server may call',
    'Try again in a few seconds. A limit per second lasts a second, a ban of an IP address 5 minutes, a monthly quota longer.',
  ],
  DINGTALK_TOKEN_REJECTED: [
    'DingTalk does not accept the token: it is wrong or expired',
    'Refresh the access token, or have the user sign in again.',
  ],
  DINGTALK_NOT_FOUND: [
    'DingTalk has no such user or API',
    'The user may have left. If every sign-in fails, check `region`, `origins` and the URL options.',
  ],
  DINGTALK_UNAVAILABLE: ['DingTalk is unavailable or busy', 'Try again later.'],
  DINGTALK_TIMEOUT: [
    'DingTalk did not answer in time',
    'Check that this server reaches the address, through `agent` if it needs a proxy, or raise `timeoutMs`.',
  ],
  DINGTALK_NETWORK: [
    'The connection to DingTalk failed',
    'Check name resolution, firewall and proxy (`agent`) of this server.',
  ],
  DINGTALK_INVALID_RESPONSE: [
    'The answer does not match DingTalk’s documentation',
    'A proxy or firewall in between may have answered; check `region`, `origins` and `agent`.',
  ],
  DINGTALK_REFUSED: ['DingTalk refused the request', "Look up `providerCode` in DingTalk's error codes."],
};
