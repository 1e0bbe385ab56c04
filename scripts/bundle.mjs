// Writes the code of the package, apart from what runs in pages: CommonJS, which everybody can load, with a small
// entry of plain assignments before each chunk. ESM's loader reads an entry for its names before it runs it, and a
// small one is read soonest. Each module goes into one chunk, so that a process has one copy of it, whichever way and
// under whichever name it was loaded. Entries that are ES modules have a CommonJS twin for jest, whose require() takes
// no ES modules; conditions in package.json keep everybody else from it.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const lib = fromRoot('lib');
const forLogto = 'logto/core';
const { dependencies, peerDependencies } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));

const common = {
  platform: 'node',
  external: [...Object.keys({ ...dependencies, ...peerDependencies }), /^node:/],
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
};

const asCommonJs = {
  format: 'cjs',
  // Nobody has to take it for the namespace of an ES module.
  generatedCode: { symbols: false },
  // Half of them would be left, in a place of their own, and the types have them all.
  comments: false,
};

/** The default export of a module of Node's is what require() gives: no helper has to be loaded that finds this out. */
const requireBuiltins = {
  name: 'require-builtins',
  transform: (code) => code.replace(/^import (\w+) from '(node:[\w/]+)';$/gm, "const $1 = require('$2');"),
};

/**
 * What makes a file load faster. A chunk's exports are all there once it has run, so that they need no getters; and
 * of ASCII alone a file is read in half the time.
 */
const loadFast = {
  name: 'load-fast',
  generateBundle(_output, files) {
    for (const file of Object.values(files)) {
      if (file.code.includes('String.raw`'))
        throw new Error(`${file.fileName}: escapes would show in String.raw`);
      file.code = file.code
        .replace(
          /^Object\.defineProperty\(exports, "(\w+)", \{\s+enumerable: true,\s+get: function\(\) \{\s+return ([\w$]+);\s+\}\s+\}\);$/gm,
          (_getter, name, variable) => {
            if (file.code.includes(`\nlet ${variable}`))
              throw new Error(`${name} is exported and may change`);
            return `exports.${name} = ${variable};`;
          },
        )
        .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  },
};

/** In a chunk nothing lies beside a module that lay beside it in lib/. */
const refusePathsBesideModules = {
  name: 'refuse-paths-beside-modules',
  transform(code, id) {
    if (!/import\.meta\.(?:dirname|filename)|new URL\([^;]*\bimport\.meta\.url/.test(code)) return null;
    throw new Error(
      `${id}: modules are bundled, so that a path from one leads elsewhere. What the package has is found by ` +
        'looking upward for its package.json.',
    );
  },
};

async function write(input, output) {
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
}

/**
 * The entry for Logto is an ES module, as Logto's kit is. What needs the kit, or the host's zod, goes into it; what it
 * takes from the rest of the package stays in the chunks, of which its twin takes the very same.
 * @returns the files that it takes something from
 */
async function writeLogtoBridge() {
  const own = ['logto-bridge.ts', 'logto/config.ts', 'logto/errors.ts', 'logto/required-kit.ts'].map((file) =>
    resolve(lib, file),
  );
  const taken = new Set();
  const leaveTheRest = {
    name: 'leave-the-rest',
    resolveId(source, importer) {
      if (!importer || !source.startsWith('.')) return null;
      const file = resolve(dirname(importer), source.replace(/\.js$/, '.ts'));
      if (own.includes(file)) return null;
      taken.add(file);
      return { id: `./${forLogto}.js`, external: true };
    },
  };
  const requireKit = {
    name: 'require-kit',
    resolveId(source, _importer, { kind }) {
      if (source !== '@logto/connector-kit') return null;
      return kind === 'require-call' ? { id: source, external: true } : resolve(lib, 'logto/required-kit.ts');
    },
  };
  const plugins = [leaveTheRest, refusePathsBesideModules];
  const input = { ...common, input: resolve(lib, 'logto-bridge.ts'), plugins };
  await write(input, { file: fromRoot('dist/logto-bridge.mjs'), format: 'esm' });
  const external = common.external.filter((name) => name !== '@logto/connector-kit');
  await write(
    { ...input, external, plugins: [requireKit, ...plugins] },
    { ...asCommonJs, file: fromRoot('dist/logto-bridge.cjs'), exports: 'named' },
  );
  return [...taken].sort();
}

/** Of what runs in pages, which the compiler has written. */
async function writeTwinsOfPages() {
  for (const name of ['in-app', 'qr']) {
    const path = fromRoot(`dist/browser/${name}`);
    await write({ ...common, input: `${path}.js` }, { ...asCommonJs, file: `${path}.cjs` });
  }
}

/** @param taken - what the entry for Logto takes something from */
async function writeCommonJs(taken) {
  const cli = existsSync(resolve(lib, 'cli/main.ts')) ? { 'cli/main': resolve(lib, 'cli/main.ts') } : {};
  const virtual = {
    name: 'core-for-logto',
    resolveId: (source) => (source === `virtual:${forLogto}` ? source : null),
    load: (id) =>
      id === `virtual:${forLogto}`
        ? taken.map((file) => `export * from ${JSON.stringify(file)};`).join('\n')
        : null,
  };
  const input = {
    index: resolve(lib, 'index.ts'),
    'simulator/index': resolve(lib, 'simulator/index.ts'),
    [forLogto]: `virtual:${forLogto}`,
    ...cli,
  };
  const entries = new Set(Object.values(input));
  const under = (...folders) => folders.map((folder) => resolve(lib, folder) + sep);
  const chunk = (name, isIn) => ({ name, test: (file) => !entries.has(file) && isIn(file) });
  const [simulator, commands, logto] = under('simulator', 'cli', 'logto');
  const isCore = (file) =>
    file.startsWith(lib) && ![simulator, commands, logto].some((room) => file.startsWith(room));
  const groups = [
    chunk('simulator', (file) => file.startsWith(simulator)),
    chunk('logto', (file) => file.startsWith(logto)),
    chunk('core', isCore),
  ];
  const output = {
    dir: fromRoot('dist'),
    ...asCommonJs,
    // Named so that Node need not look for the package.json that says what a `.js` is.
    chunkFileNames: 'chunks/[name].cjs',
    codeSplitting: { groups },
  };
  await write(
    { ...common, input, plugins: [virtual, requireBuiltins, refusePathsBesideModules, loadFast] },
    output,
  );
  for (const name of Object.keys(cli)) chmodSync(fromRoot(`dist/${name}.js`), 0o755);
}

await writeCommonJs(await writeLogtoBridge());
await writeTwinsOfPages();
// The scripts and tests of this repository are ESM, and its package.json says so.
for (const [folder, type] of Object.entries({ dist: 'commonjs', 'dist/browser': 'module' })) {
  writeFileSync(
    fromRoot(`${folder}/package.json`),
    `${JSON.stringify({ type, sideEffects: false }, null, 2)}\n`,
  );
}
