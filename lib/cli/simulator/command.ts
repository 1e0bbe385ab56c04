import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { start } from '../../simulator/server.js';
import { readFile, readOptions } from '../../simulator/settings/options.js';
import { InvalidArgument } from '../../simulator/settings/parse.js';
import type { SimulatorOptions } from '../../simulator/types.js';
import { type Given, type Io, runCommand, withFile, wrong } from '../command-line.js';
import { type Language, type Say, sayIn } from '../language.js';
import { greeting } from './greeting.js';

const usage = {
  en: `Usage: passport-dingtalk-oauth2 simulator [flags]

Runs a simulated DingTalk on this machine, for applications in any language, until Ctrl-C.

  --port PORT         port on 127.0.0.1 (default: from the file, or 8080); 0 takes any free port
  --config FILE       JSON file with apps, people, organizations; its schema is simulator.schema.json
  --language en|zh    output language (default: from LANG)

Exits with 0 after a normal stop, 1 if it can't start, 2 for a wrong command line.
`,
  zh: `用法：passport-dingtalk-oauth2 simulator [选项]

在本机运行钉钉模拟器，供任何语言编写的应用使用，按 Ctrl-C 停止。

  --port PORT         127.0.0.1 上的端口（默认 8080，或配置文件中的端口）；0 表示任意空闲端口
  --config FILE       JSON 文件，包含应用、用户和组织，schema 为 simulator.schema.json
  --language en|zh    输出语言，默认按 LANG

正常停止时退出码为 0，无法启动时为 1，命令行有误时为 2。
`,
};

const flags = { port: { type: 'string' }, config: { type: 'string' } } as const;

export function simulatorCommand(args: string[], io: Io): Promise<number> {
  return runCommand(args, io, { usage, flags, run });
}

function readPort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw wrong('--port', 'must be a number from 0 to 65535', '必须是 0 至 65535 之间的数字');
}

async function run(given: Given<typeof flags>, { stdout, stderr }: Io, language: Language): Promise<number> {
  const say = sayIn(language);
  const port = given.port === undefined ? undefined : readPort(given.port);
  try {
    const data = given.config === undefined ? {} : readConfig(given.config, language);
    const options = { ...data, port: port ?? data.port ?? 8080, control: true };
    // Ctrl-C, or what a supervisor sends.
    const stopped = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
    const { simulator, dingtalk } = await start(readOptions(options, language));
    stdout.write(greeting(simulator.origins.login, dingtalk, say));
    await stopped;
    await simulator.close();
    return 0;
  } catch (error) {
    const reason = error instanceof StartError ? error.message : portTrouble(error, say);
    if (reason === undefined) throw error;
    stderr.write(`${reason}\n`);
    return 1;
  }
}

/** Why a port cannot be had, if that is what an error is about. */
function portTrouble(error: unknown, say: Say): string | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  const other = port === 8081 ? 8082 : 8081;
  if (code === 'EADDRINUSE') {
    return say(
      `Port ${port} is in use. Stop the program that uses it, or choose another: --port ${other}`,
      `端口 ${port} 已被占用。请停止占用它的程序，或换一个端口：--port ${other}`,
    );
  }
  if (code !== 'EACCES') return undefined;
  return say(
    `Port ${port} needs more privileges: choose one above 1023 with --port.`,
    `无权使用端口 ${port}：请用 --port 选择大于 1023 的端口。`,
  );
}

/** Why the simulator cannot be started, in the language of the command. @internal */
export class StartError extends Error {}

/** @throws UsageError when the file cannot be read, StartError when it holds anything but its options. @internal */
export function readConfig(file: string, language: Language): SimulatorOptions {
  const say = sayIn(language);
  const text = withFile(
    () => readFileSync(file, 'utf8'),
    'The file of --config cannot be read',
    '无法读取 --config 指定的文件',
  );
  // Some editors begin a file with a byte order mark, which JSON.parse refuses.
  const value = parse(file, text.replace(/^\uFEFF/, ''), say);
  try {
    return readFile(value, language);
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    throw new StartError(error.message.replace(/^/gm, `${file}${say(': ', '：')}`));
  }
}

function parse(file: string, text: string, say: Say): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message quotes the text, which may be a secret; a position is all that is taken of it.
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? [];
    const line = position && text.slice(0, Number(position)).split('\n').length;
    const [from, fromZh] = line ? [` from line ${line} on`, `第 ${line} 行起`] : ['', ''];
    throw new StartError(say(`${file}: not valid JSON${from}`, `${file}：${fromZh}不是有效的 JSON`));
  }
}
