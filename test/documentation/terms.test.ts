import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocument, type Table } from '../helpers/markdown.js';

const root = dirname(dirname(import.meta.dirname));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const filesBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));

const glossary = read('docs/zh-CN/terms.md');
const pages = [
  ...['README.zh-CN.md', 'logto-connector/README.zh-CN.md'],
  ...filesBelow('docs/zh-CN').filter((file) => file.endsWith('.md') && basename(file) !== 'terms.md'),
];
/** Chinese that the users of an application read, or of the package's command, in source. */
const screens = [
  'example-app/texts/zh.ts',
  'lib/sign-in/texts.ts',
  ...filesBelow('lib/simulator').filter((file) => basename(file) === 'language.ts'),
  ...filesBelow('lib/cli').filter((file) => file.endsWith('.ts') && /\p{Script=Han}/u.test(read(file))),
];

const { tables } = readDocument(glossary);
const cellsOf = (some: Table[], column: number) =>
  some.flat().flatMap((row) => row.at(column)?.split('、').filter(Boolean) ?? []);
const termTables = tables.filter(([row]) => row?.length === 4);
const phraseTables = tables.filter(([row]) => row?.length === 2);
const terms = termTables.flat().map(([term = '']) => term);
const avoided = [...cellsOf(termTables, 3), ...cellsOf(phraseTables, 0)];
const labels = [...glossary.slice(glossary.lastIndexOf('\n## ')).matchAll(/^- (.+)$/gm)]
  .flatMap(([, line = '']) => line.split('、'))
  .sort((one, other) => other.length - one.length);

/** A page as it is read: without code, and without the addresses that links lead to. */
function prose(markdown: string): string {
  return markdown
    .replace(/^( *)```.*?^\1```$/gms, '')
    .replace(/``.+?``|`[^`\n]+`/g, 'A')
    .replace(/\]\([^)\s]*\)/g, ']');
}

/** "…" stands for anything within a sentence. */
function occurrences(text: string, phrase: string): string[] {
  const pattern = phrase.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.match(new RegExp(pattern.join('[^。；，：\\n]{0,20}'), 'g')) ?? [];
}

test('there are pages and screens to look at', () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(screens.map((file) => basename(file))).toEqual(
    expect.arrayContaining(['zh.ts', 'texts.ts', 'language.ts', 'setup-texts.ts']),
  );
});

describe('the Chinese glossary', () => {
  test('names each term once, and none that no page uses', () => {
    expect(terms.length).toBeGreaterThan(30);
    expect(terms.filter((term, index) => terms.indexOf(term) !== index)).toEqual([]);
    const everything = pages.map(read).join('\n');
    expect(terms.filter((term) => !everything.includes(term))).toEqual([]);
  });

  test('advises against no word that it uses itself', () => {
    expect(avoided.length).toBeGreaterThan(50);
    expect(avoided.filter((word) => terms.includes(word))).toEqual([]);
  });
});

test.each([...pages, ...screens])('%s keeps to the glossary', (file) => {
  const text = file.endsWith('.md') ? prose(read(file)) : read(file);
  expect(avoided.flatMap((word) => occurrences(text, word))).toEqual([]);
});

describe.each([...pages, 'docs/zh-CN/terms.md'])('%s', (file) => {
  let text = prose(read(file));
  for (const label of labels) text = text.replaceAll(label, '');

  test("has a space between Chinese and Latin letters or digits, but in DingTalk's own labels", () => {
    const crowded = /.{0,8}(?:\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}).{0,8}/gu;
    expect(text.match(crowded) ?? []).toEqual([]);
  });

  test('addresses its reader in one way', () => {
    expect(text.match(/.{0,8}您(?!”).{0,8}/g) ?? []).toEqual([]);
  });
});
