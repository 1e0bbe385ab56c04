import http from 'node:http';
import https from 'node:https';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import tls from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import type { DingTalkClientOptions } from '../../lib/dingtalk/options.js';
import { trustedCertificate } from '../helpers/certificate.js';
import { startProxy } from '../helpers/proxy.js';
import { answer, type RawServer, type Respond, startRawServer } from '../helpers/raw-server.js';

afterEach(() => {
  vi.useRealTimers();
});

const tokens = answer(200, { accessToken: 'a-token', expireIn: 7200 });
const giveTokens: Respond = (socket) => socket.write(tokens);

const start = (setup?: Parameters<typeof startRawServer>[1], respond = giveTokens) =>
  startRawServer(respond, setup);

function clientOf(server: RawServer, options: Partial<DingTalkClientOptions> = {}) {
  const origins = { api: server.origin, oapi: server.origin };
  return new DingTalkClient({ clientID: 'c', clientSecret: 's3cret', origins, ...options });
}

/** Nobody else's timers: connections take as long as they take. */
const stopClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

/** Long enough for what is done at once on loopback to have been done. */
async function settle(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await turn();
}

/** A connection that was opened, and is closed again as nobody needed it. */
async function wasteOne(client: DingTalkClient, server: RawServer): Promise<void> {
  const before = server.accepted();
  client.preconnect();
  await until(() => server.accepted() > before);
  vi.advanceTimersByTime(50_000);
  await until(() => server.open() === 0);
}

/** A client that has opened a connection ahead. */
async function startAhead(
  server: RawServer,
  options?: Partial<DingTalkClientOptions>,
): Promise<DingTalkClient> {
  const client = clientOf(server, options);
  client.preconnect();
  await until(() => server.accepted() === 1);
  await settle();
  return client;
}

/** What nobody needs is closed after 50 seconds, and not before. */
async function expectClosedInTime(server: RawServer): Promise<void> {
  vi.advanceTimersByTime(49_999);
  await settle();
  expect(server.open()).toBe(1);
  vi.advanceTimersByTime(1);
  await until(() => server.open() === 0);
}

/** As the server does with what stands idle. */
async function closeAll(server: RawServer): Promise<void> {
  server.closeConnections();
  await until(() => server.open() === 0);
  await settle();
}

