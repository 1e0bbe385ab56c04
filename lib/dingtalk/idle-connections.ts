import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { longestTimerMs } from './values.js';

/** How long an idle connection is kept without a `Keep-Alive` header. */
const idleMs = 60_000;

/** How much sooner than the server we close it, so that no request is lost. */
const marginMs = 1000;

/** Idle connections to keep for bursts of sign-ins; others are closed after their answer. */
const maxIdle = 20;

/** How long the server keeps each connection, in milliseconds. */
const allowed = new WeakMap<Duplex, number>();

/** Connections that were used before or opened ahead. Agents with a queue don't set `reusedSocket`. */
const open = new WeakSet<Duplex>();

export function noteOpen(socket: Duplex): void {
  open.add(socket);
}

/** Whether a request is sent on a connection that was idle, which may be closing: `call.ts` then repeats the request. */
export function isReused({ reusedSocket }: http.ClientRequest, socket: Duplex): boolean {
  return reusedSocket || open.has(socket);
}

/** Remembers how long the server will keep a connection, by its header, for example `timeout=65, max=100`. */
export function noteIdleTime(socket: Duplex, keepAlive: string): void {
  const seconds = /(?:^|[\s,;])timeout=(\d+)/i.exec(keepAlive)?.[1];
  allowed.set(socket, seconds ? Math.min(Number(seconds) * 1000 - marginMs, longestTimerMs) : idleMs);
}

/** As Node's own, but for as long as the server allows. Node follows the header only if it is shorter. */
function keepSocketAlive(stream: Duplex): boolean {
  const socket = stream as Socket;
  const ms = allowed.get(socket) ?? idleMs;
  if (ms <= 0) return false;
  socket.setKeepAlive(true, 1000);
  socket.unref();
  // Node's agent ends only idle connections at this timeout, and each byte restarts it.
  if (socket.timeout !== ms) socket.setTimeout(ms);
  return true;
}

/**
 * An agent that keeps idle connections for as long as the server does, and uses the newest first. It takes over the
 * settings of Node's global agent, such as certificates and proxy. A global agent of another class, which some proxies
 * install, is used itself.
 */
export function makeAgent(protocol: string): http.Agent {
  const { globalAgent, Agent } = protocol === 'https:' ? https : http;
  if (Object.getPrototypeOf(globalAgent) !== Agent.prototype) return globalAgent;
  const { options = {} } = globalAgent as { options?: http.AgentOptions };
  const { scheduling, timeout, maxSockets, maxTotalSockets, maxFreeSockets, ...others } = options;
  const agent = new Agent({ ...others, keepAlive: true });
  // Not an option, because Node's agent copies all options for each request.
  agent.maxFreeSockets = maxIdle;
  return Object.assign(agent, { keepSocketAlive });
}

/** An agent's idle connections to a host. */
export function idleTo({ freeSockets }: http.Agent, { protocol, hostname, port }: URL): Socket[] {
  // Node documents only how the names of its lists begin.
  const name = `${bare(hostname)}:${port || (protocol === 'https:' ? 443 : 80)}:`;
  return Object.entries(freeSockets ?? {}).flatMap(([key, sockets]) =>
    sockets && key.startsWith(name) ? sockets : [],
  );
}

export function hasIdle(agent: http.Agent, url: URL): boolean {
  return idleTo(agent, url).some(({ writable }) => writable);
}

/** Removes closing connections: Node checks the oldest only, but uses the newest. */
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
