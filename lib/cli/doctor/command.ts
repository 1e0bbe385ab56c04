import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readOrigins } from '../../dingtalk/options.js';
import { runWithUsage, UsageError } from '../command-line.js';
import { INTERRUPTED, type Io } from '../io.js';
import { isUtf8, words } from '../language.js';
import { Recorder } from '../report/recorder.js';
import { makeReport } from '../report/report.js';
import { appChecks, ssoCheck } from './app.js';
import { directoryChecks } from './directory.js';
import { type Check, Discretion, Examination, examine } from './examine.js';
import { fault, type Result } from './finding.js';
import { personChecks } from './person.js';
import { conclude, Screen, toJson } from './screen.js';
import { readSettings, type Settings, usage } from './settings.js';
import { setupChecks } from './setup.js';
import { signInCheck } from './sign-in.js';

/** All checks, in their order. */
const checks: readonly Check[] = [
  ...setupChecks,
  ...appChecks,
  ...directoryChecks,
  ssoCheck,
  signInCheck,
  ...personChecks,
];

/** `passport-dingtalk-oauth2 doctor` */
export async function doctorCommand(args: string[], io: Io): Promise<number> {
  const read = () => readSettings(args, io);
  return runWithUsage(args, io, usage, read, (settings) => run(settings, io));
}

async function run(settings: Settings, io: Io): Promise<number> {
  const { clientSecret, ssoSecret, json, origins, report } = settings;
  if (report !== undefined) checkWritable(report);
  const discretion = new Discretion();
  // Marks and blanks around a secret are not a part of it.
  for (const secret of [clientSecret, ssoSecret]) discretion.learn(secret, secret?.replace(/^\W+|\W+$/g, ''));
  const recorder = new Recorder([origins.api, origins.oapi]);
  const interrupt = new AbortController();
  const exam = new Examination(settings, io, discretion, recorder, interrupt.signal);
  const screen = json ? undefined : new Screen(io, settings, discretion);
  const results: Result[] = [];
  const add = (result: Result) => {
    results.push(result);
    screen?.show(result);
  };
  const onInterrupt = () => interrupt.abort();
  io.once?.('SIGINT', onInterrupt);
  const isInterrupted = await Promise.race([
    makeAll(exam, add),
    new Promise<true>((resolve) => interrupt.signal.addEventListener('abort', () => resolve(true))),
  ]);
  io.off?.('SIGINT', onInterrupt);
  recorder.stop();
  const unwritten =
    report === undefined ? undefined : writeReport(report, recorder, results, settings, discretion);
  if (unwritten) add(unwritten);
  const conclusion = conclude(results, settings);
  if (screen) screen.conclude(conclusion);
  else {
    const found = toJson(results, conclusion, settings, discretion);
    const whole = isInterrupted ? { ...found, ok: false, interrupted: true } : found;
    const text = JSON.stringify(whole, null, 2);
    io.stdout.write(`${isUtf8(io.env) ? text : escaped(text)}\n`);
  }
  return isInterrupted ? INTERRUPTED : conclusion.isOk ? 0 : 1;
}

function escaped(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function makeAll(exam: Examination, add: (result: Result) => void): Promise<false> {
  for await (const result of examine(exam, checks)) {
    if (exam.signal.aborted) break;
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
    throw new UsageError(words(`The report can’t be written (${code}).`, `无法写入报告（${code}）。`));
  }
}

/** Writes the report; gives what hindered it. */
function writeReport(
  file: string,
  { calls }: Recorder,
  results: readonly Result[],
  settings: Settings,
  discretion: Discretion,
): Result | undefined {
  const { region, origins } = settings;
  const isRegion = readOrigins({ region }).api === origins.api;
  const report = makeReport(
    calls,
    {
      dingtalk: isRegion ? region : 'at another address',
      checks: results.map(({ name, state, code, cause }) => ({
        ...{ name, state, cause: cause ?? null },
        code: code === undefined ? null : discretion.line(code),
      })),
    },
    (text) => discretion.quote(text) === text,
  );
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { name: 'report', ...fault('report-unwritten', settings, {}, code), detail: ` [${code}]` };
  }
}
