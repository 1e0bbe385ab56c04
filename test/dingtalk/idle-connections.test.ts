import http from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import type { DingTalkClientOptions } from '../../lib/dingtalk/options.js';
import { trustedCertificate } from '../helpers/certificate.js';
import { answer, inTurn, type RawServer, type Respond, startRawServer } from '../helpers/raw-server.js';

afterEach(() => {
  vi.useRealTimers();
});

type Setup = Parameters<typeof startRawServer>[1];

async function start(respond: Respond, setup?: Setup, options: Partial<DingTalkClientOptions> = {}) {
  const server = await startRawServer(respond, setup);
  const origins = { api: server.origin, oapi: server.origin };
  return {
    server,
    client: new DingTalkClient({ clientID: 'c', clientSecret: 's3cret', origins, ...options }),
  };
}

const cut: Respond = (socket) => socket.destroy();

const tokens = answer(200, { accessToken: 'a-token', expireIn: 7200 });
const usedCode = answer(400, { code: 'invalidParameter.authCode.notFound', message: 'x', requestid: 'r' });
const codeIn = (request: string) => /"code":"([^"]*)"/.exec(request)?.[1] ?? '';
const requestsFor = ({ received }: RawServer, code: string) =>
  received.filter((request) => codeIn(request) === code);

describe('a server that closes connections after an idle second, after an answer, and as a request arrives', () => {
  it.each([
    ['without TLS', 500, false],
    ['with TLS', 200, true],
  ])('costs none of the sign-ins, %s: of %i', async (_how, count, isTls) => {
    const certificate = isTls ? await trustedCertificate() : undefined;
    if (certificate) onTestFinished(certificate.forget);
    const random = dice();
    let isCalm = false;
    const served = new WeakSet<Socket>();
    const heard = new Set<string>();
    const met = { closedAfterAnswer: 0, closedOnArrival: 0, closedIdle: 0 };
    const { client, server } = await start(
      (socket, request) => {
        // Too late to be heard.
        if (socket.writableEnded) return;
        if (!isCalm && served.has(socket) && random() < 0.3) {
          met.closedOnArrival += 1;
          if (isTls || random() < 0.5) socket.destroy();
          else socket.resetAndDestroy();
          return;
        }
        served.add(socket);
        const code = codeIn(request);
        if (!code) {
          socket.write(
            answer(200, { unionId: /^x-acs-dingtalk-access-token: (.*)\r$/im.exec(request)?.[1] }),
          );
        } else {
          socket.write(heard.has(code) ? usedCode : answer(200, { accessToken: code, expireIn: 7200 }));
          heard.add(code);
        }
        if (!isCalm && random() < 0.3) {
          met.closedAfterAnswer += 1;
          socket.end();
        }
      },
      {
        ...(certificate && { certificate }),
        accept: (socket) =>
          socket.setTimeout(1000, () => {
            met.closedIdle += 1;
            socket.end();
          }),
      },
      { timeoutMs: 60_000 },
    );

    const signIn = async (code: string) => {
      client.preconnect();
      const { accessToken } = await client.exchangeCode(code);
      expect((await client.me(accessToken)).unionId).toBe(code);
    };
    const visitors = 20;
    const all = (work: (visitor: number) => Promise<void>) =>
      Promise.all(Array.from({ length: visitors }, (_, visitor) => work(visitor)));
    await all(async (visitor) => {
      for (let turn = 2; turn < count / visitors; turn += 1) await signIn(`${visitor}-${turn}`);
    });
    // Then connections are left to stand idle, and asked for again about when the server has had enough of them.
    isCalm = true;
    await all((visitor) => signIn(`${visitor}-before`));
    await sleep(1000);
    await all((visitor) => signIn(`${visitor}-after`));
    await expect.poll(() => met.closedIdle).toBeGreaterThan(0);
    expect(heard.size).toBe(count);
    for (const times of Object.values(met)) expect(times).toBeGreaterThan(0);
    expect(server.accepted()).toBeLessThan(2 * count);
  });
});

