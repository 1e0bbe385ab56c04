// What a fresh clone packs and would publish is whole and nothing more, and its types are found.
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  check,
  cloneWithPackages,
  entries,
  makeOrigin,
  manifest,
  type Packed,
  pack,
  temporaryFolder,
} from './package.js';
import { run } from './run.js';

const folder = temporaryFolder();
const origin = makeOrigin(folder);
const checkout = cloneWithPackages(origin, 'packed');
const { tarball, files, size, unpackedSize } = pack(checkout, folder);
const packed = files.map(({ path }) => path);
const read = (path: string) => readFileSync(join(checkout, path), 'utf8');

const documents = ['package.json', 'LICENSE', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md'];
const beside = ['simulator.schema.json', 'dist/THIRD-PARTY-LICENSES.md'];
/** Tell which files are ES modules. */
const kinds = ['dist/package.json', 'dist/browser/package.json'];

const reached = new Set<string>();
const starts = [...entries.flatMap(({ types, code }) => [types, code]), ...Object.values(manifest.bin)];
for (const start of starts) reach(posix.normalize(start));

/** Notes a file, what it imports, what that imports, and so on. */
function reach(path: string): void {
  if (reached.has(path)) return;
  reached.add(path);
  if (!packed.includes(path)) return;
  const imports = read(path).matchAll(/(?:\bfrom|\brequire\(|\bimport\() ?['"](\.[^'"]+)['"]/g);
  for (const [, named = ''] of imports) {
    const file = posix.join(posix.dirname(path), named);
    reach(/\.d\.m?ts$/.test(path) ? file.replace(/\.js$/, '.d.ts') : file);
  }
}

function whatCanBeImported(): void {
  const expected = new Set([...documents, ...beside, ...kinds, ...reached]);
  const missing = [...expected].filter((path) => !packed.includes(path));
  // The compiler declares what the entries import, of which not everything shows in their declarations.
  const unexpected = packed.filter((path) => !expected.has(path) && !path.endsWith('.d.ts'));
  if (missing.length + unexpected.length > 0)
    throw new Error(`missing: ${missing.join(', ')}\nunexpected: ${unexpected.join(', ')}`);
  const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  console.log(`    ${packed.length} files, ${kB(unpackedSize)}, ${kB(size)} packed`);
}

function publishesTheSame(): void {
  const fresh = cloneWithPackages(origin, 'published');
  const { stdout } = run('npm', ['publish', '--dry-run', '--json'], fresh);
  const published: Packed | Record<string, Packed> = JSON.parse(stdout);
  const { files = [] } = 'files' in published ? (published as Packed) : (published[manifest.name] ?? {});
  const paths = files.map(({ path }) => path);
  if (paths.sort().join() !== [...packed].sort().join())
    throw new Error(`Published would be other files than packed:\n${paths.join('\n')}`);
}

/** Only Passport's own names begin with an underscore. */
function noInternals(): void {
  const member =
    /^\s+(?:(?:readonly|static|protected|private|abstract|get|set)\s+)*(?!_raw\b|_json\b|_oauth2\b)_\w+\??\s*[:(<;]/;
  const found = [...reached]
    .filter((path) => /\.d\.m?ts$/.test(path))
    .flatMap((path) =>
      read(path)
        .split('\n')
        .map((line) => `${path}: ${line}`),
    )
    .filter((line) => member.test(line.slice(line.indexOf(': ') + 2)) || line.includes('@internal'));
  if (found.length > 0) throw new Error(`Internals are declared to the public:\n${found.join('\n')}`);
}

function typesAreFound(): void {
  const attw = fileURLToPath(
    new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')),
  );
  const look = (...args: string[]) =>
    run(process.execPath, [attw, tarball, '--profile', 'strict', ...args], dirname(tarball));
  const esModules = ['./logto', './in-app.js', './qr.js'];
  look('--exclude-entrypoints', ...esModules);
  // attw reckons with versions of Node whose require() takes no ES modules.
  look('--ignore-rules', 'cjs-resolves-to-esm', '--entrypoints', ...esModules);
}

await check({
  'a fresh clone packs the documents and what can be imported, and nothing else': whatCanBeImported,
  'npm publish would publish the same from a fresh clone': publishesTheSame,
  'no internals in the declarations': noInternals,
  'are the types wrong': typesAreFound,
});
