// The tarball that would be published holds what it should and nothing else, and its types are found.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, entries, pack, root, temporaryFolder } from './package.js';
import { run } from './run.js';

const { tarball, files } = pack(temporaryFolder());

function exactlyWhatIsBuilt(): void {
  const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
  const built = sources.flatMap((path) => {
    const stem = `dist/${path.replaceAll('\\', '/').slice(0, -'.ts'.length)}`;
    return path.endsWith('.ts') ? [`${stem}.js`, `${stem}.d.ts`] : [];
  });
  const documents = ['LICENSE', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'simulator.schema.json'];
  const expected = ['package.json', ...documents, ...built];
  const missing = [
    ...expected,
    ...entries.flatMap(({ types, code }) => [types.slice(2), code.slice(2)]),
  ].filter((path) => !files.includes(path));
  const unexpected = files.filter((path) => !expected.includes(path));
  if (missing.length + unexpected.length > 0) {
    const lines = [
      ...missing.map((path) => `  missing: ${path}`),
      ...unexpected.map((path) => `  unexpected: ${path}`),
    ];
    throw new Error(`Packed are not exactly the built files of lib/ and the documents:\n${lines.join('\n')}`);
  }
}

/** Internal members are left out of the declarations; only Passport's own names begin with an underscore. */
function noInternals(): void {
  const member =
    /^\s+(?:(?:readonly|static|protected|private|abstract|get|set)\s+)*(?!_raw\b|_json\b)_\w+\??\s*[:(<;]/;
  const lines = files.flatMap((path) => {
    if (!path.endsWith('.d.ts')) return [];
    const declarations = readFileSync(join(root, path), 'utf8').split('\n');
    return declarations.flatMap((line, index) =>
      member.test(line) || line.includes('@internal') ? [`  ${path}:${index + 1}: ${line.trim()}`] : [],
    );
  });
  if (lines.length > 0) throw new Error(`Internals are declared to the public:\n${lines.join('\n')}`);
}

function typesAreFound(): void {
  const attw = new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json'));
  run(process.execPath, [fileURLToPath(attw), tarball, '--profile', 'esm-only'], root);
}

await check({
  'exactly the built files and the documents are packed': exactlyWhatIsBuilt,
  'no internals in the declarations': noInternals,
  'are the types wrong': typesAreFound,
});
