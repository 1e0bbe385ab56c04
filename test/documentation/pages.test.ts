import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagramNames, documentAt, repositoryFiles } from '../helpers/markdown.js';

const root = dirname(dirname(import.meta.dirname));
const files = repositoryFiles();
const places = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
const documents = new Map(
  files.filter((file) => file.endsWith('.md')).map((file) => [file, documentAt(file)]),
);
// A list of Chinese words for those who write Chinese pages has no counterpart, and nothing to run.
const wordList = 'docs/zh-CN/terms.md';
const pagesIn = (folder: string) =>
  files.filter((file) => posix.dirname(file) === folder && file.endsWith('.md') && file !== wordList).sort();
/** The pages of a language: those that a README leads to, and those that its page on frameworks leads to. */
const allPagesIn = (folder: string) => [...pagesIn(folder), ...pagesIn(`${folder}/frameworks`)];
const pages = allPagesIn('docs');
const translated = ['README.md', 'logto-connector/README.md', ...pages].map((english) => ({
  english,
  chinese: english.replace(/^docs\//, 'docs/zh-CN/').replace(/README\.md$/, 'README.zh-CN.md'),
}));

function foldersOf(file: string): string[] {
  const folder = posix.dirname(file);
  return folder === '.' ? [folder] : [folder, ...foldersOf(folder)];
}

/** The file or folder of the repository that a link in a file leads to; undefined when it leads out of it. */
function targetOf(file: string, url: string): { path: string; anchor: string | undefined } | undefined {
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(url)) return undefined;
  const [path = '', anchor] = url.split('#', 2).map(decodeURIComponent);
  return { path: path === '' ? file : posix.join(posix.dirname(file), path), anchor };
}

function leadsSomewhere(file: string, url: string): boolean {
  const target = targetOf(file, url);
  if (!target) return true;
  if (target.anchor === undefined) return places.has(target.path.replace(/\/$/, ''));
  const headings = documents.get(target.path)?.headings ?? [];
  return headings.some(({ anchor }) => anchor === `#${target.anchor}`);
}

test('there are pages to look at, and links', () => {
  expect(pages.length).toBeGreaterThan(10);
  const links = [...documents].flatMap(([file, { links }]) => links.filter((url) => targetOf(file, url)));
  expect(links.length).toBeGreaterThan(100);
});

test.each([...documents])('%s leads to places that exist', (file, { links }) => {
  expect(links.filter((url) => !leadsSomewhere(file, url))).toEqual([]);
});

test.each(pagesIn('logto-connector'))('%s leads nowhere outside of what it is shipped with', (file) => {
  const paths = documents.get(file)?.links.flatMap((url) => targetOf(file, url)?.path ?? []) ?? [];
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !path.startsWith('logto-connector/'))).toEqual([]);
});

test.each([
  ...['README.md', 'README.zh-CN.md'].map((file) => [file, 250] as const),
  ...[...pages, ...allPagesIn('docs/zh-CN')].map((file) => [file, 200] as const),
])('%s has %i lines or fewer', (file, most) => {
  const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(most);
});

test('both languages have the same pages', () => {
  expect(allPagesIn('docs/zh-CN').map((page) => posix.relative('docs/zh-CN', page))).toEqual(
    pages.map((page) => posix.relative('docs', page)),
  );
});

test.each([
  ['README.md', 'docs'],
  ['README.zh-CN.md', 'docs/zh-CN'],
  ['docs/frameworks.md', 'docs/frameworks'],
  ['docs/zh-CN/frameworks.md', 'docs/zh-CN/frameworks'],
])('%s leads to every page in %s', (file, folder) => {
  const paths = documents.get(file)?.links.map((url) => targetOf(file, url)?.path);
  expect(paths).toEqual(expect.arrayContaining(pagesIn(folder)));
});

test.each([...pages, ...allPagesIn('docs/zh-CN')])('%s opens with what it is for and an example', (page) => {
  const { outline = [], headings = [] } = documents.get(page) ?? {};
  expect(headings.filter(({ depth }) => depth === 1)).toHaveLength(1);
  expect(outline.slice(0, 2)).toEqual(['heading', 'paragraph']);
  const sectionAt = outline.indexOf('heading', 1);
  const opening = sectionAt === -1 ? outline : outline.slice(0, sectionAt);
  expect(opening).toContain('code');
});

describe.each(translated)('$english and $chinese', ({ english, chinese }) => {
  const both = [documents.get(english), documents.get(chinese)];

  test('show the same code, but for comments and sentences', () => {
    const [expected, shown] = both.map((document) =>
      document?.blocks.map(({ language, code }) => ({
        language,
        // Without a language it is what a command prints, in the page's own.
        code: !language
          ? ''
          : language === 'mermaid'
            ? diagramNames(code)
            : withoutWords(withoutComments(code)),
      })),
    );
    expect(shown).toEqual(expected);
  });

  test('have the same sections and tables', () => {
    const [expected, shown] = both.map((document) => ({
      sections: document?.headings.map(({ depth }) => depth),
      tables: document?.tables.map((rows) => rows.map((cells) => cells.length)),
    }));
    expect(shown).toEqual(expected);
  });

  test('keep readers in their language', () => {
    const paths = documents.get(chinese)?.links.map((url) => targetOf(chinese, url)?.path);
    const left = translated.flatMap((pair) => (paths?.includes(pair.english) ? [pair.english] : []));
    // A README has a link to itself in the other language, for those who took the wrong one.
    expect(left).toEqual(posix.basename(english) === 'README.md' ? [english] : []);
  });
});

/** What comments say is in the reader's language; that they are there, and where, is the same. */
function withoutComments(code: string): string {
  return code.replace(/(^|\s)(\/\/|#) .*$/gm, '$1$2').replace(/\/\*\*.*?\*\//gs, '/** */');
}

/** Sentences that users or developers read are in the page's language; markup and values in them are the same. */
function withoutWords(code: string): string {
  const shown = code.replace(
    /(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g,
    (literal: string, quote: string, text: string) => {
      if (!/\p{Script=Han}|[A-Za-z]{2,} [a-z]{2,}/u.test(text)) return literal;
      return quote + (text.match(/<[^>]*>|\$\{[^}]*\}/g) ?? []).join('') + quote;
    },
  );
  return shown.replace(/^( *<a [^>]*>)[^<]+</gm, '$1<');
}
