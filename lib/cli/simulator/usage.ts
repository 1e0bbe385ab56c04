import type { Words } from '../language.js';

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
