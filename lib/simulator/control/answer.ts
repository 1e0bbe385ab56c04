import * as z from 'zod4';
import { type Answer, isForeign, isOfType, parseObject, type Request } from '../gateway/http.js';
import { json } from '../gateway/new.js';
import { InvalidArgument, parse } from '../settings/parse.js';
import type { Simulator } from '../types.js';

export const CONTROL_PATH = '/simulator/control/';

/**
 * The methods of {@link Simulator} that are served. One that takes an object takes the whole body, and has the name of
 * what it returns; of the others there are the names of the arguments, which a body has as fields.
 */
const METHODS: Readonly<Record<string, string | readonly string[]>> = {
  authorize: 'url',
  inAppCode: 'code',
  adminUrl: 'url',
  fail: ['endpoint', 'answer', 'times'],
  throttle: ['endpoint', 'times'],
  refuse: ['endpoint', 'code', 'times'],
  expireAppTokens: [],
  leave: ['unionId', 'corpId'],
  join: ['unionId', 'membership'],
  disconnect: [],
  reset: [],
};

const LISTS = ['events', 'requests'] as const;
const POSTED = Object.keys(METHODS);
const CALLS = [
  ...POSTED.map((name) => `POST ${CONTROL_PATH}${name}`),
  ...LISTS.map((name) => `GET ${CONTROL_PATH}${name}`),
];

/** @throws TypeError of the method, which checks what it is given whatever type that claims to have. */
function run(simulator: Simulator, name: string, given: Record<string, unknown>): object {
  const methods = simulator as unknown as Record<string, (...given: unknown[]) => unknown>;
  const { [name]: names = [] } = METHODS;
  if (typeof names === 'string') return { [names]: methods[name]?.(given) };
  const shape = Object.fromEntries(names.map((each) => [each, z.unknown().optional()]));
  const fields: Record<string, unknown> = parse(z.strictObject(shape), given, name);
  methods[name]?.(...names.map((each) => fields[each]));
  return {};
}

/** `POST /simulator/control/<method of the simulator>` with its arguments as JSON, and what it gives, as JSON. */
export function controlAnswer(simulator: Simulator, request: Request): Answer {
  const { method, path, headers, body, isWhole } = request;
  if (isForeign(headers)) return reply(403, { error: 'A page of another origin asks this: it may not.' });
  const name = path.slice(CONTROL_PATH.length);
  const isPosted = POSTED.includes(name);
  const list = LISTS.find((each) => each === name);
  if (!isPosted && name !== '' && !list)
    return reply(404, { error: `There is no ${CONTROL_PATH}${name}: known are ${POSTED.join(', ')}` });
  const allow = isPosted ? 'POST' : 'GET';
  if (method !== allow) return reply(405, { error: `The method must be ${allow}.` }, { allow });
  if (!isPosted)
    return reply(200, list ? { [list]: simulator[list] } : { origins: simulator.origins, calls: CALLS });
  // No page can send this type to another origin without a preflight, which gets no answer.
  if (!isOfType(headers, 'application/json'))
    return reply(415, {
      error: 'The body must be JSON, and its content-type must say so: application/json.',
    });
  if (!isWhole) return reply(413, { error: 'The body is larger than 64 KiB.' });
  const given = parseObject(body);
  if (!given) return reply(400, { error: 'The body must be a JSON object.' });
  try {
    return reply(200, run(simulator, name, given));
  } catch (error) {
    if (error instanceof InvalidArgument) return reply(400, { error: error.message });
    throw error;
  }
}

function reply(status: number, body: object, headers: Answer['headers'] = {}): Answer {
  return json(status, body, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    ...headers,
  });
}
