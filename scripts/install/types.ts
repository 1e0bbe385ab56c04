// The declarations compile for whoever uses them, with each setting for modules that people have.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries, manifest } from '../package.js';
import { run } from '../run.js';
import type { Project } from './project.js';

const strict = {
  target: 'es2022',
  lib: ['es2022'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};
const verbatim = { ...strict, verbatimModuleSyntax: true };
// Some entries are for web pages.
const forPages = { lib: ['es2022', 'dom'] };
const node10 = { ...strict, module: 'commonjs', moduleResolution: 'node10', esModuleInterop: false };
const settings = {
  node10: { compilerOptions: node10, files: ['types.ts'] },
  'node10-entries': { compilerOptions: { ...node10, ...forPages }, files: ['entries.ts'] },
  node16: {
    compilerOptions: { ...strict, ...forPages, module: 'node16' },
    files: ['types.ts', 'types.mts', 'types.cts', 'entries.ts', 'entries.mts', 'entries.cts'],
  },
  nodenext: { compilerOptions: { ...verbatim, module: 'nodenext' }, files: ['types.mts', 'types.cts'] },
  'nodenext-entries': {
    compilerOptions: { ...verbatim, ...forPages, module: 'nodenext' },
    files: ['entries.mts', 'entries.cts'],
  },
  bundler: {
    compilerOptions: { ...verbatim, ...forPages, module: 'esnext', moduleResolution: 'bundler' },
    files: ['types.mts', 'entries.mts'],
  },
};
type Setting = keyof typeof settings;

export function writeTypeProjects({ folder }: Project): void {
  // In a project without ESM, `.ts` is CommonJS, and is written like ESM all the same.
  copyFileSync(join(folder, 'types.mts'), join(folder, 'types.ts'));
  const lines = (line: (name: string, index: number) => string) =>
    entries.map(({ name }, index) => `${line(name, index)}\n`).join('');
  const imported = lines((name, index) => `export * as entry${index} from '${name}';`);
  writeFileSync(join(folder, 'entries.mts'), imported);
  writeFileSync(join(folder, 'entries.ts'), imported);
  const required = lines((name, index) => `import entry${index} = require('${name}');`);
  const names = entries.map((_, index) => `entry${index}`).join(', ');
  writeFileSync(join(folder, 'entries.cts'), `${required}export = { ${names} };\n`);
  for (const [name, setting] of Object.entries(settings))
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(setting));
}

/** @param tsc - a compiler's own file */
export function compiles({ folder }: Project, tsc: string, without: readonly Setting[] = []): void {
  for (const name of Object.keys(settings)) {
    if (without.some((setting) => setting === name)) continue;
    try {
      run(process.execPath, [tsc, '-p', `tsconfig.${name}.json`, '--pretty', 'false'], folder);
    } catch (error) {
      // Declarations of the packages that an entry is for can be wrong by themselves.
      const errors = String(error).match(/^\S.*: error TS.*$/gm) ?? [];
      const theirs = errors.filter(
        (line) => /^node_modules\//.test(line) && !line.includes(`/${manifest.name}/`),
      );
      if (errors.length === 0 || theirs.length < errors.length) throw error;
    }
  }
}
