import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
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
  'lib/sign-in/user-texts.ts',
  ...filesBelow('lib/simulator').filter((file) => basename(file) === 'language.ts'),
  ...filesBelow('lib/cli').filter((file) => file.endsWith('.ts') && /\p{Script=Han}/u.test(read(file))),
];

const { tables } = readDocument(glossary);
const cellsOf = (some: Table[], column: number) =>
  some.flat().flatMap((row) => row.at(column)?.split('、').filter(Boolean) ?? []);
const termTables = tables.filter(([row]) => row?.length === 4);
const phraseTables = tables.filter(([row]) => row?.length === 2);
const avoided = [...cellsOf(termTables, 3), ...cellsOf(phraseTables, 0)];

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

test.each([...pages, ...screens])('%s keeps to the glossary', (file) => {
  const text = file.endsWith('.md') ? prose(read(file)) : read(file);
  expect(avoided.flatMap((word) => occurrences(text, word))).toEqual([]);
});
