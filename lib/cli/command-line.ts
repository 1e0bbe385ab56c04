import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Language, languageOf, sayIn } from './language.js';

/** What a command needs of `process`. */
export interface Io {
  stdout: Out;
  stderr: Out;
  env: Readonly<Record<string, string | undefined>>;
  /** Absent where nobody can be asked. */
  stdin?: (NodeJS.ReadableStream & { isTTY?: boolean | undefined }) | undefined;
  /** Absent where nobody can press Ctrl-C. */
  once?(event: 'SIGINT', listener: () => void): unknown;
}

interface Out {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

export const WRONG_COMMAND_LINE = 2;

/** After Ctrl-C, as shells have it: 128 and the number of the signal. */
export const INTERRUPTED = 130;

/** A command line, or a setting it stands for, that cannot be meant. Holds no value: it may be a secret. */
export class UsageError extends Error {
  readonly zh: string;

  constructor(en: string, zh: string) {
    super(en);
    this.zh = zh;
  }
}

export function wrong(name: string, en: string, zh: string): UsageError {
  return new UsageError(`${name} ${en}.`, `${name} ${zh}。`);
}

/** What an action on a file gives. @throws UsageError that says so, with the platform's code, where it fails */
export function withFile<Value>(action: () => Value, en: string, zh: string): Value {
  try {
    return action();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${en} (${code}).`, `${zh}（${code}）。`);
  }
}

/** One that is often meant for another flag says so. */
type Flags = NonNullable<ParseArgsConfig['options']> &
  Record<string, { mistaken?: readonly [en: string, zh: string] }>;

export type Given<Own extends Flags> = ReturnType<typeof parseArgs<{ options: Own }>>['values'];

interface Command<Own extends Flags> {
  /** Its first line is all that is shown where the command line is wrong. */
  usage: Readonly<Record<Language, string>>;
  flags: Own;
  /** Gives the exit code. @throws UsageError before anything is done */
  run(given: Given<Own>, io: Io, language: Language): Promise<number>;
}

export async function runCommand<Own extends Flags>(
  args: string[],
  io: Io,
  { usage, flags: own, run }: Command<Own>,
): Promise<number> {
  const flags: Flags = { ...own, language: { type: 'string' }, help: { type: 'boolean', short: 'h' } };
  // Not strict: the messages of the platform quote what was given, and are in one language.
  const { values, tokens } = parseArgs({ args, options: flags, strict: false, tokens: true });
  const asked: unknown = values.language;
  // Errors need a language, even an error about `--language`.
  const language = asked === 'en' || asked === 'zh' ? asked : languageOf(io.env);
  const say = sayIn(language);
  try {
    checkFlags(tokens, flags);
    if (asked !== undefined && asked !== language) {
      throw wrong('--language', 'must be "en" or "zh"', '必须是 "en" 或 "zh"');
    }
    if (!values.help) return await run(values as Given<Own>, io, language);
    io.stdout.write(usage[language]);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [synopsis = ''] = usage[language].split('\n', 1);
    io.stderr.write(
      `${say(error.message, error.zh)}\n\n${synopsis}\n${say('More: --help', '详见 --help。')}\n`,
    );
    return WRONG_COMMAND_LINE;
  }
}

/** @throws UsageError for a flag that is none, lacks its value, or is given twice */
function checkFlags(tokens: NonNullable<ReturnType<typeof parseArgs>['tokens']>, flags: Flags): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') {
      throw new UsageError('There is an argument without a flag.', '有一个参数不属于任何选项。');
    }
    const { name, rawName, value } = token;
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (!flag && /secret|password|token/i.test(name)) {
      throw new UsageError(
        'Secrets can’t be passed as flags: other users of this machine could see them. Use the environment or a file `.env`.',
        '密钥不能作为选项传入：本机的其他用户可以看到。请使用环境变量或 `.env` 文件。',
      );
    }
    if (!flag) throw new UsageError(`Unknown flag: ${rawName}.`, `没有选项 ${rawName}。`);
    if (flag.mistaken) throw new UsageError(...flag.mistaken);
    if (flag.type === 'string' && !value) {
      throw new UsageError(`${rawName} needs a value.`, `${rawName} 需要一个值。`);
    }
    if (flag.type === 'boolean' && value !== undefined) {
      throw new UsageError(`${rawName} takes no value.`, `${rawName} 后面不能有值。`);
    }
    if (seen.has(name) && !flag.multiple) {
      throw new UsageError(`${rawName} occurs more than once.`, `${rawName} 重复出现。`);
    }
    seen.add(name);
  }
}
