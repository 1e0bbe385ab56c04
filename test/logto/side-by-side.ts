import { type Simulator, type SimulatorOptions, startSimulator } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { client, consent, organizations, person } from './connect.js';
import {
  copyConnector,
  type LogtoHost,
  linkOfficialConnector,
  makeLogtoFolder,
  type Reply,
  startLogto,
} from './logto-host.js';

/** One thing that DingTalk, or the person, can do at a sign-in. */
export interface Situation {
  name: string;
  /** How the app, the person or the organizations differ from the usual. */
  dingtalk?: SimulatorOptions;
  /** How the calls go otherwise than they should. */
  arrange?(simulator: Simulator): void;
  /** What Logto hands to the connector, made of a good callback. */
  data?(callback: Record<string, string>, simulator: Simulator): unknown;
  asked?: Parameters<typeof consent>[1];
  config?: object;
  /** How often ours may ask for tokens, if not once. */
  tokenCalls?: number;
}

/** What came of it with one connector. */
export interface Outcome {
  reply: Reply;
  seconds: number;
  /** Requests to the two calls of a sign-in. */
  calls: { userAccessToken: number; me: number };
  /** Everything that must not come back in an error. */
  secrets: string[];
}

const connectors = { ours: 'dingtalk-oauth2', official: 'dingtalk-web' } as const;
export type Outcomes = Record<keyof typeof connectors, Outcome>;

/** Goes through every situation with both connectors, each time at a simulator of its own. */
export async function measure<Name extends string>(
  situations: readonly (Situation & { name: Name })[],
): Promise<Map<Name, Outcomes>> {
  const folder = await makeLogtoFolder();
  await copyConnector(folder);
  await linkOfficialConnector(folder);
  const outcomes = new Map<Name, Outcomes>();
  const waiting = [...situations];

  /** A process that takes one situation after the other; the slow ones hold up only their own. */
  async function worker() {
    let simulator: Simulator | undefined;
    const hosts = await startDingTalkHosts(() => simulator?.origins.api ?? 'http://127.0.0.1:1');
    const logto = await startLogto(folder, hosts.env);
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const outcome = async (connector: string, situation: Situation) => {
        simulator = await startSimulator({
          clients: [client],
          people: [person],
          organizations,
          ...situation.dingtalk,
        });
        try {
          return await goThrough(situation, simulator, logto, connector);
        } finally {
          await simulator.close();
        }
      };
      const ours = await outcome(connectors.ours, next);
      outcomes.set(next.name, { ours, official: await outcome(connectors.official, next) });
    }
    await logto.close();
    await hosts.close();
  }

  await Promise.all([worker(), worker(), worker()]);
  await folder.remove();
  return outcomes;
}

async function goThrough(
  { arrange, data, asked, config }: Situation,
  simulator: Simulator,
  logto: LogtoHost,
  connector: string,
): Promise<Outcome> {
  const { clientId, clientSecret } = client;
  const callback = consent(simulator, asked);
  arrange?.(simulator);
  const argument = data ? data(callback, simulator) : callback;
  const began = performance.now();
  const reply = await logto.call({
    connector,
    method: 'getUserInfo',
    // The one field in which the two differ by default.
    config: { clientId, clientSecret, email: 'personal', ...config },
    argument,
  });
  const seconds = (performance.now() - began) / 1000;
  const made = simulator.requests.map(({ endpoint }) => endpoint);
  const count = (name: string) => made.filter((endpoint) => endpoint === name).length;
  const tokens = simulator.requests.map(({ headers }) => headers['x-acs-dingtalk-access-token']);
  const given = [callback.code, clientSecret, ...tokens].filter((secret) => typeof secret === 'string');
  return {
    reply,
    seconds,
    calls: { userAccessToken: count('userAccessToken'), me: count('me') },
    secrets: [...new Set(given)],
  };
}
