import type { SimulatorAnswer } from '../gateway/bend.js';
import type { SimulatorEndpoint } from '../gateway/routes.js';
import type { SimulatorAuthorization } from '../pages/authorize.js';
import type { Simulator } from '../types.js';
import { object } from '../world/checks.js';
import type { SimulatorMembership } from '../world/membership.js';
import type { SimulatorVisit } from '../world/visit.js';

/** What can be asked of the simulator from outside. */
interface Action {
  readonly method: 'GET' | 'POST';
  /** @throws TypeError of the method behind it, which looks at what it is given whatever type it claims to have. */
  readonly run: (simulator: Simulator, given: Record<string, unknown>) => unknown;
}

/** The methods of {@link Simulator} by their names; the fields of a body are the names of their arguments. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  authorize: post((simulator, given) => ({
    url: simulator.authorize(given as unknown as SimulatorAuthorization),
  })),
  inAppCode: post((simulator, given) => ({
    code: simulator.inAppCode(given as unknown as SimulatorVisit),
  })),
  adminUrl: post((simulator, given) => ({ url: simulator.adminUrl(given as unknown as SimulatorVisit) })),
  fail: post((simulator, given) => {
    const { endpoint, answer, times } = object(given, 'fail', { endpoint: true, answer: true, times: true });
    simulator.fail(endpoint as SimulatorEndpoint, answer as SimulatorAnswer, times as number | undefined);
  }),
  throttle: post((simulator, given) => {
    const { endpoint, times } = object(given, 'throttle', { endpoint: true, times: true });
    simulator.throttle(endpoint as 'me', times as number | undefined);
  }),
  refuse: post((simulator, given) => {
    const { endpoint, code, times } = object(given, 'refuse', { endpoint: true, code: true, times: true });
    simulator.refuse(endpoint as 'me', code as string, times as number | undefined);
  }),
  expireAppTokens: post((simulator, given) => {
    object(given, 'expireAppTokens', {});
    simulator.expireAppTokens();
  }),
  leave: post((simulator, given) => {
    const { unionId, corpId } = object(given, 'leave', { unionId: true, corpId: true });
    simulator.leave(unionId as string, corpId as string | undefined);
  }),
  join: post((simulator, given) => {
    const { unionId, membership } = object(given, 'join', { unionId: true, membership: true });
    simulator.join(unionId as string, membership as SimulatorMembership | undefined);
  }),
  disconnect: post((simulator, given) => {
    object(given, 'disconnect', {});
    simulator.disconnect();
  }),
  reset: post((simulator, given) => {
    object(given, 'reset', {});
    simulator.reset();
  }),
  events: { method: 'GET', run: ({ events }) => ({ events }) },
  requests: { method: 'GET', run: ({ requests }) => ({ requests }) },
};

function post(run: Action['run']): Action {
  return { method: 'POST', run };
}
