import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long an idle connection is kept when the server says nothing of it. */
const idleMs = 60_000;

/** So much sooner than the server would close it: a request that is on its way by then would be lost. */
const marginMs = 1000;

/** Timers of the platform count no further. */
const longestMs = 2 ** 31 - 1;

/** As many as sign-ins may well come at once; whatever is opened beyond that is closed after its answer. */
const maxIdle = 20;

const allowed = new WeakMap<Duplex, number>();

/** Connections that have been used, which an agent with a queue may hand on without saying so. */
const used = new WeakSet<Duplex>();

/** Whether a request goes out on a connection that stood idle, and so may be closing. */
export function isReused({ reusedSocket }: http.ClientRequest, socket: Duplex): boolean {
  const isReused = reusedSocket || used.has(socket);
  used.add(socket);
  return isReused;
}

/** The hint that was read last: a server gives the same with every answer. */
let last = { hint: '', ms: idleMs };

/**
 * Notes how long the server will keep a connection.
 * @param keepAlive - its answer's header `Keep-Alive`, such as `timeout=65, max=100`
 */
export function noteIdleTime(socket: Duplex, keepAlive: string | undefined): void {
  if (!keepAlive) return;
  if (keepAlive !== last.hint) last = { hint: keepAlive, ms: readHint(keepAlive) };
  if (allowed.get(socket) !== last.ms) allowed.set(socket, last.ms);
}

function readHint(keepAlive: string): number {
  const seconds = /(?:^|[\s,;])timeout=(\d+)/i.exec(keepAlive)?.[1];
  return seconds ? Math.min(Number(seconds) * 1000 - marginMs, longestMs) : idleMs;
}

/** What Node's own does, except for how long. Node heeds the hint only where it is shorter than its own time. */
function keep(socket: Socket, keepAliveMsecs: number): boolean {
  const ms = allowed.get(socket) ?? idleMs;
  if (ms <= 0) return false;
  socket.setKeepAlive(true, keepAliveMsecs);
  socket.unref();
  // Runs on while the connection is in use, where it has no listener and each byte sets it back.
  if (socket.timeout !== ms) socket.setTimeout(ms);
  return true;
}

class HttpAgent extends http.Agent {
  override keepSocketAlive(socket: Duplex): boolean {
    return keep(socket as Socket, 1000);
  }
}

class HttpsAgent extends https.Agent {
  override keepSocketAlive(socket: Duplex): boolean {
    return keep(socket as Socket, 1000);
  }
}

/**
 * An agent that keeps idle connections for as long as the server does, the newest of which is used first. What the
 * application has set on Node's global agent holds for it too: certificates, the proxy of the environment. A global
 * agent of another class, with which some proxies are set up, is used itself.
 */
export function makeAgent(protocol: string): http.Agent {
  const [{ globalAgent }, NodesOwn, Ours] =
    protocol === 'https:' ? [https, https.Agent, HttpsAgent] : [http, http.Agent, HttpAgent];
  if (Object.getPrototypeOf(globalAgent) !== NodesOwn.prototype) return globalAgent;
  const agent = new Ours({ ...settingsOf(globalAgent), keepAlive: true });
  // Not by an option, of which Node's agent copies each for every request.
  agent.maxFreeSockets = maxIdle;
  return agent;
}

/** What the application has set on an agent, but for what is ours to say. */
function settingsOf(agent: http.Agent): http.AgentOptions {
  const { options = {} } = agent as { options?: http.AgentOptions };
  const { keepAlive, scheduling, timeout, maxSockets, maxTotalSockets, maxFreeSockets, ...others } = options;
  return others;
}

/** The idle connections to a host, in the agent's own lists. */
export function idleTo({ freeSockets }: http.Agent, { protocol, hostname, port }: URL): Socket[][] {
  // What Node documents of the lists' names is that they begin like this.
  const name = `${bare(hostname)}:${port || (protocol === 'https:' ? 443 : 80)}:`;
  return Object.entries(freeSockets ?? {}).flatMap(([key, sockets]) =>
    sockets && key.startsWith(name) ? [sockets] : [],
  );
}

export function hasIdle(agent: http.Agent, url: URL): boolean {
  return idleTo(agent, url).some((sockets) => sockets.some(({ writable }) => writable));
}

/** Node looks at the oldest only, though it hands out the newest; one that is closing is of no use. */
export function forgetDead({ freeSockets }: http.Agent): void {
  for (const name in freeSockets) {
    const sockets = freeSockets[name];
    while (sockets?.length && !sockets.at(-1)?.writable) sockets.pop();
  }
}

/** An IPv6 address without its brackets. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