describe('a call that spends a code', () => {
  it('is repeated once, on a new connection, when an idle one closes before a byte of an answer', async () => {
    const numbers = new Map<Socket, number>();
    const by: number[] = [];
    const { client, server } = await start(
      (socket) => {
        const number = numbers.get(socket) ?? 0;
        by.push(number);
        if (by.length > 2 && number <= 2) socket.destroy();
        else socket.write(tokens);
      },
      { accept: (socket) => numbers.set(socket, numbers.size + 1) },
    );
    // Two idle connections: the repetition must not take the other one either.
    await Promise.all([client.exchangeCode('a'), client.exchangeCode('b')]);
    expect(server.open()).toBe(2);
    await client.exchangeCode('c');
    expect(by).toEqual([1, 2, expect.toSatisfy((number) => number <= 2), 3]);
    expect(requestsFor(server, 'c')).toHaveLength(2);
  });

  it('is not repeated when a new connection breaks', async () => {
    const { client, server } = await start(cut);
    await expect(client.exchangeCode('code')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
    expect(server.received).toHaveLength(1);
  });

  it('is not repeated a second time', async () => {
    const { client, server } = await start(inTurn(tokens, cut));
    await client.exchangeCode('first');
    await expect(client.exchangeCode('code')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
    expect(requestsFor(server, 'code')).toHaveLength(2);
  });

  it.each([
    ['a byte of the answer', 'H'],
    ['a line of the headers', 'HTTP/1.1 200 OK\r\nX: y\r\n'],
    ['the headers', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'],
    ['half the body', tokens.slice(0, -5)],
  ])('is never repeated when an idle connection breaks after %s, TLS or not', async (_what, bytes) => {
    const certificate = await trustedCertificate();
    onTestFinished(certificate.forget);
    for (const setup of [{}, { certificate }]) {
      const { client, server } = await start((socket, request) => {
        if (codeIn(request) === 'first') socket.write(tokens);
        else socket.write(bytes, () => socket.end());
      }, setup);
      await client.exchangeCode('first');
      // With TLS the connection may be given back a moment later.
      for (let round = 0; round < 20; round += 1) await turn();
      await expect(client.exchangeCode('code')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
      expect(requestsFor(server, 'code')).toHaveLength(1);
      expect(server.accepted()).toBe(1);
    }
  });

  it.each(['exchangeCode', 'refresh'] as const)(
    'reports the first error when the repetition of %s finds the code used',
    async (call) => {
      // The second is heard, but not answered.
      const { client, server } = await start(inTurn(tokens, cut, usedCode));
      await client.exchangeCode('first');
      await expect(client[call]('code')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
      expect(server.received).toHaveLength(3);
    },
  );

  it('reports what else became of the repetition', async () => {
    const { client } = await start(inTurn(tokens, cut, answer(503, '')));
    await client.exchangeCode('first');
    await expect(client.exchangeCode('code')).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
  });

  it('ends within timeoutMs, repetition included', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    let onRequest = (_socket: Socket) => {};
    const { client } = await start((socket) => onRequest(socket), undefined, { timeoutMs: 1000 });
    onRequest = (socket) => socket.write(tokens);
    await client.exchangeCode('first');

    const first = nextRequest();
    const outcome = client.exchangeCode('code').catch((error: unknown) => error);
    const socket = await first;
    vi.advanceTimersByTime(900);
    const second = nextRequest();
    socket.destroy();
    await second;
    vi.advanceTimersByTime(100);
    expect(await outcome).toMatchObject({
      code: 'DINGTALK_TIMEOUT',
      message: expect.stringContaining('1000 ms'),
    });

    function nextRequest() {
      return new Promise<Socket>((resolve) => {
        onRequest = resolve;
      });
    }
  });

  it('is repeated too when an agent with a queue hands it a connection that is closing', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const { client, server } = await start(
      (socket, request) => {
        socket.write(tokens);
        if (codeIn(request) === 'a') socket.removeAllListeners('data').on('data', () => socket.destroy());
      },
      undefined,
      { agent },
    );
    await Promise.all([client.exchangeCode('a'), client.exchangeCode('b')]);
    expect(server.accepted()).toBe(2);
  });
});

it('a look is repeated once in all, and on a new connection', async () => {
  const { client, server } = await start(inTurn(answer(200, { unionId: 'u' }), cut));
  await client.me('a-token');
  await expect(client.me('a-token')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
  expect([server.received.length, server.accepted()]).toEqual([3, 2]);
});

/** The same throws in each run. */
function dice(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
