// What the checks of the package share.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.js';

interface Manifest {
  name: string;
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
  peerDependencies: Record<string, string>;
}

export const root: string = dirname(import.meta.dirname);

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What code can import, with the files behind each name. */
export const entries: { name: string; types: string; code: string }[] = Object.entries(
  manifest.exports,
).flatMap(([path, target]) =>
  typeof target === 'string'
    ? []
    : [{ name: manifest.name + path.slice(1), types: target.types, code: target.default }],
);

/** Outside the checkout, and gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a repository of this checkout as it is, uncommitted changes included, for others to clone. */
export function makeOrigin(folder: string): string {
  const origin = join(folder, 'origin');
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = run('git', ['-c', 'safe.directory=*', ...list], root).stdout.split('\0');
  for (const path of paths.filter((path) => path && existsSync(join(root, path))))
    cpSync(join(root, path), join(origin, path));
  const settings = { 'user.name': 'check', 'user.email': 'check@example.com', 'commit.gpgsign': 'false' };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  run('git', ['init', '--quiet'], origin);
  run('git', ['add', '--all'], origin);
  run('git', [...given, 'commit', '--quiet', '--message', 'As it is'], origin);
  return origin;
}

/** A fresh clone, in which nothing has been installed or built. */
export function clone(origin: string, name: string): string {
  run('git', ['clone', '--quiet', origin, name], dirname(origin));
  return join(dirname(origin), name);
}

/** A fresh clone with the packages that `npm ci` would install. */
export function cloneWithPackages(origin: string, name: string): string {
  const folder = clone(origin, name);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** What npm says of what it packed. */
export interface Packed {
  filename: string;
  files: { path: string }[];
  size: number;
  unpackedSize: number;
}

/** Packs a checkout, which builds it first as publishing would. */
export function pack(checkout: string, folder: string): Packed & { tarball: string } {
  const { stdout } = run('npm', ['pack', '--json', '--pack-destination', folder], checkout);
  const [packed]: Packed[] = JSON.parse(stdout);
  if (!packed) throw new Error('npm pack made nothing.');
  return { ...packed, tarball: join(folder, packed.filename) };
}

/** Runs the steps in their order; the first that throws ends the check. */
export async function check(steps: Readonly<Record<string, () => void | Promise<void>>>): Promise<void> {
  for (const [name, step] of Object.entries(steps)) {
    const started = performance.now();
    try {
      await step();
      console.log(`ok  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      console.error(`NOT ok  ${name}\n${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
      return;
    }
  }
}
