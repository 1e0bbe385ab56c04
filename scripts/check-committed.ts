// Looks for what speaks of one machine, or of where it fetched packages, in files that are committed or about to be.
import { spawnSync } from 'node:child_process';
import { root } from './package.js';

const machine =
  '(^|[^A-Za-z0-9_])/(root|tmp|work|workspaces?|(home|Users)/[A-Za-z][A-Za-z0-9._-]*)/|[A-Z]:\\\\+Users\\\\';
const notAllowed: [what: string, pattern: string, files: string][] = [
  // A checksum may hold anything between two slashes.
  ['A path of one machine (use a relative path, or os.tmpdir())', machine, ':!*package-lock.json'],
  ['The host of a package registry', 'registry\\.(npmjs|yarnpkg|npmmirror)|(deb|security)\\.debian', '.'],
  ['Where a package was fetched from (.npmrc keeps it out)', '"resolved": *"http', '*package-lock.json'],
];

for (const [what, pattern, files] of notAllowed) {
  const args = ['-c', 'safe.directory=*', 'grep', '--untracked', '-nIE', pattern, '--', files];
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  // git grep ends with 1 when nothing matches, and with more when it could not look.
  if (status === 1) continue;
  console.error(status === 0 ? `${what}:\n${stdout}` : stderr);
  process.exitCode = 1;
}
