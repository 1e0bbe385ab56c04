import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { CONTROL_PATH, controlAnswer } from './control/answer.js';
import { answerOf, DingTalk } from './dispatch.js';
import { Bends, type SimulatorAnswer, STRAIGHT, send, toFault } from './gateway/bend.js';
import { refusalAnswer } from './gateway/error-codes.js';
import { isLoopbackAddress, isLoopbackHost } from './gateway/loopback.js';
import { bodyTooLarge, notLoopback } from './gateway/refusals.js';
import { routeOf, type SimulatorEndpoint } from './gateway/routes.js';
import { throttledAnswer } from './gateway/throttle.js';
import { readOptions, type SimulatorOptions, type Told } from './options.js';
import { adminUrl } from './pages/admin-console.js';
import { authorizeDirectly, type SimulatorAuthorization } from './pages/authorize.js';
import { inAppCode } from './pages/in-app-code.js';
import { isOwn, ownAnswer } from './pages/own.js';
import { picture } from './pages/pictures.js';
import { leaveEvent, type SimulatorEvent } from './stream/events.js';
import { Stream } from './stream/stream.js';
import type { Simulator, SimulatorRequest } from './types.js';
import { join, leave, type SimulatorMembership } from './world/membership.js';
import { setUp } from './world/setup.js';
import type { SimulatorVisit } from './world/visit.js';

const BODY_LIMIT = 64 * 1024;
const LOG_LIMIT = 10_000;

