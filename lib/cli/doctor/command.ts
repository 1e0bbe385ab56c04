import { writeFileSync } from 'node:fs';
import { readOrigins } from '../../dingtalk/options.js';
import { UsageError } from '../command-line.js';
import { type Io, WRONG_COMMAND_LINE } from '../io.js';
import { type Language, languageOf } from '../language.js';
import { ProxyAgent } from '../proxy.js';
import { Recorder } from '../report/recorder.js';
import { makeReport } from '../report/report.js';
import { offerSignIn, openDesk } from './desk.js';
import { examine } from './examine.js';
import type { Finding } from './finding.js';
import { Discretion, type Result, summary, toResult, toText } from './print.js';
import { languageAsked, readSettings, type Settings } from './settings.js';
import { usage } from './usage.js';

/** `passport-dingtalk-oauth2 doctor` */
export async function doctorCommand(args: string[], io: Io): Promise<number> {
  try {
    const settings = readSettings(args, io);
    if (settings) return await run(settings, io);
    io.stdout.write(usage[languageAsked(args, io.env)]);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const language = languageForUsage(args, io);
    io.stderr.write(`${error.in(language)}\n\n${usage[language]}`);
    return WRONG_COMMAND_LINE;
  }
}

/** Where the language is what is wrong, that of the environment. */
function languageForUsage(args: readonly string[], { env }: Io): Language {
  try {
    return languageAsked(args, env);
  } catch {
    return languageOf(env);
  }
}

async function run(settings: Settings, io: Io): Promise<number> {
  const { clientSecret, ssoSecret, language, json, signIn, origins } = settings;
  const discretion = new Discretion();
  discretion.learn(clientSecret, ssoSecret);
  const agent = origins.api.startsWith('https:')
    ? new ProxyAgent(settings.env, settings.timeoutMs)
    : undefined;
  const recorder = settings.report === undefined ? undefined : new Recorder([origins.api, origins.oapi]);
  const results: Result[] = [];
  for await (const finding of examine(settings, {
    nodeVersion: process.version,
    agent,
    desk: openDesk(io, settings),
    wantsSignIn: async () => signIn || offerSignIn(io, settings),
    learn: (...secrets) => discretion.learn(...secrets),
  })) {
    const result = toResult(leaveOut(finding, settings), language, discretion);
    results.push(result);
    if (!json) io.stdout.write(toText(result));
  }
  agent?.destroy();
  recorder?.stop();
  const isOk = results.every(({ state }) => state !== 'wrong');
  io.stdout.write(
    json ? `${JSON.stringify({ ok: isOk, checks: results }, null, 2)}\n` : `\n${summary(results, language)}`,
  );
  if (recorder && !save(recorder, results, settings, discretion, io)) return 1;
  return isOk ? 0 : 1;
}

/** Writes the report; gives whether that worked. */
function save(
  { calls }: Recorder,
  results: readonly Result[],
  { report: file = '', region, origins, language }: Settings,
  discretion: Discretion,
  { stderr }: Io,
): boolean {
  const isRegion = readOrigins({ region }).api === origins.api;
  const report = makeReport(
    calls,
    {
      dingtalk: isRegion ? region : 'at another address',
      checks: results.map(({ name, state, code }) => ({ name, state, code })),
    },
    (text) => discretion.line(text) === text,
  );
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const words = {
      en: `The report cannot be written (${code}).`,
      zh: `无法写入报告（${code}）。`,
    };
    stderr.write(`${words[language]}\n`);
    return false;
  }
}

/** A check that the command line does not want to count. */
function leaveOut(finding: Finding, { skip }: Settings): Finding {
  if (!skip.has(finding.name)) return finding;
  return {
    name: finding.name,
    state: 'skipped',
    message: { en: 'left out (--skip)', zh: '不计入（--skip）' },
  };
}
