import { addressOf, type Request } from './request.js';

/** Which pages may send a request. */
export interface OriginSettings {
  /** Origins besides the request's own. */
  allowedOrigins: readonly string[];
  /** Whether `X-Forwarded-Proto` and `-Host` tell where the browser sent the request. */
  proxy: boolean;
}

/**
 * Whether a page of our own sent the request. Browsers say so in headers that no page can forge: newer ones in
 * `Sec-Fetch-Site`, all of them in `Origin` when they post. A request without either is nobody's.
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