/**
 * Starts a DingTalk on 127.0.0.1 that signs made-up people in to registered apps, with the checks, the answers
 * and the refusals of the real one as far as they are known. It keeps everything in memory, and of everything
 * only so much: 10,000 requests, and 100,000 codes and tokens of each kind.
 * @example
 * ```ts
 * import { defaultClient, startSimulator } from 'passport-dingtalk-oauth2/simulator';
 *
 * const simulator = await startSimulator();
 * const callback = simulator.authorize({
 *   clientId: defaultClient.clientId,
 *   redirectUri: 'http://localhost:3000/auth/dingtalk/callback',
 *   unionId: 'simulatorXiaoManiEiE',
 * });
 * console.log(new URL(callback).searchParams.get('code'));
 * await simulator.close();
 * ```
 * @throws TypeError that names the option that is wrong.
 * @throws Error of `listen`, for example `EADDRINUSE` when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new DingTalkSimulator(readOptions(options));
  await simulator.listen();
  return simulator;
}

class DingTalkSimulator implements Simulator {
  readonly #told: Told;
  #dingtalk: DingTalk;
  #bends: Bends;
  readonly #stream: Stream;
  readonly #server: Server;
  readonly #requests: SimulatorRequest[] = [];
  readonly #connections = new WeakMap<Socket, number>();
  #connectionCount = 0;
  #origin = '';
  #closed: Promise<void> | undefined;

  constructor(told: Told) {
    this.#told = told;
    this.#stream = new Stream(told.setup.clock);
    this.#dingtalk = new DingTalk(setUp(told.setup), this.#stream);
    this.#bends = new Bends(told.faults);
    // Longer than clients keep an idle connection, so that it is never this side that ends one.
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => this.#admit(socket));
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#told.port, '127.0.0.1');
    await once(this.#server, 'listening');
    await this.#stream.listen();
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get origins(): Simulator['origins'] {
    return { login: this.#origin, api: this.#origin, oapi: this.#origin };
  }

  get requests(): readonly SimulatorRequest[] {
    return this.#requests;
  }

  get events(): readonly SimulatorEvent[] {
    return this.#stream.events;
  }

  authorize(authorization: SimulatorAuthorization): string {
    const { setup, grants } = this.#dingtalk;
    return authorizeDirectly(setup, grants, authorization);
  }

  inAppCode(visit: SimulatorVisit): string {
    const { setup, grants } = this.#dingtalk;
    return inAppCode(setup, grants, visit);
  }

  adminUrl(visit: SimulatorVisit): string {
    const { setup, grants } = this.#dingtalk;
    return adminUrl(setup, grants, visit);
  }

  fail(endpoint: SimulatorEndpoint, answer: SimulatorAnswer, times: number | 'Infinity' = 1): void {
    this.#bends.add(toFault(endpoint, answer, times));
  }

  throttle(endpoint: Exclude<SimulatorEndpoint, 'authorize'>, times: number | 'Infinity' = 1): void {
    this.#bends.add(toFault(endpoint, throttledAnswer(endpoint, this.#told.setup.stringly), times));
  }

  refuse(
    endpoint: Exclude<SimulatorEndpoint, 'authorize'>,
    code: string | number,
    times: number | 'Infinity' = 1,
  ): void {
    this.#bends.add(toFault(endpoint, refusalAnswer(endpoint, code, this.#told.setup.stringly), times));
  }

  expireAppTokens(): void {
    this.#dingtalk.appTokens.expireAll();
    this.#dingtalk.consoleTokens.expireAll();
  }

  leave(unionId: string, corpId?: string): void {
    const { setup } = this.#dingtalk;
    for (const leaver of leave(setup, unionId, corpId)) {
      const apps = [...setup.clients.values()].filter(({ corpIds }) => corpIds.includes(leaver.corpId));
      for (const app of apps) this.#stream.tell(leaveEvent(app, leaver, setup.clock()));
    }
  }

  join(unionId: string, membership: SimulatorMembership = {}): void {
    join(this.#dingtalk.setup, unionId, membership);
  }

  disconnect(): void {
    this.#stream.disconnect();
  }

  reset(): void {
    this.#stream.reset();
    this.#dingtalk = new DingTalk(setUp(this.#told.setup), this.#stream);
    this.#bends = new Bends(this.#told.faults);
    this.#requests.length = 0;
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all([this.#closeServer(), this.#stream.close()]).then(() => {});
    return this.#closed;
  }

  #closeServer(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #admit(socket: Socket): void {
    if (!isLoopbackAddress(socket.remoteAddress)) {
      socket.destroy();
      return;
    }
    this.#connectionCount += 1;
    this.#connections.set(socket, this.#connectionCount);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers, socket } = request;
    if (!isLoopbackHost(headers.host)) return send(response, notLoopback(), STRAIGHT);
    const { path, query } = splitUrl(request.url ?? '');
    const { setup, grants } = this.#dingtalk;
    const drawn = method === 'GET' ? picture(path, setup) : undefined;
    if (drawn) return send(response, drawn, STRAIGHT);

    if (isOwn(path, method, headers)) {
      const { text } = await readBody(request);
      const own = { method, path, query, headers, body: text };
      return send(response, ownAnswer(setup, grants, this, own), STRAIGHT);
    }
    if (this.#told.control && path.startsWith(CONTROL_PATH)) {
      const body = await readBody(request);
      return send(response, controlAnswer(this, { method, path, headers, ...body }), STRAIGHT);
    }

    const endpoint = routeOf(path)?.endpoint;
    const entry = this.#log(request, endpoint);
    const body = await readBody(request);
    entry.body = body.text;
    const bend = this.#bends.take(endpoint);
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    const asking = { method, path, query, headers, body: body.text, address };
    const answer = () => (body.isWhole ? answerOf(this.#dingtalk, asking, this.#origin) : bodyTooLarge());
    send(response, bend.instead ?? answer(), bend);
  }

  #log(request: IncomingMessage, endpoint: SimulatorEndpoint | undefined): SimulatorRequest {
    const entry: SimulatorRequest = {
      endpoint,
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: '',
      connection: this.#connections.get(request.socket) ?? 0,
    };
    this.#requests.push(entry);
    if (this.#requests.length > LOG_LIMIT) this.#requests.shift();
    return entry;
  }
}

function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** Reads to the end even when too much comes: a client that is still sending would not see the refusal. */
async function readBody(request: IncomingMessage): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length < BODY_LIMIT) chunks.push(chunk.subarray(0, BODY_LIMIT - length));
    length += chunk.length;
  }
  return { text: Buffer.concat(chunks).toString(), isWhole: length <= BODY_LIMIT };
}
