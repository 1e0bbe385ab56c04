import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readOrigins } from '../../dingtalk/options.js';
import { type Given, type Io, runCommand, UsageError } from '../command-line.js';
import { isUtf8, type Language } from '../language.js';
import { makeReport } from '../report/report.js';
import { appChecks, findSso } from './app.js';
import { directoryChecks } from './directory.js';
import { fault, type Result } from './finding.js';
import { personChecks } from './person.js';
import { CheckContext, runChecks } from './run-checks.js';
import { conclude, Screen, toJson } from './screen.js';
import { flags, readSettings, usage } from './settings.js';
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
  return runCommand(args, io, { usage, flags, run });
}

async function run(given: Given, io: Io, language: Language): Promise<number> {
  const settings = readSettings(given, io.env, language);
  const { json, report } = settings;
  if (report !== undefined) checkWritable(report);
  const interrupt = new AbortController();
  const context = new CheckContext(settings, io);
  const screen = json ? undefined : new Screen(io, settings);
  const results: Result[] = [];
  const add = (result: Result) => {
    results.push(result);
    screen?.show(result);
  };
  const checkAll = async () => {
    for await (const result of runChecks(context, makers)) {
      if (interrupt.signal.aborted) break;
      add(result);
    }
  };
  const onInterrupt = () => interrupt.abort();
  io.once?.('SIGINT', onInterrupt);
  await Promise.race([checkAll(), once(interrupt.signal, 'abort')]);
  io.off?.('SIGINT', onInterrupt);
  context.recorder.stop();
  if (report !== undefined) writeReport(report, context, results, add);
  const redact = (text: string) => context.secrets.redact(text);
  const conclusion = conclude(results, settings, interrupt.signal.aborted, redact);
  if (screen) screen.conclude(conclusion);
  else io.stdout.write(toJson(results, conclusion, isUtf8(io.env)));
  return conclusion.exitCode;
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

/** Writes the report, or adds what hindered it. */
function writeReport(
  file: string,
  { settings, secrets, recorder }: CheckContext,
  results: readonly Result[],
  add: (result: Result) => void,
): void {
  const { region, origins } = settings;
  const isRegion = readOrigins({ region }).api === origins.api;
  const facts = {
    dingtalk: isRegion ? region : 'at another address',
    checks: results.map(({ name, state, cause = null, code = null }) => ({ name, state, cause, code })),
  };
  const mayShow = (text: string) => secrets.redactQuote(text) === text;
  const report = makeReport(recorder.calls, facts, mayShow);
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    add({ name: 'report', ...secrets.clean(fault('report-unwritten', settings, {}, code)) });
  }
}
