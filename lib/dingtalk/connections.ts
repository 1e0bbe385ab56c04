import http from 'node:http';
import https from 'node:https';
import { bare, forgetDead, hasIdle, idleTo, makeAgent } from './idle-connections.js';
import type { TransportSettings } from './options.js';
import { openAhead, type TakeRequest, waitingMs } from './preconnection.js';

/** Bounds, because anyone can begin sign-ins. */
const pauseMs = 1000;
const mostUnused = 10;

/** Room that an agent must have besides the waiting connection. */
const leastRoom = 4;

/** The connection opened ahead to a host. */
interface Host {
  take?: TakeRequest | undefined;
  /** When one was last opened, and last requested. */
  openedAt: number;
  wishedAt: number;
  /** How many in a row were not used. */
  unused: number;
}

/** The connections of one client to DingTalk's hosts. */
export class Connections {
  readonly #settings: TransportSettings;
  readonly #agents = new Map<string, http.Agent>();
  readonly #hosts = new Map<string, Host>();

  constructor(settings: TransportSettings) {
    this.#settings = settings;
  }

  /**
   * A new request, not sent yet.
   * @throws Error of Node, for example for an agent of another protocol
   */
  request(url: URL, method: string): http.ClientRequest {
    const agent = this.#agentFor(url);
    if (!this.#settings.agent) forgetDead(agent);
    const host = method === 'POST' ? this.#hosts.get(url.origin) : undefined;
    if (host && (host.take || host.unused) && !hasIdle(agent, url)) {
      const { take } = host;
      host.take = undefined;
      // A connection opened ahead was used, or would have been.
      if (take || performance.now() - host.wishedAt < waitingMs) host.unused = 0;
      const taken = take?.();
      if (taken) return taken;
    }
    return makeRequest(url, method, url.pathname, agent);
  }

  /**
   * Opens a connection for the next POST to a host in the background, unless there is an idle one or too many were
   * unused. Failures are ignored.
   */
  openAhead(url: URL): void {
    const agent = this.#agentFor(url);
    if (!this.#settings.preconnect || !hasRoom(agent)) return;
    const host = this.#hosts.get(url.origin) ?? { openedAt: -Infinity, wishedAt: 0, unused: 0 };
    this.#hosts.set(url.origin, host);
    const now = performance.now();
    host.wishedAt = now;
    if (host.take || host.unused >= mostUnused || now - host.openedAt < pauseMs) return;
    if (hasIdle(agent, url)) return;
    host.openedAt = now;
    host.take = openAhead(() => makeRequest(url, 'POST', '/', agent), {
      ...{ isTls: url.protocol === 'https:', timeoutMs: this.#settings.timeoutMs },
      onEnd: () => {
        host.take = undefined;
        host.unused += 1;
      },
    });
  }

  /** Closes the idle connections to a host, so that the next request gets a new one. */
  closeIdle(url: URL): void {
    const host = this.#hosts.get(url.origin);
    discard(host?.take?.());
    if (host) host.take = undefined;
    for (const sockets of idleTo(this.#agentFor(url), url)) for (const socket of sockets) socket.destroy();
  }

  #agentFor({ protocol }: URL): http.Agent {
    let agent = this.#settings.agent ?? this.#agents.get(protocol);
    if (!agent) {
      agent = makeAgent(protocol);
      this.#agents.set(protocol, agent);
    }
    return agent;
  }
}

/** Drops a request that was not sent. Without a listener, its error event would end the process. */
export function discard(request: http.ClientRequest | undefined): void {
  request?.on('error', () => {}).destroy();
}

function makeRequest(url: URL, method: string, path: string, agent: http.Agent): http.ClientRequest {
  const { protocol, hostname, port } = url;
  // Without query and headers, which may have a token: NODE_DEBUG prints these options.
  const options = { protocol, host: bare(hostname), port, path, method, agent };
  return (protocol === 'https:' ? https : http).request(options);
}

/** Whether an agent keeps idle connections, and has room for one more. */
function hasRoom(agent: http.Agent): boolean {
  const { keepAlive, maxSockets, maxTotalSockets } = agent as http.Agent & { keepAlive?: unknown };
  return keepAlive === true && !(maxSockets < leastRoom) && !(maxTotalSockets < leastRoom);
}
