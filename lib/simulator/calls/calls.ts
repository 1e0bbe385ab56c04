import { type Answer, refusal } from '../gateway/new.js';
import { notFound } from '../gateway/old.js';
import { routeOf, type SimulatorEndpoint } from '../gateway/routes.js';
import { authorize } from '../pages/authorize.js';
import { ssoAccessToken, ssoUserInfo } from './admin-console.js';
import { accessToken, corpAccessToken, corpToken, getToken } from './app-tokens.js';
import type { Call, DingTalk, Request } from './call.js';
import { authScopes, departmentGet, getByUnionId, getUserInfo, userGet } from './directory.js';
import { connectionsOpen, me, userAccessToken } from './sign-in.js';

const CALLS: Readonly<Record<SimulatorEndpoint, Call>> = {
  authorize: ({ setup, grants }, request) => authorize(setup, grants, request),
  userAccessToken,
  me,
  accessToken,
  corpToken,
  corpAccessToken,
  gettoken: getToken,
  authScopes,
  getbyunionid: getByUnionId,
  userGet,
  departmentGet,
  getuserinfo: getUserInfo,
  ssoAccessToken,
  ssoUserInfo,
  connectionsOpen,
};

/** Answers a request as DingTalk would. */
export function answerOf(dingtalk: DingTalk, request: Request): Answer {
  const route = routeOf(request.path);
  if (!route || (route.method !== undefined && route.method !== request.method))
    return notFound(request.path);
  try {
    return CALLS[route.endpoint](dingtalk, request);
  } catch (error) {
    return refusal('unknownError', `: ${String(error)}`);
  }
}

/** The calls of each app within the last second. */
export class Limits {
  readonly #perSecond: number;
  readonly #calls = new Map<string, number[]>();

  constructor(perSecond: number = Infinity) {
    this.#perSecond = perSecond;
  }

  /** Counts a call, unless there were too many. @returns whether there were */
  exceededBy(clientId: string, endpoint: SimulatorEndpoint): boolean {
    if (this.#perSecond === Infinity) return false;
    // The limit lasts a second of true time, wherever the clock stands.
    const now = performance.now();
    const key = `${endpoint} ${clientId}`;
    const recent = (this.#calls.get(key) ?? []).filter((at) => now - at < 1000);
    const isExceeded = recent.length >= this.#perSecond;
    this.#calls.set(key, isExceeded ? recent : [...recent, now]);
    return isExceeded;
  }
}
