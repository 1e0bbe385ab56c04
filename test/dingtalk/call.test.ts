import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ReadAnswer } from '../../lib/dingtalk/answer.js';
import { type Call, Caller } from '../../lib/dingtalk/call.js';
import { Connections } from '../../lib/dingtalk/connections.js';
import type { DingTalkCallEvent } from '../../lib/dingtalk/diagnostics.js';
import type { DingTalkError } from '../../lib/dingtalk/errors.js';
import { readTransportOptions } from '../../lib/dingtalk/options.js';
import { Throttle } from '../../lib/dingtalk/throttle.js';
import { heardOn } from '../helpers/heard.js';
import { answer, inTurn, type RawServer, type Respond, startRawServer } from '../helpers/raw-server.js';

afterEach(() => {
  vi.useRealTimers();
});

interface GivenCall extends Omit<Partial<Call>, 'headers'> {
  headers?: Record<string, string>;
  read?: ReadAnswer<unknown>;
  timeoutMs?: number;
  customHeaders?: Record<string, string>;
  query?: string;
}

/** A server that gives one answer after the other, the last of them again and again, and a client of it. */
const start = (...answers: (string | Respond)[]) => startWith({}, ...answers);

async function startWith({ agent }: { agent?: http.Agent }, ...answers: (string | Respond)[]) {
  const server = await startRawServer(inTurn(...answers));
  const settings = readTransportOptions({ preconnect: false, agent });
  const shared = { throttle: new Throttle(), connections: new Connections(settings) };
  const ask = ({ read, timeoutMs = 20_000, customHeaders = {}, query = '', ...call }: GivenCall = {}) => {
    const request = {
      ...{ method: 'POST', url: new URL(`/the/path${query}`, server.origin), body: { a: 'ä' } },
      ...{ operation: 'asking', secrets: ['the-secret'] },
      ...(call as Partial<Call>),
    } as Call;
    const all = { ...settings, timeoutMs, customHeaders };
    const caller = new Caller(all, { secrets: ['the-client-secret'] }, shared);
    return caller.call(request, read ?? (({ json }) => json));
  };
  const failureOf = (given?: GivenCall) =>
    ask(given).then(
      () => expect.unreachable(),
      (error: unknown) => error,
    );
  return {
    server,
    ask,
    failureOf,
    endpoint: (method = 'POST') => `${method} ${new URL(server.origin).host}/the/path`,
  };
}

/** Without the clock, which stands still in places. */
async function until(isSo: () => boolean) {
  while (!isSo()) await turn();
}

/** What those who watch are told while something is asked. */
async function watch(make: () => Promise<unknown>) {
  const events = heardOn<DingTalkCallEvent>('passport-dingtalk-oauth2:call');
  await make().catch(() => {});
  return events;
}

const yes = answer(200, { yes: true });
const cut: Respond = (socket) => socket.end();
const headersOf = (server: RawServer, nth = 0) => server.received[nth]?.split('\r\n\r\n')[0] ?? '';

/** What a status, some headers and a body come to. */
async function outcome(status: number, body: string | object, headers = {}) {
  const { ask } = await start(answer(status, body, headers));
  return ask().catch(({ code, message }: { code: string; message: string }) => ({ code, message }));
}

const invalid = (detail: string | RegExp) => ({
  code: 'DINGTALK_INVALID_RESPONSE',
  message: expect.stringMatching(detail),
});

