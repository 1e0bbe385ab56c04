import { BANNED, IP_REFUSED, PERMISSION_DENIED, throttlingCode } from '../gateway/error-codes.js';
import type { Answer, Request } from '../gateway/http.js';
import { json, type NewCode, refusal } from '../gateway/new.js';
import { failure, notFound, oldGateway } from '../gateway/old.js';
import { PERMISSIONS, type Route, routeOf, type SimulatorEndpoint } from '../gateway/routes.js';
import { authorize } from '../pages/authorize.js';
import type { Fault } from '../settings/faults.js';
import type { Call, DingTalk } from '../world/dingtalk.js';
import * as appTokens from './app-tokens.js';
import { clientIdOf, Refusal } from './call.js';
import * as directory from './directory.js';
import * as signIn from './sign-in.js';

/** Each call is exported under the name of its endpoint. */
const CALLS: Readonly<Record<SimulatorEndpoint, Call>> = {
  authorize,
  ...appTokens,
  ...directory,
  ...signIn,
};

/** Answers a request as DingTalk would, or as the next fault has it, which also says how the answer is sent. */
export const answerTo: Call = (dingtalk, request) => {
  if (!request.isWhole) return refusal('RequestEntityTooLarge');
  const route = routeOf(request.path);
  if (!route) return notFound(request.path);
  const fault = takeFault(dingtalk.faults, route.endpoint);
  if (fault?.answer && 'status' in fault.answer) return fault.answer;
  const code = fault?.code ?? codeOfLimit(dingtalk, route.endpoint, request);
  const answer = code ? answerWithCode(dingtalk, route, request, code) : trueAnswer(dingtalk, route, request);
  return { ...answer, ...fault?.answer };
};

/** The next fault for a call: its own, or one for all calls, which are those of both gateways. */
function takeFault(faults: Fault[], endpoint: SimulatorEndpoint): Fault | undefined {
  const nextFor = (name: string) => faults.find((fault) => fault.endpoint === name);
  const next = nextFor(endpoint) ?? (endpoint === 'authorize' ? undefined : nextFor('all'));
  if (!next) return undefined;
  next.times -= 1;
  if (next.times === 0) faults.splice(faults.indexOf(next), 1);
  return next;
}

/** Counts a call, where calls are limited. @returns the code of one too many, which isn't counted */
function codeOfLimit(dingtalk: DingTalk, endpoint: SimulatorEndpoint, request: Request): string | undefined {
  const { recentCalls, settings } = dingtalk;
  if (!settings.limits || endpoint === 'authorize') return undefined;
  const key = `${endpoint} ${clientIdOf(dingtalk, request)}`;
  // The limit lasts a second of true time, wherever the clock stands.
  const now = performance.now();
  const recent = (recentCalls.get(key) ?? []).filter((at) => now - at < 1000);
  const isExceeded = recent.length >= settings.limits.perSecond;
  recentCalls.set(key, isExceeded ? recent : [...recent, now]);
  return isExceeded ? throttlingCode(endpoint) : undefined;
}

/** What a call answers with one of its codes, in the grammar of its gateway. */
function answerWithCode(dingtalk: DingTalk, route: Route, request: Request, code: string): Answer {
  const clientId = clientIdOf(dingtalk, request);
  const permission = PERMISSIONS[route.endpoint] ?? 'qyapi_base';
  const from = `,request ip=${request.address} appKey(${clientId})`;
  if (code === BANNED) return json(200, { status: 1111, wait: 5, source: 'x5', punish: 'deny' });
  if (code === IP_REFUSED) return refusal(code, from);
  if (code === PERMISSION_DENIED)
    return refusal(code, '', { accessdenieddetail: { requiredScopes: [permission] } });
  if (route.host === 'api') return refusal(code as NewCode);
  const link = `https://open-dev.dingtalk.com/appscope/apply?content=${encodeURIComponent(`${clientId}#${permission}`)}`;
  const more: Readonly<Record<string, string>> = {
    60011: `：[${permission}]，点击链接申请并开通即可：${link}, {requiredScopes=[${permission}]}`,
    60020: from,
  };
  const reply = failure(code === 'unknownError' ? -1 : Number(code), more[code]);
  return oldGateway(reply, dingtalk.settings.stringly);
}

function trueAnswer(dingtalk: DingTalk, route: Route, request: Request): Answer {
  const { endpoint, method } = route;
  if (method !== 'ANY' && method !== request.method) return notFound(request.path);
  try {
    return CALLS[endpoint](dingtalk, request);
  } catch (error) {
    if (!(error instanceof Refusal)) return refusal('unknownError', `: ${String(error)}`);
    return answerWithCode(dingtalk, route, request, error.message);
  }
}
