import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '../helpers/process.js';
import { decide } from '../helpers/visitor.js';

const root = join(import.meta.dirname, '../..');

/** The simulator as people start it, and what tests ask of it from outside. */
export interface SimulatorProcess {
  origin: string;
  control(call: string, body: object): Promise<Record<string, unknown>>;
  /** Presses a button on the consent page; leads back to the application. */
  decide(authorization: URL, choice: { decision: 'agree' | 'refuse'; unionId?: string }): Promise<URL>;
  /** How often an endpoint was called. */
  calls(endpoint: string): Promise<number>;
  close(): Promise<void>;
}

export async function startSimulatorProcess(config: object): Promise<SimulatorProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const file = join(folder, 'simulator.json');
  writeFileSync(file, JSON.stringify(config));
  const command = ['dist/cli/main.js', 'simulator', '--port', '0', '--language', 'en', '--config', file];
  const { printed, kill, finished } = startProcess(command, { cwd: root });
  const origin = await printed(/http:\S+(?=\n)/);
  const control: SimulatorProcess['control'] = async (call, body) => {
    const response = await fetch(`${origin}/simulator/control/${call}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${call}: ${answer.error}`);
    return answer;
  };
  return {
    origin,
    control,
    decide: ({ pathname, search }, choice) => decide(origin + pathname + search, choice),
    async calls(endpoint) {
      const response = await fetch(`${origin}/simulator/control/requests`);
      const { requests } = (await response.json()) as { requests: { endpoint?: string }[] };
      return requests.filter((request) => request.endpoint === endpoint).length;
    },
    async close() {
      kill('SIGTERM');
      await finished;
      rmSync(folder, { recursive: true });
    },
  };
}
