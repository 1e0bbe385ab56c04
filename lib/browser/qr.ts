import type { DingTalkQrLogin } from '../qr/parameters.js';

export type { DingTalkQrLogin };

/** How to show a QR code, and what to do when something comes of it. */
export interface QrCodeOptions {
  /** Told everything that goes wrong, each time it does. The texts may be DingTalk's: show them as text. */
  onError: (error: QrCodeError) => void;
  /**
   * Told once that somebody has scanned and agreed, with the URL of the callback route.
   * @defaultValue goes there
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
 * - `parameters`: DingTalk wants `corpId` and `org_type` when the scope has `corpid`
 * - `origin`: DingTalk wants the page to be of the same origin as the callback
 * - `size`: DingTalk wants at least 280 by 280 pixels
 * - `script`: DingTalk's script could not be loaded, or is another one
 * - `state`: a message that does not belong to this sign-in
 * - `dingtalk`: DingTalk's own words, for example that the person is not in the organization
 */
export type QrCodeErrorCode = 'parameters' | 'origin' | 'size' | 'script' | 'state' | 'dingtalk';

/** What {@link QrCodeOptions.onError} is told. */
export class QrCodeError extends Error {
  /** Why, as a word to choose a text by. */
  readonly code: QrCodeErrorCode;
  /** What DingTalk's script said, whatever that was. */
  readonly said: unknown;

  constructor(code: QrCodeErrorCode, message: string, said?: unknown) {
    super(message);
    this.name = 'QrCodeError';
    this.code = code;
    this.said = said;
  }
}

type DTFrameLogin = (
  frame: { id: string; width: number; height: number },
  parameters: Record<string, string>,
  success: (result: { redirectUrl: string }) => void,
  error: (said?: unknown) => void,
) => void;

const dingTalkScript = 'https://g.alicdn.com/dingding/h5-dingtalk-login/0.21.0/ddlogin.js';
const minimum = 280;
const scripts = new Map<string, Promise<DTFrameLogin>>();
let count = 0;

/**
 * Draws the QR code of `strategy.qrLogin` into an element. Loads DingTalk's script from its CDN the first time.
 * @param element - where to draw it, at least 280 CSS pixels wide
 * @param parameters - what `strategy.qrLogin` gave, as it came
 * @returns what removes it again, after which nothing more is told
 * @example
 * ```ts
 * import { showQrCode } from 'passport-dingtalk-oauth2/qr.js';
 *
 * const element = document.querySelector<HTMLElement>('#qr-code');
 * const parameters = await (await fetch('/auth/dingtalk/qr')).json();
 * if (element) showQrCode(element, parameters, { onError: ({ message }) => console.error(message) });
 * ```
 */
export function showQrCode(
  element: HTMLElement,
  parameters: DingTalkQrLogin,
  { onError, onCallback = goTo, width = 300, height = 300, scriptUrl = dingTalkScript }: QrCodeOptions,
): () => void {
  const container = document.createElement('div');
  container.id = `dingtalk-qr-${++count}`;
  let isOver = false;
  const fail = (code: QrCodeErrorCode, message: string, said?: unknown) => {
    if (!isOver) onError(new QrCodeError(code, message, said));
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
  // Its listener stays for ever; what it hears for a code that is gone is nobody's business.
  const draw = (login: DTFrameLogin) => {
    if (isOver) return;
    element.appendChild(container);
    if (element.clientWidth < minimum || Math.min(width, height) < minimum) {
      fail('size', `DingTalk wants ${minimum} by ${minimum} pixels for its QR code`);
      return;
    }
    // It writes them into the frame's URL as they are.
    const encoded = Object.entries(parameters).map(([name, value]) => [name, encodeURIComponent(value)]);
    login({ id: container.id, width, height }, fromEntries(encoded), success, (said) =>
      fail('dingtalk', wordsOf(said), said),
    );
  };
  const problem = problemOf(parameters);
  if (problem) queueMicrotask(() => fail(...problem));
  else load(scriptUrl).then(draw, () => fail('script', `DingTalk's script was not loaded from ${scriptUrl}`));
  return () => {
    isOver = true;
    container.remove();
  };
}

function problemOf({
  scope,
  corpId,
  org_type,
  redirect_uri,
}: DingTalkQrLogin): [QrCodeErrorCode, string] | undefined {
  if (scope.split(' ').includes('corpid') && !(corpId && org_type)) {
    return ['parameters', 'DingTalk wants corpId and org_type for a scope with corpid'];
  }
  if (new URL(redirect_uri).origin !== location.origin) {
    return ['origin', `DingTalk wants this page to be of the origin of ${redirect_uri}`];
  }
  return undefined;
}

/** Whether a URL is the callback of this very sign-in. */
function isAnswer(url: string, { redirect_uri, state }: DingTalkQrLogin): boolean {
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
  // To be tried again by the next code.
  loading.catch(() => scripts.delete(url));
  return loading;
}

/** What its script gives is a text, an object or nothing. */
function wordsOf(said: unknown): string {
  const { message, errorMsg } = Object(said) as { message?: unknown; errorMsg?: unknown };
  const words = [said, errorMsg, message].find((each) => typeof each === 'string' && each !== '');
  return (words as string | undefined) || 'DingTalk reports an error, and does not say which';
}

function fromEntries(entries: string[][]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name = '', value = ''] of entries) result[name] = value;
  return result;
}

function goTo(url: string): void {
  location.assign(url);
}
