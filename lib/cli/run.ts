import { doctorCommand } from './doctor/command.js';
import { type Command, type Io, WRONG_COMMAND_LINE } from './io.js';
import { languageOf, type Words } from './language.js';
import { simulatorCommand } from './simulator/command.js';

/** The subcommands by name, in the order in which the usage lists them. */
const commands: Readonly<Record<string, { run: Command; does: Words }>> = {
  doctor: {
    run: doctorCommand,
    does: {
      en: 'Finds out why nobody can sign in with DingTalk, and says what to do about it',
      zh: '查明为什么无法用钉钉登录，并说明如何解决',
    },
  },
  simulator: {
    run: simulatorCommand,
    does: {
      en: 'Runs a simulated DingTalk on this machine, for applications in any language',
      zh: '在本机运行钉钉模拟器，供任何语言编写的应用使用',
    },
  },
};

/** Runs the command line without the program's name; gives the exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const [name = '', ...rest] = args;
  if (Object.hasOwn(commands, name)) return (commands[name] as { run: Command }).run(rest, io);
  const isHelp = name === '--help' || name === '-h';
  (isHelp ? io.stdout : io.stderr).write(usage(io));
  return isHelp ? 0 : WRONG_COMMAND_LINE;
}

function usage({ env }: Io): string {
  const language = languageOf(env);
  const heading = { en: 'Usage', zh: '用法' }[language];
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(12)}${does[language]}`);
  const more = {
    en: '`passport-dingtalk-oauth2 COMMAND --help` tells more.',
    zh: '详见 `passport-dingtalk-oauth2 COMMAND --help`。',
  };
  return `${heading}: passport-dingtalk-oauth2 COMMAND\n\n${lines.join('\n')}\n\n${more[language]}\n`;
}
