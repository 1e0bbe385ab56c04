import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of its own, which answers each message with one. */
export interface Child {
  ask<T>(message: object): Promise<T>;
  /** The next message. */
  hear<T>(): Promise<T>;
  stop(): Promise<void>;
}

/** @param script - plain JavaScript, so that no compiler's work is measured along */
export function startChild(script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Child {
  const child = fork(pathOf(script), args, {
    // Whatever compiles the benchmark itself is none of the children's.
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...env },
  });
  const name = [script, ...args].join(' ');
  const hear = <T>() => nextMessage(child, name) as Promise<T>;
  return {
    hear,
    ask(message) {
      child.send(message);
      return hear();
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

export function pathOf(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

async function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${name} ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    ended.catch(() => {});
    over.abort();
  }
}
