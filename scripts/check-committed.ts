// What is committed speaks of the project alone: not of the machine it was written on, nor of where that
// machine fetched its packages from. Files about to be added count too; ignored ones do not.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

const notAllowed: readonly { what: string; pattern: string; files: readonly string[] }[] = [
  {
    what: 'A path of one machine (use a relative path, or os.tmpdir() and mktemp)',
    pattern:
      '(^|[^A-Za-z0-9_])/(root|tmp|work|workspaces?|(home|Users)/[A-Za-z][A-Za-z0-9._-]*)/|[A-Z]:\\\\+Users\\\\',
    // A checksum may hold anything between two slashes.
    files: [':!package-lock.json'],
  },
  {
    what: 'The host of a package registry',
    pattern: 'registry\\.(npmjs|yarnpkg|npmmirror)|(deb|security)\\.debian',
    files: [],
  },
  {
    what: 'Where a package was fetched from (run npm install again: .npmrc keeps it out of the lock file)',
    pattern: '"resolved": *"',
    files: ['*package-lock.json'],
  },
];

const found = notAllowed.flatMap(({ what, pattern, files }) => {
  const args = ['-c', 'safe.directory=*', 'grep', '--untracked', '-nIE', pattern, '--', ...files];
  const { error, status, stdout, stderr } = spawnSync('git', args, {
    cwd: dirname(import.meta.dirname),
    encoding: 'utf8',
  });
  if (error) throw error;
  // git grep ends with 1 when nothing matches, and with more when it could not look.
  if (status !== 0 && status !== 1) throw new Error(`git grep ended with ${status}: ${stderr}`);
  const lines = stdout.split('\n').filter(Boolean);
  return lines.length > 0 ? [`${what}:`, ...lines.map((line) => `  ${line.slice(0, 160)}`)] : [];
});

if (found.length > 0) {
  console.error(found.join('\n'));
  process.exitCode = 1;
}
