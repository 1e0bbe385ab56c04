// Runs in pages inside DingTalk, whose web views can be old: a small file without dependencies.

/** DingTalk's JSAPI as far as it is used here: `window.dd`, or what the package dingtalk-jsapi exports. */
export interface DingTalkJsApi {
  /** Of older libraries: calls back once the client can be asked. */
  ready?: ((callback: () => void) => void) | undefined;
  // Methods, since each version of the package has a narrower type for what it takes.
  /** Of newer libraries: asks for a code for one organization and app. */
  requestAuthCode?(options: object): unknown;
  /** Of older libraries: asks for a code for one organization, of whichever app the page's domain is. */
  runtime?: { permission?: { requestAuthCode?(options: object): unknown } | undefined } | undefined;
}

/** What to ask the DingTalk client for. */
export interface InAppCodeOptions {
  /** Client ID of the app, formerly AppKey or SuiteKey. */
  clientId: string;
  /**
   * The organization that the page is opened in.
   * @defaultValue the page's parameter `corpId`, for a home page address that ends in `?corpId=$CORPID$`
   */
  corpId?: string | undefined;
  /** @defaultValue `window.dd` */
  dd?: DingTalkJsApi | undefined;
  /**
   * How long the DingTalk client may take in all, in milliseconds. After a quarter of it an older call is made too.
   * @defaultValue 10000
   */
  timeoutMs?: number | undefined;
}

/** {@link InAppCodeOptions}, and where the code goes. */
export interface InAppSignInOptions extends InAppCodeOptions {
  /** The route of the strategy `dingtalk-in-app`, of the same origin: `/auth/dingtalk/in-app`. */
  action: string;
}

/**
 * What went wrong. `code` is DingTalk's `errorCode` (`-1` when the person declined), the HTTP status of the route's
 * refusal, or `no-corp-id`, `no-jsapi` or `timeout`.
 */
export class InAppError extends Error {
  /** Why, to choose a text by; absent where the client said nothing. */
  readonly code: string | number | undefined;

  constructor(message: string, code?: string | number) {
    super(message);
    this.name = 'InAppError';
    this.code = code;
  }
}

/** Whether the page is open in a DingTalk client. */
export function isInDingTalk(): boolean {
  return /DingTalk/i.test(navigator.userAgent);
}

/**
 * Signs in whoever opened the page inside DingTalk: gets a code from the client, posts it with the corpId as JSON,
 * and follows the answer's redirect, or loads the page anew if there is none.
 * @returns false outside of DingTalk, where nothing is done: show the ordinary link
 * @throws {@link InAppError} when there is no code, or the route refuses it
 * @example
 * ```ts
 * import { signIn } from 'passport-dingtalk-oauth2/in-app.js';
 *
 * const begun = await signIn({ clientId: 'ding…', action: '/auth/dingtalk/in-app' });
 * if (!begun) document.querySelector('#sign-in-link')?.removeAttribute('hidden');
 * ```
 */
export async function signIn(options: InAppSignInOptions): Promise<boolean> {
  if (!isInDingTalk()) return false;
  const response = await fetch(options.action, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(await requestCode(options)),
  });
  if (!response.ok) throw new InAppError(`The sign-in was refused: HTTP ${response.status}`, response.status);
  if (response.redirected) location.replace(response.url);
  else location.reload();
  return true;
}

/**
 * Gets a code from the DingTalk client: good once, for five minutes. Costs no permission; the client gives codes only
 * to pages of a domain that the app's console knows.
 * @throws {@link InAppError}
 * @example
 * ```ts
 * import { requestCode } from 'passport-dingtalk-oauth2/in-app.js';
 *
 * const { code, corpId } = await requestCode({ clientId: 'ding…' });
 * ```
 */
export async function requestCode(options: InAppCodeOptions): Promise<{ code: string; corpId: string }> {
  const { clientId, corpId = corpIdOfPage(), timeoutMs = 10000 } = options;
  const dd: DingTalkJsApi = options.dd || (window as { dd?: DingTalkJsApi }).dd || {};
  if (!corpId) throw new InAppError('No corpId is given, nor in the address of this page', 'no-corp-id');
  const { requestAuthCode: newer, runtime: { permission = {} } = {} } = dd;
  const { requestAuthCode: older } = permission;
  const ways: Way[] = [];
  if (newer) ways.push((call) => newer.call(dd, { ...call, corpId, clientId }));
  // A client can be older than the library in the page: one refuses the newer call, another never answers it.
  if (older) ways.push((call) => older.call(permission, { ...call, corpId }));
  if (!ways.length) throw new InAppError("DingTalk's JSAPI is not on this page", 'no-jsapi');
  let problem = new InAppError('The DingTalk client does not answer', 'timeout');
  const code = await new Promise<string>((resolve, reject) => {
    let open = 0;
    const next = () => {
      const way = ways.shift();
      if (!way) return;
      open++;
      ask(way).then(resolve, (error: InAppError) => {
        problem = error;
        // Whoever declined is not asked again.
        const declined = `${error.code}` === '-1';
        if (!declined) next();
        if (!--open || declined) reject(error);
      });
      setTimeout(next, timeoutMs / 4);
    };
    setTimeout(() => reject(problem), timeoutMs);
    // Newer libraries wait for the client by themselves, and say so when it fails, which `ready` never does.
    if (newer || !dd.ready) next();
    else dd.ready(next);
  });
  return { code, corpId };
}

type Way = (call: object) => unknown;

/** What DingTalk's JSAPI gives, or what it throws. */
interface Failure {
  errorMessage?: string;
  message?: string;
  errorCode?: string | number;
}

function ask(way: Way): Promise<string> {
  return new Promise((resolve, reject) => {
    const onFail = (failure?: Failure) => {
      const { errorMessage, message = 'The DingTalk client gives no code', errorCode } = failure || {};
      reject(new InAppError(errorMessage || message, errorCode));
    };
    const onSuccess = ({ code = '' } = {}) => (code ? resolve(code) : onFail());
    // Newer libraries give a promise besides, whose rejection nobody else would handle; they tell by it alone when
    // the person declines or the client cannot be reached.
    Promise.resolve({ onSuccess, onFail }).then(way).catch(onFail);
  });
}

function corpIdOfPage(): string | undefined {
  const corpId = new URLSearchParams(location.search).get('corpId');
  // DingTalk fills the placeholder in only where the app is opened from the workbench.
  return corpId && corpId !== '$CORPID$' ? corpId : undefined;
}
