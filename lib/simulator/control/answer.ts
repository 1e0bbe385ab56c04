import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../gateway/answer.js';
import { readJsonObject } from '../gateway/body.js';
import { isForeign } from '../gateway/loopback.js';
import type { Simulator } from '../types.js';
import { nearest } from '../world/nearest.js';
import { ACTIONS } from './actions.js';

/** What everything begins with that can be asked of the simulator from outside. */
export const CONTROL_PATH = '/simulator/control/';

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
  if (!action) return refusal(404, `There is no ${CONTROL_PATH}${name}: ${meant(name)}`);
  const refused = allowed(method, action.method);
  if (refused) return refused;
  if (method === 'GET') return reply(200, action.run(simulator, {}));
  // No page can send this type to another origin without asking first, and whoever asks is told nothing.
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

/** Programs say neither; a browser says both wherever a page could read the answer or do harm by the request. */
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

function meant(name: string): string {
  const known = Object.keys(ACTIONS);
  const near = nearest(name, known);
  return near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
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
