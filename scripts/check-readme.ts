// Every TypeScript and JavaScript block in the documentation compiles, as a file of its own, against the built
// package: the blocks of all Markdown files, and of the docstrings in lib/.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { run } from './run.js';

type Root = ReturnType<typeof fromMarkdown>;

interface Block {
  file: string;
  /** Line of the file that the code starts on. */
  line: number;
  language: string;
  code: string;
}

const root = dirname(import.meta.dirname);
const kinds: Record<string, 'ts' | 'js'> = { ts: 'ts', typescript: 'ts', js: 'js', javascript: 'js' };
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  noEmit: true,
};

function blocksOf(markdown: string, file: string, firstLine = 1): Block[] {
  const within = (node: Root | Root['children'][number]): Block[] => {
    if (node.type !== 'code') return 'children' in node ? node.children.flatMap(within) : [];
    const line = firstLine + (node.position?.start.line ?? 0);
    return [{ file, line, language: node.lang?.toLowerCase() ?? '', code: node.value }];
  };
  return within(fromMarkdown(markdown)).filter(({ language }) => language in kinds);
}

function docstringBlocks(source: string, file: string): Block[] {
  return [...source.matchAll(/\/\*\*.*?\*\//gs)].flatMap(({ 0: comment, index }) => {
    const text = comment.slice(3, -2).replace(/^ *\* ?/gm, '');
    return blocksOf(text, file, source.slice(0, index).split('\n').length);
  });
}

/** A block that only requires is CommonJS, as it would be in the file that a reader pastes it into. */
function extension({ language, code }: Block): string {
  const imports = /^(import|export)\b(?!.*= *require\()/m.test(code);
  return `${!imports && /\brequire\(/.test(code) ? 'c' : 'm'}${kinds[language]}`;
}

/** A folder that sees the packages of this checkout, and this package among them as if it were installed. */
function makeProject(blocks: readonly Block[], options: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  mkdirSync(join(folder, 'node_modules'));
  const installed = readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.'));
  for (const name of installed)
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  symlinkSync(root, join(folder, 'node_modules', name));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, include: ['**/*'] }),
  );
  for (const block of blocks) {
    mkdirSync(join(folder, block.file), { recursive: true });
    // As many empty lines before it as in the document: what tsc says of line 57 is about line 57.
    const text = `${'\n'.repeat(block.line - 1)}${block.code}\n`;
    writeFileSync(join(folder, block.file, `${block.line}.${extension(block)}`), text);
  }
  return folder;
}

const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.md', 'lib/*.ts'];
const files = run('git', ['-c', 'safe.directory=*', ...list], root)
  .stdout.split('\n')
  .filter(Boolean);
// Nest's decorators want a compiler of their own settings, and its packages are apart: test/interop/nest.test.ts
// compiles these, and runs them.
const forNest = (block: Block) => /from '@nestjs\//.test(block.code);
const blocks = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const all = file.endsWith('.md') ? blocksOf(text, file) : docstringBlocks(text, file);
  return all.filter((block) => !forNest(block));
});
for (const place of ['README.md', 'README.zh-CN.md', 'docs/', 'lib/']) {
  if (!blocks.some(({ file }) => file.startsWith(place)))
    throw new Error(`${place} has no code block to compile.`);
}

// Apart, so that no code for the server compiles by what only browsers have, nor any by what one block declares
// for a whole program.
const forPages = ({ code }: Block) =>
  /from 'passport-dingtalk-oauth2\/(?:in-app|qr)\.js'|\b(?:navigator|document|window|location)\./.test(code);
const declares = ({ code }: Block) => /^declare global\b/m.test(code);
compile(
  blocks.filter((block) => !forPages(block) && !declares(block)),
  {},
);
compile(blocks.filter(declares), {});
compile(blocks.filter(forPages), { lib: ['es2023', 'dom', 'dom.iterable'], types: [] });
if (!process.exitCode)
  console.log(`${blocks.length} blocks of ${new Set(blocks.map(({ file }) => file)).size} files compile.`);

function compile(some: readonly Block[], options: object): void {
  const project = makeProject(some, options);
  try {
    run(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, '--pretty', 'false'],
      project,
    );
  } catch (error) {
    const report = error instanceof Error ? error.message : String(error);
    console.error(report.replace(/^(.+)\/\d+\.[cm][jt]s\((\d+),\d+\)/gm, '$1:$2'));
    process.exitCode = 1;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
