// What goes into dist/, apart from declarations.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { defineConfig } from 'rolldown';
import { licences } from './licences.mjs';

const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const isCore = (file) => !/^(?:\.\.|index|cli|simulator)[./\\]/.test(relative('lib', file));

/** @param external - packages that are imported, and not bundled */
const config = (input, external, output, platform = 'node') => ({
  input,
  platform,
  external: [...Object.keys(external), /^node:/],
  plugins: [licences],
  output: { comments: { legal: true, annotation: false, jsdoc: false }, ...output },
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
});

// ESM's loader searches an entry for its names before it runs it: a small one is imported in half the time.
const codeSplitting = { groups: [{ name: 'core', test: isCore }] };
const main = {
  index: 'lib/index.ts',
  'simulator/index': 'lib/simulator/index.ts',
  'cli/main': 'lib/cli/main.ts',
};
// Logto installs nothing for a connector: it has connector-kit and zod.
const logto = { ...dependencies, ...peerDependencies };

export default defineConfig([
  config(main, dependencies, {
    dir: 'dist',
    format: 'cjs',
    chunkFileNames: 'chunks/[name].cjs',
    codeSplitting,
  }),
  config('lib/logto-bridge.ts', logto, { file: 'dist/logto-bridge.mjs', format: 'esm' }),
  ...['in-app', 'qr'].map((name) => ({
    // Pages are sent these files as they are.
    ...config(`lib/browser/${name}.ts`, {}, { file: `dist/browser/${name}.js`, format: 'esm' }, 'browser'),
    transform: { target: 'es2018', assumptions: { setPublicClassFields: true } },
  })),
]);
