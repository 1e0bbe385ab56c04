// Runs in pages inside DingTalk, whose web views can be old (Chrome 69, Safari 12): a small file without dependencies.

/** DingTalk's JSAPI as far as it is used here: `window.dd`, or what the package dingtalk-jsapi exports. */
export interface DingTalkJsApi {
  /** Of older libraries: calls back once the client can be asked. */
  ready?: ((callback: () => void) => void) | undefined;
  // Methods, since each version of the package has a narrower type for what it takes.
  /** Of dingtalk-jsapi 3.0.31 and later: asks for a code for one organization and app. */
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
   * Time limit for the DingTalk client, in milliseconds. After a quarter of it an older call is made too.
   * @defaultValue 10000
   */
  timeoutMs?: number | undefined;
}

/** {@link InAppCodeOptions}, and where the code goes. */
export interface InAppSignInOptions extends InAppCodeOptions {
  /** The route of the strategy `dingtalk-in-app`: `/auth/dingtalk/in-app`. */
  action: string;
}

/**
 * Why there is no sign-in.
 *
 * - `no-corp-id`: neither the option nor the page's address names the organization
 * - `no-jsapi`: DingTalk's JSAPI is not on the page
 * - `not-registered`: DingTalk gives this page no code. The corpId is wrong, the page's domain is not that of the
 *   app's home page, or the home page redirects to another one
 * - `no-permission`: the app lacks a permission, or the client is too old
 * - `declined`: the user cancelled
 * - `network`: the client or the page has no network
 * - `client`: any other error of the DingTalk client
 * - `timeout`: the DingTalk client does not answer
 * - `refused`: the route answered with an error, whose HTTP status is `status`
 * - `session-not-kept`: this tab signed in a moment ago and is not signed in
 */
export type InAppErrorCode =
  | 'no-corp-id'
  | 'no-jsapi'
  | 'not-registered'
  | 'no-permission'
  | 'declined'
  | 'network'
  | 'client'
  | 'timeout'
  | 'refused'
  | 'session-not-kept';

/** What {@link signIn} and {@link requestCode} throw. */
export class InAppError extends Error {
  /** The cause, to choose a text by. */
  readonly code: InAppErrorCode;
  /** DingTalk's own `errorCode`, as text: clients report numbers or texts. */
  readonly providerCode: string | undefined;
  /** The HTTP status of the route's refusal. */
  readonly status: number | undefined;

  constructor(code: InAppErrorCode, message: string, providerCode?: string, status?: number) {
    super(message);
    this.name = 'InAppError';
    this.code = code;
    this.providerCode = providerCode;
    this.status = status;
  }
}

/** DingTalk's `errorCode`, without the `PC_` that some have on computers. */
const codes = new Map<string, InAppErrorCode>([
  ['-1', 'declined'],
  ['1011', 'declined'],
  ['3', 'not-registered'],
  ['9', 'not-registered'],
  ['1005', 'not-registered'],
  ['7', 'no-permission'],
  ['1007', 'no-permission'],
  ['12', 'network'],
]);

/** A page that is asked again within this time after it signed in has lost its session. */
const recentMs = 30000;

/** Whether the page is open in a DingTalk client. */
export function isInDingTalk(): boolean {
  return /DingTalk/i.test(navigator.userAgent);
}

/**
 * Signs in the user who opened the page inside DingTalk: gets a code from the client, posts it with the corpId as
 * JSON, and follows the answer's redirect, or reloads the page if there is none.
 * @returns false outside DingTalk, where it does nothing
 * @throws {@link InAppError} when there is no code, the route refuses it, or the session of the last sign-in was lost
 * @example
 * ```ts
 * import { signIn } from 'passport-dingtalk-oauth2/in-app.js';
 *
 * signIn({ clientId: 'ding…', action: '/auth/dingtalk/in-app' }).catch((error) => console.error(error));
 * ```
 */
