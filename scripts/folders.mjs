// Installs folders that have a package.json and a lock file of their own: what is heavy, and needed by few commands.
// Those that are installed as their lock file says are left alone, which takes no time.
//
// What scripts/heavy has is then linked to from node_modules, so that it is imported like every other package. npm
// takes such links away whenever it installs something, and this puts them back.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isWindows = process.platform === 'win32';

/** @param {string} folder */
function install(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const installed = join(folder, 'node_modules/.installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  console.error(`Installing ${relative(root, folder)}`);
  // Packages of Logto want a newer Node than the oldest one of this package, and run on it.
  const quietly = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', ...quietly], {
    cwd: folder,
    shell: isWindows,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(installed, lock);
}

/** @param {string} folder */
function link(folder) {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(devDependencies)) {
    const path = join(root, 'node_modules', name);
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(relative(dirname(path), join(folder, 'node_modules', name)), path, 'junction');
  }
}

for (const name of process.argv.slice(2)) {
  const folder = join(root, name);
  install(folder);
  if (name === 'scripts/heavy') link(folder);
}
