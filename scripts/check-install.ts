// The package, installed by a stranger into an empty project: what comes along, does it run, does it compile, and
// who else loads it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  bunRuns,
  denoRuns,
  esbuildBundles,
  everyEntryLoads,
  jestRuns,
  viteBundles,
  webpackBundles,
} from './install/loaders.js';
import { asHere, makeProject } from './install/project.js';
import { exampleRuns } from './install/sources.js';
import { type Compiler, compilesWith } from './install/types.js';
import {
  check,
  clone,
  cloneWithPackages,
  makeOrigin,
  manifest,
  pack,
  root,
  temporaryFolder,
} from './package.js';
import { run } from './run.js';

interface Lock {
  packages: Record<
    string,
    { version: string; dependencies?: Record<string, string>; hasInstallScript?: boolean }
  >;
}

const folder = temporaryFolder();
const origin = makeOrigin(folder);
const project = makeProject(join(folder, 'project'));
const exampleNeeds = asHere('passport', 'express', 'express-session');

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
  project.install(pack(cloneWithPackages(origin, 'packed'), folder).tarball);
  const path = join(project.folder, 'node_modules/.package-lock.json');
  const lock: Lock = JSON.parse(readFileSync(path, 'utf8'));
  const expected = [...installedBy(lock, 'passport-oauth2'), `node_modules/${manifest.name}`].sort();
  const installed = Object.keys(lock.packages).sort();
  if (installed.join() !== expected.join()) {
    throw new Error(`Expected ${expected.join(', ')}\ninstalled ${installed.join(', ')}`);
  }
  if (lock.packages[`node_modules/${manifest.name}`]?.hasInstallScript)
    throw new Error('It has an install script.');
}

/** As `npx` would run it. */
function commandRuns(): void {
  const bin = join(project.folder, 'node_modules/.bin', manifest.name);
  const { stdout } = run(bin, ['doctor', '--help', '--language', 'en'], project.folder);
  if (!stdout.startsWith(`Usage: ${manifest.name} doctor`)) throw new Error(`It printed ${stdout}`);
}

/** From a git address and from a folder npm builds it, for which it installs the compilers first. */
async function fromElsewhere(): Promise<void> {
  const [git, linked] = [makeProject(join(folder, 'git')), makeProject(join(folder, 'linked'))];
  await Promise.all([
    git.installBeside(`git+${pathToFileURL(origin)}`, ...exampleNeeds),
    linked.installBeside(clone(origin, 'cloned'), ...exampleNeeds),
  ]);
  await exampleRuns(git);
  await exampleRuns(linked);
}

const tscHere = (name: string) => join(root, 'node_modules', name, 'bin/tsc');
const compilers: Compiler[] = [
  { tsc: tscHere('typescript'), settings: ['node16', 'nodenext', 'bundler', 'server'], logto: true },
  { tsc: tscHere('typescript5'), settings: ['node10'], logto: true },
  { tsc: tscHere('typescript5'), settings: ['node16', 'nodenext', 'bundler'], logto: false },
  { tsc: tscHere('typescript54'), settings: ['node10', 'node16', 'bundler'], logto: false },
];

await check({
  'passport-oauth2 and its dependencies come along, and nothing else': onlyPassportOAuth2,
  'signs in by import, without a word on stderr': () => project.prints(/^signed in\n$/, 'use.mjs'),
  'signs in by require()': () => project.prints(/^signed in\n$/, 'use.cjs'),
  'its command runs': commandRuns,
  'the packages that some users add install beside it': () =>
    project.install(
      ...asHere(...Object.keys(manifest.peerDependencies ?? {}), '@types/node'),
      ...exampleNeeds,
    ),
  'every entry loads by import and by require(), as one copy': () => everyEntryLoads(project),
  "the README's example runs": () => exampleRuns(project),
  'declarations compile for strict users of TypeScript 7, 5.9 and 5.4': () =>
    compilesWith(project, compilers),
  'jest runs it without configuration': () => jestRuns(project),
  'bundled by esbuild, an application signs in': () => esbuildBundles(project),
  'bundled by webpack': () => webpackBundles(project),
  'built for servers by Vite, with and without its packages': () => viteBundles(project),
  'Bun runs it': () => bunRuns(project),
  'Deno runs it, and sends a code twice': () => denoRuns(project),
  "installed from a git address and from a folder, it runs the README's example": fromElsewhere,
});
