import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { close, isLoopbackAddress, isLoopbackHost, parseObject } from '../gateway/http.js';
import type { SimulatorEvent } from '../types.js';
import { Secrets } from '../world/codes-and-tokens.js';

/** An event that is not answered in so long is sent again. */
const REPEAT_MS = 60_000;

/** How often DingTalk pings is not documented. A ping that was not answered when the next is due ends the connection. */
const PING_MS = 30_000;

const TICKET_LIFETIME_SECONDS = 90;
const EVENT_LIMIT = 10_000;

/** What an app connects for. */
interface Subscription {
  readonly clientId: string;
  readonly hearsEvents: boolean;
}

/** What an app answers to a frame, as far as it is read. */
interface AppAnswer {
  readonly headers?: { readonly messageId?: unknown } | null;
  readonly data?: unknown;
}

/**
 * DingTalk's Stream mode: apps connect by WebSocket and are told events. On a port of its own, as it has a host of
 * its own at DingTalk: programs that offer to speak HTTP/2 by an `Upgrade` header are not disturbed.
 */
export class Stream {
  readonly events: SimulatorEvent[] = [];
  readonly #clock: () => number;
  readonly #server = createServer((_request, response) => response.writeHead(426).end());
  readonly #tickets: Secrets<Subscription>;
  readonly #connections = new Map<WebSocket, Subscription>();
  /** What waits for an answer: by messageId, the event. */
  readonly #sent = new Map<string, SimulatorEvent>();
  readonly #repeats = new Set<NodeJS.Timeout>();
  /** Apps that connected once. */
  readonly #subscribers = new Set<string>();

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#tickets = new Secrets(clock, TICKET_LIFETIME_SECONDS);
    const sockets = new WebSocketServer({
      ...{ server: this.#server, path: '/connect', maxPayload: 64 * 1024 },
      verifyClient: ({ req }: { req: IncomingMessage }) =>
        isLoopbackAddress(req.socket.remoteAddress) &&
        isLoopbackHost(req.headers.host) &&
        this.#tickets.look(ticketIn(req)) !== undefined,
    });
    sockets.on('connection', (socket, request) => {
      const subscription = this.#tickets.spend(ticketIn(request));
      if (subscription) this.#admit(socket, subscription);
      else socket.terminate();
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Where to connect, with what ticket: good once. */
  open(subscription: Subscription): { endpoint: string; ticket: string } {
    const { port } = this.#server.address() as AddressInfo;
    return { endpoint: `ws://127.0.0.1:${port}/connect`, ticket: this.#tickets.issue(subscription) };
  }

  /** Tells an app, if it ever connected, until it answers that it heard. */
  tell(event: SimulatorEvent): void {
    if (!this.#subscribers.has(event.clientId)) return;
    this.events.push(event);
    if (this.events.length > EVENT_LIMIT) this.events.shift();
    this.#deliver(event, this.#clock());
  }

  /** Ends every connection as DingTalk does now and then: apps are told, and are to connect anew. */
  disconnect(): void {
    for (const socket of this.#connections.keys()) {
      this.#send(socket, 'SYSTEM', 'disconnect', JSON.stringify({ reason: 'connection is expired' }));
      socket.close(1000);
    }
  }

  /** Forgets all events. Connections stay. */
  reset(): void {
    for (const timer of this.#repeats) clearTimeout(timer);
    this.#repeats.clear();
    this.#sent.clear();
    this.events.length = 0;
  }

  async close(): Promise<void> {
    this.reset();
    for (const socket of this.#connections.keys()) socket.terminate();
    await close(this.#server);
  }

  #deliver(event: SimulatorEvent, bornAt: number): void {
    const { clientId, eventType, eventId, corpId, data } = event;
    const connections = [...this.#connections];
    const [socket] = connections.find(([, to]) => to.hearsEvents && to.clientId === clientId) ?? [];
    if (socket) {
      event.sent += 1;
      const messageId = this.#send(socket, 'EVENT', '*', data, {
        ...{ eventType, eventId, eventCorpId: corpId },
        ...{ eventBornTime: String(bornAt), eventUnifiedAppId: clientId },
      });
      this.#sent.set(messageId, event);
    }
    const timer = setTimeout(() => {
      this.#repeats.delete(timer);
      if (event.answer !== 'SUCCESS') this.#deliver(event, bornAt);
    }, REPEAT_MS).unref();
    this.#repeats.add(timer);
  }

  #admit(socket: WebSocket, subscription: Subscription): void {
    let awaited: string | undefined;
    const ping = () => {
      if (awaited !== undefined) return socket.terminate();
      awaited = JSON.stringify({ opaque: randomUUID() });
      this.#send(socket, 'SYSTEM', 'ping', awaited);
    };
    const pings = setInterval(ping, PING_MS).unref();
    socket.on('message', (message, isBinary) => {
      if (isBinary) return socket.close(1003);
      const { headers, data }: AppAnswer = parseObject(String(message)) ?? {};
      if (data !== undefined && data === awaited) awaited = undefined;
      else this.#take(headers?.messageId, data);
    });
    // What no client may send closes the connection, which is all there is to it.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(pings);
      this.#connections.delete(socket);
    });
    this.#connections.set(socket, subscription);
    if (subscription.hearsEvents) this.#subscribers.add(subscription.clientId);
    ping();
  }

  /** Sends a frame. @returns its messageId, which the app's answer has too */
  #send(socket: WebSocket, type: 'EVENT' | 'SYSTEM', topic: string, data: string, more: object = {}): string {
    const messageId = randomUUID();
    const time = String(this.#clock());
    const headers = { topic, messageId, contentType: 'application/json', time, ...more };
    const frame = { specVersion: '1.0', type, headers, data };
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
    return messageId;
  }

  #take(messageId: unknown, data: unknown): void {
    const event = typeof messageId === 'string' && this.#sent.get(messageId);
    if (!event) return;
    this.#sent.delete(messageId);
    const { status } = (typeof data === 'string' && parseObject(data)) || {};
    if (typeof status === 'string') event.answer = status;
  }
}

function ticketIn({ url = '' }: IncomingMessage): string {
  return new URLSearchParams(url.split('?', 2)[1]).get('ticket') ?? '';
}
