import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { closeAfterTest } from '../helpers/start.js';

/** A process of its own for software that cannot share one with the tests; ends with the test. */
export interface Child {
  send(message: object): void;
  /** The next message that nobody has asked for yet. Rejects when the process ends before it sends one. */
  receive<T>(): Promise<T>;
  /** What it has printed so far. */
  output(): string;
  hasEnded(): boolean;
  close(): Promise<void>;
}

export function startChild(
  script: string,
  env: Readonly<Record<string, string>> = {},
  // Nothing of the test runner's own.
  execArgv: string[] = [],
): Child {
  const child: ChildProcess = fork(fileURLToPath(new URL(`children/${script}`, import.meta.url)), {
    execArgv,
    env: { ...process.env, ...env },
    silent: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      printed += String(text);
    });
  }
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  const ended = once(child, 'exit');
  const close = async () => {
    child.kill();
    await ended;
  };
  closeAfterTest(close);
  return {
    close,
    send: (message) => child.send(message),
    async receive<T>() {
      while (messages.length === 0) {
        const [signal] = await Promise.race([once(child, 'message'), ended.then(() => ['ended'])]);
        if (signal === 'ended') throw new Error(`${script} ended with ${child.exitCode}: ${printed}`);
      }
      return messages.shift() as T;
    },
    output: () => printed,
    hasEnded: () => child.exitCode !== null,
  };
}
