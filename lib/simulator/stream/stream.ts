import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { close, isLoopbackHost, parseObject, textOf } from '../gateway/http.js';
import type { SimulatorEvent } from '../types.js';
import { Secrets } from '../world/codes-and-tokens.js';

/** An event that is not answered in so long is sent again. */
const REPEAT_MS = 60_000;

/** How often DingTalk pings is not documented. A ping that was not answered when the next is due ends the connection. */
const PING_MS = 30_000;

const TICKET_LIFETIME_SECONDS = 90;
const EVENT_LIMIT = 10_000;

interface Subscription {
  readonly clientId: string;
  readonly hearsEvents: boolean;
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
  /** Apps that connected once. */
  readonly #subscribers = new Set<string>();

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#tickets = new Secrets(clock, TICKET_LIFETIME_SECONDS);
    const sockets = new WebSocketServer({
      ...{ server: this.#server, path: '/connect', maxPayload: 64 * 1024 },
      verifyClient: ({ req }: { req: IncomingMessage }) =>
        isLoopbackHost(req.headers.host) && this.#tickets.look(ticketIn(req)) !== undefined,
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

  /** Forgets all events, so that none is sent again. Connections stay. */
  reset(): void {
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
      // By which the app's answer tells the event.
      const messageId = `${eventId}.${event.sent}`;
      this.#send(socket, 'EVENT', '*', data, {
        ...{ messageId, eventType, eventId, eventCorpId: corpId },
        ...{ eventBornTime: String(bornAt), eventUnifiedAppId: clientId },
      });
    }
    const again = () => {
      if (event.answer !== 'SUCCESS' && this.events.includes(event)) this.#deliver(event, bornAt);
    };
    setTimeout(again, REPEAT_MS).unref();
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
      const answer = parseObject(String(message)) ?? {};
      const data = textOf(answer, 'data') ?? '';
      if (data === awaited) awaited = undefined;
      const messageId = textOf({ ...(answer.headers as object) }, 'messageId');
      const event = this.events.find(({ eventId }) => messageId?.startsWith(eventId));
      const status = textOf(parseObject(data) ?? {}, 'status');
      if (event && event.answer !== 'SUCCESS' && status !== undefined) event.answer = status;
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

  #send(socket: WebSocket, type: 'EVENT' | 'SYSTEM', topic: string, data: string, more: object = {}): void {
    const time = String(this.#clock());
    const headers = { topic, messageId: randomUUID(), contentType: 'application/json', time, ...more };
    const frame = { specVersion: '1.0', type, headers, data };
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  }
}

function ticketIn({ url = '' }: IncomingMessage): string {
  return new URLSearchParams(url.split('?', 2)[1]).get('ticket') ?? '';
}
