import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.js';

type Target = string | Record<string, string>;

/** What package.json says, as far as the checks read it. */
export interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string | { types: Target; [condition: string]: Target }>;
  bin?: Record<string, string>;
  dependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** A name that the package can be imported by, with the files behind it. */
export interface Entry {
  name: string;
  /** One, or one for `require()` and one for the rest. */
  types: string[];
  /** One, or an ES module and its CommonJS twin. */
  code: string[];
}

/** The folder of this checkout. */
export const root: string = dirname(import.meta.dirname);

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** `./package.json` is not among them. */
export const entries: Entry[] = Object.entries(manifest.exports).flatMap(([path, target]) => {
  if (path.includes('*')) throw new Error(`Name the files behind exports["${path}"] one by one.`);
  if (typeof target === 'string') return [];
  const { types, ...code } = target;
  const filesOf = (targets: Target) => (typeof targets === 'string' ? [targets] : Object.values(targets));
  const files = [...new Set(Object.values(code).flatMap(filesOf))];
  return [{ name: manifest.name + path.slice(1), types: filesOf(types), code: files }];
});

/**
 * Makes a repository of what this checkout holds: with changes that are not committed, without ignored files. It is
 * what others would clone, once it is published.
 * @returns its folder, beside which clones go
 */
export function makeOrigin(folder: string): string {
  const origin = join(folder, 'origin');
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = run('git', ['-c', 'safe.directory=*', ...list], root).stdout.split('\0');
  for (const path of paths.filter((path) => path && existsSync(join(root, path))))
    cpSync(join(root, path), join(origin, path));
  const git = (...args: string[]) => run('git', args, origin);
  git('init', '--quiet');
  git('add', '--all');
  const author = [
    '-c',
    'user.name=check',
    '-c',
    'user.email=check@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  git(...author, 'commit', '--quiet', '--message', 'As it is');
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

/** What npm says about what it packed. */
export interface Packed {
  filename: string;
  files: { path: string; size: number }[];
  size: number;
  unpackedSize: number;
}

/** Packs a checkout, building it first as publishing would. */
export function pack(checkout: string, folder: string): Packed & { tarball: string } {
  const { stdout } = run('npm', ['pack', '--json', '--pack-destination', folder], checkout);
  const [packed]: Packed[] = JSON.parse(stdout);
  if (!packed) throw new Error('npm pack made nothing.');
  return { ...packed, tarball: join(folder, packed.filename) };
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
