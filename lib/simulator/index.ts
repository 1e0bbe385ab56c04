export type { SimulatorAnswer, SimulatorFault } from './gateway/faults.js';
export type { SimulatorEndpoint } from './gateway/routes.js';
export { startSimulator } from './server.js';
export type {
  SimulatorAppUser,
  SimulatorAuthorization,
  SimulatorMembership,
} from './settings/arguments.js';
export type { SimulatorEvent } from './stream/events.js';
export type { Simulator, SimulatorOptions, SimulatorRequest } from './types.js';
export type { SimulatorClient, SimulatorContactScope } from './world/clients.js';
export { defaultClient, defaultOrganizations, defaultPeople } from './world/defaults.js';
export type {
  SimulatorDepartment,
  SimulatorMember,
  SimulatorOrganization,
  SimulatorRole,
} from './world/organizations.js';
export type { SimulatorPerson } from './world/people.js';
