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

  --port PORT         the port on 127.0.0.1 (8080, or the file's); 0 takes any that is free
  --config FILE       a JSON file with the apps, people and organizations; its schema is simulator.schema.json
  --language en|zh    instead of what LANG says

Ends with 0 when it is stopped, 1 when it cannot start, and 2 for a wrong command line.
`,
  zh: `用法：passport-dingtalk-oauth2 simulator [选项]

在本机运行钉钉模拟器，供任何语言编写的应用使用，按 Ctrl-C 停止。

  --port PORT         127.0.0.1 上的端口（默认 8080，或配置文件中的端口）；0 表示任意空闲端口
  --config FILE       JSON 文件，内含应用、用户和组织，其 schema 是 simulator.schema.json
  --language en|zh    不按 LANG 选择语言

正常停止时退出码为 0，无法启动时为 1，命令行有误时为 2。
`,
};
