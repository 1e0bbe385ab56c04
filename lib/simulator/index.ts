export { defaultClient, defaultOrganizations, defaultPeople } from './defaults.js';
export type {
  SimulatorDepartment,
  SimulatorMember,
  SimulatorOrganization,
  SimulatorRole,
} from './organization-types.js';
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
