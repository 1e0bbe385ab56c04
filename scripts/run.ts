import { spawnSync } from 'node:child_process';

export interface Output {
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with all of its output when it does not end with 0.
 */
export function run(program: string, args: readonly string[], cwd: string): Output {
  // NODE_OPTIONS can make Node print warnings that nobody else would see.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) {
    const command = [program, ...args].join(' ');
    throw new Error(`${command}\nended with ${status ?? signal}\n${stdout}${stderr}`.trimEnd());
  }
  return { stdout, stderr };
}
