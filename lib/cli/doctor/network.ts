import http, { type Agent } from 'node:http';
import https from 'node:https';
import { connect, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { makeAgent } from '../../dingtalk/idle-connections.js';
import type { Io } from '../io.js';
import { joined, words } from '../language.js';
import { networkCause, type Stage } from './causes.js';
import { type Finding, fault, ok, type Values } from './finding.js';
import type { Settings } from './settings.js';

/** The proxy that the environment names; no agent where its URL is of no use. */
export interface EnvironmentProxy {
  /** The variable that names it. */
  name: string;
  agent: Agent | undefined;
  code: 'PROXY_URL' | 'PROXY_ENCODING' | undefined;
}

export function readProxy(env: Io['env']): EnvironmentProxy | undefined {
  const name = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
  if (name === undefined) return undefined;
  const given = env[name] as string;
  const text = /^[\w+.-]+:\/\//.test(given) ? given : `http://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    // A password of which `#`, `/` or `?` is not encoded ends the host too early.
    return { name, agent: undefined, code: /^https?:\/\/.*@/.test(text) ? 'PROXY_ENCODING' : 'PROXY_URL' };
  }
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    return { name, agent: undefined, code: 'PROXY_ENCODING' };
  }
  return { name, agent: new HttpsProxyAgent(url, { keepAlive: true }), code: undefined };
}

/** What came of connecting to a host. */
interface Reached {
  origin: string;
  host: string;
  ms: number;
  /** Why it was in vain. */
  lost?: Finding;
}

/** What is known of the ways to DingTalk. */
export interface Ways {
  network: Finding;
  /** What is to be said of the proxy, where there is one. */
  proxy: Finding | undefined;
  /** With which DingTalk is reached; `undefined` for the application's own way. */
  agent: Agent | undefined;
  isOapiReached: boolean;
}

/** Name, connection, TLS and time to each host: as the application would go, and by the proxy besides. */
export async function findWays(settings: Settings, proxy: EnvironmentProxy | undefined): Promise<Ways> {
  const { login, api, oapi } = settings.origins;
  const direct = await Promise.all([...new Set([api, oapi, login])].map((origin) => reach(origin, settings)));
  const failed = direct.filter(({ origin, lost }) => lost && (origin !== login || login === api));
  const isOapiReached = failed.every(({ origin }) => origin !== oapi);
  const isExcepted = proxy !== undefined && getProxyForUrl(api) === '';
  const byProxy = proxy && !(isExcepted && failed.length === 0) ? await tryProxy(proxy, settings) : undefined;
  if (failed.length === 0) {
    const excepted = ok('NO_PROXY excepts DingTalk’s hosts', 'NO_PROXY 排除了钉钉的域名');
    const about = byProxy ? findBesides(byProxy, proxy?.name) : isExcepted ? excepted : undefined;
    return { network: findDirect(direct), proxy: about, agent: undefined, isOapiReached };
  }
  const [first] = failed.map(({ lost }) => lost) as [Finding];
  const message = joined(
    words('; ', '；'),
    failed.flatMap(({ lost }) => lost?.message ?? []),
  );
  if (proxy && byProxy && !byProxy.lost) {
    const values = { proxy: proxy.name, direct: message };
    const found: Finding = settings.uses?.has('agent')
      ? ok(`reached through ${proxy.name}`, `经 ${proxy.name} 可以访问`)
      : { ...fault(isExcepted ? 'proxy-excepted' : 'proxy-only', settings, values), state: 'unknown' };
    const network = { ...found, isPassable: true };
    return {
      network,
      proxy: ok(`${proxy.name} leads to DingTalk`, `经 ${proxy.name} 可以访问钉钉`),
      agent: proxy.agent,
      isOapiReached: true,
    };
  }
  const both = joined(words('; directly: ', '；直连：'), [byProxy?.lost?.message ?? message, message]);
  const network =
    byProxy?.lost && !isExcepted
      ? // Where a proxy is set, that is the way that was meant.
        { ...byProxy.lost, message: both }
      : { ...first, message, isPassable: failed.every(({ origin }) => origin !== api) };
  return { network, proxy: undefined, agent: undefined, isOapiReached };
}

function findDirect(direct: readonly Reached[]): Finding {
  const times = direct.map(
    ({ host, ms, lost }) => lost?.message ?? words(`${host} ${ms} ms`, `${host} ${ms} 毫秒`),
  );
  const message = joined(words(', ', '，'), times);
  const browser = direct.find(({ lost }) => lost)?.lost;
  if (!browser) return { ...ok(''), message };
  const rest = words('only browsers go there', '只有浏览器会访问该域名');
  const all = joined(words('; ', '；'), [message, rest]);
  return { ...browser, state: 'note', cause: 'browser-only', message: all, isPassable: true };
}

/** What hinders the proxy, if anything does. */
async function tryProxy({ agent, code, name }: EnvironmentProxy, settings: Settings): Promise<{ lost?: Finding }> {
  const { api, oapi } = settings.origins;
  if (code) return { lost: findLost(code, 'proxy', settings, { proxy: name }) };
  const reached = await Promise.all([api, oapi].map((origin) => reach(origin, settings, agent, name)));
  return reached.find(({ lost }) => lost) ?? {};
}

