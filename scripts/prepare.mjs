// What npm runs after `npm ci`, and for those who install the package from a git address or a folder: builds what is
// not built. Into a folder that it only links npm installs nothing, so that this has to.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function npm(...args) {
  const stdio = ['ignore', process.stderr, process.stderr];
  const { status } = spawnSync(process.execPath, [process.env.npm_execpath, ...args], { stdio });
  if (status !== 0) process.exit(status ?? 1);
}

// The file that the build writes last.
if (!existsSync('dist/logto-connector/package.json')) {
  if (!existsSync('node_modules/typescript') || !existsSync('node_modules/rolldown'))
    npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  npm('run', '--silent', 'build');
}
