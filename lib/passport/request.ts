import type { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { urlOf } from '../dingtalk/values.js';
import { parametersOf } from '../sign-in/callback.js';

/** The request as passport-oauth2 types it, so that our Express types can't clash with the host's. */
export type Request = Parameters<OAuth2Strategy['authenticate']>[0];

/** The query. Some hosts don't parse it, and some have a function in its place. */
export function queryOf(req: Request): object {
  const query: unknown = req.query;
  const isParsed = typeof query === 'object' && query !== null && !(query instanceof URLSearchParams);
  return isParsed ? query : parametersOf(req.url ?? '');
}

/** Where the browser sent a request, as far as we know. */
export interface Address {
  /** `https` or `http`; absent if a proxy may have terminated TLS. */
  protocol: string | undefined;
  host: string | undefined;
}

/** By the first entries of `X-Forwarded-Proto` and `-Host` if the option or Express trusts the proxy. */
function addressOf(req: Request, proxy: boolean): Address {
  const trusted = proxy || Boolean(req.app?.get?.('trust proxy'));
  const forwarded = (name: string) => {
    const [first] = trusted ? String(req.headers[name] ?? '').split(',', 1) : [];
    return first?.trim() || undefined;
  };
  const isEncrypted = (req.socket as { encrypted?: boolean } | undefined)?.encrypted === true;
  return {
    protocol: forwarded('x-forwarded-proto')?.toLowerCase() ?? (isEncrypted ? 'https' : undefined),
    host: forwarded('x-forwarded-host') ?? req.headers.host ?? (req as { authority?: string }).authority,
  };
}

/** Reads a request that begins or finishes a sign-in. Its answer must not be cached. */
export function receive(
  req: Request,
  proxy: boolean,
): { query: object; address: Address; preview: ReturnType<typeof refusalOfPreview> } {
  forbidStoring(req);
  warnOfLostSession(req);
  return { address: addressOf(req, proxy), preview: refusalOfPreview(req), query: queryOf(req) };
}

/** Whether the browser sent this request over https, as far as the framework knows. */
export function isOverHttps(req: Request): boolean {
  const { secure, protocol, socket, ctx } = req as {
    secure?: unknown;
    protocol?: unknown;
    socket?: { encrypted?: unknown } | null;
    /** koa-passport's, which doesn't pass on `secure`. */
    ctx?: { secure?: unknown };
  };
  return secure === true || ctx?.secure === true || protocol === 'https' || socket?.encrypted === true;
}

/** Whether the browser loads this page ahead, and may never show it. */
function isPrefetch(req: Request): boolean {
  const { headers = {} } = req as Partial<Request>;
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) => {
    const purpose = headers[name];
    return purpose !== undefined && /^(?:prefetch|preview)\b/i.test(String(purpose));
  });
}

/** Why a preview (a HEAD request, or a page loaded ahead) must not finish a sign-in: the code works once. */
export function refusalOfPreview(req: Request): 'method-not-allowed' | 'prefetch-refused' | undefined {
  if (isPrefetch(req)) return 'prefetch-refused';
  return req.method === 'HEAD' ? 'method-not-allowed' : undefined;
}

/** Whether a person may have made this request: false for scripts, pictures, frames and pages loaded ahead. */
export function isNavigation(req: Request): boolean {
  return req.method !== 'HEAD' && isPage(req) && !isPrefetch(req);
}

/** Whether the browser opens the answer as a page; where it does not say, it may. */
export function isPage(req: Request): boolean {
  const { 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-dest': destination = 'document' } =
    req.headers ?? {};
  return mode === 'navigate' && destination === 'document';
}

/** What we use of Node's response or Fastify's reply. */
interface Response {
  headersSent?: boolean;
  sent?: boolean;
  setHeader?(name: string, value: string): unknown;
  appendHeader?(name: string, value: string): unknown;
  /** Fastify's; for `Set-Cookie` it appends. */
  header?(name: string, value: string): unknown;
}

function responseOf(req: Request): Response | undefined {
  // The `res` of koa-passport is a stand-in that would replace others' cookies, so take the context's.
  const { ctx, res } = req as { ctx?: { res?: unknown }; res?: unknown };
  const response = (ctx?.res ?? res) as Response | null | undefined;
  return typeof (response?.appendHeader ?? response?.header) === 'function'
    ? (response as Response)
    : undefined;
}

export function canSetCookies(req: Request): boolean {
  return responseOf(req) !== undefined;
}

export function addCookies(req: Request, cookies: readonly string[]): void {
  const response = responseOf(req);
  if (!response) {
    throw new Error(
      'CookieStateStore sets a cookie, and this request does not lead to its response. Express, NestJS on Express and ' +
        'koa-passport provide `req.res`; in Fastify add a hook: ' +
        "app.addHook('onRequest', async (request, reply) => { Object.assign(request, { res: reply }); }).",
    );
  }
  if (response.headersSent || response.sent) {
    throw new Error('The cookie for the OAuth state cannot be set: the response has already been sent.');
  }
  for (const cookie of cookies) {
    if (response.appendHeader) response.appendHeader('Set-Cookie', cookie);
    else response.header?.('Set-Cookie', cookie);
  }
}

/** Keeps browsers and proxies from storing the answer, if it can be found through the request. */
function forbidStoring(req: Request): void {
  const response = responseOf(req);
  if (!response || response.headersSent || response.sent) return;
  if (response.setHeader) response.setHeader('Cache-Control', 'no-store');
  else response.header?.('Cache-Control', 'no-store');
}

let hasWarned = false;

/** Over http, the sign-in works, but the browser drops the session, and the next request is signed out. */
function warnOfLostSession(req: Request): void {
  const { session } = req as { session?: { cookie?: { secure?: unknown } } | null };
  if (hasWarned || session?.cookie?.secure !== true || isOverHttps(req)) return;
  hasWarned = true;
  process.emitWarning(
    'The session cookie is `secure`, and this request came over http, so that the browser will not get it and nobody ' +
      "stays signed in. Behind a proxy that ends TLS call app.set('trust proxy', 1), or give express-session " +
      '`proxy: true`, in which case this warning means nothing; in development set `cookie.secure` to false.',
    { type: 'DingTalkWarning', code: 'DINGTALK_SESSION_COOKIE' },
  );
}

/**
 * Whether a page of this application sent the request. Pages can't forge the headers that show it: `Sec-Fetch-Site` in
 * newer browsers, `Origin` in all browsers for POST. A request with neither is refused.
 * @see {@link https://www.w3.org/TR/fetch-metadata/ Fetch Metadata Request Headers}
 */
export function isFromOwnPage(
  req: Request,
  { allowedOrigins, proxy }: { allowedOrigins: readonly string[]; proxy: boolean },
): boolean {
  const { origin, 'sec-fetch-site': site } = req.headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  // The browser compared the origins itself; behind a proxy we may not know ours.
  if (site !== undefined) return site === 'same-origin';
  const page = origin === undefined ? undefined : urlOf(origin);
  if (!page) return false;
  const { protocol, host: itsHost } = page;
  const { protocol: ownProtocol, host } = addressOf(req, proxy);
  if (!/^https?:$/.test(protocol) || (ownProtocol && protocol !== `${ownProtocol}:`)) return false;
  // If the protocol is unknown, either is accepted: an unknown proxy may have terminated TLS.
  return urlOf(`${protocol}//${host}`)?.host === itsHost;
}
