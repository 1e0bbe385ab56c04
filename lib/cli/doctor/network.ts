import http, { type Agent } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { bare, makeAgent } from '../../dingtalk/idle-connections.js';
import { urlOf } from '../../dingtalk/values.js';
import { networkCause, type Stage } from './causes.js';
import type { EnvironmentProxy } from './environment.js';
import { type Finding, fault, noted, ok, type Values } from './finding.js';
import type { Settings } from './settings.js';

export interface Routes {
  network: Finding;
  proxy?: Finding | undefined;
  /** With which DingTalk is reached, where that isn't the application's own way. */
  agent?: Agent | undefined;
  isOapiLost?: boolean;
}

/** Name, connection, TLS and time to each host: as the application would go, and by the proxy besides. */
export async function findRoutes(settings: Settings): Promise<Routes> {
  const { origins, proxy } = settings;
  const { login, api, oapi } = origins;
  const direct = await Promise.all([...new Set([api, oapi, login])].map((origin) => reach(origin, settings)));
  const failed = direct.filter(({ origin, failure }) => failure && (origin !== login || login === api));
  if (failed.length > 0) return findOtherRoute(failed, settings);
  return { network: findDirect(direct, settings), proxy: proxy && (await findBesides(proxy, settings)) };
}

async function findOtherRoute(failed: readonly Reached[], settings: Settings): Promise<Routes> {
  const { origins, proxy, say, uses } = settings;
  const direct = failed.flatMap(({ failure }) => failure?.message ?? []).join(say('; ', '；'));
  const hindrance = proxy && (await tryProxy(proxy, settings));
  if (proxy && !hindrance) {
    const { name, agent, isExcepted } = proxy;
    const only = fault(isExcepted ? 'proxy-excepted' : 'proxy-only', settings, { proxy: name, direct });
    const network: Finding = uses?.has('agent')
      ? ok(say(`reached through ${name}`, `经 ${name} 可以访问`))
      : { ...only, state: 'unknown', isPassable: true };
    return { network, proxy: ok(say(`${name} leads to DingTalk`, `经 ${name} 可以访问钉钉`)), agent };
  }
  const isLost = (origin: string) => failed.some((one) => one.origin === origin);
  // Where a proxy is set, that is the way that was meant.
  const meant = proxy?.isExcepted ? undefined : hindrance;
  const failure = (meant ?? failed[0]?.failure) as Finding;
  const message = meant ? meant.message + say('; directly: ', '；直连：') + direct : direct;
  const network = { ...failure, message, isPassable: !isLost(origins.api) };
  return { network, isOapiLost: isLost(origins.oapi) };
}

function findDirect(direct: readonly Reached[], { say }: Settings): Finding {
  const message = direct
    .map(({ host, ms, failure }) => failure?.message ?? say(`${host} ${ms} ms`, `${host} ${ms} 毫秒`))
    .join(say(', ', '，'));
  const browser = direct.find(({ failure }) => failure)?.failure;
  if (!browser) return ok(message);
  const all = message + say('; only used by browsers', '；仅浏览器访问');
  return noted({ ...browser, cause: 'browser-only', message: all });
}

/** What is said of a proxy where there is a direct way, too. */
async function findBesides(proxy: EnvironmentProxy, settings: Settings): Promise<Finding> {
  const { say, uses } = settings;
  const { name } = proxy;
  if (proxy.isExcepted) return ok(say('NO_PROXY excludes DingTalk’s hosts', 'NO_PROXY 排除了钉钉的域名'));
  const hindrance = await tryProxy(proxy, settings);
  const direct = say('; your application connects directly', '；应用直连，不受影响');
  if (hindrance && uses?.has('agent')) return hindrance;
  if (hindrance) return noted({ ...hindrance, message: hindrance.message + direct });
  return ok(
    say(
      `${name} leads to DingTalk too; your application connects directly unless it has \`agent\``,
      `经 ${name} 也可以访问钉钉；应用没有设置 \`agent\` 时直连`,
    ),
  );
}

/** What hinders the proxy, if anything does. */
async function tryProxy({ agent, code, name }: EnvironmentProxy, settings: Settings) {
  const { api, oapi } = settings.origins;
  if (code) return fault(networkCause(code), settings, { proxy: name }, code);
  const reached = await Promise.all([api, oapi].map((origin) => reach(origin, settings, agent, name)));
  return reached.find(({ failure }) => failure)?.failure;
}

