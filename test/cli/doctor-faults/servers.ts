import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TlsOptions } from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { freePort } from '../../helpers/free-port.js';

/** DingTalk's calls as faults name them. */
const paths = {
  token: /^\/v1\.0\/oauth2\/accessToken$/,
  corpToken: /^\/v1\.0\/oauth2\/[^/]+\/token$/,
  exchange: /^\/v1\.0\/oauth2\/userAccessToken$/,
  me: /^\/v1\.0\/contact\/users\/me$/,
  sso: /^\/v1\.0\/oauth2\/ssoAccessToken$/,
  scopes: /^\/auth\/scopes$/,
  byUnionId: /^\/topapi\/user\/getbyunionid$/,
  record: /^\/topapi\/v2\/user\/get$/,
  department: /^\/topapi\/v2\/department\/get$/,
  api: /^\/v1\.0\//,
  oapi: /^\/(?:topapi\/|auth\/|gettoken)/,
  all: /^\//,
};

/** What comes instead of DingTalk's own answer; without `status` and `body`, what becomes of DingTalk's own. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** JSON unless it is text. */
  body?: unknown;
  encoding?: 'gzip' | 'br';
  delayMs?: number;
  /** For so many calls. @defaultValue all */
  times?: number;
  /** `cut` and `stall` come in the middle of the body. */
  end?: 'cut' | 'stall' | 'never answers' | 'hangs up';
}

export type Answers = Partial<Record<keyof typeof paths, Answer>>;

/** What came to DingTalk and what went out from there. */
export interface Seen {
  calls: string[];
  /** Tokens among them. */
  secrets: Set<string>;
  onCall(): void;
}

/** What a case has started, to be stopped in the end. */
export class Servers {
  readonly #closers: (() => void)[] = [];

