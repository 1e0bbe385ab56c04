// Installs folders that have a lock file of their own, where they are not as it says. What scripts/heavy has is linked
// to from node_modules, so that it is imported like every other package; npm removes the links when it installs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

function install(folder) {
  const lock = readFileSync(`${folder}/package-lock.json`, 'utf8');
  const installed = `${folder}/node_modules/.installed-lock.json`;
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  console.error(`Installing ${folder}`);
  // Logto's packages want a newer Node than the oldest one here, and run on it.
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const stdio = ['ignore', 'ignore', 'inherit'];
  const { status } = spawnSync(process.execPath, [process.env.npm_execpath, ...args], { cwd: folder, stdio });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(installed, lock);
}

function link(folder) {
  const { devDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  for (const name of Object.keys(devDependencies)) {
    const path = `node_modules/${name}`;
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(relative(dirname(path), `${folder}/node_modules/${name}`), path, 'junction');
  }
}

for (const folder of process.argv.slice(2)) {
  install(folder);
  if (folder === 'scripts/heavy') link(folder);
}