describe('an answer', () => {
  it.each([300, 301, 302, 307, 308, 399])('is none with %i, which is not followed', async (status) => {
    const { server, failureOf } = await start(answer(status, '', { Location: '/elsewhere' }));
    expect(await failureOf()).toMatchObject({ ...invalid('a redirect'), upstreamStatus: status });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['keeps the connection open', (socket: net.Socket, bytes: string) => socket.write(bytes)],
    ['hangs up', (socket: net.Socket, bytes: string) => socket.end(bytes)],
  ])('is none with another protocol that nobody asked for, from who %s', async (_, say) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const switching = answer(101, '', { Connection: 'upgrade', Upgrade: 'h2c' });
    const { server, ask, failureOf } = await startWith({ agent }, (socket) => say(socket, switching), yes);
    expect(await failureOf()).toMatchObject({ ...invalid('another protocol'), upstreamStatus: 101 });
    await until(() => server.open() === 0);
    // The agent's only place is free again.
    expect(await ask()).toEqual({ yes: true });
  });

  it.each([
    [201, 'a success of another kind'],
    [202, 'a success of another kind'],
    [299, 'a success of another kind'],
    [400, 'a refusal without a code'],
    [404, 'a refusal without a code'],
  ])('is none with status %i: %s', async (status, detail) => {
    expect(await outcome(status, { yes: true })).toEqual(invalid(detail));
  });

  it.each([
    [429, 'DINGTALK_THROTTLED'],
    [500, 'DINGTALK_UNAVAILABLE'],
    [599, 'DINGTALK_UNAVAILABLE'],
  ])('with status %i and no words of DingTalk’s is %s', async (status, code) => {
    expect(await outcome(status, 'busy', { 'Content-Type': 'text/plain' })).toMatchObject({ code });
  });

  it.each([
    'application/json',
    'application/json;charset=utf-8',
    'application/json ; charset=utf-8',
    'APPLICATION/JSON',
    'application/problem+json',
    'application/vnd.ding-talk.v1_0+json',
  ])('may be declared as %s', async (type) => {
    expect(await outcome(200, { yes: true }, { 'Content-Type': type })).toEqual({ yes: true });
  });

  it('may be declared as nothing', async () => {
    const bytes = answer(200, { yes: true }).replace(/^Content-Type:.*\r\n/im, '');
    const { ask } = await start(bytes);
    expect(await ask()).toEqual({ yes: true });
  });

  it.each([
    'text/html',
    'text/application/json',
    'application/jsonp',
    'application/json x',
    'application/xml+jsonp',
    'application/+json',
    'x',
  ])('may not be declared as %s', async (type) => {
    expect(await outcome(200, { yes: true }, { 'Content-Type': type })).toEqual(
      invalid('not declared to be JSON'),
    );
  });

  it.each([
    ['an empty body', ''],
    ['not a JSON object', '[]'],
    ['not a JSON object', 'null'],
    ['not a JSON object', '5'],
    ['not a JSON object', '"yes"'],
    ['not a JSON object', '{"yes":'],
    ['a malformed errcode', '{"errcode":null,"yes":true}'],
    ['a malformed errcode', '{"errcode":{},"yes":true}'],
    ['a malformed errcode', '{"errcode":"","yes":true}'],
  ])('is none with %s: %s', async (detail, body) => {
    expect(await outcome(200, body)).toEqual(invalid(detail));
  });

  it.each([0, '0'])('with errcode %j is one', async (errcode) => {
    expect(await outcome(200, { errcode })).toEqual({ errcode });
  });

  it('may come in pieces', async () => {
    const { ask } = await start(async (socket) => {
      for (const byte of Buffer.from(answer(200, { name: '小满' }))) {
        socket.write(Buffer.from([byte]));
        await turn();
      }
    });
    expect(await ask()).toEqual({ name: '小满' });
  });

  it('has the headers whose names DingTalk writes as it likes', async () => {
    const { failureOf } = await start(
      answer(200, { yes: true }).replace(
        'Content-Type: application/json;charset=utf-8',
        'CONTENT-TYPE: text/plain',
      ),
    );
    expect(await failureOf()).toMatchObject(invalid('not declared to be JSON'));
  });

  it('is not misled by a header’s value that looks like its name', async () => {
    const other = 'X-Request-Id: text/html\r\nX-Hint: content-type\r\nX-Type: text/html\r\n';
    const { ask } = await start(answer(200, { yes: true }).replace('\r\n', `\r\n${other}`));
    expect(await ask()).toEqual({ yes: true });
  });
});

