// The package, installed by a stranger into an empty project: what comes along, who loads it, and does it compile.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as loaders from './install/loaders.js';
import { everyEntry, makeProject, names } from './install/project.js';
import { compilesWith } from './install/types.js';
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

interface Lock {
  packages: Record<string, { dependencies?: Record<string, string>; hasInstallScript?: boolean }>;
}

const folder = temporaryFolder();
const origin = makeOrigin(folder);
const project = makeProject(join(folder, 'project'));
const appNeeds = asHere('passport', 'express', 'express-session');

/** Packages as they are installed in this checkout, for `npm install`. */
function asHere(...names: string[]): string[] {
  return names.map((name) => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    return `${name}@${version}`;
  });
}

function onlyPassportOAuth2(): void {
  project.install(pack(cloneWithPackages(origin, 'packed'), folder).tarball);
  const path = join(project.folder, 'node_modules/.package-lock.json');
  const { packages }: Lock = JSON.parse(readFileSync(path, 'utf8'));
  const expected = new Set([`node_modules/${manifest.name}`]);
  const add = (path: string) => {
    expected.add(path);
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) add(`node_modules/${name}`);
  };
  add('node_modules/passport-oauth2');
  const installed = Object.keys(packages).sort().join();
  if (installed !== [...expected].sort().join()) throw new Error(`Installed were ${installed}`);
  if (packages[`node_modules/${manifest.name}`]?.hasInstallScript)
    throw new Error('It has an install script.');
}

/** From a git address and from a folder npm builds it, for which it installs the compilers first. */
async function fromElsewhere(): Promise<void> {
  const [git, linked] = [makeProject(join(folder, 'git')), makeProject(join(folder, 'linked'))];
  await Promise.all([
    git.installBeside(`git+${pathToFileURL(origin)}`, ...appNeeds),
    linked.installBeside(clone(origin, 'cloned'), ...appNeeds),
  ]);
  for (const project of [git, linked]) project.prints(/^signed in\n$/, 'app.mjs');
}

await check({
  'passport-oauth2 and its dependencies come along, and nothing else': onlyPassportOAuth2,
  'signs in by import, without a word on stderr': () => project.prints(/^signed in\n$/, 'use.mjs'),
  'signs in by require()': () => project.prints(/^signed in\n$/, 'use.cjs'),
  'its command runs': () =>
    project.prints(/^Usage: /, `node_modules/.bin/${manifest.name}`, 'doctor', '--help', '--language', 'en'),
  'the packages that some users add install beside it': () =>
    project.install(...asHere(...Object.keys(manifest.peerDependencies), '@types/node'), ...appNeeds),
  'every entry loads by import and by require(), as one copy': () =>
    project.prints(everyEntry, 'entries.cjs', ...names),
  'an application runs': () => project.prints(/^signed in\n$/, 'app.mjs'),
  'declarations compile for strict users of TypeScript 7, 5.9 and 5.4': () => compilesWith(project),
  'jest runs it without configuration': () => loaders.jestRuns(project),
  'bundled by esbuild, an application signs in': () => loaders.esbuildBundles(project),
  'bundled by webpack': () => loaders.webpackBundles(project),
  'built for servers by Vite, with and without its packages': () => loaders.viteBundles(project),
  'Bun runs it': () => loaders.bunRuns(project),
  'Deno runs it, and sends a code twice': () => loaders.denoRuns(project),
  'installed from a git address and from a folder, it runs an application': fromElsewhere,
});
