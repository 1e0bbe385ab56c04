import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerTo } from './calls/calls.js';
import { CONTROL_PATH, controlAnswer } from './control/answer.js';
import { throttlingCode } from './gateway/error-codes.js';
import { close, isLoopbackHost, type Request, send } from './gateway/http.js';
import { routeOf } from './gateway/routes.js';
import { adminUrl } from './pages/admin-console.js';
import { authorizeDirectly } from './pages/authorize.js';
import { pageOf } from './pages/routes.js';
import { faultSchema, type SimulatorFault } from './settings/faults.js';
import { readOptions, type Settings } from './settings/options.js';
import { parse } from './settings/parse.js';
import { Stream } from './stream/stream.js';
import type { Simulator, SimulatorOptions, SimulatorRequest } from './types.js';
import { type Call, newDingTalk, readAppUser } from './world/dingtalk.js';
import { join, leave } from './world/membership.js';

const BODY_LIMIT = 64 * 1024;
const LOG_LIMIT = 10_000;
const LOG_BODIES_LIMIT = 32 * 1024 * 1024;

/**
 * Starts a simulated DingTalk on 127.0.0.1 that signs made-up people in to registered apps, with DingTalk's checks,
 * answers and errors as far as they are known. It keeps everything in memory: at most 10,000 requests, and 100,000
 * codes and tokens of each kind.
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
 * @throws TypeError that names each option that is wrong.
 * @throws Error of `listen`, for example `EADDRINUSE` when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { simulator } = await start(readOptions(options));
  return simulator;
}

/** @internal The simulator, and what it simulates at first. */
export async function start(settings: Settings) {
  const stream = new Stream(settings.clock);
  let dingtalk = newDingTalk(settings, stream);
  let closed: Promise<unknown> | undefined;
  const requests: SimulatorRequest[] = [];
  const connections = new WeakMap<Socket, number>();
  let connectionCount = 0;
  // Longer than clients keep an idle connection, so that it is never this side that ends one.
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    connectionCount += 1;
    connections.set(socket, connectionCount);
  });

  server.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const simulator: Simulator = {
    origins: { login: origin, api: origin, oapi: origin },
    requests,
    events: stream.events,
    authorize: (authorization) => authorizeDirectly(dingtalk, authorization),
    inAppCode: (user) => dingtalk.grants.inAppCodes.issue(readAppUser(dingtalk, user).grant),
    adminUrl: (user) => adminUrl(dingtalk, user),
    fail: (endpoint, answer, times) => addFault({ endpoint, answer, times }, 'fail'),
    throttle: (endpoint, times) => addFault({ endpoint, code: throttlingCode(endpoint), times }, 'throttle'),
    refuse: (endpoint, code, times) => addFault({ endpoint, code, times }, 'refuse'),
    expireAppTokens: () => {
      dingtalk.grants.appTokens.expireAll();
      dingtalk.grants.consoleTokens.expireAll();
    },
    leave: (unionId, corpId) => leave(dingtalk, unionId, corpId),
    join: (unionId, membership = {}) => join(dingtalk, unionId, membership),
    disconnect: () => stream.disconnect(),
    reset: () => {
      stream.reset();
      requests.length = 0;
      dingtalk = newDingTalk(settings, stream);
    },
    close: async () => {
      closed ??= Promise.all([close(server), stream.close()]);
      await closed;
    },
  };

  function addFault(fault: SimulatorFault, method: string): void {
    dingtalk.faults.push(parse(faultSchema, fault, method));
  }

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers, url = '', socket } = incoming;
    if (!isLoopbackHost(headers.host)) return send(response, notLoopback);
    const [path = ''] = url.split('?');
    const query = new URLSearchParams(url.slice(path.length));
    const isControl = settings.control && path.startsWith(CONTROL_PATH);
    const own: Call | undefined = isControl
      ? (_dingtalk, request) => controlAnswer(simulator, request)
      : pageOf(method, path, headers);
    const connection = connections.get(socket) ?? 0;
    const entry = { endpoint: routeOf(path)?.endpoint, method, url, headers, body: '', connection };
    if (!own) requests.push(entry);
    forgetOldest(requests);
    const read = await readBody(incoming);
    entry.body = read.body;
    forgetOldest(requests);
    const { remoteAddress: address = '' } = socket;
    const request: Request = { method, path, query, headers, ...read, address, origin };
    const answer = own ?? answerTo;
    await send(response, answer(dingtalk, request));
  }

  await stream.listen();
  return { simulator, dingtalk };
}

const notLoopback = {
  status: 403,
  headers: { 'content-type': 'text/plain;charset=utf-8', connection: 'close' },
  body: 'The DingTalk simulator answers on loopback only: open it as http://127.0.0.1 or http://localhost.\n',
};

/** Any web page can post to loopback, and fill the memory. */
function forgetOldest(requests: SimulatorRequest[]): void {
  let length = 0;
  for (const { body } of requests) length += body.length;
  while (requests.length > LOG_LIMIT || length > LOG_BODIES_LIMIT)
    length -= requests.shift()?.body.length ?? 0;
}

/** Reads to the end even when too much comes: a client that is still sending would not see the refusal. */
async function readBody(request: IncomingMessage): Promise<Pick<Request, 'body' | 'isWhole'>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length < BODY_LIMIT) chunks.push(chunk.subarray(0, BODY_LIMIT - length));
    length += chunk.length;
  }
  return { body: Buffer.concat(chunks).toString(), isWhole: length <= BODY_LIMIT };
}
