import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { accessToken } from './calls/access-token.js';
import { corpAccessToken } from './calls/corp-access-token.js';
import { corpToken } from './calls/corp-token.js';
import { getToken } from './calls/gettoken.js';
import { me } from './calls/me.js';
import { ssoAccessToken } from './calls/sso-access-token.js';
import { ssoUserInfo } from './calls/sso-user-info.js';
import { topapi } from './calls/topapi.js';
import { userAccessToken } from './calls/user-access-token.js';
import type { Answer } from './gateway/answer.js';
import { Bends, type SimulatorAnswer, STRAIGHT, send } from './gateway/bend.js';
import { isLoopbackAddress, isLoopbackHost } from './gateway/loopback.js';
import { bodyTooLarge, notFound, notLoopback, unknownError } from './gateway/refusals.js';
import { routeOf, type SimulatorEndpoint } from './gateway/routes.js';
import { throttledAnswer } from './gateway/throttle.js';
import { readOptions, type SimulatorOptions } from './options.js';
import { adminUrl } from './pages/admin-console.js';
import { authorize, authorizeDirectly, type SimulatorAuthorization } from './pages/authorize.js';
import { inAppCode } from './pages/in-app-code.js';
import { isOwn, ownAnswer } from './pages/own.js';
import { picture } from './pages/pictures.js';
import type { Simulator, SimulatorRequest } from './types.js';
import { AppTokens } from './world/app-tokens.js';
import { Grants } from './world/grants.js';
import { join, leave, type SimulatorMembership } from './world/membership.js';
import type { Setup } from './world/setup.js';
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
  readonly #setup: Setup;
  readonly #grants: Grants;
  readonly #appTokens: AppTokens;
  readonly #consoleTokens: AppTokens;
  readonly #bends = new Bends();
  readonly #server: Server;
  readonly #requests: SimulatorRequest[] = [];
  readonly #connections = new WeakMap<Socket, number>();
  #connectionCount = 0;
  #origin = '';
  #closed: Promise<void> | undefined;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#grants = new Grants(setup.clock);
    this.#appTokens = new AppTokens(setup.clock);
    this.#consoleTokens = new AppTokens(setup.clock);
    // Longer than clients keep an idle connection, so that it is never this side that ends one.
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => this.#admit(socket));
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#setup.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get origins(): Simulator['origins'] {
    return { login: this.#origin, api: this.#origin, oapi: this.#origin };
  }

  get requests(): readonly SimulatorRequest[] {
    return this.#requests;
  }

  authorize(authorization: SimulatorAuthorization): string {
    return authorizeDirectly(this.#setup, this.#grants, authorization);
  }

  inAppCode(visit: SimulatorVisit): string {
    return inAppCode(this.#setup, this.#grants, visit);
  }

  adminUrl(visit: SimulatorVisit): string {
    return adminUrl(this.#setup, this.#grants, visit);
  }

  fail(endpoint: SimulatorEndpoint, answer: SimulatorAnswer, times = 1): void {
    this.#bends.add(endpoint, answer, times);
  }

  throttle(endpoint: Exclude<SimulatorEndpoint, 'authorize'>, times = 1): void {
    this.#bends.add(endpoint, throttledAnswer(endpoint, this.#setup.stringly), times);
  }

  expireAppTokens(): void {
    this.#appTokens.expireAll();
    this.#consoleTokens.expireAll();
  }

  leave(unionId: string, corpId?: string): void {
    leave(this.#setup, unionId, corpId);
  }

  join(unionId: string, membership: SimulatorMembership = {}): void {
    join(this.#setup, unionId, membership);
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    return this.#closed;
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
    if (!isLoopbackHost(request.headers.host)) return send(response, notLoopback(), STRAIGHT);
    const { path, query } = splitUrl(request.url ?? '');
    const drawn = request.method === 'GET' ? picture(path, this.#setup) : undefined;
    if (drawn) return send(response, drawn, STRAIGHT);

    if (isOwn(path, request.method)) {
      const { text } = await readBody(request);
      const own = ownAnswer(this.#setup, this.#grants, { path, query, headers: request.headers, body: text });
      return send(response, own, STRAIGHT);
    }

    const endpoint = routeOf(path)?.endpoint;
    const entry = this.#log(request, endpoint);
    const body = await readBody(request);
    entry.body = body.text;
    const bend = this.#bends.take(endpoint);
    const answer = () => (body.isWhole ? this.#answer(request, path, query, body.text) : bodyTooLarge());
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

  #answer(request: IncomingMessage, path: string, query: string, body: string): Answer {
    const { method = '', headers, socket } = request;
    const [setup, grants, tokens] = [this.#setup, this.#grants, this.#appTokens];
    const contentType = headers['content-type'];
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    const route = routeOf(path);
    if (!route || (route.method !== undefined && route.method !== method)) return notFound(path);
    const { endpoint } = route;
    try {
      switch (endpoint) {
        case 'authorize':
          return authorize(setup, grants, { method, query, headers, body });
        case 'userAccessToken':
          return userAccessToken(setup, grants, contentType, body);
        case 'me': {
          const header = headers['x-acs-dingtalk-access-token'];
          const token = typeof header === 'string' ? header : undefined;
          return me(setup, grants, tokens, { token, address }, this.#origin);
        }
        case 'accessToken':
          return accessToken(setup, tokens, contentType, body);
        case 'corpToken':
          return corpToken(setup, tokens, path, contentType, body);
        case 'corpAccessToken':
          return corpAccessToken(setup, tokens, contentType, body);
        case 'ssoAccessToken':
          return ssoAccessToken(setup, this.#consoleTokens, contentType, body);
        case 'ssoUserInfo': {
          const token = headers['x-acs-dingtalk-access-token'];
          return ssoUserInfo(setup, this.#consoleTokens, grants, token, query, this.#origin);
        }
        case 'gettoken':
          return getToken(setup, tokens, query);
        default:
          return topapi(endpoint, setup, tokens, grants, { query, contentType, body, address }, this.#origin);
      }
    } catch (error) {
      return unknownError(error);
    }
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
