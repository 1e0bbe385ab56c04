import { serve } from './server.js';
import { readOptions } from './settings/options.js';
import type { Simulator, SimulatorOptions } from './types.js';

export type { SimulatorEndpoint } from './gateway/routes.js';
export type { SimulatorAppUser, SimulatorAuthorization, SimulatorMembership } from './settings/arguments.js';
export type { SimulatorClient, SimulatorContactScope } from './settings/clients.js';
export type { SimulatorAnswer, SimulatorFault } from './settings/faults.js';
export type {
  SimulatorDepartment,
  SimulatorMember,
  SimulatorOrganization,
  SimulatorPerson,
  SimulatorRole,
} from './settings/organizations.js';
export type { SimulatorEvent } from './stream/events.js';
export type { Simulator, SimulatorOptions, SimulatorRequest } from './types.js';
export { defaultClient, defaultOrganizations, defaultPeople } from './world/defaults.js';

/**
 * Starts a simulated DingTalk on 127.0.0.1 that signs made-up people in to registered apps, with DingTalk's checks,
 * answers and errors as far as they are known. It keeps everything in memory: at most 10,000 requests, and 100,000
 * codes and tokens of each kind.
 * @example
 * ```ts
 * import { defaultClient, startSimulator } from 'passport-dingtalk-oauth2/simulator';
 *
 * const simulator = await startSimulator();
 * const callback = simulator.authorize({
 *   clientId: defaultClient.clientId,
 *   redirectUri: 'http://localhost:3000/auth/dingtalk/callback',
 *   unionId: 'simulatorXiaoManiEiE',
 * });
 * console.log(new URL(callback).searchParams.get('code'));
 * await simulator.close();
 * ```
 * @throws TypeError that names each option that is wrong.
 * @throws Error of `listen`, for example `EADDRINUSE` when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return serve(readOptions(options));
}
