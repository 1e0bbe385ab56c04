import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { closeAfterTest } from './start.js';

const TSX = import.meta.resolve('tsx');
const SERVER = fileURLToPath(new URL('../../example-app/server.ts', import.meta.url));

export interface ExampleServer {
  /** What it printed as the address to open. */
  url: string;
  output(): string;
  /** Sends a signal and returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

interface Options {
  environment?: Record<string, string>;
  cwd?: string | undefined;
}

/** Runs what `npm start` runs, with nothing of this machine's environment but the search path. */
function run({ environment = {}, cwd }: Options) {
  const child = spawn(process.execPath, ['--import', TSX, SERVER], {
    // Not the folder of the project, where a developer may keep a .env of their own.
    cwd: cwd ?? tmpdir(),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'close').then(([code]) => {
    process.off('exit', kill);
    return code as number | null;
  });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  return { child, exited, printed };
}

/** Starts the example app as a process of its own, until the test is over, and waits for the address it prints. */
export async function startExampleServer(options: Options = {}): Promise<ExampleServer> {
  const { child, exited, printed } = run({
    ...options,
    environment: { PORT: '0', ...options.environment },
  });
  const address = () => /^Open (http\S+)$/m.exec(printed.stdout)?.[1];
  while (address() === undefined) {
    const code = await Promise.race([once(child.stdout, 'data').then(() => undefined), exited]);
    if (code !== undefined) throw new Error(`The example app ended with code ${code}: ${printed.stderr}`);
  }
  const stop: ExampleServer['stop'] = (signal = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  closeAfterTest(() => stop());
  return { url: address() ?? '', output: () => printed.stdout + printed.stderr, stop };
}

/** Runs the example app where it is expected to give up, and returns its exit code and what it said. */
export async function runExampleServer(options: Options): Promise<{ code: number | null; stderr: string }> {
  const { exited, printed } = run(options);
  return { code: await exited, stderr: printed.stderr };
}
