import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { diagramNames, documentAt } from '../helpers/markdown.js';

const root = dirname(dirname(import.meta.dirname));
const source = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(root, 'lib', file), 'utf8'))
  .join('\n');
/** The application's own, as the examples have them. */
const ofTheExamples = ['/auth/dingtalk', '/auth/dingtalk/callback', '/auth/dingtalk/in-app', 'in-app.js'];

test.each(
  ['sessions', 'in-dingtalk', 'organization'].flatMap((page) => [`docs/${page}.md`, `docs/zh-CN/${page}.md`]),
)('the diagram of %s has the names that the code has', (page) => {
  const diagrams = documentAt(page).blocks.filter(({ language }) => language === 'mermaid');
  expect(diagrams).toHaveLength(1);
  const names = diagrams.flatMap(({ code }) => diagramNames(code));
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !source.includes(name) && !ofTheExamples.includes(name))).toEqual([]);
});
