// What loads the package beside Node itself: a test runner, bundlers, other runtimes.
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../package.js';
import { run } from '../run.js';
import { everyEntry, names, type Project, prints } from './project.js';

const signedIn = /^signed in\n$/;

/** A file of a package that scripts/heavy installs. */
const loader = (path: string): string => join(root, 'scripts/heavy/node_modules', path);

export function jestRuns({ folder }: Project): void {
  const jest = (count: number, ...args: string[]) => {
    const { stderr } = run(process.execPath, args, folder);
    if (!stderr.includes(`\nTests:       ${count} passed, ${count} total\n`)) throw new Error(stderr);
  };
  const program = loader('jest/bin/jest.js');
  jest(1, program, 'jest.test.js');
  jest(3, '--experimental-vm-modules', program, 'jest.test.js', 'jest-esm.test.mjs');
}

/** Runs a bundle where nothing can be found but what is in it. */
function runsAlone(bundle: string): void {
  const alone = `${dirname(dirname(bundle))}-bundles`;
  mkdirSync(alone, { recursive: true });
  const file = join(alone, basename(bundle));
  renameSync(bundle, file);
  prints(signedIn, process.execPath, [file], alone);
}

export function esbuildBundles({ folder }: Project): void {
  const esbuild = (outfile: string, ...args: string[]) => {
    const always = ['app.mjs', '--bundle', '--platform=node', '--log-level=warning'];
    run(join(root, 'node_modules/esbuild/bin/esbuild'), [...always, `--outfile=${outfile}`, ...args], folder);
    runsAlone(join(folder, outfile));
  };
  esbuild('out/esbuild.cjs');
  const require =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  esbuild('out/esbuild.mjs', '--format=esm', `--banner:js=${require}`);
}

export function webpackBundles({ folder }: Project): void {
  // Express looks for `supports-color`, which is optional, and for view engines by their name.
  run(process.execPath, ['webpack.cjs', loader('webpack')], folder);
  runsAlone(join(folder, 'out/webpack.cjs'));
}

export function viteBundles(project: Project): void {
  const { folder } = project;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const build = (outDir: string, config: object) => {
    const file = `vite.${outDir}.mjs`;
    writeFileSync(join(folder, file), `export default ${JSON.stringify(config)};\n`);
    run(process.execPath, [vite, 'build', '--config', file, '--ssr', 'app.mjs', '--outDir', outDir], folder);
  };
  build('ssr', {});
  project.prints(signedIn, 'ssr/app.mjs');
  build('out', { ssr: { noExternal: true } });
  runsAlone(join(folder, 'out/app.mjs'));
}

/** The program in the one package of several that is for this machine. */
function runtime(scope: string, path: string): string {
  const [installed] = readdirSync(loader(scope));
  if (installed === undefined) throw new Error(`${scope} has no program for this machine.`);
  return loader(join(scope, installed, path));
}

export function bunRuns({ folder }: Project): void {
  const bun = runtime('@oven', 'bin/bun');
  for (const file of ['app.mjs', 'use.mjs', 'use.cjs']) prints(signedIn, bun, [file], folder);
  prints(everyEntry, bun, ['entries.cjs', ...names], folder);
  // As in Node.
  prints(/^1 by itself, 1 without kept connections\n$/, bun, ['spent.mjs'], folder);
}

export function denoRuns({ folder }: Project): void {
  const deno = (expected: RegExp, ...args: string[]) =>
    prints(expected, runtime('@deno', 'deno'), ['run', '--quiet', '--allow-all', ...args], folder);
  for (const file of ['app.mjs', 'use.mjs', 'use.cjs']) deno(signedIn, file);
  deno(everyEntry, 'entries.cjs', ...names);
  // The documentation says so, and what to do about it.
  deno(/^2 by itself, 1 without kept connections\n$/, 'spent.mjs');
}