describe('a request', () => {
  it('is JSON, accepts JSON, and says how long it is', async () => {
    const { server, ask } = await start(yes);
    await ask({
      query: '?x=1',
      headers: { 'x-one': 'ours' },
      customHeaders: { 'x-one': 'theirs', 'X-One': 'theirs', 'x-two': 'two' },
    });
    const head = headersOf(server);
    expect(head).toMatch(/^POST \/the\/path\?x=1 HTTP\/1\.1\r\n/);
    for (const line of [
      ...['accept: application/json', 'content-type: application/json', 'content-length: 10'],
      ...['x-one: ours', 'x-two: two'],
    ]) {
      expect(head.toLowerCase().split('\r\n')).toContain(line);
    }
    // Whatever letters the application writes a name of ours in.
    expect(head).not.toContain('theirs');
    expect(server.received[0]?.split('\r\n\r\n')[1]).toBe(Buffer.from('{"a":"ä"}').toString('latin1'));
  });

  it('has no header that only every object has', async () => {
    const { server, ask } = await start(yes);
    Object.assign(Object.prototype, { 'x-legacy': '1' });
    onTestFinished(() => void Reflect.deleteProperty(Object.prototype, 'x-legacy'));
    await ask();
    expect(headersOf(server)).not.toContain('x-legacy');
  });

  it('without a body declares none', async () => {
    const { server, ask } = await start(yes);
    await ask({ method: 'GET', body: undefined });
    expect(headersOf(server)).toMatch(/^GET \/the\/path HTTP\/1\.1\r\n/);
    expect(headersOf(server)).not.toMatch(/content-(?:type|length)/i);
  });

  it('is not sent at all where a header cannot be', async () => {
    const { server, failureOf } = await start(yes);
    expect(await failureOf({ headers: { 'x-odd': 'a\r\nb' } })).toMatchObject({
      code: 'DINGTALK_NETWORK',
      cause: { code: 'ERR_INVALID_CHAR' },
    });
    expect(server.received).toHaveLength(0);
  });
});

