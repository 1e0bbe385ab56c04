import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../gateway/answer.js';
import type { Grants } from '../world/grants.js';
import type { Setup } from '../world/setup.js';
import { adminConsole, CONSOLE_PATH } from './admin-console.js';
import { ddScript, IN_APP_CODE_PATH } from './dd.js';
import { ddLoginScript } from './ddlogin.js';
import { DIRECTORY_PATH, directory, type Moves } from './directory.js';
import { FRONT_PATH, front, wantsPage } from './front.js';
import { inAppCodeForPage } from './in-app-code.js';

const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  [FRONT_PATH, ['GET']],
  ['/simulator/dd.js', ['GET']],
  ['/simulator/ddlogin.js', ['GET']],
  [CONSOLE_PATH, ['GET']],
  [DIRECTORY_PATH, ['GET', 'POST']],
  [IN_APP_CODE_PATH, ['POST']],
]);

/** Whether a request is for what stands in for DingTalk's client, CDN and console, rather than for its API. */
export function isOwn(path: string, method: string, headers: IncomingHttpHeaders): boolean {
  if (path === FRONT_PATH && !wantsPage(headers)) return false;
  return METHODS.get(path)?.includes(method) ?? false;
}

export function ownAnswer(
  setup: Setup,
  grants: Grants,
  moves: Moves,
  request: { method: string; path: string; query: string; headers: IncomingHttpHeaders; body: string },
): Answer {
  const { path, query, headers, body } = request;
  switch (path) {
    case FRONT_PATH:
      return front(headers['accept-language']);
    case DIRECTORY_PATH:
      return directory(setup, moves, request);
    case IN_APP_CODE_PATH:
      return inAppCodeForPage(setup, grants, headers, body);
    case CONSOLE_PATH:
      return adminConsole(setup, grants, query, headers['accept-language']);
    default:
      return script(path === '/simulator/dd.js' ? ddScript : ddLoginScript);
  }
}

function script(body: string): Answer {
  return {
    status: 200,
    // Pages of any origin may load it, also those that want to be told so.
    headers: {
      'content-type': 'text/javascript;charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    },
    body,
  };
}
