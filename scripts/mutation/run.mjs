// Mutation testing: changes the code a little, again and again, and tells which changes no test notices.
// `npm run mutation -- lib/dingtalk/http.ts` takes the files named, `--tests=test/dingtalk/**/*.test.ts` asks only the
// tests named (several by spaces), which is sooner told what they leave unnoticed, and `--incremental` takes what
// changed since the last run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

function run(args, cwd) {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
if (!existsSync(`${here}${stryker}`)) {
  run([process.env.npm_execpath, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
}

const named = '--tests=';
const tests = process.argv.findLast((arg) => arg.startsWith(named))?.slice(named.length);
if (tests) process.env.MUTATION_TESTS = tests;

const options = process.argv.slice(2).filter((arg) => arg.startsWith('-') && !arg.startsWith(named));
const files = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const mutate = files.length ? ['--mutate', files.join(',')] : [];
run([`${here}${stryker}`, 'run', 'scripts/mutation/stryker.config.mjs', ...mutate, ...options], root);