describe('what is made of an answer', () => {
  it('may be that it is not what was asked for', async () => {
    const { failureOf, endpoint } = await start(yes);
    const read: ReadAnswer<never> = (got) => {
      throw got.invalid(`no ${got.raw} with ${got.status}`);
    };
    expect(await failureOf({ read, repeats: 'read' })).toMatchObject({
      ...invalid('no \\{"yes":true\\} with 200'),
      ...{ upstreamStatus: 200, endpoint: endpoint() },
    });
  });

  it('may fail with an error of another kind, which is no reason to ask again', async () => {
    const { server, failureOf } = await start(yes);
    const error = Object.assign(new Error('ours'), { code: 'DINGTALK_NETWORK' });
    const read: ReadAnswer<never> = () => {
      throw error;
    };
    expect(await failureOf({ read, repeats: 'read' })).toBe(error);
    expect(server.received).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('has codes and request ids of no more than 100 characters', async () => {
    const { failureOf } = await start(
      answer(400, { code: 'c'.repeat(300), message: 'm'.repeat(200), requestid: 'r'.repeat(300) }),
    );
    const { providerCode, providerMessage, requestId } = (await failureOf()) as Record<string, string>;
    expect([providerCode?.length, providerMessage?.length, requestId?.length]).toEqual([100, 200, 100]);
  });

  it('with fields that only look like tokens hides nothing of it', async () => {
    const { failureOf } = await start(
      answer(400, { code: 'c', message: 'word and 77', tokens: 'word', tokenType: 'word', token: 77 }),
    );
    expect(await failureOf()).toMatchObject({ providerMessage: 'word and 77' });
  });
});

describe('a call', () => {
  it('that could not be sent is told of too, once', async () => {
    const { ask, endpoint } = await start(yes);
    expect(await watch(() => ask({ headers: { 'x-odd': 'a\r\nb' } }))).toEqual([
      {
        ...{ operation: 'asking', endpoint: endpoint(), durationMs: expect.any(Number), attempt: 1 },
        ...{ status: undefined, code: 'DINGTALK_NETWORK', requestId: undefined, reused: false },
      },
    ]);
  });

  it('that fails with an error of another kind is told of without a code', async () => {
    const { ask } = await start(yes);
    const read: ReadAnswer<never> = () => {
      throw new Error('ours');
    };
    expect(await watch(() => ask({ read }))).toMatchObject([
      { status: 200, code: undefined, requestId: undefined },
    ]);
  });

  it('has an id of its request of no more than 100 characters', async () => {
    const { ask } = await start(answer(200, { requestid: 'r'.repeat(300) }));
    expect((await watch(() => ask()))[0]?.requestId).toHaveLength(100);
  });
});

describe('a look', () => {
  it.each([500, 501, 505, 404])('is not repeated on %i', async (status) => {
    const { server, failureOf } = await start(answer(status, ''), yes);
    expect(await failureOf({ repeats: 'read' })).toMatchObject({ upstreamStatus: status });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, string | Respond]>([
    ['a hang-up', cut],
    ...[502, 503, 504].map((status): [string, string] => [`HTTP ${status}`, answer(status, '')]),
  ])('is repeated once after %s', async (_what, first) => {
    const { server, ask } = await start(first, yes);
    expect(await ask({ repeats: 'read' })).toEqual({ yes: true });
    expect(server.received).toHaveLength(2);
  });

  it('is not repeated after a body that is cut in the middle', async () => {
    const { server, failureOf } = await start((socket) => socket.end(yes.slice(0, -5)), yes);
    expect(await failureOf({ repeats: 'read' })).toMatchObject({ code: 'DINGTALK_NETWORK' });
    expect(server.received).toHaveLength(1);
  });

  it('is not repeated where time ran out', async () => {
    const { server, failureOf } = await start(() => {}, yes);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const failing = failureOf({ repeats: 'read', timeoutMs: 700 });
    await until(() => server.received.length === 1);
    await vi.advanceTimersByTimeAsync(699);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failing).toMatchObject({
      code: 'DINGTALK_TIMEOUT',
      message: expect.stringContaining('700 ms'),
    });
    expect(server.received).toHaveLength(1);
  });
});

describe('a connection that stood idle', () => {
  it('and says what is no HTTP has not', async () => {
    const { server, ask, failureOf } = await start(yes, (socket) => socket.end('SSH-2.0\r\n\r\n'), yes);
    await ask();
    expect(await failureOf()).toMatchObject({ code: 'DINGTALK_INVALID_RESPONSE' });
    expect(server.received).toHaveLength(2);
  });

  it('is the reason that is given where no turn comes to ask again', async () => {
    const { ask, failureOf } = await start(yes, yes, answer(429, {}), () => {}, cut);
    await Promise.all([ask(), ask()]);
    await failureOf();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const failing = Promise.all([failureOf(), failureOf()]);
    // That of the call without an answer, and two of the one that waits.
    await until(() => vi.getTimerCount() === 3);
    await vi.advanceTimersByTimeAsync(20_000);
    const codes = (await failing).map((error) => (error as DingTalkError).code);
    expect(codes.sort()).toEqual(['DINGTALK_NETWORK', 'DINGTALK_TIMEOUT']);
  });

  it('has no place to count bytes, in an agent of its own kind, and is not asked again', async () => {
    const agent = new http.Agent({ keepAlive: true });
    agent.createConnection = (options) =>
      Object.defineProperty(net.connect(options as net.NetConnectOpts), 'bytesRead', { value: undefined });
    const { ask, failureOf, server } = await startWith(
      { agent },
      yes,
      (socket) => socket.end('HTTP/1.1 2'),
      yes,
    );
    await ask();
    expect(await failureOf()).toMatchObject({ code: 'DINGTALK_NETWORK' });
    expect(server.received).toHaveLength(2);
  });

  it('is no reason to ask again where time ran out, though we close it unheard then', async () => {
    const { ask } = await start(yes, () => {}, yes);
    await ask();
    // By the real clock, as the order in which Node tells of a timer and of an end is what matters.
    expect(await watch(() => ask({ timeoutMs: 50 }))).toMatchObject([
      { code: 'DINGTALK_TIMEOUT', attempt: 1 },
    ]);
  });

  it('may have been used by somebody else', async () => {
    const agent = new http.Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const { server, ask } = await startWith({ agent }, yes, cut, yes);
    const [theirs] = (await once(http.get(server.origin, { agent }), 'response')) as [http.IncomingMessage];
    await once(theirs.resume(), 'close');
    await turn();
    expect(await ask()).toEqual({ yes: true });
    expect([server.received.length, server.accepted()]).toEqual([3, 2]);
  });
});

it.each([
  ['without a code', new Error('the proxy says no')],
  ['with a number for a code', new DOMException('took too long', 'TimeoutError')],
])('an agent that opens no connection, for a reason %s, is DINGTALK_NETWORK', async (_, reason) => {
  const agent = new http.Agent();
  let asked = 0;
  agent.createConnection = (_options, done) => {
    asked += 1;
    done?.(reason, undefined as never);
    return null;
  };
  const { server, failureOf } = await startWith({ agent }, yes);
  expect(await failureOf()).toMatchObject({ code: 'DINGTALK_NETWORK', upstreamStatus: undefined });
  expect([asked, server.accepted()]).toEqual([1, 0]);
});

it('an agent for another protocol is DINGTALK_NETWORK', async () => {
  const { failureOf } = await startWith({ agent: new https.Agent() }, yes);
  expect(await failureOf()).toMatchObject({
    ...{ code: 'DINGTALK_NETWORK', cause: { code: 'ERR_INVALID_PROTOCOL' } },
  });
});

it('an agent that puts the host before the path, as for a proxy, is not overruled', async () => {
  class Proxied extends http.Agent {
    addRequest(request: http.ClientRequest, options: unknown) {
      request.path = `http://host.example${request.path}`;
      // @ts-expect-error Node documents it no further than that agents for proxies override it.
      super.addRequest(request, options);
    }
  }
  const { server, ask } = await startWith({ agent: new Proxied() }, yes);
  await ask({ query: '?x=1' });
  expect(headersOf(server)).toMatch(/^POST http:\/\/host\.example\/the\/path\?x=1 HTTP/);
});

describe('an answer that comes before the request is all sent', () => {
  const body = { x: 'x'.repeat(16 * 1024 * 1024) };
  const startHasty = async () => {
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      socket.once('data', () => socket.pause().write(yes));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as net.AddressInfo;
    const caller = new Caller(readTransportOptions({ timeoutMs: 20_000 }), {});
    const url = new URL(`http://127.0.0.1:${port}/`);
    const ask = (body?: object) => {
      const call = { method: 'POST', url, body, operation: 'asking', secrets: [] } as const;
      return caller.call(call, ({ json }) => json);
    };
    return { sockets, asking: ask(body), ask };
  };
  /** Until the answer has been read by the client's side, with some turns on top. */
  const answered = async (sockets: net.Socket[]) => {
    await until(() => sockets[0]?.bytesWritten === yes.length);
    for (let count = 0; count < 20; count += 1) await turn();
  };

  it('is given once it is, and the connection is there for the next', async () => {
    const { sockets, asking, ask } = await startHasty();
    await answered(sockets);
    sockets[0]?.resume();
    expect(await asking).toEqual({ yes: true });
    sockets[0]?.once('data', () => sockets[0]?.write(yes));
    expect(await ask()).toEqual({ yes: true });
    expect(sockets).toHaveLength(1);
  });

  it('is given though the connection breaks then', async () => {
    const { sockets, asking } = await startHasty();
    await answered(sockets);
    sockets[0]?.resetAndDestroy();
    expect(await asking).toEqual({ yes: true });
  });
});

it('a call that has ended leaves no timer, and its connection for the next', async () => {
  const { server, ask } = await start(yes);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await ask();
  expect(vi.getTimerCount()).toBe(0);
  await ask();
  expect(server.accepted()).toBe(1);
});

it('a call that failed leaves no timer and no connection', async () => {
  const { server, failureOf } = await start((socket) =>
    socket.write(answer(302, 'x', { 'Content-Length': 5000 })),
  );
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await failureOf();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await expect.poll(() => server.open()).toBe(0);
});
