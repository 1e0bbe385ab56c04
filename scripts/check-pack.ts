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

/** The files that a file names, and those that they name, and so on. */
function reach(path: string, reached: Set<string>): Set<string> {
  if (reached.has(path) || !packed.includes(path)) return reached.add(path);
  reached.add(path);
  const declares = /\.d\.[cm]?ts$/.test(path);
  for (const [, named = ''] of read(path).matchAll(
    /(?:\bfrom|\brequire\(|\bimport\() ?['"](\.[^'"]+)['"]/g,
  )) {
    const file = posix.join(posix.dirname(path), named);
    reach(declares ? file.replace(/\.js$/, '.d.ts') : file, reached);
  }
  return reached;
}

function whatCanBeReached(): void {
  const starts = [
    ...entries.flatMap(({ types, code }) => [...types, ...code]),
    ...Object.values(manifest.bin ?? {}),
  ];
  const expected = new Set(['package.json', 'LICENSE', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md']);
  expected.add('simulator.schema.json');
  // Which of them are ES modules.
  for (const path of ['dist/package.json', 'dist/browser/package.json']) expected.add(path);
  for (const start of starts) reach(posix.normalize(start), expected);
  const missing = [...expected].filter((path) => !packed.includes(path));
  const unexpected = packed.filter((path) => !expected.has(path));
  if (missing.length + unexpected.length === 0) return;
  const lines = [
    ...missing.map((path) => `  missing: ${path}`),
    ...unexpected.map((path) => `  unexpected: ${path}`),
  ];
  throw new Error(
    `Packed are not exactly the documents and what can be reached by importing:\n${lines.join('\n')}`,
  );
}

/** The bundler heads each module with its path. A process loads chunks, and ES modules or else their twins, `.cjs`. */
function eachModuleOnce(): void {
  for (const kinds of [/\.m?js$|chunks\/\w+\.cjs$/, /\.c?js$/]) {
    const files = packed.filter((path) => kinds.test(path));
    const modules = files.flatMap((path) =>
      [...read(path).matchAll(/^\/\/ (lib\/.+\.ts)$/gm)].map(([, module]) => module),
    );
    if (!modules.includes('lib/strategy.ts') || !modules.includes('lib/logto-bridge.ts'))
      throw new Error('The code does not say which modules it is made of.');
    const twice = modules.filter((module, index) => modules.indexOf(module) !== index);
    if (twice.length > 0) throw new Error(`Packed more than once:\n${twice.join('\n')}`);
  }
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

/** Internal members are left out of the declarations; only Passport's own names begin with an underscore. */
function noInternals(): void {
  const member =
    /^\s+(?:(?:readonly|static|protected|private|abstract|get|set)\s+)*(?!_raw\b|_json\b)_\w+\??\s*[:(<;]/;
  const lines = packed.flatMap((path) => {
    if (!/\.d\.[cm]?ts$/.test(path)) return [];
    return read(path)
      .split('\n')
      .flatMap((line, index) =>
        member.test(line) || line.includes('@internal') ? [`  ${path}:${index + 1}: ${line.trim()}`] : [],
      );
  });
  if (lines.length > 0) throw new Error(`Internals are declared to the public:\n${lines.join('\n')}`);
}

function typesAreFound(): void {
  const attw = fileURLToPath(
    new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')),
  );
  const modules = entries.filter(({ types }) => types.length > 1).map(({ name }) => name);
  const pathOf = (name: string) => `.${name.slice(manifest.name.length)}`;
  const look = (...args: string[]) =>
    run(process.execPath, [attw, tarball, '--profile', 'strict', ...args], dirname(tarball));
  look('--exclude-entrypoints', ...modules.map(pathOf));
  // These are ES modules, which require() loads in every Node that the package supports. attw still reckons with
  // older ones, where it does not, and where the declarations for require() would be wrong.
  const known = ['cjs-resolves-to-esm', 'false-cjs'];
  look('--ignore-rules', ...known, '--entrypoints', ...modules.map(pathOf));
}

await check({
  'a fresh clone packs the documents, what can be reached by importing, and nothing else': whatCanBeReached,
  'each module is packed once': eachModuleOnce,
  'npm publish would publish the same from a fresh clone': publishesTheSame,
  'no internals in the declarations': noInternals,
  'are the types wrong': typesAreFound,
});
