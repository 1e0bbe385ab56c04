import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Simulator } from '../../../lib/simulator/index.js';
import { APP, call, type Received } from '../helpers/start.js';

const EVENTS = [{ type: 'EVENT', topic: '*' }];

export function open(simulator: Simulator, more: object = {}): Promise<Received> {
  const { clientId, clientSecret } = APP;
  return call(`${simulator.origins.api}/v1.0/gateway/connections/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ clientId, clientSecret, ua: '', subscriptions: EVENTS, ...more }),
  });
}

/** An app's end of the stream, message by message. */
export interface Listener {
  socket: WebSocket;
  /** The next frame that nobody has asked for yet, whatever it is about. */
  next(): Promise<{ type: string; headers: Record<string, string>; data: string }>;
  /** How the connection was closed. */
  closed: Promise<number>;
  answer(messageId: string | undefined, data: string): void;
}

export async function connect(simulator: Simulator, more: object = {}): Promise<Listener> {
  const { endpoint, ticket } = JSON.parse((await open(simulator, more)).body);
  return connectTo(`${endpoint}?ticket=${ticket}`);
}

export async function connectTo(url: string): Promise<Listener> {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  socket.on('message', (data) => frames.push(String(data)));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await once(socket, 'open');
  return {
    socket,
    closed,
    async next() {
      while (frames.length === 0) await once(socket, 'message');
      return JSON.parse(frames.shift() ?? '');
    },
    answer(messageId, data) {
      const headers = { contentType: 'application/json', messageId };
      socket.send(JSON.stringify({ code: 200, headers, message: 'OK', data }));
    },
  };
}
