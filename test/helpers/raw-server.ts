import { once } from 'node:events';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import tls from 'node:tls';
import { closeAfterTest } from './start.js';

/** A TCP server that says exactly the bytes it is told to, whatever HTTP may think of them. */
export interface RawServer {
  origin: string;
  /** The requests so far, each as text. */
  received: string[];
  /** Connections that are open now. */
  open(): number;
  /** Connections that there were in all. */
  accepted(): number;
  /** The same, once those that are still on their way have come: a later one is accepted later. Without TLS only. */
  acceptedByNow(): Promise<number>;
  closeConnections(): void;
  close(): Promise<void>;
}

/** What to do once a whole request has come in. */
export type Respond = (socket: net.Socket, request: string) => void;

/**
 * Closed when the test is over, if not before.
 * @param certificate - for TLS
 * @param accept - is given each connection before anything has come in
 */
export async function startRawServer(
  respond: Respond,
  {
    certificate,
    accept = () => {},
  }: { certificate?: { key: string; cert: string }; accept?: (socket: net.Socket) => void } = {},
): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  const received: string[] = [];
  const probes = new Set<number | undefined>();
  const ports: (number | undefined)[] = [];
  const accepted = () => ports.filter((port) => !probes.has(port)).length;
  const take = (socket: net.Socket) => {
    ports.push(socket.remotePort);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that hangs up is what half of these tests are about.
    socket.on('error', () => socket.destroy());
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const [head, body] = text.split('\r\n\r\n', 2);
      if (head === undefined || body === undefined) return;
      if (body.length < Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)) return;
      received.push(text);
      const request = text;
      text = '';
      respond(socket, request);
    });
    accept(socket);
  };
  const server = certificate ? tls.createServer(certificate, take) : net.createServer(take);
  const closeConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const close = async () => {
    closeConnections();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  closeAfterTest(close);
  return {
    origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    received,
    open: () => sockets.size,
    accepted,
    async acceptedByNow() {
      // A connection that was asked for is begun on the next turn.
      await turn();
      const probe = net.connect(port, '127.0.0.1').on('error', () => {});
      const closed = new Promise((resolve) => probe.on('close', resolve));
      await new Promise((resolve) => probe.on('connect', resolve));
      const { localPort } = probe;
      probes.add(localPort);
      while (!ports.includes(localPort)) await turn();
      probe.destroy();
      await closed;
      while ([...sockets].some(({ remotePort }) => remotePort === localPort)) await turn();
      return accepted();
    },
    closeConnections,
    close,
  };
}

/** Gives one answer after the other, the last of them again and again. */
export function inTurn(...answers: (string | Respond)[]): Respond {
  let count = 0;
  return (socket, request) => {
    const next = answers[Math.min(count, answers.length - 1)] ?? '';
    count += 1;
    if (typeof next === 'function') next(socket, request);
    else socket.write(next);
  };
}

/** An HTTP answer as bytes, with the headers that make it complete. */
export function answer(
  status: number,
  body: string | object,
  headers: Record<string, string | number> = {},
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = {
    'Content-Type': 'application/json;charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n${text}`;
}
