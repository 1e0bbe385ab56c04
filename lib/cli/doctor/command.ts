import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { type Given, type Io, runCommand, withFile } from '../command-line.js';
import { isUtf8, type Language } from '../language.js';
import { makeReport } from '../report/report.js';
import { appChecks } from './app.js';
import { finalCauses } from './causes.js';
import { CheckContext, type Make } from './context.js';
import { directoryChecks } from './directory.js';
import {
  type CheckName,
  checkNames,
  checks,
  dependsOn,
  type Finding,
  fault,
  type Result,
  skipped,
} from './finding.js';
import { personChecks } from './person.js';
import { conclude, makeScreen, toJson } from './screen.js';
import { flags, readSettings, type Settings, usage } from './settings.js';
import { setupChecks } from './setup.js';
import { signIn } from './sign-in.js';

/** What makes each check. The report is written when all are made. */
const makers: Readonly<Record<Exclude<CheckName, 'report'>, Make>> = {
  ...setupChecks,
  ...appChecks,
  ...directoryChecks,
  'sign-in': signIn,
  ...personChecks,
};

export function doctorCommand(args: string[], io: Io): Promise<number> {
  return runCommand(args, io, { usage, flags, run });
}

async function run(given: Given<typeof flags>, io: Io, language: Language): Promise<number> {
  const settings = readSettings(given, io.env, language);
  const { report } = settings;
  if (report !== undefined) {
    // Before the first call: a report that can't be written would be made in vain.
    withFile(() => closeSync(openSync(report, 'a')), 'The report can’t be written', '无法写入报告');
  }
  const interrupt = new AbortController();
  const context = new CheckContext(settings, io);
  const screen = settings.json ? undefined : makeScreen(io, settings);
  const results: Result[] = [];
  const add = (result: Result) => {
    results.push(result);
    screen?.show(result);
  };
  io.once?.('SIGINT', () => interrupt.abort());
  await Promise.race([makeChecks(context, add, interrupt.signal), once(interrupt.signal, 'abort')]);
  context.recorder.stop();
  const unwritten = report === undefined ? undefined : writeReport(report, context, results);
  if (unwritten) add({ name: 'report', ...unwritten });
  const conclusion = conclude(results, context, interrupt.signal.aborted);
  if (screen) screen.conclude(conclusion);
  else io.stdout.write(toJson(results, conclusion, isUtf8(io.env)));
  return conclusion.exitCode;
}

async function makeChecks(context: CheckContext, add: (result: Result) => void, signal: AbortSignal) {
  const { settings } = context;
  const found = new Map<CheckName, Result>();
  for (const name of checkNames) {
    if (name === 'report' || !isListed(name, context)) continue;
    context.ms = undefined;
    const finding = reasonToSkip(name, found, settings) ?? asTooSlow(context, await makers[name](context));
    if (signal.aborted) return;
    const result = { ...context.secrets.clean(finding), name, ms: context.ms };
    found.set(name, result);
    const leftOut = skipped('left-out', settings.say('ignored (--skip)', '已跳过（--skip）'));
    add(settings.skip.has(name) ? { ...result, ...leftOut } : result);
  }
}

/** Without a sign-in, only the permission that it needs is listed. */
function isListed(name: CheckName, { isSigningIn, settings }: CheckContext): boolean {
  if (name === 'proxy') return settings.proxy !== undefined;
  if (name === 'used-code' && settings.report === undefined) return false;
  return isSigningIn || checkNames.indexOf(name) <= checkNames.indexOf('permission:Contact.User.Read');
}

function reasonToSkip(name: CheckName, found: ReadonlyMap<CheckName, Result>, { say }: Settings) {
  const all = [...found.values()];
  const final = all.find(({ state, cause = '' }) => state === 'wrong' && finalCauses.includes(cause));
  const missing = checks[name].flatMap((need) => found.get(need) ?? []).find(({ isPassable }) => !isPassable);
  // The organization's own secret has nothing to do with the app.
  const cause = (name === 'sso-secret' ? undefined : final) ?? missing;
  if (!cause) return undefined;
  return cause.cause === 'not-asked' ? cause : dependsOn(cause.dependsOn ?? cause.name, say);
}

/** An answer that came after the application would have given up. */
function asTooSlow({ ms = 0, settings }: CheckContext, finding: Finding): Finding {
  if (finding.state !== 'ok' || ms <= settings.timeoutMs) return finding;
  return { ...fault('slow', settings, { took: (ms / 1000).toFixed(1) }), isPassable: true };
}

/** What hindered the report from being written. */
function writeReport(file: string, context: CheckContext, results: readonly Result[]): Finding | undefined {
  const { settings, secrets, recorder } = context;
  const facts = {
    dingtalk: settings.originsFrom ? 'at another address' : settings.region,
    checks: results.map(({ name, state, cause = null, code = null }) => ({ name, state, cause, code })),
  };
  const mayShow = (text: string) => secrets.redactQuote(text) === text;
  const report = makeReport(recorder.calls, facts, mayShow);
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return fault('report-unwritten', settings, {}, code);
  }
}
