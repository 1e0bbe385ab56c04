// The declarations compile for whoever uses them, with each setting for modules that people have.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries, manifest } from '../package.js';
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
type Setting = keyof typeof settings;

/** In a project without ESM, `.ts` is CommonJS; it is written like ESM all the same. */
const kinds: Record<Setting, readonly string[]> = {
  node10: ['ts'],
  node16: ['ts', 'mts', 'cts'],
  nodenext: ['mts', 'cts'],
  bundler: ['mts'],
  server: ['mts', 'cts'],
};

/** A compiler, and what it is asked to compile. */
export interface Compiler {
  /** The compiler's own file. */
  tsc: string;
  settings: readonly Setting[];
  /** Whether the entry for Logto is among it, whose kit's declarations take longer than all the rest. */
  logto: boolean;
}

function writeTypeProjects({ folder }: Project): void {
  copyFileSync(join(folder, 'types.mts'), join(folder, 'types.ts'));
  const write = (file: string, names: readonly string[]) => {
    const imported = names.map((name, index) => `export * as entry${index} from '${name}';\n`).join('');
    for (const kind of ['ts', 'mts']) writeFileSync(join(folder, `${file}.${kind}`), imported);
    const required = names.map((name, index) => `import entry${index} = require('${name}');\n`).join('');
    const exported = `export = { ${names.map((_, index) => `entry${index}`).join(', ')} };\n`;
    writeFileSync(join(folder, `${file}.cts`), required + exported);
  };
  const names = entries.map(({ name }) => name);
  const logto = names.filter((name) => name.endsWith('/logto'));
  write('logto', logto);
  write(
    'entries',
    names.filter((name) => !logto.includes(name)),
  );
}

async function compiles({ folder }: Project, tsc: string, setting: Setting, logto: boolean): Promise<void> {
  const files = setting === 'server' ? ['types'] : ['types', 'entries', ...(logto ? ['logto'] : [])];
  const config = join(folder, `tsconfig.${setting}${logto ? '-logto' : ''}.json`);
  const named = files.flatMap((file) => kinds[setting].map((kind) => `${file}.${kind}`));
  writeFileSync(config, JSON.stringify({ compilerOptions: settings[setting], files: named }));
  try {
    await runBeside(process.execPath, [tsc, '-p', config, '--pretty', 'false'], folder);
  } catch (error) {
    // Declarations of the packages that an entry is for can be wrong by themselves.
    const errors = String(error).match(/^\S.*: error TS.*$/gm) ?? [];
    const theirs = errors.filter(
      (line) => /^node_modules\//.test(line) && !line.includes(`/${manifest.name}/`),
    );
    if (errors.length === 0 || theirs.length < errors.length) throw error;
  }
}

/** Two at a time, since most of them use one core. */
export async function compilesWith(project: Project, compilers: readonly Compiler[]): Promise<void> {
  writeTypeProjects(project);
  const waiting = compilers.flatMap(({ tsc, settings, logto }) =>
    settings.map((setting) => () => compiles(project, tsc, setting, logto)),
  );
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  await Promise.all([work(), work()]);
}
