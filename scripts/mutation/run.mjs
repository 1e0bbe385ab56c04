// Mutation testing: changes the code a little, again and again, and tells which changes no test notices. Each file is
// tried by the quick tests nearest to it, which tests.json names: those of other rooms would notice more, and take
// hours to say so.
//
// `npm run mutation -- lib/dingtalk/http.ts` takes the files named, `--tests="test/a.test.ts test/b.test.ts"` asks
// other tests about them, and `--incremental` tries only what changed since the last run.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leastScore, scoreTable } from './score.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

function run(args, cwd, env) {
  const { status } = spawnSync(process.execPath, args, {
    ...{ cwd, stdio: 'inherit' },
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

const stryker = `${here}node_modules/@stryker-mutator/core/bin/stryker.js`;
if (!existsSync(stryker)) {
  run([process.env.npm_execpath, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
}

const args = process.argv.slice(2);
const named = '--tests=';
const otherTests = args.findLast((arg) => arg.startsWith(named))?.slice(named.length);
const options = args.filter((arg) => arg.startsWith('-') && !arg.startsWith(named));
const files = args.filter((arg) => !arg.startsWith('-')).flatMap((arg) => arg.split(','));

const testsOf = JSON.parse(readFileSync(`${here}tests.json`, 'utf8'));
const groups = new Map();
for (const file of files.length ? files : Object.keys(testsOf)) {
  const tests = otherTests ?? testsOf[file];
  if (!tests) throw new Error(`tests.json names no tests for ${file}: say which by ${named}…`);
  groups.set(tests, [...(groups.get(tests) ?? []), file]);
}

const rows = [];
for (const [tests, mutated] of groups) {
  // One folder for each group, so that an incremental run finds what the last one of the same files left.
  const report = `${here}.report/${mutated[0].replaceAll(/\W+/g, '-')}`;
  const scores = `${report}/scores.json`;
  rmSync(scores, { force: true });
  run(
    [stryker, 'run', 'scripts/mutation/stryker.config.mjs', '--mutate', mutated.join(','), ...options],
    root,
    {
      MUTATION_TESTS: tests,
      MUTATION_REPORT: report,
    },
  );
  rows.push(...JSON.parse(readFileSync(scores, 'utf8')));
}

const table = scoreTable(rows);
console.table(table);
if (table.at(-1).score < leastScore) {
  console.error(`Fewer than ${leastScore} % of the mutants were noticed.`);
  process.exitCode = 1;
}
