import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

type Output = Pick<SpawnSyncReturns<string>, 'stdout' | 'stderr'>;

/** NODE_OPTIONS can make Node print warnings that nobody else would see. */
const { NODE_OPTIONS: _, ...env } = process.env;

function outputOf(command: readonly string[], ending: unknown, { stdout, stderr }: Output): Output {
  if (ending === 0) return { stdout, stderr };
  throw new Error(`${command.join(' ')}\nended with ${ending}\n${stdout}${stderr}`.trimEnd());
}

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with all of its output when it does not end with 0.
 */
export function run(program: string, args: readonly string[], cwd: string): Output {
  const maxBuffer = 64 * 1024 * 1024;
  const { error, status, signal, ...output } = spawnSync(program, args, {
    cwd,
    env,
    maxBuffer,
    encoding: 'utf8',
  });
  if (error) throw error;
  return outputOf([program, ...args], status ?? signal, output);
}

/** {@link run}, while others run. */
export async function runBeside(program: string, args: readonly string[], cwd: string): Promise<Output> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status, signal] = await ended;
  return outputOf([program, ...args], status ?? signal, { stdout, stderr });
}
