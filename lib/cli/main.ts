#!/usr/bin/env node
import { type Io, WRONG_COMMAND_LINE } from './command-line.js';
import { doctorCommand } from './doctor/command.js';
import { type Language, languageOf } from './language.js';
import { simulatorCommand } from './simulator/command.js';

const commands = new Map([
  ['doctor', doctorCommand],
  ['simulator', simulatorCommand],
]);

/** After the reader of the output is gone. */
const BROKEN_PIPE = 141;

const usage: Readonly<Record<Language, string>> = {
  en: `Usage: passport-dingtalk-oauth2 COMMAND

  doctor      Finds out why sign-ins with DingTalk fail, and how to fix it
  simulator   Runs a simulated DingTalk on this machine, for applications in any language

More: \`passport-dingtalk-oauth2 COMMAND --help\`
`,
  zh: `用法：passport-dingtalk-oauth2 COMMAND

  doctor      检查钉钉登录的配置，指出问题和解决办法
  simulator   在本机运行钉钉模拟器，供任何语言编写的应用使用

详见 \`passport-dingtalk-oauth2 COMMAND --help\`。
`,
};

async function run([name = '', ...rest]: readonly string[], io: Io): Promise<number> {
  const command = commands.get(name);
  if (command) return command(rest, io);
  const isHelp = name === '--help' || name === '-h';
  (isHelp ? io.stdout : io.stderr).write(usage[languageOf(io.env)]);
  return isHelp ? 0 : WRONG_COMMAND_LINE;
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
