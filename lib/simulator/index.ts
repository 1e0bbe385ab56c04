export type { SimulatorEndpoint } from './gateway/routes.js';
export { startSimulator } from './server.js';
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
export type { Simulator, SimulatorEvent, SimulatorOptions, SimulatorRequest } from './types.js';
export { defaultClient, defaultOrganizations, defaultPeople } from './world/defaults.js';
