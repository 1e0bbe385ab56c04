// Builds everything into dist/.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
// Several versions are installed, and any of them may be the one that is called `tsc`.
const tsc = (...args) => node('node_modules/typescript/bin/tsc', '-p', ...args);

rmSync(`${root}/dist`, { recursive: true, force: true });
try {
  tsc('tsconfig.build.json');
  // What is written of the part for Logto needs no package of Logto's; to check it takes scripts/heavy.
  tsc(
    'tsconfig.logto.json',
    ...(existsSync(`${root}/node_modules/@logto/connector-kit`) ? [] : ['--noCheck']),
  );
  tsc('tsconfig.browser.json');
  // Pages are sent the code without comments, which the declarations need.
  tsc(
    'tsconfig.browser.json',
    '--declaration',
    'false',
    '--isolatedDeclarations',
    'false',
    '--removeComments',
  );
} catch (error) {
  // The compiler has said by itself what is wrong.
  if (typeof error.status !== 'number') throw error;
  process.exit(1);
}
await import('./declarations.mjs');
await import('./bundle.mjs');
await import('./logto-connector.mjs');
