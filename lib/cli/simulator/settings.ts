import { type Flags, languageAsked, readFlags, textOf, wrong } from '../command-line.js';
import type { Io } from '../io.js';
import type { Language, Words } from '../language.js';

/** What the command line says. */
export interface Settings {
  /** Absent when the file may decide. */
  port: number | undefined;
  /** Path of the file. */
  config: string | undefined;
  language: Language;
}

const flags: Flags = {
  port: { type: 'string' },
  config: { type: 'string' },
  language: { type: 'string' },
};

/** `undefined` when it is the usage that is asked for. @throws UsageError */
export function readSettings(args: readonly string[], { env }: Io): Settings | undefined {
  const given = readFlags(args, flags);
  if (given.help) return undefined;
  return {
    port: readPort(textOf(given, 'port')),
    config: textOf(given, 'config'),
    language: languageAsked(args, env),
  };
}

function readPort(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw wrong('--port', { en: 'must be a number from 0 to 65535', zh: '必须是 0 至 65535 之间的数字' });
}

export const usage: Words = {
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
