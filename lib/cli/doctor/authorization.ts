import { randomBytes } from 'node:crypto';
import { authorizationParams, readAuthorizationURL } from '../../sign-in/authorization.js';
import { authorizationError, type Callback } from '../../sign-in/callback.js';
import { isServable, serveCallback } from './callback-server.js';
import { type Finding, ok, wrong } from './finding.js';
import type { Settings } from './settings.js';
import * as remedies from './sign-in-remedies.js';

/** What the person is told, and asked. */
export interface Desk {
  /** Shows the address to open. */
  invite(address: string): void;
  /** Settles when nobody will come any more. */
  patience(): { over: Promise<undefined>; stop: () => void };
}

/** The person's way to DingTalk and back: the code, or why there is none. */
export async function awaitCode(
  settings: Settings,
  desk: Desk,
): Promise<{ finding: Finding; code?: string }> {
  const { callbackUrl, language } = settings;
  if (!isServable(callbackUrl)) {
    return {
      finding: {
        name: 'sign-in',
        state: 'unknown',
        message: {
          en: 'the callback URL is none that can be served here: http: on this machine',
          zh: '无法在这里提供该回调地址：只能是本机的 http: 地址',
        },
        remedy: remedies.notOnThisMachine(),
      },
    };
  }
  const state = randomBytes(16).toString('hex');
  const server = await serveCallback(callbackUrl, state, language).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (server instanceof Error) {
    return {
      finding: {
        name: 'sign-in',
        state: 'unknown',
        message: { en: 'the callback URL cannot be served here', zh: '无法在这里提供回调地址' },
        remedy: remedies.portTaken(callbackUrl.port || '80'),
        code: server.code,
      },
    };
  }
  const { over, stop } = desk.patience();
  try {
    desk.invite(invitation(settings, state));
    return readAnswer(await Promise.race([server.callback, over]), settings);
  } finally {
    stop();
    server.close();
  }
}

/** The address that begins the sign-in, as an application would send the browser to it. */
function invitation({ clientId = '', callbackUrl, origins }: Settings, state: string): string {
  const url = readAuthorizationURL({ origins });
  const parameters = {
    client_id: clientId,
    redirect_uri: callbackUrl.href,
    response_type: 'code',
    scope: 'openid corpid',
    state,
    ...authorizationParams({}),
  };
  // A plus sign for the blank is one more thing that DingTalk would have to read as meant.
  return `${url.href}?${new URLSearchParams(parameters).toString().replaceAll('+', '%20')}`;
}

function readAnswer(callback: Callback | undefined, settings: Settings): { finding: Finding; code?: string } {
  const name = 'sign-in';
  if (!callback) {
    return {
      finding: wrong(
        name,
        { en: 'nobody came back from DingTalk', zh: '登录后没有跳转回来' },
        remedies.nobodyCameBack(settings.callbackUrl.href),
      ),
    };
  }
  if (callback.kind === 'code') {
    const message = {
      en: 'DingTalk sent a code, and exchanged it for tokens',
      zh: '钉钉返回了授权码，并用它换取了令牌',
    };
    return { finding: ok(name, message), code: callback.code };
  }
  const error = callback.kind === 'error' ? callback.error : '';
  const known = authorizationError(error, readAuthorizationURL(settings));
  const code = /^\w{1,64}$/.test(error) ? error : undefined;
  if (!known) {
    const message = { en: 'somebody refused on DingTalk’s page', zh: '用户在授权页面上拒绝了授权' };
    return { finding: wrong(name, message, remedies.agree(), code) };
  }
  const message = { en: `DingTalk refused to ask (${code})`, zh: `钉钉拒绝了授权请求（${code}）` };
  return { finding: wrong(name, message, remedies.nobodyCameBack(settings.callbackUrl.href), code) };
}
