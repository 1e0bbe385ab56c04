import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { bare, forgetDead, hasIdle, idleTo, makeAgent, noteOpen } from './idle-connections.js';
import type { TransportSettings } from './options.js';

/** How long a connection waits for its first request. Servers close unused ones after a minute. */
const waitingMs = 50_000;

/** Bounds, because anyone can begin sign-ins. */
const pauseMs = 1000;
const mostUnused = 10;

/** Connections that an agent must allow, as one of them waits. */
const leastRoom = 4;

/** Takes the request whose connection was opened ahead, once; `undefined` if the connection has closed. */
type Take = () => ClientRequest | undefined;

/** The connection opened ahead to a host. */
interface Host {
  take?: Take | undefined;
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

  /** A new request, not sent yet. Throws Node's errors, for example for an agent of another protocol. */
  request(url: URL, method: string): ClientRequest {
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

  /** Opens a connection for the next POST, unless one is idle or too many were unused. Failures are ignored. */
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
    host.take = openConnection(url, agent, this.#settings.timeoutMs, () => {
      host.take = undefined;
      host.unused += 1;
    });
  }

  /** Closes the idle connections to a host, so that the next request gets a new one. */
  closeIdle(url: URL): void {
    const host = this.#hosts.get(url.origin);
    discard(host?.take?.());
    if (host) host.take = undefined;
    for (const socket of idleTo(this.#agentFor(url), url)) socket.destroy();
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

/**
 * Opens a connection by creating a request without sending it. This works with any agent, and the server sees no
 * request. Keeps the process alive only until it is open.
 * @param onEnd - called if it closes or fails before it is taken
 */
function openConnection(url: URL, agent: http.Agent, timeoutMs: number, onEnd: () => void): Take | undefined {
  let outgoing: ClientRequest;
  try {
    outgoing = makeRequest(url, 'POST', '/', agent);
  } catch {
    onEnd();
    return undefined;
  }
  const isTls = url.protocol === 'https:';
  let isOver = false;
  let timer = setTimeout(end, timeoutMs).unref();
  // An answer before the request was sent can only be an error, for example 408.
  outgoing.on('error', end).on('response', end).on('close', end);
  outgoing.once('socket', (socket) => {
    if (isOver) return;
    socket.unref?.();
    const isOpen = () => {
      if (isOver) return;
      noteOpen(socket);
      clearTimeout(timer);
      timer = setTimeout(end, waitingMs).unref();
    };
    if (isConnected(socket, isTls)) isOpen();
    else socket.once(isTls ? 'secureConnect' : 'connect', isOpen);
  });

  function end(): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    outgoing.destroy();
    onEnd();
  }

  return () => {
    // An agent for a proxy may have changed the path.
    if (outgoing.path !== '/' || outgoing.socket?.writable === false) end();
    if (isOver) return undefined;
    isOver = true;
    clearTimeout(timer);
    outgoing.off('error', end).off('response', end).off('close', end);
    outgoing.socket?.ref?.();
    return outgoing;
  };
}

/** Some agents for proxies assign a connection only when it is open. */
function isConnected(socket: Socket, isTls: boolean): boolean {
  if (socket.connecting) return false;
  return !isTls || (socket instanceof TLSSocket && socket.getFinished() !== undefined);
}

/** Drops a request that was not sent. Without a listener, its error event would end the process. */
export function discard(request: ClientRequest | undefined): void {
  request?.on('error', () => {}).destroy();
}

function makeRequest(url: URL, method: string, path: string, agent: http.Agent): ClientRequest {
  const { protocol, hostname, port } = url;
  // Without query and headers, which may have a token: NODE_DEBUG prints these options.
  const options = { protocol, host: bare(hostname), port, path, method, agent };
  return (protocol === 'https:' ? https : http).request(options);
}

/** Whether an agent keeps idle connections, and allows enough of them. */
function hasRoom(agent: http.Agent): boolean {
  const { keepAlive, maxSockets, maxTotalSockets } = agent as http.Agent & { keepAlive?: unknown };
  return keepAlive === true && !(maxSockets < leastRoom) && !(maxTotalSockets < leastRoom);
}
