// The declarations compile in strict projects, with each setting for modules that people have.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, root } from '../package.js';
import { runBeside } from '../run.js';
import type { Project } from './project.js';

const strict = {
  target: 'es2022',
  lib: ['es2022', 'dom'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};
const verbatim = { ...strict, verbatimModuleSyntax: true };
const settings = {
  node10: { ...strict, module: 'commonjs', moduleResolution: 'node10', esModuleInterop: false },
  node16: { ...strict, module: 'node16' },
  nodenext: { ...verbatim, module: 'nodenext' },
  bundler: { ...verbatim, module: 'esnext', moduleResolution: 'bundler' },
  // An application without pages has no use for what only browsers have.
  server: { ...verbatim, lib: ['es2022'], module: 'nodenext' },
};

const all = ['types.mts', 'types.cts', 'entries.mts'];
const logto = [...all, 'logto.mts'];
const server = ['types.mts', 'types.cts'];
/** Without `type: module`, `.ts` is CommonJS; it is written like ESM all the same. */
const older = ['types.ts', 'entries.ts'];

/** Compiler, setting and files. Declarations of Logto's kit take longer than all the rest, and so are tried seldom. */
const projects: [compiler: string, setting: keyof typeof settings, files: string[]][] = [
  ['typescript', 'node16', logto],
  ['typescript', 'nodenext', logto],
  ['typescript', 'bundler', ['types.mts', 'entries.mts', 'logto.mts']],
  ['typescript', 'server', server],
  ['typescript5', 'node10', [...older, 'logto.ts']],
  ['typescript5', 'node16', all],
  ['typescript5', 'nodenext', all],
  ['typescript5', 'bundler', ['types.mts', 'entries.mts']],
  ['typescript54', 'node10', older],
  ['typescript54', 'node16', all],
  ['typescript54', 'bundler', ['types.mts', 'entries.mts']],
];

async function compiles(
  folder: string,
  [compiler, setting, files]: (typeof projects)[number],
): Promise<void> {
  const config = join(folder, `tsconfig.${compiler}.${setting}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: settings[setting], files }));
  try {
    const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
    await runBeside(process.execPath, [tsc, '-p', config, '--pretty', 'false'], folder);
  } catch (error) {
    // Declarations of the packages that an entry is for can be wrong by themselves.
    const errors = String(error).match(/^\S.*: error TS.*$/gm) ?? [];
    const isTheirs = (line: string) => /^node_modules\//.test(line) && !line.includes(`/${manifest.name}/`);
    if (errors.length === 0 || !errors.every(isTheirs)) throw error;
  }
}

/** Two at a time, since most of them use one core. */
export async function compilesWith({ folder }: Project): Promise<void> {
  for (const name of ['types', 'entries', 'logto'])
    copyFileSync(join(folder, `${name}.mts`), join(folder, `${name}.ts`));
  const waiting = projects.values();
  const work = async () => {
    for (const project of waiting) await compiles(folder, project);
  };
  await Promise.all([work(), work()]);
}
