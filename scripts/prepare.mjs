// What npm runs in a checkout after `npm ci`, and for whoever installs the package from a git address or a folder:
// builds what is not built. Into a folder that it only links npm installs nothing, so that this has to.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const has = (path) => existsSync(new URL(`../${path}`, import.meta.url));

function npm(...args) {
  // npm passes its own command on; on Windows `npm` is no program that Node could start.
  const options = { cwd: root, stdio: ['ignore', process.stderr, process.stderr] };
  execFileSync(process.execPath, [process.env.npm_execpath, ...args], options);
}

// The file that the build writes last.
if (!has('dist/logto-connector/lib/index.js')) {
  if (!has('node_modules/typescript') || !has('node_modules/rolldown'))
    npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  npm('run', '--silent', 'build');
}