describe('when a sign-in begins, a connection', () => {
  const withAndWithoutTls = [
    ['without TLS', false],
    ['with TLS', true],
  ] as const;

  it.each(withAndWithoutTls)(
    'is opened, on which nothing is sent before the code comes, %s',
    async (_how, isTls) => {
      const certificate = isTls ? await trustedCertificate() : undefined;
      if (certificate) onTestFinished(certificate.forget);
      const server = await start({ ...(certificate && { certificate }) });
      const client = await startAhead(server);
      expect(server.received).toEqual([]);
      await client.exchangeCode('code');
      await settle();
      await client.exchangeCode('code');
      expect([server.received.length, server.accepted()]).toEqual([2, 1]);
      expect(server.received[0]).toMatch(/^POST \/v1\.0\/oauth2\/userAccessToken HTTP\/1\.1\r\n/);
      expect(server.received[0]?.replace(/^.*?\r\n/, '')).toBe(server.received[1]?.replace(/^.*?\r\n/, ''));
    },
  );

  it('that is still being opened is what the code goes out on', async () => {
    const server = await start();
    const client = clientOf(server);
    client.preconnect();
    await client.exchangeCode('code');
    await settle();
    expect(await server.acceptedByNow()).toBe(1);
  });

  it('that was still being opened, and breaks, is no reason to send a code twice', async () => {
    const server = await start({}, (socket) => socket.destroy());
    const client = clientOf(server);
    client.preconnect();
    await expect(client.exchangeCode('code')).rejects.toMatchObject({ code: 'DINGTALK_NETWORK' });
    expect(server.received).toHaveLength(1);
  });

  it('is opened to the directory’s host too where that will be asked', async () => {
    const [api, oapi] = [await start(), await start()];
    const client = clientOf(api, { origins: { api: api.origin, oapi: oapi.origin } });
    client.preconnect();
    await until(() => api.accepted() === 1);
    await settle();
    expect(await oapi.acceptedByNow()).toBe(0);
    client.preconnect({ directory: true });
    await until(() => oapi.accepted() === 1);
    expect(await api.acceptedByNow()).toBe(1);
  });

  it('is not opened while an idle one is there', async () => {
    const server = await start();
    const client = clientOf(server);
    await client.exchangeCode('code');
    await settle();
    client.preconnect();
    await settle();
    // What reads takes no connection that was opened ahead.
    await expect(client.me('token')).rejects.toMatchObject({ code: 'DINGTALK_INVALID_RESPONSE' });
    expect(await server.acceptedByNow()).toBe(1);
  });

  it('waits alone, and no sooner than after a second for the next, however many begin', async () => {
    stopClock();
    const server = await start();
    const client = clientOf(server);
    for (let visitor = 0; visitor < 1000; visitor += 1) client.preconnect();
    await until(() => server.accepted() === 1);

    // Ten seconds of a stranger who begins a sign-in every ten milliseconds.
    for (let ms = 0; ms < 10_000; ms += 10) {
      client.preconnect();
      vi.advanceTimersByTime(10);
    }
    await settle();
    expect(await server.acceptedByNow()).toBe(1);

    // Even if those that were opened do not last.
    const closes = await start({ accept: (socket) => socket.destroy() });
    const other = clientOf(closes);
    for (let second = 1; second <= 5; second += 1) {
      for (let ms = 0; ms < 1000; ms += 100) {
        other.preconnect();
        await settle();
        vi.advanceTimersByTime(100);
      }
      expect(await closes.acceptedByNow()).toBeLessThanOrEqual(second);
    }
    expect(closes.accepted()).toBeGreaterThan(1);
  });

  it.each(withAndWithoutTls)('is closed when nobody needed it for 50 seconds, %s', async (_how, isTls) => {
    stopClock();
    const certificate = isTls ? await trustedCertificate() : undefined;
    if (certificate) onTestFinished(certificate.forget);
    const server = await start({ ...(certificate && { certificate }) });
    await startAhead(server);
    await expectClosedInTime(server);
  });

  it('is opened no more when nobody needed the last ten, until one would have been of use', async () => {
    stopClock();
    const server = await start();
    const client = clientOf(server);
    for (let count = 1; count <= 10; count += 1) await wasteOne(client, server);
    for (let second = 0; second < 100; second += 1) {
      client.preconnect();
      vi.advanceTimersByTime(1000);
    }
    await settle();
    expect(await server.acceptedByNow()).toBe(10);

    // A person comes back who would have been faster with one.
    await client.exchangeCode('code');
    expect(server.accepted()).toBe(11);
    await settle();
    await closeAll(server);
    client.preconnect();
    await until(() => server.accepted() === 12);
  });

  it('is not missed by a person who comes back later than it would have waited', async () => {
    stopClock();
    const server = await start();
    const client = clientOf(server);
    for (let count = 1; count <= 10; count += 1) await wasteOne(client, server);
    client.preconnect();
    vi.advanceTimersByTime(50_001);
    await client.exchangeCode('code');
    expect(server.accepted()).toBe(11);
    await settle();
    await closeAll(server);
    client.preconnect();
    await settle();
    expect(await server.acceptedByNow()).toBe(11);
  });

  it('that the server closes again, or speaks on first, is not used', async () => {
    for (const say of ['', answer(408, '')]) {
      const sockets: Socket[] = [];
      const server = await start({ accept: (socket) => sockets.push(socket) });
      const client = await startAhead(server);
      sockets[0]?.end(say);
      await until(() => server.open() === 0);
      await settle();
      expect((await client.exchangeCode('code')).accessToken).toBe('a-token');
      expect(server.accepted()).toBe(2);
    }
  });

  it('that the server closes just as the code arrives loses no code', async () => {
    const first = new WeakSet<Socket>();
    const server = await start(
      { accept: (socket) => server.accepted() === 1 && first.add(socket) },
      (socket) => {
        if (first.has(socket)) socket.destroy();
        else socket.write(tokens);
      },
    );
    const client = await startAhead(server);
    expect((await client.exchangeCode('code')).accessToken).toBe('a-token');
    expect([server.received.length, server.accepted()]).toEqual([2, 2]);
  });

  it.each<[string, Partial<DingTalkClientOptions>]>([
    ['`preconnect: false`', { preconnect: false }],
    ['an agent that keeps no connection', { agent: new http.Agent() }],
    ['an agent with room for three', { agent: new http.Agent({ keepAlive: true, maxSockets: 3 }) }],
    [
      'an agent with room for three in all',
      { agent: new http.Agent({ keepAlive: true, maxTotalSockets: 3 }) },
    ],
    ['an agent of another protocol', { agent: new https.Agent({ keepAlive: true }) }],
  ])('is not opened with %s', async (_what, options) => {
    const server = await start();
    clientOf(server, options).preconnect({ directory: true });
    await settle();
    expect(await server.acceptedByNow()).toBe(0);
  });

  it('is opened with an agent that has room for four', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 4, maxTotalSockets: 4 });
    onTestFinished(() => agent.destroy());
    const server = await start();
    await startAhead(server, { agent });
    expect(await server.acceptedByNow()).toBe(1);
  });

  it('goes through the proxy of an agent that keeps connections', async () => {
    const certificate = await trustedCertificate();
    onTestFinished(certificate.forget);
    const [server, proxy] = [await start({ certificate }), await startProxy()];
    // What trusts the certificate has no other way in.
    class TrustingAgent extends HttpsProxyAgent<string> {
      override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
        return super.connect(request, { ...options, ...{ ca: certificate.cert } });
      }
    }
    const agent = new TrustingAgent(proxy.origin, { keepAlive: true });
    onTestFinished(() => agent.destroy());
    const client = await startAhead(server, { agent });
    await client.exchangeCode('code');
    await settle();
    await client.exchangeCode('code');
    expect([proxy.asked.length, server.accepted(), server.received.length]).toEqual([1, 1, 2]);
  });

  it('needs no more of an agent’s connection than a stream has', async () => {
    const agent = new http.Agent({ keepAlive: true });
    const createConnection = (options: NetConnectOpts) =>
      Object.assign(connect(options), { ref: undefined, unref: undefined });
    Object.assign(agent, { createConnection, keepSocketAlive: () => false });
    const server = await start();
    const client = await startAhead(server, { agent });
    expect((await client.exchangeCode('code')).accessToken).toBe('a-token');
    expect(server.accepted()).toBe(1);
  });

  it('is closed unused where an agent for a proxy changes the path for each request', async () => {
    class PathAgent extends http.Agent {
      addRequest(request: http.ClientRequest, options: object): void {
        request.path = `http://api.example.com${request.path}`;
        (http.Agent.prototype as unknown as PathAgent).addRequest.call(this, request, options);
      }
    }
    const agent = new PathAgent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const server = await start();
    const client = await startAhead(server, { agent });
    expect((await client.exchangeCode('code')).accessToken).toBe('a-token');
    expect(server.received).toEqual([expect.stringMatching(/^POST http:\S+\/userAccessToken HTTP/)]);
    expect([server.accepted(), server.open()]).toEqual([2, 1]);
  });

  it('waits as long when an agent hands it over only once it is open', async () => {
    stopClock();
    const certificate = await trustedCertificate();
    onTestFinished(certificate.forget);
    const server = await start({ certificate });
    let isHandedOver = false;
    class LateAgent extends https.Agent {
      override createConnection(
        options: tls.ConnectionOptions,
        callback?: (error: null, socket: Socket) => void,
      ) {
        const socket = tls.connect({ ...options, ca: certificate.cert }, () => {
          isHandedOver = true;
          callback?.(null, socket);
        });
        return undefined;
      }
    }
    const agent = new LateAgent({ keepAlive: true });
    const client = clientOf(server, { agent, timeoutMs: 1000 });
    client.preconnect();
    await until(() => isHandedOver);
    await settle();
    await expectClosedInTime(server);
  });

  it('that cannot be opened is nobody’s error', async () => {
    stopClock();
    const problems: unknown[] = [];
    const note = (problem: unknown) => problems.push(problem);
    process.on('uncaughtExceptionMonitor', note);
    onTestFinished(() => void process.off('uncaughtExceptionMonitor', note));
    const gone = await startRawServer(giveTokens);
    await gone.close();
    const silent = await start();
    const refused = clientOf(gone);
    refused.preconnect();
    // TLS to a server that never says a word, until the time is up.
    const mute = clientOf(
      { ...silent, origin: silent.origin.replace('http:', 'https:') },
      { timeoutMs: 1000 },
    );
    mute.preconnect();
    await until(() => silent.open() === 1);
    await settle();
    vi.advanceTimersByTime(1000);
    await until(() => silent.open() === 0);
    expect(problems).toEqual([]);
    await expect(refused.exchangeCode('code')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
