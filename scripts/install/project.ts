// The project of a stranger who installs the package.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { entries } from '../package.js';
import { run, runBeside } from '../run.js';

export interface Project {
  folder: string;
  /** Gives it packages, by whatever npm takes. */
  install(...packages: string[]): void;
  /** {@link install}, while others run. */
  installBeside(...packages: string[]): Promise<void>;
  /** Runs one of its files on this Node, where nothing may be printed but what is expected. */
  prints(expected: RegExp, file: string, ...args: string[]): void;
}

export const names: string[] = entries.map(({ name }) => name);

/** What `entries.cjs` prints where each entry is one copy by `import` and by `require()`. */
export const everyEntry = new RegExp(`^${names.map((name) => `${name}: .+\\n`).join('')}$`);

const npmInstall = ['install', '--prefer-offline', '--no-audit', '--no-fund'];

/** With the files of `scripts/consumer`, and no packages. */
export function makeProject(folder: string): Project {
  mkdirSync(folder);
  cpSync(join(dirname(import.meta.dirname), 'consumer'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  return {
    folder,
    install(...packages) {
      run('npm', [...npmInstall, ...packages], folder);
    },
    async installBeside(...packages) {
      await runBeside('npm', [...npmInstall, ...packages], folder);
    },
    prints: (expected, file, ...args) => prints(expected, process.execPath, [file, ...args], folder),
  };
}

/** Runs a program that may print nothing but what is expected. */
export function prints(expected: RegExp, program: string, args: readonly string[], cwd: string): void {
  const { stdout, stderr } = run(program, args, cwd);
  const what = args.join(' ');
  if (stderr !== '') throw new Error(`${what} wrote to stderr:\n${stderr}`);
  if (!expected.test(stdout)) throw new Error(`${what} printed ${JSON.stringify(stdout)}, not ${expected}`);
}
