import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { tmpdir } from 'node:os';
import { closeAfterTest } from './start.js';

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A program at work, as a process or within this one. */
export interface Running {
  /** What it has printed so far. */
  output(): string;
  /** Waits until stdout or stderr has it. */
  printed(pattern: RegExp): Promise<string>;
  finished: Promise<Finished>;
  kill(signal: NodeJS.Signals): void;
}

export interface ProcessOptions {
  env?: Readonly<Record<string, string>> | undefined;
  /** @defaultValue not the folder of the project, where a developer may keep a .env of their own */
  cwd?: string | undefined;
}

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Runs Node with nothing of this machine's environment but the search path, until the test is over. */
export function startProcess(
  args: readonly string[],
  { env = {}, cwd = tmpdir() }: ProcessOptions = {},
): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  closeAfterTest(() => child.kill('SIGKILL'));
  const output = new Output();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => output.add(stream, text));
  }
  const ended = once(child, 'close').then(([code]) => {
    children.delete(child);
    return code as number | null;
  });
  return output.running(ended, (signal) => void child.kill(signal));
}

/** What a program prints. */
export class Output extends EventEmitter {
  readonly #printed = { stdout: '', stderr: '' };

  add(stream: 'stdout' | 'stderr', text: string): void {
    this.#printed[stream] += text;
    this.emit('printed');
  }

  /** @param ended - gives the exit code */
  running(ended: Promise<number | null>, kill: Running['kill']): Running {
    const finished = ended.then((code) => ({ code, ...this.#printed }));
    return {
      ...{ finished, kill, output: () => this.#printed.stdout + this.#printed.stderr },
      printed: async (pattern) => {
        for (;;) {
          const found = pattern.exec(this.#printed.stdout + this.#printed.stderr)?.[0];
          if (found !== undefined) return found;
          const end = await Promise.race([once(this, 'printed').then(() => undefined), finished]);
          if (end) throw new Error(`It ended without ${pattern}: ${end.stdout}${end.stderr}`);
        }
      },
    };
  }
}
