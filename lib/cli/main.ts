#!/usr/bin/env node
import { doctorCommand } from './doctor/command.js';
import { BROKEN_PIPE, type Command, type Io, WRONG_COMMAND_LINE } from './io.js';
import { languageOf, type Words, words } from './language.js';
import { simulatorCommand } from './simulator/command.js';

/** The subcommands by name, in the order in which the usage lists them. */
const commands: Readonly<Record<string, { run: Command; does: Words }>> = {
  doctor: {
    run: doctorCommand,
    does: words(
      'Finds out why sign-ins with DingTalk fail, and how to fix it',
      '检查钉钉登录的配置，指出问题和解决办法',
    ),
  },
  simulator: {
    run: simulatorCommand,
    does: words(
      'Runs a simulated DingTalk on this machine, for applications in any language',
      '在本机运行钉钉模拟器，供任何语言编写的应用使用',
    ),
  },
};

async function run([name = '', ...rest]: readonly string[], io: Io): Promise<number> {
  if (Object.hasOwn(commands, name)) return (commands[name] as { run: Command }).run(rest, io);
  const isHelp = name === '--help' || name === '-h';
  (isHelp ? io.stdout : io.stderr).write(usage(io));
  return isHelp ? 0 : WRONG_COMMAND_LINE;
}

function usage({ env }: Io): string {
  const language = languageOf(env);
  const heading = { en: 'Usage: ', zh: '用法：' }[language];
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(12)}${does[language]}`);
  const more = {
    en: 'More: `passport-dingtalk-oauth2 COMMAND --help`',
    zh: '详见 `passport-dingtalk-oauth2 COMMAND --help`。',
  };
  return `${heading}passport-dingtalk-oauth2 COMMAND\n\n${lines.join('\n')}\n\n${more[language]}\n`;
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Such as `| head -1`, which has read enough.
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  });
}

// Only until the command has come to its end.
process.exitCode = 1;

void run(process.argv.slice(2), process)
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return 1;
  })
  .then((code) => {
    // Once it is written, which may take a while; what is still open then, as to a silent proxy, is of no use.
    process.stdout.write('', (error) => process.exit(error ? BROKEN_PIPE : code));
  });
