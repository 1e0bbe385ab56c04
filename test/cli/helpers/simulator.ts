import { join } from 'node:path';
import type { Finished, Running } from '../../helpers/process.js';
import { startCommand, temporaryFolder } from './doctor.js';

/** A file with this in it: as it is when a string, as JSON otherwise. */
export function configFile(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return join(temporaryFolder({ 'simulator.json': text }), 'simulator.json');
}

/** The command where it is expected to give up, or to tell no more than its usage. */
export function runSimulator(args: readonly string[], env?: Record<string, string>): Promise<Finished> {
  return startCommand(['simulator', ...args], { env }).finished;
}

interface RunningSimulator extends Running {
  origin: string;
  /** All that it says when it starts. */
  greeting: string;
  /** What it says to set for the example app. */
  environment(): Record<string, string>;
}

/** The command as a process of its own, ready; on any port unless told otherwise. */
export async function startSimulatorCommand(
  args: readonly string[] = [],
  env?: Record<string, string>,
): Promise<RunningSimulator> {
  const running = startCommand(['simulator', ...(args.includes('--port') ? [] : ['--port', '0']), ...args], {
    env,
  });
  // The last line: everything else is there when it is.
  const greeting = await running.printed(/[\s\S]*Ctrl-C.*\n/);
  const [, origin = ''] = /(http:\/\/127\.0\.0\.1:\d+)$/m.exec(greeting) ?? [];
  const lines = [...greeting.matchAll(/^ {2}([A-Z_]+)=(.*)$/gm)];
  const environment = () => Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
  return { ...running, origin, greeting, environment };
}

/** `POST` to the control interface. */
export async function control(origin: string, name: string, body: object = {}): Promise<unknown> {
  const answer = await fetch(`${origin}/simulator/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.json();
}
