// Leaves of the compiler's declarations those that somebody who imports the package can reach, and writes the ones
// for `require()` of the entries that are ES modules. Run after the compiler.
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const dist = fromRoot('dist');
const { exports } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));

const bridge = fromRoot('dist/logto-bridge.d');
renameSync(`${bridge}.ts`, `${bridge}.mts`);
const declared = readFileSync(`${bridge}.mts`, 'utf8');
// CommonJS may name the types of an ES module, if it says so.
const required = declared.replace(
  /^import type (\{[^}]+\} from '@logto\/connector-kit');/m,
  "import type $1 with { 'resolution-mode': 'import' };",
);
if (required === declared)
  throw new Error('logto-bridge.d.mts no longer imports @logto/connector-kit as expected.');
writeFileSync(`${bridge}.cts`, required);
for (const name of ['in-app', 'qr'])
  copyFileSync(`${dist}/browser/${name}.d.ts`, `${dist}/browser/${name}.d.cts`);

const reached = new Set();
function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  const text = readFileSync(file, 'utf8');
  const [byDefault] = /^import (?:type )?(?!type )\w+(?:,.*)? from '[^.].*/m.exec(text) ?? [];
  if (byDefault)
    throw new Error(
      `${file}: users without esModuleInterop cannot compile this, so import a name:\n${byDefault}`,
    );
  for (const [, path] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g))
    reach(resolve(dirname(file), path.replace(/\.js$/, '.d.ts')));
}
const typesOf = (target) =>
  typeof target.types === 'string' ? [target.types] : Object.values(target.types ?? {});
for (const types of Object.values(exports).flatMap(typesOf)) reach(fromRoot(types));

for (const path of readdirSync(dist, { recursive: true })) {
  const file = resolve(dist, path);
  const declares = /\.d\.[cm]?ts$/.test(file);
  // What the pages' modules take only types of is an empty module.
  const empty = file.endsWith('.js') && readFileSync(file, 'utf8') === 'export {};\n';
  if ((declares && !reached.has(file)) || empty) rmSync(file);
}
// From the deepest up, so that a folder with nothing but empty ones goes too.
const folders = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
for (const folder of folders
  .map(({ parentPath, name }) => resolve(parentPath, name))
  .sort()
  .reverse())
  if (existsSync(folder) && readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
