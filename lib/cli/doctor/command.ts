import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readOrigins } from '../../dingtalk/options.js';
import { runCommand, UsageError } from '../command-line.js';
import type { Io } from '../io.js';
import { isUtf8 } from '../language.js';
import { Recorder } from '../report/recorder.js';
import { makeReport } from '../report/report.js';
import { appChecks, findSso } from './app.js';
import { directoryChecks } from './directory.js';
import { fault, type Result } from './finding.js';
import { personChecks } from './person.js';
import { CheckContext, runChecks, Secrets } from './run-checks.js';
import { conclude, Screen, toJson } from './screen.js';
import { flags, readSettings, type Settings, usage } from './settings.js';
import { setupChecks } from './setup.js';
import { signIn } from './sign-in.js';

const makers = {
  ...setupChecks,
  ...appChecks,
  ...directoryChecks,
  'sso-secret': findSso,
  'sign-in': signIn,
  ...personChecks,
};

/** `passport-dingtalk-oauth2 doctor` */
export function doctorCommand(args: string[], io: Io): Promise<number> {
  return runCommand(args, io, { usage, flags, read: readSettings, run });
}

async function run(settings: Settings, io: Io): Promise<number> {
  const { clientSecret, ssoSecret, json, origins, report } = settings;
  if (report !== undefined) checkWritable(report);
  const secrets = new Secrets();
  // Marks and blanks around a secret are not a part of it.
  for (const secret of [clientSecret, ssoSecret]) secrets.learn(secret, secret?.replace(/^\W+|\W+$/g, ''));
  const recorder = new Recorder([origins.api, origins.oapi]);
  const interrupt = new AbortController();
  const context = new CheckContext(settings, io, secrets, recorder, interrupt.signal);
  const screen = json ? undefined : new Screen(io, settings, secrets);
  const results: Result[] = [];
  const add = (result: Result) => {
    results.push(result);
    screen?.show(result);
  };
  const onInterrupt = () => interrupt.abort();
  io.once?.('SIGINT', onInterrupt);
  const isInterrupted = await Promise.race([
    makeAll(context, add),
    new Promise<true>((resolve) => interrupt.signal.addEventListener('abort', () => resolve(true))),
  ]);
  io.off?.('SIGINT', onInterrupt);
  recorder.stop();
  const unwritten =
    report === undefined ? undefined : writeReport(report, recorder, results, settings, secrets);
  if (unwritten) add(unwritten);
  const conclusion = conclude(results, settings, isInterrupted);
  if (screen) screen.conclude(conclusion);
  else io.stdout.write(toJson(results, conclusion, secrets, isUtf8(io.env)));
  return conclusion.exitCode;
}

async function makeAll(context: CheckContext, add: (result: Result) => void): Promise<false> {
  for await (const result of runChecks(context, makers)) {
    if (context.signal.aborted) break;
    add(result);
  }
  return false;
}

/** Before the first call: a report that can't be written would be made in vain. @throws UsageError */
function checkWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`The report can’t be written (${code}).`, `无法写入报告（${code}）。`);
  }
}

/** Writes the report; gives what hindered it. */
function writeReport(
  file: string,
  { calls }: Recorder,
  results: readonly Result[],
  settings: Settings,
  secrets: Secrets,
): Result | undefined {
  const { region, origins } = settings;
  const isRegion = readOrigins({ region }).api === origins.api;
  const report = makeReport(
    calls,
    {
      dingtalk: isRegion ? region : 'at another address',
      checks: results.map(({ name, state, code, cause }) => ({
        ...{ name, state, cause: cause ?? null },
        code: code === undefined ? null : secrets.redact(code),
      })),
    },
    (text) => secrets.redactQuote(text) === text,
  );
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { name: 'report', ...fault('report-unwritten', settings, {}, code) };
  }
}
