export type {
  Simulator,
  SimulatorAnswer,
  SimulatorClient,
  SimulatorEndpoint,
  SimulatorOptions,
  SimulatorOrganization,
  SimulatorPerson,
  SimulatorRequest,
} from './types.js';
