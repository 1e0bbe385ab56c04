import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an address: `HTTPS_PROXY`, unless `NO_PROXY` excepts the host. Only for
 * `https:`; whatever is reached otherwise is on this machine.
 * @throws TypeError for a proxy that is none
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const given = env.https_proxy || env.HTTPS_PROXY;
  if (!given || url.protocol !== 'https:' || isExcepted(url, env.no_proxy || env.NO_PROXY || ''))
    return undefined;
  const text = /^[\w+.-]+:\/\//.test(given) ? given : `http://${given}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  // Not quoted: it may hold a password.
  if (!proxy || !/^https?:$/.test(proxy.protocol))
    throw new TypeError('HTTPS_PROXY is no http: or https: URL');
  return proxy;
}

function isExcepted({ hostname, port }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '' || (only !== undefined && only !== (port || '443'))) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

/** Has a proxy open a connection (`CONNECT`); what it refuses with is in the error's `code`. */
export function openTunnel(proxy: URL, host: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const { username, password, hostname } = proxy;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const request = (proxy.protocol === 'https:' ? https : http).request({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      agent: false,
      headers: {
        host: target,
        ...(username && {
          'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
        }),
      },
    });
    const timer = setTimeout(() => request.destroy(coded('ETIMEDOUT')), timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('connect', ({ statusCode = 0 }, socket) => {
      clearTimeout(timer);
      if (statusCode >= 200 && statusCode < 300) {
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(coded(`PROXY_${statusCode}`));
    });
    // A proxy that answers the request like any other has no tunnels to offer.
    request.on('response', ({ statusCode = 0 }) => request.destroy(coded(`PROXY_${statusCode}`)));
    request.on('error', reject);
    request.end();
  });
}

function coded(code: string): Error {
  return Object.assign(new Error(`The proxy opens no connection: ${code}`), { code });
}

/** Connects to each host as the environment says. */
export class ProxyAgent extends https.Agent {
  readonly #env: Environment;
  readonly #timeoutMs: number;

  constructor(env: Environment, timeoutMs: number) {
    super({ keepAlive: true });
    this.#env = env;
    this.#timeoutMs = timeoutMs;
  }

  override createConnection(
    options: https.RequestOptions & { servername?: string },
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const host = options.host ?? 'localhost';
    const port = Number(options.port || 443);
    const proxy = proxyFor(new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`), this.#env);
    if (!proxy) return super.createConnection(options, callback);
    openTunnel(proxy, host, port, this.#timeoutMs).then(
      (socket) => callback?.(null, tls.connect({ ...(options as tls.ConnectionOptions), socket })),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}