/** What is said of a proxy that the application doesn't need. */
function findBesides({ lost }: { lost?: Finding }, name = ''): Finding {
  if (!lost) {
    return ok(
      `${name} leads to DingTalk too; your application goes directly unless it has \`agent\``,
      `经 ${name} 也可以访问钉钉；应用没有设置 \`agent\` 时直连`,
    );
  }
  const direct = words('your application goes directly', '应用直连，不受影响');
  const message = joined(words('; ', '；'), [lost.message, direct]);
  return { ...lost, state: 'note', message, isPassable: true };
}

function findLost(code: string, stage: Stage, settings: Settings, values: Values): Finding {
  return { ...fault(networkCause(code, stage), settings, values, code), detail: ` [${code}]` };
}

/** Opens a connection as a request would, and sends nothing on it. */
async function reach(origin: string, settings: Settings, agent?: Agent, proxy?: string): Promise<Reached> {
  const url = new URL(origin);
  const began = performance.now();
  const { code, stage, socket, address = '' } = await open(url, agent, settings.timeoutMs, true);
  socket?.destroy();
  const reached = { origin, host: url.host, ms: Math.round(performance.now() - began) };
  if (code === undefined) return reached;
  const isHere = code === 'ECONNREFUSED' && /^(?:127\.|0\.0\.0\.0|::1?$)/.test(address);
  const cause = isHere && url.hostname !== 'localhost' ? 'leads-here' : networkCause(code, stage);
  const values = { host: url.host, proxy, address };
  if (cause === 'leads-here') return { ...reached, lost: fault(cause, settings, values, code) };
  if (cause === 'tls-silent' || cause === 'no-tls') {
    const leadsTo = agent ? undefined : await askPlainly(url);
    if (leadsTo === undefined) return { ...reached, lost: findLost(code, stage, settings, values) };
    const to = leadsTo && ` (${leadsTo})`;
    return { ...reached, lost: findLost('NO_TLS', stage, settings, { ...values, to }) };
  }
  const certificate = cause.startsWith('certificate') ? await certificateOf(url, agent, settings) : {};
  return { ...reached, lost: findLost(code, stage, settings, { ...values, ...certificate }) };
}

interface Opened {
  /** Why there is none. */
  code?: string | undefined;
  stage: Stage;
  /** What the name leads to. */
  address?: string | undefined;
  socket?: TLSSocket | undefined;
}

function open(url: URL, agent: Agent | undefined, timeoutMs: number, isStrict: boolean): Promise<Opened> {
  const isTls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    let address: string | undefined;
    let stage: Stage = agent ? 'proxy' : isIP(host) ? 'connection' : 'name';
    const request = (isTls ? https : http).request({
      host,
      port: url.port || undefined,
      agent: agent ?? makeAgent(url.protocol),
      // As the application has it otherwise, which may look at no certificate at all.
      ...(!isStrict && { rejectUnauthorized: false }),
    });
    const end = (code?: string, socket?: TLSSocket) => {
      clearTimeout(timer);
      resolve({ code, stage, socket, address });
      if (!socket) request.destroy();
    };
    const timer = setTimeout(() => end('ETIMEDOUT'), timeoutMs);
    request.on('error', (error: NodeJS.ErrnoException & { address?: string; errors?: { address?: string }[] }) => {
      address ??= error.address ?? error.errors?.[0]?.address;
      const isPlain = /wrong version number|packet length too long|http request/i.test(error.message);
      // Of a proxy that hangs up there is no code.
      end(isPlain ? 'NO_TLS' : (error.code ?? 'ECONNRESET'));
    });
    request.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) end(`PROXY_${statusCode}`);
      else stage = 'tls';
    });
    request.once('socket', (socket) => {
      socket.once('lookup', (error: Error | null, found: string) => {
        if (error) return;
        stage = 'connection';
        address = found;
      });
      socket.once('connect', () => {
        stage = 'tls';
        if (!isTls) end();
      });
      socket.once('secureConnect', () => end(undefined, socket instanceof TLSSocket ? socket : undefined));
    });
  });
}

/** What the certificate says that was not accepted. */
async function certificateOf(url: URL, agent: Agent | undefined, { timeoutMs }: Settings): Promise<Values> {
  const { socket } = await open(url, agent, timeoutMs, false);
  if (!socket) return {};
  const { subjectaltname = '', subject, issuer, valid_from, valid_to } = socket.getPeerCertificate();
  socket.destroy();
  const shown = (text: unknown) => (text ? ` (${String(text).slice(0, 60)})` : '');
  const names = subjectaltname
    .replace(/\b(?:DNS|IP Address):/g, '')
    .split(', ')
    .slice(0, 3)
    .join(', ');
  return {
    names: shown(names || subject?.CN),
    issuer: shown(issuer?.O ?? issuer?.CN),
    from: shown(valid_from),
    until: shown(valid_to),
  };
}

/** How long something may take to show that it speaks HTTP where TLS is expected. */
const plainMs = 2000;

/** Where plain HTTP is answered, the origin that it leads to or an empty text; `undefined` where it is not. */
function askPlainly({ hostname, port }: URL): Promise<string | undefined> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port || 443), timeout: plainMs });
    socket.on('connect', () =>
      socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
    );
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      const location = /^location:\s*(\S+)/im.exec(text)?.[1] ?? '';
      resolve(
        text.startsWith('HTTP/') ? (URL.canParse(location) ? new URL(location).origin : '') : undefined,
      );
      socket.destroy();
    });
    socket.on('close', () => resolve(undefined));
  });
}
