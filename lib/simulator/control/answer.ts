import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../gateway/new.js';
import { isForeign, readJsonObject } from '../gateway/request.js';
import { readNamed } from '../settings/arguments.js';
import type { Simulator } from '../types.js';

/** What the paths of the control interface begin with. */
export const CONTROL_PATH = '/simulator/control/';

/** The methods of {@link Simulator} that take one object, with the name of what they return. */
const WITH_OBJECT = { authorize: 'url', inAppCode: 'code', adminUrl: 'url' } as const;

/** The others, with the names of their arguments, which a body has as fields. */
const WITH_ARGUMENTS = {
  fail: ['endpoint', 'answer', 'times'],
  throttle: ['endpoint', 'times'],
  refuse: ['endpoint', 'code', 'times'],
  expireAppTokens: [],
  leave: ['unionId', 'corpId'],
  join: ['unionId', 'membership'],
  disconnect: [],
  reset: [],
} as const;

const LISTS = ['events', 'requests'] as const;
const POSTED: readonly string[] = [...Object.keys(WITH_OBJECT), ...Object.keys(WITH_ARGUMENTS)];

/** @throws TypeError of the method, which checks what it is given whatever type that claims to have. */
function run(simulator: Simulator, name: string, given: Record<string, unknown>): object {
  const method = (simulator as unknown as Record<string, (...given: unknown[]) => unknown>)[name];
  if (Object.hasOwn(WITH_OBJECT, name))
    return { [WITH_OBJECT[name as keyof typeof WITH_OBJECT]]: method?.call(simulator, given) };
  const names = WITH_ARGUMENTS[name as keyof typeof WITH_ARGUMENTS];
  const fields = readNamed<string>(given, name, names);
  method?.apply(
    simulator,
    names.map((each) => fields[each]),
  );
  return {};
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
  const list = LISTS.find((each) => each === name);
  if (name === '' || list) {
    const body = list ? { [list]: simulator[list] } : { origins: simulator.origins, calls: calls() };
    return allowed(method, 'GET') ?? reply(200, body);
  }
  if (!POSTED.includes(name))
    return refusal(404, `There is no ${CONTROL_PATH}${name}: known are ${POSTED.join(', ')}`);
  const refused = allowed(method, 'POST');
  if (refused) return refused;
  // No page can send this type to another origin without a preflight, which gets no answer.
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    return refusal(415, 'The body must be JSON, and its content-type must say so: application/json.');
  }
  if (!isWhole) return refusal(413, 'The body is larger than 64 KiB.');
  const given = readJsonObject('application/json', text);
  if (!given) return refusal(400, 'The body must be a JSON object.');
  try {
    return reply(200, run(simulator, name, given));
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
  const path = (method: string) => (name: string) => `${method} ${CONTROL_PATH}${name}`;
  return [...POSTED.map(path('POST')), ...LISTS.map(path('GET'))];
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
