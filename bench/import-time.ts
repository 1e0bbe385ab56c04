import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from 'simple-statistics';
import { pathOf } from './child.js';

export interface ImportTime {
  /** Median, in milliseconds, of importing the package in a process that has loaded nothing yet. */
  ms: number;
  /** Multiple of the first package's time in the same round. */
  ratio: number;
}

const rounds = 31;

/** @param packages - by name; the first is what the others are compared with */
export async function measureImports(packages: readonly string[]): Promise<Map<string, ImportTime>> {
  const samples = new Map(packages.map((name) => [name, { ms: [] as number[], ratio: [] as number[] }]));
  for (let round = 0; round < rounds; round += 1) {
    let first: number | undefined;
    for (const [name, of] of samples) {
      const ms = await importOnce(name);
      first ??= ms;
      of.ms.push(ms);
      of.ratio.push(ms / first);
    }
  }
  return new Map([...samples].map(([name, of]) => [name, { ms: median(of.ms), ratio: median(of.ratio) }]));
}

async function importOnce(name: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [pathOf('import-time.mjs'), name]);
  return Number(stdout);
}
