import type { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { parametersOf } from '../sign-in/callback.js';

/** The request as passport-oauth2 types it, so that no Express types of our own can clash with the host's. */
export type Request = Parameters<OAuth2Strategy['authenticate']>[0];

/** The query. Some hosts parse none, and some put a function in its place. */
export function queryOf(req: Request): object {
  const query: unknown = req.query;
  return typeof query === 'object' && query !== null ? query : parametersOf(req.url ?? '');
}

/** Where the browser sent a request, as far as we know. */
export interface Address {
  /** `https` or `http`; absent where a proxy may have ended the TLS. */
  protocol: string | undefined;
  host: string | undefined;
}

/**
 * Where the browser sent a request: by `X-Forwarded-Proto` and `-Host`, whose first entries count, where the proxy
 * is trusted.
 * @param proxy - the option; Express's `trust proxy` counts too
 */
function addressOf(req: Request, proxy: boolean): Address {
  const trusted = proxy || Boolean(req.app?.get?.('trust proxy'));
  const forwarded = (name: string) =>
    trusted
      ? String(req.headers[name] ?? '')
          .split(',', 1)[0]
          ?.trim() || undefined
      : undefined;
  const isEncrypted = (req.socket as { encrypted?: boolean } | undefined)?.encrypted === true;
  return {
    protocol: forwarded('x-forwarded-proto')?.toLowerCase() ?? (isEncrypted ? 'https' : undefined),
    host: forwarded('x-forwarded-host') ?? req.headers.host,
  };
}

/** A request at one of our routes, as far as a sign-in goes by it. */
export interface Received {
  query: object;
  address: Address;
  /** Set for a request that only looks, and must not finish a sign-in. */
  preview: ReturnType<typeof refusalOfPreview>;
}

/** Reads a request at a route that begins or finishes a sign-in, whose answer no cache may keep. */
export function receive(req: Request, proxy: boolean): Received {
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
    /** koa-passport's, which does not hand on `secure`. */
    ctx?: { secure?: unknown };
  };
  return secure === true || ctx?.secure === true || protocol === 'https' || socket?.encrypted === true;
}

/**
 * Whether the browser only loads this page ahead, and may never show it.
 * @see {@link https://www.w3.org/TR/resource-hints/#purpose Sec-Purpose}
 */
function isPrefetch(req: Request): boolean {
  const { headers = {} } = req as Partial<Request>;
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /^(?:prefetch|preview)\b/i.test(String(headers[name] ?? '').trim()),
  );
}

/**
 * Why a request that only looks must not finish a sign-in, as the code works once: a HEAD, or a page loaded ahead.
 * The latter is an error and no failure, since the browser may show the person what a `failureRedirect` leads to.
 */
export function refusalOfPreview(req: Request): 'method-not-allowed' | 'prefetch-refused' | undefined {
  if (isPrefetch(req)) return 'prefetch-refused';
  return req.method === 'HEAD' ? 'method-not-allowed' : undefined;
}

/** Whether a person may have made this request: false for scripts, pictures and pages loaded ahead. */
export function isNavigation(req: Request): boolean {
  const { method, headers = {} } = req as Partial<Request>;
  return method !== 'HEAD' && (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate' && !isPrefetch(req);
}

/** What a framework answers a request with, as far as we need it: Node's response or Fastify's reply. */
interface Response {
  headersSent?: boolean;
  sent?: boolean;
  setHeader?(name: string, value: string): unknown;
  appendHeader?(name: string, value: string): unknown;
  /** Fastify's; adds to what there is, for `Set-Cookie`. */
  header?(name: string, value: string): unknown;
}

function responseOf(req: Request): Response | undefined {
  // Of koa-passport, whose `res` is a stand-in that would replace what others set, it is the context's.
  const { ctx, res } = req as { ctx?: { res?: unknown }; res?: unknown };
  const response = (ctx?.res ?? res) as Response | null | undefined;
  return typeof (response?.appendHeader ?? response?.header) === 'function'
    ? (response as Response)
    : undefined;
}

/** Whether {@link addCookies} can be called for this request. */
export function canSetCookies(req: Request): boolean {
  return responseOf(req) !== undefined;
}

/**
 * Adds cookies to the answer of a request, beside those of others.
 * @throws Error when the request does not lead to its response, or when the answer is on its way
 */
export function addCookies(req: Request, cookies: readonly string[]): void {
  if (!cookies.length) return;
  const response = responseOf(req);
  if (!response) throw noResponse();
  if (response.headersSent || response.sent) {
    throw new Error('The cookie for the OAuth state cannot be set: the response has already been sent.');
  }
  for (const cookie of cookies) {
    if (response.appendHeader) response.appendHeader('Set-Cookie', cookie);
    else response.header?.('Set-Cookie', cookie);
  }
}

/** Keeps browsers and proxies from storing the answer, where the request leads to it. */
function forbidStoring(req: Request): void {
  const response = responseOf(req);
  if (!response || response.headersSent || response.sent) return;
  if (response.setHeader) response.setHeader('Cache-Control', 'no-store');
  else response.header?.('Cache-Control', 'no-store');
}

function noResponse(): Error {
  return new Error(
    'CookieStateStore sets a cookie, and this request does not lead to its response. Express, NestJS on Express and ' +
      'koa-passport provide `req.res`; in Fastify add a hook: ' +
      "app.addHook('onRequest', async (request, reply) => { Object.assign(request, { res: reply }); }).",
  );
}

let hasWarned = false;

/**
 * A browser drops a `Secure` cookie that comes over http, and express-session sends none where it believes that the
 * request did: the sign-in works, and the person is signed out again with the next request.
 */
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

/** Which pages may send a request. */
export interface OriginSettings {
  /** Origins besides the request's own. */
  allowedOrigins: readonly string[];
  /** Whether `X-Forwarded-Proto` and `-Host` tell where the browser sent the request. */
  proxy: boolean;
}

/**
 * Whether a page of our own sent the request. Browsers say so in headers that no page can forge: newer ones in
 * `Sec-Fetch-Site`, all of them in `Origin` when they post. A request without either is refused.
 * @see {@link https://www.w3.org/TR/fetch-metadata/ Fetch Metadata Request Headers}
 */
export function isFromOwnPage(req: Request, { allowedOrigins, proxy }: OriginSettings): boolean {
  const { origin, 'sec-fetch-site': site } = req.headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  // The browser compared the addresses itself, and knows its own; behind a proxy we may not.
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: itsHost } = new URL(origin);
  const { protocol: ownProtocol, host } = addressOf(req, proxy);
  if (!/^https?:$/.test(protocol) || (ownProtocol && protocol !== `${ownProtocol}:`)) return false;
  // Without a word on the protocol either will do: a proxy that we do not know of may have taken the TLS off.
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === itsHost;
}
