import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { clientIdOf, type DingTalk, type Request } from './calls/call.js';
import { answerOf, Limits } from './calls/calls.js';
import { CONTROL_PATH, controlAnswer } from './control/answer.js';
import { join, leave } from './control/membership.js';
import { answerWithCode, throttlingCode } from './gateway/error-codes.js';
import { type Fault, FaultQueue, type SimulatorAnswer, type SimulatorFault, send } from './gateway/faults.js';
import { type Answer, notLoopback, refusal } from './gateway/new.js';
import { isLoopbackAddress, isLoopbackHost } from './gateway/request.js';
import { routeOf, type SimulatorEndpoint } from './gateway/routes.js';
import { adminUrl } from './pages/admin-console.js';
import { authorizeDirectly } from './pages/authorize.js';
import { inAppCode } from './pages/in-app-code.js';
import { isOwn, ownAnswer } from './pages/own.js';
import { picture } from './pages/pictures.js';
import {
  readFault,
  type SimulatorAppUser,
  type SimulatorAuthorization,
  type SimulatorMembership,
} from './settings/arguments.js';
import type { Settings } from './settings/schema.js';
import { leaveEvent, type SimulatorEvent } from './stream/events.js';
import { Stream } from './stream/stream.js';
import type { Simulator, SimulatorRequest } from './types.js';
import { Grants } from './world/codes-and-tokens.js';
import { setUp } from './world/setup.js';

type Endpoint = SimulatorEndpoint | 'all';
type Times = number | 'Infinity';

const BODY_LIMIT = 64 * 1024;
const LOG_LIMIT = 10_000;
const LOG_BODIES_LIMIT = 32 * 1024 * 1024;

/** @internal */
export class DingTalkSimulator implements Simulator {
  readonly #settings: Settings;
  #dingtalk: DingTalk;
  #faults: FaultQueue;
  #limits: Limits;
  readonly #stream: Stream;
  readonly #server: Server;
  readonly #requests: SimulatorRequest[] = [];
  readonly #connections = new WeakMap<Socket, number>();
  #connectionCount = 0;
  #origin = '';
  #closed: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#stream = new Stream(settings.clock);
    this.#dingtalk = this.#asAtTheStart();
    this.#faults = new FaultQueue(settings.faults);
    this.#limits = new Limits(settings.limits?.perSecond);
    // Longer than clients keep an idle connection, so that it is never this side that ends one.
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => this.#admit(socket));
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#settings.port, '127.0.0.1');
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

  inAppCode(user: SimulatorAppUser): string {
    const { setup, grants } = this.#dingtalk;
    return inAppCode(setup, grants, user);
  }

  adminUrl(user: SimulatorAppUser): string {
    const { setup, grants } = this.#dingtalk;
    return adminUrl(setup, grants, user);
  }

  fail(endpoint: Endpoint, answer: SimulatorAnswer, times?: Times): void {
    this.#faults.add(readFault({ endpoint, answer, times }, 'fail'));
  }

  throttle(endpoint: SimulatorEndpoint, times?: Times): void {
    this.#faults.add(readFault({ endpoint, code: throttlingCode(endpoint), times }, 'throttle'));
  }

  refuse(endpoint: Endpoint, code: SimulatorFault['code'], times?: Times): void {
    this.#faults.add(readFault({ endpoint, code, times }, 'refuse'));
  }

  expireAppTokens(): void {
    this.#dingtalk.grants.appTokens.expireAll();
    this.#dingtalk.grants.consoleTokens.expireAll();
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
    this.#dingtalk = this.#asAtTheStart();
    this.#faults = new FaultQueue(this.#settings.faults);
    this.#limits = new Limits(this.#settings.limits?.perSecond);
    this.#requests.length = 0;
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all([this.#closeServer(), this.#stream.close()]).then(() => {});
    return this.#closed;
  }

  #asAtTheStart(): DingTalk {
    const { clock } = this.#settings;
    return { setup: setUp(this.#settings), grants: new Grants(clock), stream: this.#stream };
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
    if (!isLoopbackHost(headers.host)) return send(response, notLoopback());
    const { path, query } = splitUrl(request.url ?? '');
    const { setup, grants } = this.#dingtalk;
    const drawn = method === 'GET' ? picture(path, setup) : undefined;
    if (drawn) return send(response, drawn);

    if (isOwn(path, method, headers)) {
      const { text } = await readBody(request);
      const own = { method, path, query, headers, body: text };
      return send(response, ownAnswer(setup, grants, this, own));
    }
    if (this.#settings.control && path.startsWith(CONTROL_PATH)) {
      const body = await readBody(request);
      return send(response, controlAnswer(this, { method, path, headers, ...body }));
    }

    const endpoint = routeOf(path)?.endpoint;
    const entry = this.#log(request, endpoint);
    const body = await readBody(request);
    entry.body = body.text;
    this.#forgetBodies();
    if (!body.isWhole) return send(response, refusal('RequestEntityTooLarge'));
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    const asked = { method, path, query, headers, body: body.text, address, origin: this.#origin };
    const fault = endpoint && this.#faults.take(endpoint);
    send(response, this.#refusal(endpoint, asked, fault) ?? answerOf(this.#dingtalk, asked), fault);
  }

  /** What a fault, or the limit of calls, has in place of the true answer. */
  #refusal(endpoint: SimulatorEndpoint | undefined, asked: Request, fault?: Fault): Answer | undefined {
    if (!endpoint || !(fault?.instead || this.#settings.limits)) return undefined;
    const clientId = clientIdOf(this.#dingtalk, asked) ?? '';
    const refused = { endpoint, clientId, address: asked.address, stringly: this.#settings.stringly };
    if (fault?.instead) return fault.instead(refused);
    if (endpoint === 'authorize' || !this.#limits.exceededBy(clientId, endpoint)) return undefined;
    return answerWithCode(throttlingCode(endpoint), refused);
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

  /** Any web page can post to loopback, and fill the memory. */
  #forgetBodies(): void {
    let length = 0;
    for (const { body } of this.#requests) length += body.length;
    while (length > LOG_BODIES_LIMIT) length -= this.#requests.shift()?.body.length ?? 0;
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
