// Runs in pages, in old browsers too (Chrome 69, Safari 12): a small file without dependencies.

/** What `strategy.qrLogin` returns, as far as it is read here. All of it goes to DingTalk's script. */
export interface QrLoginParameters {
  /** `openid` or `openid corpid`. */
  scope: string;
  /** The whole URL of the callback route. */
  redirect_uri: string;
  /** Must come back in the callback. */
  state?: string;
  /** The organization; required when the scope has `corpid`. */
  corpId?: string;
  /** `management`; required when the scope has `corpid`. */
  org_type?: string;
}

/** How to show a QR code, and what to do with its result. */
export interface QrCodeOptions {
  /** Called with every problem. The messages may be DingTalk's: show them as text, not as HTML. */
  onError: (error: QrCodeError) => void;
  /**
   * Called once the user has scanned and agreed, with the URL of the callback route.
   * @defaultValue navigates there
   */
  onCallback?: ((url: string) => void) | undefined;
  /** In CSS pixels, at least 280. @defaultValue 300 */
  width?: number | undefined;
  /** In CSS pixels, at least 280. @defaultValue 300 */
  height?: number | undefined;
  /** DingTalk's script. @defaultValue version 0.21.0 at DingTalk's CDN */
  scriptUrl?: string | undefined;
}

/**
 * Why there is no QR code or no sign-in.
 *
 * - `parameters`: DingTalk requires `corpId` and `org_type` when the scope has `corpid`
 * - `origin`: DingTalk requires the page to have the origin of the callback
 * - `size`: DingTalk requires at least 280 by 280 pixels
 * - `script`: DingTalk's script could not be loaded, or is another one
 * - `state`: a message that does not belong to this sign-in
 * - `dingtalk`: an error of DingTalk's, for example that the user is not in the organization
 */
export type QrCodeErrorCode = 'parameters' | 'origin' | 'size' | 'script' | 'state' | 'dingtalk';

/** What {@link QrCodeOptions.onError} is called with. */
export class QrCodeError extends Error {
  /** The cause, to choose a text by. */
  readonly code: QrCodeErrorCode;
  /** What DingTalk's script reported, unchanged. */
  readonly detail: unknown;

  constructor(code: QrCodeErrorCode, message: string, detail?: unknown) {
    super(message);
    this.name = 'QrCodeError';
    this.code = code;
    this.detail = detail;
  }
}

type DTFrameLogin = (
  frame: { id: string; width: number; height: number },
  parameters: Record<string, string>,
  success: (result: { redirectUrl: string }) => void,
  error: (detail?: unknown) => void,
) => void;

const dingTalkScript = 'https://g.alicdn.com/dingding/h5-dingtalk-login/0.21.0/ddlogin.js';
const minimum = 280;
const scripts = new Map<string, Promise<DTFrameLogin>>();
let count = 0;

/**
 * Draws the QR code of `strategy.qrLogin` into an element. Loads DingTalk's script from its CDN the first time.
 * @param element - where to draw it, at least 280 CSS pixels wide
 * @param parameters - what `strategy.qrLogin` returned
 * @returns a function that removes the code; no callback is called after that
 * @example
 * ```ts
 * import { showQrCode } from 'passport-dingtalk-oauth2/qr.js';
 *
 * const element = document.querySelector<HTMLElement>('#qr-code');
 * fetch('/auth/dingtalk/qr')
 *   .then((response) => response.json())
 *   .then((parameters) => {
 *     if (element) showQrCode(element, parameters, { onError: ({ message }) => console.error(message) });
 *   })
 *   .catch(console.error);
 * ```
 */
export function showQrCode(
  element: HTMLElement,
  parameters: QrLoginParameters,
  { onError, onCallback = goTo, width = 300, height = 300, scriptUrl = dingTalkScript }: QrCodeOptions,
): () => void {
  const container = document.createElement('div');
  container.id = `dingtalk-qr-${++count}`;
  let isOver = false;
  const fail = (code: QrCodeErrorCode, message: string, detail?: unknown) => {
    if (!isOver) onError(new QrCodeError(code, message, detail));
  };
  const success = ({ redirectUrl }: { redirectUrl: string }) => {
    // DingTalk's script takes messages of any host whose name begins like DingTalk's, and compares no state.
    if (!isAnswer(redirectUrl, parameters)) {
      fail('state', 'A message that does not belong to this sign-in');
    } else if (!isOver) {
      isOver = true;
      onCallback(redirectUrl);
    }
  };
  // The script's listener stays for ever, and `isOver` ignores what it hears for a code that is gone.
  const draw = (login: DTFrameLogin) => {
    if (isOver) return;
    element.appendChild(container);
    if (element.clientWidth < minimum || Math.min(width, height) < minimum) {
      fail('size', `DingTalk’s QR code needs at least ${minimum} by ${minimum} pixels`);
      return;
    }
    // The script writes them into the frame's URL as they are.
    const encoded: Record<string, string> = {};
    for (const [name, value] of Object.entries(parameters)) encoded[name] = encodeURIComponent(value);
    login({ id: container.id, width, height }, encoded, success, (detail) =>
      fail('dingtalk', messageOf(detail), detail),
    );
  };
  const problem = problemOf(parameters);
  if (problem) setTimeout(() => fail(...problem));
  else load(scriptUrl).then(draw, () => fail('script', `DingTalk's script was not loaded from ${scriptUrl}`));
  return () => {
    isOver = true;
    container.remove();
  };
}

type Problem = [code: QrCodeErrorCode, message: string];

function problemOf({ scope, corpId, org_type, redirect_uri }: QrLoginParameters): Problem | undefined {
  if (scope.split(' ').includes('corpid') && !(corpId && org_type)) {
    return ['parameters', 'With the scope corpid, DingTalk requires corpId and org_type'];
  }
  if (new URL(redirect_uri).origin !== location.origin) {
    return ['origin', `DingTalk requires this page to have the origin of ${redirect_uri}`];
  }
  return undefined;
}

/** Whether a URL is the callback of this very sign-in. */
function isAnswer(url: string, { redirect_uri, state }: QrLoginParameters): boolean {
  try {
    const [answer, callback] = [new URL(url), new URL(redirect_uri)];
    const isCallback = answer.origin === callback.origin && answer.pathname === callback.pathname;
    return isCallback && answer.searchParams.get('state') === (state === undefined ? null : state);
  } catch {
    return false;
  }
}

function load(url: string): Promise<DTFrameLogin> {
  const loading =
    scripts.get(url) ||
    new Promise<DTFrameLogin>((resolve, reject) => {
      const script = document.createElement('script');
      script.src = url;
      script.onload = () => {
        const { DTFrameLogin: login } = window as { DTFrameLogin?: DTFrameLogin };
        if (login) resolve(login);
        else reject();
      };
      script.onerror = reject;
      document.head.appendChild(script);
    });
  scripts.set(url, loading);
  // The next code tries again.
  loading.catch(() => scripts.delete(url));
  return loading;
}

/** DingTalk's script reports a text, an object or nothing. */
function messageOf(detail: unknown): string {
  const { message, errorMsg } = Object(detail) as { message?: unknown; errorMsg?: unknown };
  const text = [detail, errorMsg, message].find((each) => typeof each === 'string' && each !== '');
  return (text as string | undefined) || 'DingTalk reported an unknown error';
}

function goTo(url: string): void {
  location.assign(url);
}
