import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** What it takes to have a connector in Logto, on top of what Logto's core has for every connector. */
export interface ConnectorRow {
  connector: string;
  files: number;
  bytes: number;
  /** Median of a cold import, in milliseconds; connector-kit and zod are loaded before it. */
  importMs: number;
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const ours = fromRoot('dist/logto-connector');
// Links to where their dependencies are.
const official = realpathSync(fromRoot('node_modules/@logto/connector-dingtalk-web'));
const kit = realpathSync(fromRoot('node_modules/@logto/connector-kit'));
const zod = fromRoot('node_modules/zod');

/**
 * Measures the built connector, Logto's own by itself, and Logto's own with its dependencies. Connector-kit, zod
 * and what these bring count for neither, since Logto has them anyway. (So far Logto's core has some of the
 * official one's dependencies too, above all got; they count, since the connector is what asks for them.) Needs
 * `npm run build` before.
 * @param rounds - cold imports of each, taken in turns
 */
export async function measureConnectors(rounds = 15): Promise<ConnectorRow[]> {
  const atLogto = new Set([...closureOf(kit), ...closureOf(zod)]);
  const officialPackages = [...closureOf(official)].filter((path) => !atLogto.has(path));

  const oursMs: number[] = [];
  const officialMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    oursMs.push(await coldImport(ours));
    officialMs.push(await coldImport(official));
  }
  return [
    { connector: 'connector-dingtalk-oauth2', ...sizeOf([ours]), importMs: median(oursMs) },
    {
      connector: '@logto/connector-dingtalk-web, by itself',
      ...sizeOf([official]),
      importMs: median(officialMs),
    },
    {
      connector: `@logto/connector-dingtalk-web, with ${officialPackages.length - 1} dependencies`,
      ...sizeOf(officialPackages),
      importMs: median(officialMs),
    },
  ];
}

async function coldImport(folder: string): Promise<number> {
  const url = pathToFileURL(join(folder, 'lib/index.js')).href;
  const script = `
    await Promise.all([import('@logto/connector-kit'), import('zod')]);
    const began = performance.now();
    await import(${JSON.stringify(url)});
    console.log(performance.now() - began);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fromRoot('.'),
  });
  return Number(stdout);
}

/** The folders of a package and of everything that it depends on, as installed. */
function closureOf(folder: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const dependency = installedFolder(name, folder);
    if (dependency) closureOf(dependency, found);
  }
  return found;
}

function installedFolder(name: string, from: string): string | undefined {
  for (let place = from; place !== dirname(place); place = dirname(place)) {
    const folder = join(place, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

/** Without what is installed inside, which is a package of its own. */
function sizeOf(folders: readonly string[]): { files: number; bytes: number } {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/(?:^|[\\/])node_modules(?:[\\/]|$)/.test(path))
      .map((path) => statSync(join(folder, path)))
      .filter((stats) => stats.isFile()),
  );
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
