import { parseArgs } from 'node:util';
import { type Io, WRONG_COMMAND_LINE } from './io.js';
import { type Language, languageOf, type Words } from './language.js';

/** A command line, or a setting it stands for, that cannot be meant. Holds no value: it may be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly words: Words;

  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }

  in(language: Language): string {
    return this.words[language];
  }
}

/** The error for what is given to a flag. */
export function wrong(name: string, must: Words): UsageError {
  return new UsageError({ en: `${name} ${must.en}.`, zh: `${name} ${must.zh}。` });
}

/** The flags of a command: whether each takes a value, and whether it may be given several times. */
export type Flags = Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>>;

/** What a command line says, by the flags' names without the dashes. */
export type Given = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** @throws UsageError for a flag that is none, lacks its value, or is given twice */
export function readFlags(args: readonly string[], flags: Flags): Given {
  // Not strict: the messages of the platform quote what was given, and are in one language.
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { ...flags, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') {
      throw new UsageError({
        en: 'There is an argument without a flag.',
        zh: '有一个参数不属于任何选项。',
      });
    }
    checkFlag(token.name, token.rawName, token.value, flags);
    if (seen.has(token.name) && !flags[token.name]?.multiple) {
      throw new UsageError({
        en: `${token.rawName} occurs more than once.`,
        zh: `${token.rawName} 重复出现。`,
      });
    }
    seen.add(token.name);
  }
  return values as Given;
}

function checkFlag(name: string, rawName: string, value: string | undefined, flags: Flags): void {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (name === 'help') return;
  if (!flag) {
    throw /secret|password|token/i.test(name)
      ? new UsageError({
          en: 'Secrets can’t be passed as flags: other users of this machine could see them. Use the environment or a file `.env`.',
          zh: '密钥不能作为选项传入：本机的其他用户可以看到。请使用环境变量或 `.env` 文件。',
        })
      : new UsageError({ en: `Unknown flag: ${rawName}.`, zh: `没有选项 ${rawName}。` });
  }
  if (flag.type === 'string' && (value === undefined || value === '')) {
    throw new UsageError({ en: `${rawName} needs a value.`, zh: `${rawName} 需要一个值。` });
  }
  if (flag.type === 'boolean' && value !== undefined) {
    throw new UsageError({ en: `${rawName} takes no value.`, zh: `${rawName} 后面不能有值。` });
  }
}

/** What is given to a flag that takes a value, once. */
export function textOf(given: Given, flag: string): string | undefined {
  return given[flag] as string | undefined;
}

/** Looked for on its own: what is wrong with the rest has to be said in it. @throws UsageError */
export function languageAsked(args: readonly string[], env: Io['env']): Language {
  const at = args.findIndex((arg) => /^--language(?:=|$)/.test(arg));
  if (at < 0) return languageOf(env);
  const language = args[at]?.split('=')[1] ?? args[at + 1];
  if (language === 'en' || language === 'zh') return language;
  throw wrong('--language', { en: 'must be "en" or "zh"', zh: '必须是 "en" 或 "zh"' });
}

/**
 * Runs a command whose command line may be wrong, or ask for no more than the usage.
 * @param read - gives nothing when it is the usage that is asked for
 */
export async function runWithUsage<Settings>(
  args: readonly string[],
  { env, stdout, stderr }: Io,
  usage: Words,
  read: () => Settings | undefined,
  run: (settings: Settings) => Promise<number>,
): Promise<number> {
  try {
    const settings = read();
    if (settings) return await run(settings);
    stdout.write(usage[languageAsked(args, env)]);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const language = languageForUsage(args, env);
    const [synopsis = ''] = usage[language].split('\n', 1);
    const more = { en: 'More: --help', zh: '详见 --help。' }[language];
    stderr.write(`${error.in(language)}\n\n${synopsis}\n${more}\n`);
    return WRONG_COMMAND_LINE;
  }
}

/** Where the language is what is wrong, that of the environment. */
function languageForUsage(args: readonly string[], env: Io['env']): Language {
  try {
    return languageAsked(args, env);
  } catch {
    return languageOf(env);
  }
}