  close(): void {
    for (const close of this.#closers) close();
  }

  onClose(close: () => void): void {
    this.#closers.push(close);
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    this.onClose(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  async listen(server: net.Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    this.onClose(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return (server.address() as AddressInfo).port;
  }

  /** A DingTalk that fails as `answers` say, and is the simulator otherwise; by TLS where there are options for it. */
  async dingTalk(
    simulator: string,
    answers: Answers,
    tls: TlsOptions | undefined,
    seen: Seen = { calls: [], secrets: new Set(), onCall() {} },
  ): Promise<number> {
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      const [path = ''] = request.url?.split('?') ?? [];
      seen.calls.push(path);
      seen.onCall();
      const body = await text(request);
      const found = Object.entries(answers).find(([name]) =>
        paths[name as keyof typeof paths].test(path),
      )?.[1];
      const count = seen.calls.filter((call) => call === path).length;
      await send(response, found && count <= (found.times ?? Infinity) ? found : {}, () =>
        forward(simulator, request, body, seen.secrets),
      );
    };
    const onRequest = (request: IncomingMessage, response: ServerResponse) =>
      void handle(request, response).catch(() => response.destroy());
    const server = tls ? https.createServer(tls, onRequest) : http.createServer(onRequest);
    return this.listen(server);
  }

  /** Something that speaks no HTTP. */
  raw(accept: (socket: Socket) => void): Promise<number> {
    return this.listen(net.createServer(accept));
  }

  /** A proxy whose tunnels all end at `port`. */
  async proxy(port: number, { password, instead, refuses }: ProxyFault): Promise<number> {
    const server = http.createServer();
    const expected = password && `Basic ${Buffer.from(`user:${password}`).toString('base64')}`;
    server.on('connect', ({ headers, url = '' }, client: Socket) => {
      client.on('error', () => client.destroy());
      if (instead === 'never answers') return;
      if (instead === 'hangs up') return client.destroy();
      const isRefused = expected && headers['proxy-authorization'] !== expected;
      if (refuses?.test(url)) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const refusal =
        instead ?? (isRefused ? 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n' : undefined);
      if (refusal) return client.end(refusal);
      const upstream = net.connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      this.onClose(() => upstream.destroy());
    });
    return this.listen(server);
  }
}

export interface ProxyFault {
  password?: string;
  /** Its answer to every `CONNECT`. */
  instead?: string;
  /** Hosts that it does not connect to. */
  refuses?: RegExp;
}

async function forward(
  simulator: string,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: string,
  secrets: Set<string>,
): Promise<Answer> {
  const kept = ['content-type', 'x-acs-dingtalk-access-token'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  const asked = { method, headers: kept, redirect: 'manual', ...(body && { body }) } as const;
  const answer = await fetch(new URL(url, simulator), asked);
  const given = await answer.text();
  for (const [, token = ''] of given.matchAll(/"(?:access|refresh)_?token":"([^"]+)"/gi)) secrets.add(token);
  const location = answer.headers.get('location');
  const type = answer.headers.get('content-type') ?? 'text/plain';
  return {
    status: answer.status,
    headers: { 'content-type': type, ...(location && { location }) },
    body: given,
  };
}

async function send(
  response: ServerResponse,
  { encoding, delayMs = 0, times: _, end, ...given }: Answer,
  own: () => Promise<Answer>,
): Promise<void> {
  if (end === 'never answers') return;
  if (end === 'hangs up') return void response.destroy();
  const {
    status = 200,
    headers = {},
    body = '',
  } = 'status' in given || 'body' in given ? given : await own();
  const plain = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const compress = encoding && { gzip: gzipSync, br: brotliCompressSync }[encoding];
  const bytes = compress ? compress(plain) : plain;
  const timer = setTimeout(() => {
    response.writeHead(status, {
      'content-type': 'application/json;charset=utf-8',
      ...(status !== 204 && { 'content-length': bytes.length }),
      ...(encoding && { 'content-encoding': encoding }),
      ...headers,
    });
    if (!end) return response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2), () => end === 'cut' && response.destroy());
  }, delayMs);
  response.on('close', () => clearTimeout(timer));
}

export type Certificate =
  | 'good'
  | 'expired'
  | 'not yet valid'
  | 'of another host'
  | 'of a company'
  | 'incomplete';

const years: Partial<Record<Certificate, [number, number]>> = {
  expired: [2020, 2021],
  'not yet valid': [2190, 2191],
};

const names = ['localhost', 'dingtalk.invalid', '*.dingtalk.com', '*.dingtalk.io'];

interface Pair {
  key: string;
  cert: string;
}

const made = new Map<Certificate, Promise<{ pair: Pair; ca: string }>>();

/** Made once for all cases. `ca` is what trusts it. */
export function certificate(kind: Certificate): Promise<{ pair: Pair; ca: string }> {
  const ready = made.get(kind) ?? make(kind);
  made.set(kind, ready);
  return ready;
}

async function make(kind: Certificate) {
  const [from, to] = years[kind] ?? [2020, 2190];
  const dates = { notBeforeDate: new Date(Date.UTC(from, 0)), notAfterDate: new Date(Date.UTC(to, 0)) };
  const issued = (name: string, cA: boolean, hosts: string[], ca?: Pair) =>
    generate([{ name: 'commonName', value: name }], {
      ...{ ...dates, keyType: 'ec', algorithm: 'sha256' },
      ...(ca && { ca }),
      extensions: [
        { name: 'basicConstraints', cA, critical: true },
        {
          name: 'subjectAltName',
          altNames: [
            ...hosts.map((value) => ({ type: 2 as const, value })),
            ...(kind === 'of another host' ? [] : [{ type: 7 as const, ip: '127.0.0.1' }]),
          ],
        },
      ],
    });
  if (kind !== 'of a company' && kind !== 'incomplete') {
    const hosts = kind === 'of another host' ? ['cdn.example.net'] : names;
    const { private: key, cert } = await issued(hosts[0] ?? '', true, hosts);
    return { pair: { key, cert }, ca: cert };
  }
  const ca = await issued('Example Company Root CA', true, ['ca.example.com']);
  const leaf = await issued('localhost', false, names, { key: ca.private, cert: ca.cert });
  const chain = kind === 'incomplete' ? leaf.cert : `${leaf.cert}\n${ca.cert}`;
  return { pair: { key: leaf.private, cert: chain }, ca: ca.cert };
}

/** Where `NODE_EXTRA_CA_CERTS` finds it. */
export async function trustIn(folder: string, kind: Certificate): Promise<string> {
  const file = join(folder, 'ca.pem');
  writeFileSync(file, (await certificate(kind)).ca);
  return file;
}

/** Things that are no DingTalk: each gives its port. */
export const otherServers = {
  'nothing listens': () => freePort(),
  'never answers': (servers: Servers) => servers.raw(() => {}),
  'resets connections': (servers: Servers) => servers.raw((socket) => void socket.resetAndDestroy()),
  'ends connections': (servers: Servers) => servers.raw((socket) => void socket.end()),
  'speaks SSH': (servers: Servers) => servers.raw((socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n')),
  'speaks nonsense': (servers: Servers) => servers.raw((socket) => void socket.end('hello\r\n\r\n')),
  'speaks plain HTTP': (servers: Servers) =>
    servers.raw((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')),
  'speaks old TLS': async (servers: Servers) => {
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    return servers.dingTalk('', {}, { ...(await certificate('good')).pair, ...old });
  },
  'wants a client certificate': async (servers: Servers) => {
    const wants = { requestCert: true, rejectUnauthorized: true };
    return servers.dingTalk('', {}, { ...(await certificate('good')).pair, ...wants });
  },
} satisfies Record<string, (servers: Servers) => Promise<number>>;

export type OtherServer = keyof typeof otherServers;
