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
}

/** A subcommand: what stands behind its name, and the exit code. */
export type Command = (args: string[], io: Io) => Promise<number>;

/** For a wrong command line, with the usage on stderr. */
export const WRONG_COMMAND_LINE = 2;
