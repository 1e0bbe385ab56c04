// The packed package, installed by a stranger into an empty project: what comes along, does it run, does it
// compile.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, entries, manifest, pack, root, temporaryFolder } from './package.js';
import { run } from './run.js';

interface Lock {
  packages: Record<
    string,
    { version: string; dependencies?: Record<string, string>; hasInstallScript?: boolean }
  >;
}

const folder = temporaryFolder();
const project = join(folder, 'project');
mkdirSync(project);
cpSync(join(import.meta.dirname, 'consumer'), project, { recursive: true });
writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));

function install(...packages: string[]): void {
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], project);
}

function installedBy(lock: Lock, name: string, found = new Set<string>()): Set<string> {
  const path = `node_modules/${name}`;
  const installed = lock.packages[path];
  if (!installed) throw new Error(`${name} is not installed.`);
  if (found.has(path)) return found;
  found.add(path);
  for (const dependency of Object.keys(installed.dependencies ?? {})) installedBy(lock, dependency, found);
  return found;
}

function onlyPassportOAuth2(): void {
  install(pack(folder).tarball);
  const lock: Lock = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'));
  const expected = [...installedBy(lock, 'passport-oauth2'), `node_modules/${manifest.name}`].sort();
  const installed = Object.keys(lock.packages).sort();
  if (installed.join() !== expected.join()) {
    throw new Error(`Expected ${expected.join(', ')}\ninstalled ${installed.join(', ')}`);
  }
  if (lock.packages[`node_modules/${manifest.name}`]?.hasInstallScript)
    throw new Error('It has an install script.');
}

/** Runs a file of the project on this Node, where nothing may be printed but what is expected. */
function prints(expected: RegExp, file: string, ...args: string[]): void {
  const { stdout, stderr } = run(process.execPath, [join(project, file), ...args], project);
  if (stderr !== '') throw new Error(`${file} wrote to stderr:\n${stderr}`);
  if (!expected.test(stdout)) throw new Error(`${file} printed ${JSON.stringify(stdout)}, not ${expected}`);
}

/** As `npx` would run it. */
function commandRuns(): void {
  const bin = join(project, 'node_modules/.bin/passport-dingtalk-oauth2');
  const { stdout } = run(bin, ['doctor', '--help', '--language', 'en'], project);
  if (!stdout.startsWith('Usage: passport-dingtalk-oauth2 doctor')) throw new Error(`It printed ${stdout}`);
}

/** The packages that users of some entries or of TypeScript add by themselves, as they are installed here. */
function addOptionalPeers(): void {
  const names = [...Object.keys(manifest.peerDependencies ?? {}), '@types/node'];
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  install(...names.map((name) => `${name}@${versionOf(name)}`));
}

function everyEntryLoads(): void {
  const names = entries.map(({ name }) => name);
  prints(new RegExp(`^${names.map((name) => `${name}: .+\\n`).join('')}$`), 'entries.cjs', ...names);
}

const strict = {
  target: 'es2023',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
};
const nodenext = { ...strict, lib: ['es2023'], module: 'nodenext' };
const bundler = { ...strict, lib: ['es2023'], module: 'esnext', moduleResolution: 'bundler' };
// Some entries are for web pages.
const entire = { ...nodenext, lib: ['es2023', 'dom'] };

function writeProjects(): void {
  const all = entries.map(({ name }, index) => `export * as entry${index} from '${name}';\n`);
  writeFileSync(join(project, 'entries.mts'), all.join(''));
  const projects = {
    nodenext: { compilerOptions: nodenext, files: ['types.mts', 'types.cts'] },
    bundler: { compilerOptions: bundler, files: ['types.mts'] },
    entries: { compilerOptions: entire, files: ['entries.mts'] },
  };
  for (const [name, config] of Object.entries(projects)) {
    writeFileSync(join(project, `tsconfig.${name}.json`), JSON.stringify(config));
  }
}

/** @param typescript - the name that a TypeScript has in this checkout's node_modules */
function compiles(typescript: string): void {
  const tsc = join(root, 'node_modules', typescript, 'bin/tsc');
  const compile = (name: string) =>
    run(process.execPath, [tsc, '-p', `tsconfig.${name}.json`, '--pretty', 'false'], project);
  compile('nodenext');
  compile('bundler');
  try {
    compile('entries');
  } catch (error) {
    // Declarations of the packages that an entry is for can be wrong by themselves.
    const errors = String(error).match(/^\S.*: error TS.*$/gm) ?? [];
    const theirs = errors.filter(
      (line) => /^node_modules\//.test(line) && !line.includes(`/${manifest.name}/`),
    );
    if (errors.length === 0 || theirs.length < errors.length) throw error;
  }
}

await check({
  'passport-oauth2 and its dependencies come along, and nothing else': onlyPassportOAuth2,
  'signs in by import, without a word on stderr': () => prints(/^signed in\n$/, 'use.mjs'),
  'signs in by require()': () => prints(/^signed in\n$/, 'use.cjs'),
  'its command runs': commandRuns,
  'the packages that some users add install beside it': addOptionalPeers,
  'every entry loads by import and by require(), as one copy': everyEntryLoads,
  'declarations compile for strict users of TypeScript 7': () => {
    writeProjects();
    compiles('typescript');
  },
  'and of TypeScript 5.9': () => compiles('typescript5'),
});
