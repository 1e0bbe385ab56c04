import { fileURLToPath } from 'node:url';
import { type Finished, type ProcessOptions, startProcess } from './process.js';

const TSX = import.meta.resolve('tsx');
const SERVER = fileURLToPath(new URL('../../example-app/server.ts', import.meta.url));

export interface ExampleServer {
  /** What it printed as the address to open. */
  url: string;
  /** All that it printed before it could be opened. */
  output: string;
  /** Sends a signal and returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Runs what `npm start` runs. */
const run = (options: ProcessOptions) => startProcess(['--import', TSX, SERVER], options);

/** Starts the example app as a process of its own, until the test is over, and waits for the address it prints. */
export async function startExampleServer(options: ProcessOptions = {}): Promise<ExampleServer> {
  const { printed, kill, finished } = run({ ...options, env: { PORT: '0', ...options.env } });
  const output = await printed(/[\s\S]*^Open http\S+\n/m);
  const [, url = ''] = /^Open (\S+)$/m.exec(output) ?? [];
  const stop: ExampleServer['stop'] = async (signal = 'SIGTERM') => {
    kill(signal);
    return (await finished).code;
  };
  return { url, output, stop };
}

/** Runs the example app where it is expected to give up. */
export function runExampleServer(options: ProcessOptions): Promise<Finished> {
  return run(options).finished;
}
