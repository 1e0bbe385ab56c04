import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FrameError, Messages, takeFrame, toFrame } from '../../../lib/simulator/stream/frames.js';
import { LIN, start } from '../helpers/start.js';
import { connect, open } from './helpers.js';

/** As a client sends it. */
function masked(opcode: number, payload: Buffer, mask: Buffer, isLast = true): Buffer {
  const frame = toFrame(opcode, payload);
  const head = Buffer.from(frame.subarray(0, frame.length - payload.length));
  head[0] = (isLast ? 0x80 : 0) | opcode;
  head[1] = (head[1] ?? 0) | 0x80;
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

const text = (words: string) => masked(1, Buffer.from(words), Buffer.from([1, 2, 3, 4]));

describe('frames', () => {
  it('are read whatever their length and mask, in whatever pieces they come', () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(125, 126, 65_535, 65_536).map((n) => 'x'.repeat(n)),
    );
    const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 4 }),
        mask,
        fc.integer({ min: 1, max: 70_000 }),
        (all, key, step) => {
          const bytes = Buffer.concat(all.map((each) => masked(1, Buffer.from(each), Buffer.from(key))));
          const messages = new Messages();
          const read: (string | undefined)[] = [];
          let rest: Buffer = Buffer.alloc(0);
          for (let at = 0; at < bytes.length; at += step) {
            rest = Buffer.concat([rest, bytes.subarray(at, at + step)]);
            for (let taken = takeFrame(rest); taken; taken = takeFrame(rest)) {
              rest = taken.rest;
              read.push(messages.add(taken.frame));
            }
          }
          expect(read).toEqual(all);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never make the reader fail in another way than by a status', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const messages = new Messages();
        try {
          for (let taken = takeFrame(Buffer.from(bytes)); taken; taken = takeFrame(taken.rest)) {
            if (taken.frame.opcode < 8) messages.add(taken.frame);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });
});

describe('a connection', () => {
  it('takes a message in parts, with a ping in between, and answers the ping', async () => {
    const simulator = await start();
    const app = await connect(simulator);
    await app.next();
    simulator.leave(LIN.unionId);
    const { headers } = await app.next();
    const answer = JSON.stringify({ code: 200, headers, message: 'OK', data: '{"status":"SUCCESS"}' });
    app.socket.send(answer.slice(0, 20), { fin: false });
    app.socket.ping('half way');
    app.socket.send(answer.slice(20), { fin: true });
    const [payload] = await once(app.socket, 'pong');
    expect(String(payload)).toBe('half way');
    app.socket.ping();
    await once(app.socket, 'pong');
    expect(simulator.events[0]?.answer).toBe('SUCCESS');
  });

  it('takes what is no answer for nothing', async () => {
    const simulator = await start();
    const app = await connect(simulator);
    await app.next();
    for (const message of ['', 'no JSON', 'null', '[]', '{"headers":null}', '{"data":5}'])
      app.socket.send(message);
    app.socket.ping();
    await once(app.socket, 'pong');
    expect(app.socket.readyState).toBe(1);
  });

  it('is closed with the status that was asked for', async () => {
    const app = await connect(await start());
    app.socket.close(4001);
    expect(await app.closed).toBe(4001);
  });

  it.each([
    ['binary', Buffer.from([0x82, 0x80, 0, 0, 0, 0]), 1003],
    ['without a mask', toFrame(1, Buffer.from('x')), 1002],
    ['of an extension', Buffer.concat([Buffer.from([0xc1]), text('x').subarray(1)]), 1002],
    ['of an unknown kind', Buffer.concat([Buffer.from([0x83]), text('x').subarray(1)]), 1002],
    ['a part of nothing', masked(0, Buffer.from('x'), Buffer.alloc(4)), 1002],
    [
      'a second beginning',
      Buffer.concat([masked(1, Buffer.from('x'), Buffer.alloc(4), false), text('y')]),
      1002,
    ],
    ['a ping in parts', masked(9, Buffer.alloc(0), Buffer.alloc(4), false), 1002],
    ['no UTF-8', masked(1, Buffer.from([0xff]), Buffer.alloc(4)), 1007],
    ['of more than 64 KiB', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]), 1009],
  ])('is closed over a frame that is %s', async (_what, bytes, status) => {
    const { endpoint, ticket } = JSON.parse((await open(await start())).body);
    const { port } = new URL(endpoint);
    const socket = connectTcp(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const handshake = [
      ...[`GET /connect?ticket=${ticket} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Upgrade: websocket'],
      ...['Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ];
    socket.write(Buffer.concat([Buffer.from(`${handshake.join('\r\n')}\r\n\r\n`), bytes, text('and more')]));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    const answer = Buffer.concat(chunks);
    // The example of the RFC's own.
    expect(answer.toString()).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(answer.subarray(-4)).toEqual(Buffer.from([0x88, 2, status >> 8, status & 0xff]));
  });

  it.each([
    ['no key', ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'], 400],
    [
      'another version',
      ['Upgrade: websocket', 'Sec-WebSocket-Version: 8', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
      426,
    ],
    ['another protocol', ['Upgrade: h2c'], 400],
    ['another host', ['Host: elsewhere.example', 'Upgrade: websocket'], 401],
  ])('is refused with %s', async (_what, lines, status) => {
    const { endpoint, ticket } = JSON.parse((await open(await start())).body);
    const { port } = new URL(endpoint);
    const socket = connectTcp(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const host = lines.some((line) => line.startsWith('Host:')) ? [] : [`Host: 127.0.0.1:${port}`];
    const asked = [`GET /connect?ticket=${ticket} HTTP/1.1`, ...host, 'Connection: Upgrade', ...lines];
    socket.write(`${asked.join('\r\n')}\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
