import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.js';

/** What package.json says, as far as the checks read it. */
export interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The folder of this checkout. */
export const root: string = dirname(import.meta.dirname);

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The names that the package can be imported by, with the files behind them; `./package.json` is not among them. */
export const entries: { name: string; types: string; code: string }[] = Object.entries(
  manifest.exports,
).flatMap(([path, target]) => {
  if (path.includes('*')) throw new Error(`Name the files behind exports["${path}"] one by one.`);
  if (typeof target === 'string') return [];
  return [{ name: manifest.name + path.slice(1), types: target.types, code: target.default }];
});

/** Packs what is built, as publishing would; returns the tarball and the paths within it. */
export function pack(folder: string): { tarball: string; files: string[] } {
  const { stdout } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(stdout);
  if (!packed) throw new Error('npm pack made nothing.');
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** A folder outside the checkout that is gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the steps in their order; the first that throws ends the check, with its message and without a stack. */
export async function check(steps: Readonly<Record<string, () => void | Promise<void>>>): Promise<void> {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      console.log(`ok  ${name}`);
    } catch (error) {
      console.error(`NOT ok  ${name}\n${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
      return;
    }
  }
}
