// Every TypeScript and JavaScript block of the Markdown files, and of docstrings in lib/, compiles as a file of its
// own against the built package.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { root } from './package.js';
import { run } from './run.js';

type Root = ReturnType<typeof fromMarkdown>;

interface Block {
  file: string;
  /** Line of the file that the code starts on. */
  line: number;
  kind: 'ts' | 'js';
  code: string;
}

const kinds: Record<string, Block['kind']> = { ts: 'ts', typescript: 'ts', js: 'js', javascript: 'js' };

function blocksOf(markdown: string, file: string, firstLine = 1): Block[] {
  const within = (node: Root | Root['children'][number]): Block[] => {
    if (node.type !== 'code') return 'children' in node ? node.children.flatMap(within) : [];
    const kind = kinds[node.lang?.toLowerCase() ?? ''];
    const line = firstLine + (node.position?.start.line ?? 0);
    return kind ? [{ file, line, kind, code: node.value }] : [];
  };
  return within(fromMarkdown(markdown));
}

function docstringBlocks(source: string, file: string): Block[] {
  return [...source.matchAll(/\/\*\*.*?\*\//gs)].flatMap(({ 0: comment, index }) => {
    const text = comment.slice(3, -2).replace(/^ *\* ?/gm, '');
    return blocksOf(text, file, source.slice(0, index).split('\n').length);
  });
}

/** A block that only requires is CommonJS, as it would be in the file that a reader pastes it into. */
function extension({ kind, code }: Block): string {
  const imports = /^(import|export)\b(?!.*= *require\()/m.test(code);
  return `${!imports && /\brequire\(/.test(code) ? 'c' : 'm'}${kind}`;
}

const compilerOptions = {
  ...{ target: 'es2023', lib: ['es2023'], module: 'nodenext', types: ['node'] },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ allowJs: true, checkJs: true, skipLibCheck: true, noEmit: true },
};

function compile(some: readonly Block[], options: object): void {
  // Within the checkout the package is found by its own name.
  const artifacts = join(root, 'test/.artifacts');
  mkdirSync(artifacts, { recursive: true });
  const project = mkdtempSync(join(artifacts, 'blocks-'));
  const config = { compilerOptions: { ...compilerOptions, ...options }, include: ['**/*'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  for (const block of some) {
    mkdirSync(join(project, block.file), { recursive: true });
    // As many empty lines before it as in the document: what tsc says of line 57 is about line 57.
    const text = `${'\n'.repeat(block.line - 1)}${block.code}\n`;
    writeFileSync(join(project, block.file, `${block.line}.${extension(block)}`), text);
  }
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    run(process.execPath, [tsc, '-p', project, '--pretty', 'false'], project);
  } catch (error) {
    console.error(String(error).replace(/^(.+)\/\d+\.[cm][jt]s\((\d+),\d+\)/gm, '$1:$2'));
    process.exitCode = 1;
  } finally {
    rmSync(project, { recursive: true });
  }
}

const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.md', 'lib/*.ts'];
const { stdout } = run('git', ['-c', 'safe.directory=*', ...list], root);
const blocks = stdout
  .split('\n')
  .filter(Boolean)
  .flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return file.endsWith('.md') ? blocksOf(text, file) : docstringBlocks(text, file);
  })
  // test/hosts compiles and runs the programs of frameworks that this checkout has no packages of.
  .filter(({ file }) => !/frameworks\/(?:backstage|egg|midway|nestjs|node-red)\.md$/.test(file))
  // Tests of their own compile those for Nest, whose decorators need other settings, and for later versions of Node.
  .filter(({ code }) => !/from '(?:@nestjs\/|node:sqlite'|\.\/app\.js')/.test(code));

// Apart: pages have what servers lack, and what one block declares globally must not serve the others.
const kindOf = ({ code }: Block) => {
  if (/^declare global\b/m.test(code)) return 'global';
  const forPages =
    /from 'passport-dingtalk-oauth2\/(?:in-app|qr)\.js'|\b(?:navigator|document|window|location)\./;
  return forPages.test(code) ? 'page' : 'server';
};
const of = (wanted: string) => blocks.filter((block) => kindOf(block) === wanted);
compile(of('server'), {});
compile(of('global'), {});
compile(of('page'), { lib: ['es2023', 'dom', 'dom.iterable'], types: [] });
if (!process.exitCode) console.log(`${blocks.length} blocks compile.`);
