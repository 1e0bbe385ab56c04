// Makes dist/index.js one file. Node takes about a millisecond for each module that it imports, and an application
// that signs people in should start no later for how we part our sources. Run after the compiler.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
const entry = fromRoot('dist/index.js');

const bundle = await rolldown({
  input: entry,
  platform: 'node',
  external: [...Object.keys(dependencies), /^node:/],
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
});
await bundle.write({ file: entry, format: 'esm' });
await bundle.close();
