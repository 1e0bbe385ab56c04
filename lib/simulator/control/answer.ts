import type { IncomingHttpHeaders } from 'node:http';
import type { SimulatorAnswer } from '../gateway/faults.js';
import type { Answer } from '../gateway/new.js';
import { isForeign, readJsonObject } from '../gateway/request.js';
import type { SimulatorEndpoint } from '../gateway/routes.js';
import {
  readNamed,
  type SimulatorAppUser,
  type SimulatorAuthorization,
  type SimulatorMembership,
} from '../settings/arguments.js';
import type { Simulator } from '../types.js';

/** What the paths of the control interface begin with. */
export const CONTROL_PATH = '/simulator/control/';

interface Action {
  readonly method: 'GET' | 'POST';
  /** @throws TypeError of the method behind it, which looks at what it is given whatever type it claims to have. */
  readonly run: (simulator: Simulator, given: Record<string, unknown>) => unknown;
}

/** The methods of {@link Simulator} by their names; the fields of a body are the names of their arguments. */
const ACTIONS: Readonly<Record<string, Action>> = {
  authorize: post((simulator, given) => ({
    url: simulator.authorize(given as unknown as SimulatorAuthorization),
  })),
  inAppCode: post((simulator, given) => ({
    code: simulator.inAppCode(given as unknown as SimulatorAppUser),
  })),
  adminUrl: post((simulator, given) => ({ url: simulator.adminUrl(given as unknown as SimulatorAppUser) })),
  fail: post((simulator, given) => {
    const { endpoint, answer, times } = readNamed(given, 'fail', ['endpoint', 'answer', 'times']);
    simulator.fail(endpoint as SimulatorEndpoint, answer as SimulatorAnswer, times as number | undefined);
  }),
  throttle: post((simulator, given) => {
    const { endpoint, times } = readNamed(given, 'throttle', ['endpoint', 'times']);
    simulator.throttle(endpoint as 'me', times as number | undefined);
  }),
  refuse: post((simulator, given) => {
    const { endpoint, code, times } = readNamed(given, 'refuse', ['endpoint', 'code', 'times']);
    simulator.refuse(endpoint as 'me', code as string, times as number | undefined);
  }),
  expireAppTokens: post((simulator, given) => {
    readNamed(given, 'expireAppTokens', []);
    simulator.expireAppTokens();
  }),
  leave: post((simulator, given) => {
    const { unionId, corpId } = readNamed(given, 'leave', ['unionId', 'corpId']);
    simulator.leave(unionId as string, corpId as string | undefined);
  }),
  join: post((simulator, given) => {
    const { unionId, membership } = readNamed(given, 'join', ['unionId', 'membership']);
    simulator.join(unionId as string, membership as SimulatorMembership | undefined);
  }),
  disconnect: post((simulator, given) => {
    readNamed(given, 'disconnect', []);
    simulator.disconnect();
  }),
  reset: post((simulator, given) => {
    readNamed(given, 'reset', []);
    simulator.reset();
  }),
  events: { method: 'GET', run: ({ events }) => ({ events }) },
  requests: { method: 'GET', run: ({ requests }) => ({ requests }) },
};

function post(run: Action['run']): Action {
  return { method: 'POST', run };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly isWhole: boolean;
}

/** `POST /simulator/control/<method of the simulator>` with its arguments as JSON, and what it gives, as JSON. */
export function controlAnswer(simulator: Simulator, request: Request): Answer {
  const { method, path, headers, text, isWhole } = request;
  if (isOfAnotherSite(headers)) return refusal(403, 'A page of another origin asks this: it may not.');
  const name = path.slice(CONTROL_PATH.length);
  if (name === '')
    return allowed(method, 'GET') ?? reply(200, { origins: simulator.origins, calls: calls() });
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action)
    return refusal(404, `There is no ${CONTROL_PATH}${name}: known are ${Object.keys(ACTIONS).join(', ')}`);
  const refused = allowed(method, action.method);
  if (refused) return refused;
  if (method === 'GET') return reply(200, action.run(simulator, {}));
  // No page can send this type to another origin without a preflight, which gets no answer.
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    return refusal(415, 'The body must be JSON, and its content-type must say so: application/json.');
  }
  if (!isWhole) return refusal(413, 'The body is larger than 64 KiB.');
  const given = readJsonObject('application/json', text);
  if (!given) return refusal(400, 'The body must be a JSON object.');
  try {
    return reply(200, action.run(simulator, given) ?? {});
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) return refusal(400, error.message);
    throw error;
  }
}

/** Programs send neither header; a browser sends both wherever a page could read the answer or do harm. */
function isOfAnotherSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return isForeign(headers.origin, headers.host);
}

function allowed(method: string, right: string): Answer | undefined {
  if (method === right) return undefined;
  const answer = refusal(405, `The method must be ${right}.`);
  return { ...answer, headers: { ...answer.headers, allow: right } };
}

function calls(): string[] {
  return Object.entries(ACTIONS).map(([name, { method }]) => `${method} ${CONTROL_PATH}${name}`);
}

function refusal(status: number, error: string): Answer {
  return reply(status, { error });
}

function reply(status: number, body: unknown): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
    body: JSON.stringify(body),
  };
}
