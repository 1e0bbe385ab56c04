export { startSimulator } from './server.js';
export type {
  Simulator,
  SimulatorAnswer,
  SimulatorAuthorization,
  SimulatorClient,
  SimulatorEndpoint,
  SimulatorOptions,
  SimulatorPerson,
  SimulatorRequest,
  SimulatorVisit,
} from './types.js';
export { defaultClient, defaultOrganizations, defaultPeople } from './world/defaults.js';
export type {
  SimulatorDepartment,
  SimulatorMember,
  SimulatorOrganization,
  SimulatorRole,
} from './world/organizations.js';
