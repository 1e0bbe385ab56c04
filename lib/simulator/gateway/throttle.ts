import { invalid } from '../world/checks.js';
import type { Answer } from './answer.js';
import { throttled } from './new.js';
import { oldGateway, spellAsDocumented, throttledReply } from './old.js';
import { ROUTES } from './routes.js';

/** What `endpoint` answers a call that was made too often, in the grammar of its gateway. */
export function throttledAnswer(endpoint: unknown, stringly: boolean): Answer {
  const route = ROUTES.find((known) => known.endpoint === endpoint && known.host !== 'login');
  if (!route) {
    const known = ROUTES.filter(({ host }) => host !== 'login').map((one) => one.endpoint);
    throw invalid('endpoint', `be one of ${known.join(', ')}, which ${String(endpoint)} is not`);
  }
  if (route.host === 'api') return throttled();
  return oldGateway(stringly ? spellAsDocumented(throttledReply()) : throttledReply());
}
