import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, Words } from './case.js';
import { Servers } from './servers.js';
import { build, type Finished, run, type World } from './world.js';

/** What `--json` prints. */
interface Verdict {
  ok: boolean;
  interrupted?: true;
  summary: string;
  checks: { name: string; state: string; cause: string | null; remedy: string | null }[];
}

/** What the doctor gets wrong: what is expected, and what comes. */
export async function judge(fault: Case): Promise<string[]> {
  const servers = new Servers();
  try {
    const world = await build(fault, servers);
    const json = await run(fault, world, ['--json']);
    const { length } = world.seen.calls;
    const problems = [
      ...judgeAlways({ ...fault, isColoured: false }, json, world),
      ...(fault.calls === undefined || fault.calls === length ? [] : [`${fault.calls} calls | ${length}`]),
      ...(fault.writes ? judgeFile(join(world.cwd, fault.writes), world) : []),
    ];
    const text = await run(fault, world, []);
    if (json.exit !== 2 && !fault.meanwhile?.startsWith('close'))
      problems.push(...judgeJson(fault, json, text));
    problems.push(...judgeText(fault, text, fault.says ?? [], world));
    if (fault.zh)
      problems.push(...judgeText(fault, await run(fault, world, ['--language', 'zh']), fault.zh, world));
    return [...new Set(problems)];
  } finally {
    servers.close();
  }
}

function judgeJson(fault: Case, { exit, stdout, text }: Finished, human: Finished): string[] {
  let verdict: Verdict;
  try {
    verdict = JSON.parse(stdout) as Verdict;
  } catch {
    return [`one JSON object | ${JSON.stringify(text.slice(0, 99))}`];
  }
  const { ok, summary = '', checks, interrupted = false } = verdict;
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  const causes = checks.flatMap(({ cause }) => cause ?? []);
  // Of two runs one may find an answer slow, on a machine that is.
  const isSlow = causes.includes('slow') || human.stdout.includes('timeoutMs');
  return [
    ...(ok === (exit === 0) ? [] : [`ok as the exit code | ok ${ok}, exit ${exit}`]),
    ...(interrupted === (exit === 130) ? [] : [`interrupted as the exit code | ${interrupted}`]),
    ...(isSlow || unbroken(human.stdout).endsWith(unbroken(summary))
      ? []
      : [`ends with ${summary} | ${tail(human)}`]),
    ...Object.entries(fault.checks ?? {}).flatMap(([name, state]) =>
      states[name] === state ? [] : [`${name} ${state} | ${states[name]}`],
    ),
    ...checks.flatMap(({ name, state, cause, remedy }) =>
      (state === 'wrong' || state === 'unknown') && (!cause || !remedy)
        ? [`${name}: a cause and a remedy | ${cause}, ${remedy}`]
        : [],
    ),
    ...(fault.cause && !causes.includes(fault.cause) ? [`cause ${fault.cause} | ${causes.join(', ')}`] : []),
  ];
}

/** Advice that fixes nothing, or takes something away; and what says nothing to a person. */
const hiddenAlways: Words = [
  /\bset HTTPS_PROXY\b/i,
  /设置 ?HTTPS_PROXY/,
  /--(?:redirect-urls|ip-whitelist) (?!.*\$)/,
  /\b(?:undefined|NaN)\b|\[object Object\]/,
];

function judgeText(fault: Case, finished: Finished, says: Words, world: World): string[] {
  const isIn = (text: string) => (word: string | RegExp) =>
    typeof word === 'string' ? text.includes(word) : word.test(text);
  const text = joined(finished.text);
  const has = isIn(says === fault.zh ? unbroken(text) : text);
  const hidden = [
    ...hiddenAlways,
    ...(fault.hides ?? []),
    ...(finished.exit === 0 ? [] : [/Nothing is wrong/]),
  ];
  const long =
    finished.exit === 2 ? undefined : finished.stdout.replace(ansi, '').split(/\r?\n/).find(isTooLong);
  return [
    ...judgeAlways(fault, finished, world),
    ...says.filter((word) => !has(word)).map((word) => `says ${word} | ${tail(finished)}`),
    ...hidden.filter(isIn(text)).map((word) => `does not say ${word} | it does`),
    ...(long ? [`80 columns | ${long}`] : []),
  ];
}

/** What holds for whatever is wrong. */
function judgeAlways(fault: Case, { exit, stdout, text }: Finished, { seen, env }: World): string[] {
  const { truth, exit: expected = truth === 'fine' ? 0 : 1, isColoured = false } = fault;
  const codes: readonly unknown[] = typeof expected === 'number' ? [expected] : expected;
  // JSON is in UTF-8 everywhere.
  const isAscii =
    !stdout.startsWith('{') && /[^\w-]|^(?:C|POSIX)$/.test(locale(env)) && !/UTF-?8/i.test(locale(env));
  return [
    ...(codes.includes(exit) ? [] : [`exit ${codes.join(' or ')} | exit ${exit}`]),
    ...[...seen.secrets]
      .filter((secret) => text.includes(secret))
      .map((secret) => `nothing private | ${secret}`),
    ...(/^\s+at \S|node:internal|\b(?:URI|Type|Range|Syntax)Error|write EPIPE/m.test(text)
      ? ['no stack trace | one']
      : []),
    ...(text.includes('\x1b') === isColoured ? [] : [`colours ${isColoured} | ${!isColoured}`]),
    ...(isAscii && /[^ -~\r\n]/.test(text) ? [`ASCII | ${/[^ -~\r\n]+/.exec(text)?.[0]}`] : []),
  ];
}

const locale = ({ LC_ALL, LC_CTYPE, LANG }: World['env']): string => LC_ALL || LC_CTYPE || LANG || '';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of.
const ansi = /\x1b\[[\d;]*m/g;

/** Chinese is broken into lines anywhere. */
const unbroken = (text: string): string => joined(text).replaceAll(' ', '');

const joined = (text: string): string => text.replace(ansi, '').replace(/\s+/g, ' ').trim();

/** Where the eye is when it is over. */
const tail = ({ text }: Finished): string =>
  JSON.stringify(text.trim().split('\n').slice(-9).join('\n').slice(-700));

/** Addresses are to be copied, and so stay whole. */
function isTooLong(line: string): boolean {
  if (/[!-~]{40}/.test(line)) return false;
  return [...line].reduce((sum, one) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(one) ? 2 : 1), 0) > 80;
}

/** A report: JSON, and nothing private in it. */
function judgeFile(file: string, { seen }: World): string[] {
  try {
    const text = readFileSync(file, 'utf8');
    JSON.parse(text);
    return [...seen.secrets]
      .filter((secret) => text.includes(secret))
      .map((secret) => `nothing private in the report | ${secret}`);
  } catch (error) {
    return [`writes JSON | ${error}`];
  }
}