type Reached = Awaited<ReturnType<typeof reach>>;

async function reach(origin: string, settings: Settings, agent?: Agent, proxy?: string) {
  const { timeoutMs, originsFrom } = settings;
  const url = new URL(origin);
  const began = performance.now();
  const { code, stage, address = '', certificate } = await open(url, agent, timeoutMs);
  const reached = { origin, host: url.host, ms: Math.round(performance.now() - began) };
  if (code === undefined) return { ...reached, failure: undefined };
  // A name that was given by hand may well be meant to lead here.
  const isDingTalk = !originsFrom && !agent;
  const isHere = isDingTalk && code === 'ECONNREFUSED' && /^(?:127\.|0\.0\.0\.0|::1?$)/.test(address);
  const cause = isHere ? 'leads-here' : networkCause(code, stage);
  const to = !agent && /^(?:tls-silent|no-tls)$/.test(cause) ? await askPlainly(url) : undefined;
  const values = { host: url.host, proxy, address, to, ...(certificate && describe(certificate, settings)) };
  const failure =
    to === undefined ? fault(cause, settings, values, code) : fault('no-tls', settings, values, 'NO_TLS');
  return { ...reached, failure };
}

interface Opened {
  /** Why there is none. */
  code?: string | undefined;
  stage: Stage;
  address?: string | undefined;
  /** What was not accepted. */
  certificate?: PeerCertificate | undefined;
}

/** Opens a connection as a request would, and sends nothing on it. */
function open(url: URL, agent: Agent | undefined, timeoutMs: number): Promise<Opened> {
  const isTls = url.protocol === 'https:';
  const host = bare(url.hostname);
  return new Promise((resolve) => {
    let address: string | undefined;
    let stage: Stage = agent ? 'proxy' : isIP(host) ? 'connection' : 'name';
    const request = (isTls ? https : http).request({
      host,
      port: url.port || undefined,
      agent: agent ?? makeAgent(url.protocol),
      // To read the certificate that is not accepted.
      rejectUnauthorized: false,
    });
    const end = (code?: string, certificate?: PeerCertificate) => {
      clearTimeout(timer);
      resolve({ code, stage, address, certificate });
      request.destroy();
    };
    const timer = setTimeout(() => end('ETIMEDOUT'), timeoutMs);
    request.on('error', (error: NodeJS.ErrnoException & { address?: string }) => {
      address ??= error.address;
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
      socket.once('secureConnect', () => {
        const { authorized, authorizationError } = socket as TLSSocket;
        // As the application has it, too, which may look at no certificate at all.
        const ofAgents = agent ? undefined : https.globalAgent.options?.rejectUnauthorized;
        const looksAtThem = ofAgents ?? process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0';
        // Without a code of its own, an error is told by its message.
        const code = /^[A-Z_\d]+$/.exec(String(authorizationError))?.[0] ?? 'ECONNRESET';
        if (authorized || !looksAtThem) end();
        else end(code, (socket as TLSSocket).getPeerCertificate());
      });
    });
  });
}

function describe({ subject, issuer, ...certificate }: PeerCertificate, { say }: Settings): Values {
  const { subjectaltname = '', valid_from, valid_to } = certificate;
  const names = subjectaltname.split(', ', 3).map((name) => name.replace(/^[^:]+:/, ''));
  const shown = (text: unknown) => String(text ?? '').slice(0, 60);
  const dayOf = (text = '') => (Date.parse(text) ? new Date(text).toISOString().slice(0, 10) : '');
  return {
    certificate: say('certificate of ', '证书属于 ') + shown(names.join(', ') || subject?.CN),
    issuer: shown(issuer?.O ?? issuer?.CN),
    from: dayOf(valid_from),
    until: dayOf(valid_to),
  };
}

/** The origin that plain HTTP leads to, or an empty text; `undefined` where nothing speaks it within two seconds. */
async function askPlainly({ hostname, port }: URL): Promise<string | undefined> {
  const init: RequestInit = { redirect: 'manual', signal: AbortSignal.timeout(2000) };
  const answer = await fetch(`http://${hostname}:${port || 443}`, init).catch(() => undefined);
  return answer && (urlOf(answer.headers.get('location') ?? '')?.origin ?? '');
}
