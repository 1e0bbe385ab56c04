import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { isLoopbackAddress, isLoopbackHost, parseObject } from '../gateway/http.js';
import { eventFrame, type SimulatorEvent, type StreamFrame, systemFrame } from './events.js';

/** An event that is not answered in so long is sent again. */
const REPEAT_MS = 60_000;

/** How often DingTalk pings is not documented. A ping that was not answered when the next is due ends the connection. */
const PING_MS = 30_000;

const TICKET_LIFE_MS = 90_000;
const TICKET_LIMIT = 1000;
const EVENT_LIMIT = 10_000;

interface Connection {
  readonly clientId: string;
  readonly hearsEvents: boolean;
  readonly socket: WebSocket;
}

type Ticket = Pick<Connection, 'clientId' | 'hearsEvents'>;

/**
 * DingTalk's Stream mode: apps connect by WebSocket and are told events. On a port of its own, as it has a host of
 * its own at DingTalk: programs that offer to speak HTTP/2 by an `Upgrade` header are not disturbed.
 */
export class Stream {
  readonly events: SimulatorEvent[] = [];
  readonly #clock: () => number;
  readonly #server = createServer((_request, response) => response.writeHead(426).end());
  readonly #tickets = new Map<string, Ticket & { until: number }>();
  readonly #connections = new Set<Connection>();
  /** What waits for an answer: by messageId, the event. */
  readonly #sent = new Map<string, SimulatorEvent>();
  readonly #repeats = new Set<NodeJS.Timeout>();
  /** Apps that connected once. */
  readonly #subscribers = new Set<string>();

  constructor(clock: () => number) {
    this.#clock = clock;
    const sockets = new WebSocketServer({
      ...{ server: this.#server, path: '/connect', maxPayload: 64 * 1024 },
      verifyClient: ({ req }: { req: IncomingMessage }) =>
        isLoopbackAddress(req.socket.remoteAddress) &&
        isLoopbackHost(req.headers.host) &&
        this.#ticketOf(req) !== undefined,
    });
    sockets.on('connection', (socket, request) => this.#admit(socket, request));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Where to connect, with what ticket: good once. */
  open(ticketOf: Ticket): { endpoint: string; ticket: string } {
    const ticket = randomUUID();
    this.#tickets.set(ticket, { ...ticketOf, until: this.#clock() + TICKET_LIFE_MS });
    const [oldest] = this.#tickets.keys();
    if (this.#tickets.size > TICKET_LIMIT && oldest !== undefined) this.#tickets.delete(oldest);
    const { port } = this.#server.address() as AddressInfo;
    return { endpoint: `ws://127.0.0.1:${port}/connect`, ticket };
  }

  /** Tells an app, if it ever connected, until it answers that it heard. */
  tell(event: SimulatorEvent): void {
    if (!this.#subscribers.has(event.clientId)) return;
    this.events.push(event);
    if (this.events.length > EVENT_LIMIT) this.events.shift();
    this.#send(event, this.#clock());
  }

  /** Ends every connection as DingTalk does now and then: apps are told, and are to connect anew. */
  disconnect(): void {
    for (const { socket } of this.#connections) {
      send(socket, systemFrame('disconnect', { reason: 'connection is expired' }, this.#clock()));
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
    for (const { socket } of this.#connections) socket.terminate();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #send(event: SimulatorEvent, bornAt: number): void {
    const connection = [...this.#connections].find(
      ({ clientId, hearsEvents }) => hearsEvents && clientId === event.clientId,
    );
    if (connection) {
      event.sent += 1;
      const messageId = randomUUID();
      this.#sent.set(messageId, event);
      send(connection.socket, eventFrame(event, messageId, bornAt, this.#clock()));
    }
    const timer = setTimeout(() => {
      this.#repeats.delete(timer);
      if (event.answer !== 'SUCCESS') this.#send(event, bornAt);
    }, REPEAT_MS).unref();
    this.#repeats.add(timer);
  }

  #ticketOf({ url = '' }: IncomingMessage): { ticket: string; found: Ticket } | undefined {
    const ticket = new URLSearchParams(url.split('?', 2)[1]).get('ticket') ?? '';
    const found = this.#tickets.get(ticket);
    return found && found.until > this.#clock() ? { ticket, found } : undefined;
  }

  #admit(socket: WebSocket, request: IncomingMessage): void {
    const { ticket, found } = this.#ticketOf(request) ?? {};
    if (ticket === undefined || found === undefined) {
      socket.terminate();
      return;
    }
    this.#tickets.delete(ticket);
    const { clientId, hearsEvents } = found;
    const connection: Connection = { clientId, hearsEvents, socket };
    let awaited: string | undefined;
    const ping = () => {
      if (awaited !== undefined) return socket.terminate();
      const frame = systemFrame('ping', { opaque: randomUUID() }, this.#clock());
      awaited = frame.data;
      send(socket, frame);
    };
    const pings = setInterval(ping, PING_MS).unref();
    socket.on('message', (message, isBinary) => {
      if (isBinary) return socket.close(1003);
      const answer = readAnswer(String(message));
      if (answer.data === awaited) awaited = undefined;
      else this.#take(answer);
    });
    // What no client may send closes the connection, which is all there is to it.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(pings);
      this.#connections.delete(connection);
    });
    this.#connections.add(connection);
    if (hearsEvents) this.#subscribers.add(clientId);
    ping();
  }

  #take({ messageId, data }: { messageId: string; data: string }): void {
    const event = this.#sent.get(messageId);
    if (!event) return;
    this.#sent.delete(messageId);
    const { status } = parseObject(data) ?? {};
    if (typeof status === 'string') event.answer = status;
  }
}

function send(socket: WebSocket, frame: StreamFrame): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
}

/** What an app answers to a frame. */
function readAnswer(text: string): { messageId: string; data: string } {
  const { headers, data } = (parseObject(text) ?? {}) as Partial<StreamFrame>;
  return { messageId: String(headers?.messageId), data: String(data) };
}
