import type { Request } from './options.js';

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
  const { origin, host, 'sec-fetch-site': site } = req.headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  // The browser compared the addresses itself, and knows its own; behind a proxy we may not.
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  const trusted = proxy || Boolean(req.app?.get?.('trust proxy'));
  const forwarded = (name: string) =>
    trusted
      ? String(req.headers[name] ?? '')
          .split(',', 1)[0]
          ?.trim() || undefined
      : undefined;
  const { protocol, host: itsHost } = new URL(origin);
  const ownProtocol = forwarded('x-forwarded-proto') ?? (isEncrypted(req) ? 'https' : undefined);
  if (!/^https?:$/.test(protocol) || (ownProtocol && protocol !== `${ownProtocol.toLowerCase()}:`))
    return false;
  // Without a word on the protocol either will do: a proxy that we do not know of may have taken the TLS off.
  const own = `${protocol}//${forwarded('x-forwarded-host') ?? host}`;
  return URL.canParse(own) && new URL(own).host === itsHost;
}

function isEncrypted(req: Request): boolean {
  return (req.socket as { encrypted?: boolean } | undefined)?.encrypted === true;
}
