import { answerWithCode, throttlingCode } from '../gateway/error-codes.js';
import type { Answer, Request } from '../gateway/http.js';
import { refusal } from '../gateway/new.js';
import { notFound } from '../gateway/old.js';
import { type Route, routeOf, type SimulatorEndpoint } from '../gateway/routes.js';
import { authorize } from '../pages/authorize.js';
import type { Fault } from '../settings/faults.js';
import type { Call, DingTalk } from '../world/dingtalk.js';
import * as adminConsole from './admin-console.js';
import * as appTokens from './app-tokens.js';
import { clientIdOf, Refusal } from './call.js';
import * as directory from './directory.js';
import { takeFault } from './faults.js';
import * as signIn from './sign-in.js';

/** Each call is exported under the name of its endpoint. */
const CALLS: Readonly<Record<SimulatorEndpoint, Call>> = {
  authorize,
  ...adminConsole,
  ...appTokens,
  ...directory,
  ...signIn,
};

/** Answers a request as DingTalk would, or as the next fault has it, which also says how the answer is sent. */
export function answerTo(
  dingtalk: DingTalk,
  request: Request,
): { answer: Answer; fault?: Fault | undefined } {
  if (!request.isWhole) return { answer: refusal('RequestEntityTooLarge') };
  const route = routeOf(request.path);
  if (!route) return { answer: notFound(request.path) };
  const fault = takeFault(dingtalk.faults, route.endpoint);
  const answer = insteadOf(dingtalk, route.endpoint, request, fault) ?? trueAnswer(dingtalk, route, request);
  return { answer, fault };
}

/** What a fault, or the limit of calls, has in place of the true answer. */
function insteadOf(
  dingtalk: DingTalk,
  endpoint: SimulatorEndpoint,
  request: Request,
  fault: Fault | undefined,
): Answer | undefined {
  const { limits, stringly } = dingtalk.settings;
  if (fault?.answer?.instead) return fault.answer.instead;
  if (!fault?.code && !limits) return undefined;
  const clientId = clientIdOf(dingtalk, request) ?? '';
  const isThrottled = () => endpoint !== 'authorize' && isTooOften(dingtalk, `${endpoint} ${clientId}`);
  const code = fault?.code ?? (isThrottled() ? throttlingCode(endpoint) : undefined);
  return code === undefined
    ? undefined
    : answerWithCode(code, { endpoint, clientId, address: request.address, stringly });
}

/** Counts a call, unless there were too many. @returns whether there were */
function isTooOften({ recentCalls, settings: { limits } }: DingTalk, key: string): boolean {
  // The limit lasts a second of true time, wherever the clock stands.
  const now = performance.now();
  const recent = (recentCalls.get(key) ?? []).filter((at) => now - at < 1000);
  const isExceeded = recent.length >= (limits?.perSecond ?? Infinity);
  recentCalls.set(key, isExceeded ? recent : [...recent, now]);
  return isExceeded;
}

function trueAnswer(dingtalk: DingTalk, { endpoint, method }: Route, request: Request): Answer {
  if (method !== 'ANY' && method !== request.method) return notFound(request.path);
  try {
    return CALLS[endpoint](dingtalk, request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    return refusal('unknownError', `: ${String(error)}`);
  }
}
