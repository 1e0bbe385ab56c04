/** A stream that a command writes to. */
interface Out {
  write(text: string): unknown;
  /** Whether a person is looking at it. */
  isTTY?: boolean | undefined;
}

/** What a command has of the process that it runs in; `process` itself is one. */
export interface Io {
  stdout: Out;
  stderr: Out;
  env: Readonly<Record<string, string | undefined>>;
  /** Absent where nobody can be asked. */
  stdin?: (NodeJS.ReadableStream & { isTTY?: boolean | undefined }) | undefined;
  /** Listens for Ctrl-C; absent where nobody can press it. */
  once?(event: 'SIGINT', listener: () => void): unknown;
  off?(event: 'SIGINT', listener: () => void): unknown;
}

/** Whether a person is at both ends. */
export function isTerminal({ stdin, stdout }: Io): boolean {
  return Boolean(stdin?.isTTY && stdout.isTTY);
}

/** A subcommand: what stands behind its name, and the exit code. */
export type Command = (args: string[], io: Io) => Promise<number>;

/** For a wrong command line, with the usage on stderr. */
export const WRONG_COMMAND_LINE = 2;

/** After Ctrl-C, as shells have it: 128 and the number of the signal. */
export const INTERRUPTED = 130;
/** After the reader of the output is gone. */
export const BROKEN_PIPE = 141;
