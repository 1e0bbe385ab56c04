import type { IncomingHttpHeaders } from 'node:http';
import { accessToken } from './calls/access-token.js';
import { connectionsOpen } from './calls/connections-open.js';
import { corpAccessToken } from './calls/corp-access-token.js';
import { corpToken } from './calls/corp-token.js';
import { getToken } from './calls/gettoken.js';
import { me } from './calls/me.js';
import { ssoAccessToken } from './calls/sso-access-token.js';
import { ssoUserInfo } from './calls/sso-user-info.js';
import { topapi } from './calls/topapi.js';
import { userAccessToken } from './calls/user-access-token.js';
import type { Answer } from './gateway/answer.js';
import { notFound, unknownError } from './gateway/refusals.js';
import { routeOf } from './gateway/routes.js';
import { authorize } from './pages/authorize.js';
import type { Stream } from './stream/stream.js';
import { AppTokens } from './world/app-tokens.js';
import { Grants } from './world/grants.js';
import type { Setup } from './world/setup.js';

/** A simulated DingTalk as it stands: who is there, and which codes and tokens are out. */
export class DingTalk {
  readonly setup: Setup;
  readonly grants: Grants;
  readonly appTokens: AppTokens;
  readonly consoleTokens: AppTokens;
  readonly stream: Stream;

  constructor(setup: Setup, stream: Stream) {
    this.setup = setup;
    this.stream = stream;
    this.grants = new Grants(setup.clock);
    this.appTokens = new AppTokens(setup.clock);
    this.consoleTokens = new AppTokens(setup.clock);
  }
}

/** A request, as far as the calls look at it. */
export interface Asking {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Where it comes from. */
  readonly address: string;
}

/** @param origin - the simulator's own, for the addresses of pictures */
export function answerOf(dingtalk: DingTalk, asking: Asking, origin: string): Answer {
  const { setup, grants, appTokens: tokens, consoleTokens } = dingtalk;
  const { method, path, query, headers, body, address } = asking;
  const contentType = headers['content-type'];
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
        return me(setup, grants, tokens, { token, address }, origin);
      }
      case 'accessToken':
        return accessToken(setup, tokens, contentType, body);
      case 'corpToken':
        return corpToken(setup, tokens, path, contentType, body);
      case 'corpAccessToken':
        return corpAccessToken(setup, tokens, contentType, body);
      case 'ssoAccessToken':
        return ssoAccessToken(setup, consoleTokens, contentType, body);
      case 'ssoUserInfo': {
        const token = headers['x-acs-dingtalk-access-token'];
        return ssoUserInfo(setup, consoleTokens, grants, token, query, origin);
      }
      case 'connectionsOpen':
        return connectionsOpen(setup, dingtalk.stream, contentType, body);
      case 'gettoken':
        return getToken(setup, tokens, query);
      default:
        return topapi(endpoint, setup, tokens, grants, { query, contentType, body, address }, origin);
    }
  } catch (error) {
    return unknownError(error);
  }
}
