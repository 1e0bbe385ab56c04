import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Output {
  stdout: string;
  stderr: string;
}

/** NODE_OPTIONS can make Node print warnings that nobody else would see. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

function failed(program: string, args: readonly string[], end: unknown, { stdout, stderr }: Output): Error {
  return new Error(`${[program, ...args].join(' ')}\nended with ${end}\n${stdout}${stderr}`.trimEnd());
}

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with all of its output when it does not end with 0.
 */
export function run(program: string, args: readonly string[], cwd: string): Output {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw failed(program, args, status ?? signal, { stdout, stderr });
  return { stdout, stderr };
}

/** {@link run}, while others run. */
export async function runBeside(program: string, args: readonly string[], cwd: string): Promise<Output> {
  const child = spawn(program, args, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (status !== 0) throw failed(program, args, status ?? signal, { stdout, stderr });
  return { stdout, stderr };
}
