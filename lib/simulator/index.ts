export { defaultClient, defaultOrganizations, defaultPeople } from './defaults.js';
export { startSimulator } from './server.js';
export type {
  Simulator,
  SimulatorAnswer,
  SimulatorAuthorization,
  SimulatorClient,
  SimulatorEndpoint,
  SimulatorOptions,
  SimulatorOrganization,
  SimulatorPerson,
  SimulatorRequest,
} from './types.js';
