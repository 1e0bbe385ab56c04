import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import {
  canSetCookies,
  isFromOwnPage,
  queryOf,
  type Request,
  receive,
  refusalOfPreview,
} from '../../lib/passport/request.js';

interface Setup {
  encrypted?: boolean;
  proxy?: boolean;
  app?: object;
}

/** Whether a request with these headers is taken for one of our own page's. */
function isOwn(headers: Record<string, string>, { encrypted, proxy = false, app }: Setup = {}): boolean {
  const socket = { encrypted } as Partial<TLSSocket>;
  const req = { headers: { host: 'app.example.com', ...headers }, socket, app } as unknown as Request;
  return isFromOwnPage(req, { allowedOrigins: ['https://m.example.com'], proxy });
}

describe('a page that sent a request', () => {
  it('over TLS of our own is ours with https alone', () => {
    expect(isOwn({ origin: 'https://app.example.com' }, { encrypted: true })).toBe(true);
    expect(isOwn({ origin: 'http://app.example.com' }, { encrypted: true })).toBe(false);
  });

  it('without TLS is ours with either, as a proxy may have taken it off', () => {
    expect(isOwn({ origin: 'https://app.example.com' })).toBe(true);
    expect(isOwn({ origin: 'http://app.example.com' })).toBe(true);
  });

  it('is ours where the option says so, be it of another site', () => {
    expect(isOwn({ origin: 'https://m.example.com', 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(isOwn({ origin: 'https://m.example.com.evil.example' })).toBe(false);
  });

  it.each([
    ['same-origin', true],
    ['same-site', false],
    ['cross-site', false],
    ['none', false],
    ['', false],
  ])('is told by the browser’s own word, whatever the addresses: %j', (site, itIs) => {
    expect(isOwn({ 'sec-fetch-site': site })).toBe(itIs);
    expect(isOwn({ 'sec-fetch-site': site, origin: 'https://app.example.com' })).toBe(itIs);
    expect(isOwn({ 'sec-fetch-site': site, origin: 'https://elsewhere.example.com' })).toBe(itIs);
  });

  it('is not ours at what only Node 20 takes for an address, once it has compiled that', () => {
    for (let count = 0; count < 100_000; count += 1) URL.canParse(`https://${count % 7}.example.com`);
    expect(isOwn({ origin: 'https://\u00c9\u008f' })).toBe(false);
    expect(isOwn({ host: '\u00c9\u008f', origin: 'https://app.example.com' })).toBe(false);
  });

  it.each(['null', '', 'no address'])('is not ours at %j', (origin) => {
    expect(isOwn({ origin })).toBe(false);
  });

  it('is told by what is forwarded where the app says to trust the proxy', () => {
    const headers = { 'x-forwarded-host': 'web.example.com', origin: 'https://web.example.com' };
    const appThat = (trusts: boolean) => ({ get: (name: string) => name === 'trust proxy' && trusts });
    expect(isOwn(headers, { app: appThat(true) })).toBe(true);
    expect(isOwn(headers, { app: appThat(false) })).toBe(false);
  });

  it('is nobody’s where no header says whose it is', () => {
    expect(isOwn({})).toBe(false);
    expect(isOwn({}, { proxy: true, encrypted: true })).toBe(false);
  });

  it.each(['ftp://app.example.com', 'xhttp://app.example.com', 'https+x://app.example.com'])(
    'is not ours at %s, whatever its host',
    (origin) => expect(isOwn({ origin })).toBe(false),
  );

  it('is told by the first forwarded protocol and host, spaces and capitals aside', () => {
    const headers = { 'x-forwarded-proto': ' HTTPS , http', 'x-forwarded-host': ' web.example.com , inner' };
    expect(isOwn({ ...headers, origin: 'https://web.example.com' }, { proxy: true })).toBe(true);
    expect(isOwn({ ...headers, origin: 'http://web.example.com' }, { proxy: true })).toBe(false);
    expect(isOwn({ ...headers, origin: 'https://app.example.com' }, { proxy: true })).toBe(false);
  });

  it('is told by our own protocol or host where the proxy forwards only the other', () => {
    const proto = { 'x-forwarded-proto': 'https' };
    expect(isOwn({ ...proto, origin: 'https://app.example.com' }, { proxy: true })).toBe(true);
    expect(isOwn({ ...proto, origin: 'http://app.example.com' }, { proxy: true })).toBe(false);
    const host = { 'x-forwarded-host': 'web.example.com' };
    expect(isOwn({ ...host, origin: 'https://web.example.com' }, { proxy: true })).toBe(true);
    expect(isOwn({ ...host, origin: 'https://app.example.com' }, { proxy: true })).toBe(false);
    const tls = { proxy: true, encrypted: true };
    expect(isOwn({ ...host, origin: 'http://web.example.com' }, tls)).toBe(false);
  });

  it('is told by nothing forwarded where nobody trusts the proxy', () => {
    const headers = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'web.example.com' };
    expect(isOwn({ ...headers, origin: 'http://web.example.com' })).toBe(false);
    expect(isOwn({ ...headers, origin: 'https://app.example.com' }, { encrypted: true })).toBe(true);
  });

  it('can be told in a host without sockets, and in one whose app has no settings', () => {
    const req = { headers: { host: 'a.example', origin: 'http://a.example' }, app: {} } as unknown as Request;
    expect(isFromOwnPage(req, { allowedOrigins: [], proxy: false })).toBe(true);
  });
});

describe('the query of a request', () => {
  const read = (query: unknown) => queryOf({ url: '/?code=a', query } as never);

  it('is the host’s, where it reads one', () => {
    expect(read({ code: 'b' })).toEqual({ code: 'b' });
    expect(read({})).toEqual({});
  });

  it.each([null, undefined, () => {}, 'code=b', 7, new URLSearchParams('code=b')])(
    'is read out of the URL beside %s',
    (query) => {
      expect(read(query)).toEqual({ code: 'a' });
    },
  );

  it('is empty where there is not even a URL', () => {
    expect(queryOf({} as never)).toEqual({});
  });
});

describe('a request', () => {
  it.each([
    ['HEAD', {}, 'method-not-allowed'],
    ['GET', { 'sec-purpose': 'prefetch;prerender' }, 'prefetch-refused'],
    ['GET', { 'x-purpose': 'preview' }, 'prefetch-refused'],
    ['GET', { 'x-moz': 'prefetch' }, 'prefetch-refused'],
    ['GET', { purpose: 'no-prefetch' }, undefined],
    ['GET', { purpose: 'prefetching' }, undefined],
    ['GET', {}, undefined],
  ])('by %s with %o is a preview or is none', (method, headers, refusal) => {
    expect(refusalOfPreview({ method, headers } as unknown as Request)).toBe(refusal);
  });

  it.each([{}, { res: null }, { res: {} }, { res: { appendHeader: 'x' } }])(
    'leads to no response by %o',
    (more) => {
      expect(canSetCookies({ headers: {}, ...more } as unknown as Request)).toBe(false);
    },
  );

  it.each(['setHeader', 'header'])('has an answer that is not stored, by %s', (name) => {
    const said: unknown[] = [];
    const set = (...header: unknown[]) => said.push(header);
    const res = { appendHeader: () => {}, [name]: set };
    receive({ method: 'GET', url: '/', headers: {}, res } as unknown as Request, false);
    expect(said).toEqual([['Cache-Control', 'no-store']]);
  });
});
