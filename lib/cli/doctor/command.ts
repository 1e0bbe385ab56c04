import { writeFileSync } from 'node:fs';
import { readOrigins } from '../../dingtalk/options.js';
import { runWithUsage } from '../command-line.js';
import type { Io } from '../io.js';
import { ProxyAgent } from '../proxy.js';
import { Recorder } from '../report/recorder.js';
import { makeReport } from '../report/report.js';
import { offerSignIn, openDesk } from './desk.js';
import { examine } from './examine.js';
import type { Finding } from './finding.js';
import { Discretion, type Result, summary, toResult, toText } from './print.js';
import { readSettings, type Settings } from './settings.js';
import { usage } from './usage.js';

/** `passport-dingtalk-oauth2 doctor` */
export async function doctorCommand(args: string[], io: Io): Promise<number> {
  const read = () => readSettings(args, io);
  return runWithUsage(args, io, usage, read, (settings) => run(settings, io));
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
