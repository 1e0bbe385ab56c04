import { once } from 'node:events';
import { describe, expect } from 'vitest';
import { call, it, LIN, start } from '../helpers/start.js';
import { connect, open } from './helpers.js';

describe('a connection', () => {
  it('takes a message in parts, with a ping in between, and answers the ping', async ({ simulator }) => {
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

  it('takes what is no answer for nothing', async ({ simulator }) => {
    const app = await connect(simulator);
    await app.next();
    simulator.leave(LIN.unionId);
    const odd = { toString: 1 };
    const given = [{ headers: null }, { data: 5 }, { headers: { messageId: odd } }];
    const answer = { headers: (await app.next()).headers, data: odd };
    for (const message of [
      '',
      'no JSON',
      'null',
      '[]',
      ...[...given, answer].map((each) => JSON.stringify(each)),
    ])
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

  it('is closed over a message that is no text, or of more than 64 KiB', async ({ simulator }) => {
    for (const [message, status] of [
      [Buffer.from('x'), 1003],
      ['x'.repeat(64 * 1024 + 1), 1009],
    ] as const) {
      const app = await connect(simulator);
      app.socket.send(message);
      expect(await app.closed).toBe(status);
    }
  });

  it.each([
    ['another host', { host: 'elsewhere.example' }, 401],
    ['another version', { 'sec-websocket-version': '7' }, 400],
    ['another protocol', { upgrade: 'h2c' }, 400],
    ['no protocol', { upgrade: '', connection: 'close' }, 426],
  ])('is refused with %s', async (_what, headers, status) => {
    const { endpoint, ticket } = JSON.parse((await open(await start())).body);
    const handshake = {
      ...{ connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    };
    const url = `${endpoint.replace('ws:', 'http:')}?ticket=${ticket}`;
    expect((await call(url, { headers: { ...handshake, ...headers } })).status).toBe(status);
  });
});
