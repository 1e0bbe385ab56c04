import { createHash } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { FrameError, Messages, OPCODE, takeFrame, toFrame } from './frames.js';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A client that was asked to close has so long to answer. */
const CLOSE_TIMEOUT_MS = 1000;

/** The server's end of a WebSocket: text messages, no extensions. */
export class StreamSocket {
  readonly #socket: Duplex;
  readonly #messages = new Messages();
  #bytes: Buffer = Buffer.alloc(0);
  #isClosing = false;
  /** After what no client may send nothing more is read. */
  #isDeaf = false;

  /** @param onMessage - called for each message that is complete */
  constructor(socket: Duplex, onMessage: (text: string) => void, onEnd: () => void) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk, onMessage));
    // A client that is gone is no trouble of ours.
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', onEnd);
  }

  send(message: object): void {
    if (!this.#isClosing) this.#write(OPCODE.text, Buffer.from(JSON.stringify(message)));
  }

  close(status: number): void {
    if (this.#isClosing) return;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(status);
    this.#write(OPCODE.close, payload);
    this.#isClosing = true;
    const timer = setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.#socket.writable) this.#socket.write(toFrame(opcode, payload));
  }

  #read(chunk: Buffer, onMessage: (text: string) => void): void {
    if (this.#isDeaf) return;
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    try {
      for (let taken = takeFrame(this.#bytes); taken; taken = takeFrame(this.#bytes)) {
        this.#bytes = taken.rest;
        const { opcode, payload } = taken.frame;
        if (opcode === OPCODE.close) {
          this.close(payload.length >= 2 ? payload.readUInt16BE(0) : 1000);
          this.#socket.end();
          return;
        }
        if (opcode === OPCODE.ping) this.#write(OPCODE.pong, payload);
        if (opcode >= OPCODE.close) continue;
        const text = this.#messages.add(taken.frame);
        if (text !== undefined) onMessage(text);
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#isDeaf = true;
      this.close(error.status);
      this.#socket.end();
    }
  }
}

/** Answers the handshake of a client. @returns whether it was one */
export function shakeHands({ method, headers }: IncomingMessage, socket: Duplex): boolean {
  const key = headers['sec-websocket-key'];
  const isOne =
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    typeof key === 'string' &&
    Buffer.from(key, 'base64').length === 16;
  if (!isOne || headers['sec-websocket-version'] !== '13') {
    refuse(socket, isOne ? 426 : 400, { 'sec-websocket-version': '13' });
    return false;
  }
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
  socket.write(`HTTP/1.1 101 ${STATUS_CODES[101]}\r\n${lines.join('\r\n')}\r\n\r\n`);
  return true;
}

export function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const all = { connection: 'close', 'content-length': '0', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`);
}
