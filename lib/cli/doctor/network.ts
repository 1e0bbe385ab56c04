import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import tls from 'node:tls';
import type { Words } from '../language.js';
import { openTunnel, proxyFor } from '../proxy.js';
import { type Finding, ok, wrong } from './finding.js';
import type { Settings } from './settings.js';

/** How far a connection came. */
type Stage = 'proxy' | 'name' | 'connection' | 'tls';

type Reached =
  | { host: string; proxy: URL | undefined; ms: number; failed?: undefined }
  | { host: string; proxy: URL | undefined; failed: Stage; code: string };

/** Name, connection, TLS and time to each host. */
export async function checkNetwork(settings: Settings): Promise<{ finding: Finding; isReached: boolean }> {
  const { login, api, oapi } = settings.origins;
  try {
    const reached = await Promise.all(
      [...new Set([login, api, oapi])].map((origin) => reach(origin, settings)),
    );
    const failed = reached.filter((one) => one.failed !== undefined);
    // Only the person's browser goes there.
    const isReached = failed.every(({ host }) => host === new URL(login).host && login !== api);
    return { finding: find(reached, failed, isReached), isReached };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return {
      isReached: false,
      finding: wrong(
        'network',
        { en: 'HTTPS_PROXY is no http: or https: URL', zh: 'HTTPS_PROXY 不是 http: 或 https: URL' },
        {
          en: 'Set it to the like of http://proxy.example.com:8080.',
          zh: '请设置为 http://proxy.example.com:8080 这样的地址。',
        },
      ),
    };
  }
}

function find(reached: readonly Reached[], failed: readonly Reached[], isReached: boolean): Finding {
  const proxies = [...new Set(reached.flatMap(({ proxy }) => (proxy ? [proxy.origin] : [])))];
  const through = {
    en: proxies.length ? `, through the proxy ${proxies.join(', ')}` : '',
    zh: proxies.length ? `，经由代理 ${proxies.join('、')}` : '',
  };
  const message = {
    en: `${reached.map((one) => `${one.host} ${said(one).en}`).join(', ')}${through.en}`,
    zh: `${reached.map((one) => `${one.host} ${said(one).zh}`).join('，')}${through.zh}`,
  };
  const [first] = failed;
  if (first?.failed === undefined) return ok('network', message);
  const remedy = remedies[first.failed];
  if (!isReached) return wrong('network', message, remedy, first.code);
  const browser = {
    en: 'Only browsers go to that host: if they reach it, nothing is wrong.',
    zh: '只有浏览器会访问该域名：浏览器能访问即可。',
  };
  return { name: 'network', state: 'unknown', message, remedy: browser, code: first.code };
}

function said(one: Reached): Words {
  if (one.failed === undefined) return { en: `${one.ms} ms`, zh: `${one.ms} 毫秒` };
  const { en, zh } = stages[one.failed];
  return { en: `${en} (${one.code})`, zh: `${zh}（${one.code}）` };
}

const stages: Readonly<Record<Stage, Words>> = {
  proxy: { en: 'not reached by the proxy', zh: '代理无法连接' },
  name: { en: 'has no address', zh: '无法解析' },
  connection: { en: 'does not take the connection', zh: '无法建立连接' },
  tls: { en: 'is not trusted, or speaks no TLS', zh: 'TLS 握手失败' },
};

const remedies: Readonly<Record<Stage, Words>> = {
  proxy: {
    en: 'Compare HTTPS_PROXY with what your network’s administrator says, and have the host allowed there. PROXY_407 is\na wrong user or password, which belong into the URL.',
    zh: '请与网络管理员核对 HTTPS_PROXY，并请其放行该域名。PROXY_407 表示用户名或密码有误，它们应写在 URL 中。',
  },
  name: {
    en: 'Look at this machine’s DNS. Where names of the Internet are not resolved, set HTTPS_PROXY.',
    zh: '请检查本机的 DNS。如果网络不解析公网域名，请设置 HTTPS_PROXY。',
  },
  connection: {
    en: 'Let this machine out to port 443 of the host, or set HTTPS_PROXY.',
    zh: '请放行本机到该主机 443 端口的连接，或设置 HTTPS_PROXY。',
  },
  tls: {
    en: 'Something in between answers with a certificate of its own. Give Node that authority’s certificate:\nNODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    zh: '中间的某个环节使用了自己的证书。请让 Node 信任签发它的 CA：\nNODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  },
};

async function reach(origin: string, { env, timeoutMs }: Settings): Promise<Reached> {
  const url = new URL(origin);
  const { host, protocol } = url;
  const proxy = proxyFor(url, env);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (protocol === 'https:' ? 443 : 80));
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(timeoutMs);
  let stage: Stage = proxy ? 'proxy' : isIP(hostname) ? 'connection' : 'name';
  let socket: Socket | undefined;
  try {
    if (proxy) {
      socket = await openTunnel(proxy, hostname, port, timeoutMs);
    } else {
      socket = connect({ host: hostname, port });
      socket.once('lookup', (error: Error | null) => {
        if (!error) stage = 'connection';
      });
      await once(socket, 'connect', { signal });
    }
    if (protocol === 'https:') {
      stage = 'tls';
      socket = tls.connect({ socket, ...(isIP(hostname) ? {} : { servername: hostname }) });
      await once(socket, 'secureConnect', { signal });
    }
    return { host, proxy, ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return { host, proxy, failed: stage, code: name === 'AbortError' ? 'ETIMEDOUT' : (code ?? name) };
  } finally {
    // What still comes of it is of no interest, and must not end the process.
    socket?.on('error', () => {}).destroy();
  }
}