export async function signIn(options: InAppSignInOptions): Promise<boolean> {
  if (!isInDingTalk()) return false;
  const { action } = options;
  if (!navigator.cookieEnabled || wasSignedIn(action)) {
    throw new InAppError(
      'session-not-kept',
      'This tab signed in a moment ago, but the session was not kept. The browser received no cookie, or does not send it ' +
        'back: the cookie is Secure on a page without https, the server misses `trust proxy` behind a proxy, or ' +
        'cookies are blocked.',
    );
  }
  const body = JSON.stringify(await requestCode(options));
  const headers = { 'content-type': 'application/json' };
  const request = fetch(action, { method: 'POST', credentials: 'include', headers, body });
  const response = await request.catch(({ message }: Error) => {
    throw new InAppError('network', message);
  });
  const { ok, status, redirected, url } = response;
  if (!ok) throw new InAppError('refused', `The sign-in was refused: HTTP ${status}`, undefined, status);
  remember(action);
  if (redirected) location.replace(url);
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
 * requestCode({ clientId: 'ding…' }).then(({ code, corpId }) => console.log(code, corpId));
 * ```
 */
export async function requestCode(options: InAppCodeOptions): Promise<{ code: string; corpId: string }> {
  const { clientId, corpId = corpIdOfPage(), timeoutMs = 10000 } = options;
  const dd: DingTalkJsApi = options.dd || (window as { dd?: DingTalkJsApi }).dd || {};
  if (!corpId)
    throw new InAppError('no-corp-id', "There is no corpId, neither as an option nor in the page's address");
  const { requestAuthCode: newer, runtime: { permission = {} } = {} } = dd;
  const { requestAuthCode: older } = permission;
  const calls: Call[] = [];
  if (newer) calls.push((call) => newer.call(dd, { ...call, corpId, clientId }));
  // A client can be older than the library in the page: one refuses the newer call, another never answers it.
  if (older) calls.push((call) => older.call(permission, { ...call, corpId }));
  if (!calls.length) throw new InAppError('no-jsapi', "DingTalk's JSAPI is not on this page");
  let problem = new InAppError('timeout', 'The DingTalk client did not answer');
  const code = await new Promise<string>((resolve, reject) => {
    let open = 0;
    const next = () => {
      const call = calls.shift();
      if (!call) return;
      open++;
      ask(call).then(resolve, (error: InAppError) => {
        problem = error;
        // A user who declined is not asked again.
        const declined = error.code === 'declined';
        if (!declined) next();
        if (!--open || declined) reject(error);
      });
      setTimeout(next, timeoutMs / 4);
    };
    setTimeout(() => reject(problem), timeoutMs);
    // Newer libraries wait for the client by themselves. On some computers `ready` never calls back.
    if (newer || !dd.ready) return next();
    dd.ready(next);
    setTimeout(next, timeoutMs / 4);
  }).finally(() => calls.splice(0));
  return { code, corpId };
}

type Call = (options: object) => unknown;

/** What DingTalk's JSAPI reports, or what it throws. */
interface Failure {
  errorMessage?: string;
  message?: string;
  errorCode?: string | number;
}

function ask(call: Call): Promise<string> {
  return new Promise((resolve, reject) => {
    const onFail = (failure?: Failure) => {
      const { errorCode, errorMessage, message: thrown } = failure || {};
      const message = errorMessage || thrown || 'The DingTalk client returned no code';
      const providerCode = errorCode === undefined ? undefined : String(errorCode);
      const code = codes.get(String(providerCode).replace('PC_', ''));
      const other = /invalid corpid/i.test(message) ? 'not-registered' : 'client';
      reject(new InAppError(code || other, message, providerCode));
    };
    const onSuccess = ({ code = '' } = {}) => (code ? resolve(code) : onFail());
    // Newer libraries return a promise besides. Some problems are reported by its rejection alone.
    Promise.resolve({ onSuccess, onFail }).then(call).catch(onFail);
  });
}

function corpIdOfPage(): string | undefined {
  const corpId = new URLSearchParams(location.search).get('corpId');
  // DingTalk replaces the placeholder only where the app is opened from the workbench.
  return corpId && corpId !== '$CORPID$' ? corpId : undefined;
}

/** Remembers for this tab that it has signed in. */
function remember(action: string): void {
  try {
    sessionStorage.setItem(`dingtalk ${action}`, `${Date.now()}`);
  } catch {
    // Where there is no storage, nothing is remembered.
  }
}

/** Whether this tab has just signed in; asked again, it forgets. */
function wasSignedIn(action: string): boolean {
  try {
    const name = `dingtalk ${action}`;
    const then = sessionStorage.getItem(name);
    sessionStorage.removeItem(name);
    return then !== null && Date.now() - Number(then) < recentMs;
  } catch {
    return false;
  }
}
