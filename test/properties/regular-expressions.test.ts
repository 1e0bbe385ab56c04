import { readdirSync, readFileSync } from 'node:fs';
import { isSafe } from 'redos-detector';
import { parseAst } from 'rolldown/parseAst';
import { expect, it } from 'vitest';

/** Rooms whose expressions read what a user types at a terminal, or texts of an error, which are bounded. */
const exempt = ['cli/'];

/** Patterns that are put together, of which each piece is known. */
const composed = ['dingtalk/redact.ts', 'passport/state/signed-cookie.ts'];

interface Node {
  type?: string;
  regex?: { pattern: string; flags: string };
  callee?: { name?: string };
}

/** The regular expressions of a source file, and how many it puts together. */
function expressionsIn(code: string): { literals: RegExp[]; composed: number } {
  const found = { literals: [] as RegExp[], composed: 0 };
  const open: unknown[] = [parseAst(code, { lang: 'ts' })];
  while (open.length) {
    const node = open.pop() as Node | null;
    if (typeof node !== 'object' || node === null) continue;
    if (node.regex) found.literals.push(new RegExp(node.regex.pattern, node.regex.flags));
    if (node.callee?.name === 'RegExp') found.composed += 1;
    open.push(...Object.values(node));
  }
  return found;
}

/** Whether it takes linear time at the most, wherever in a text it begins. */
const isLinear = ({ source, flags }: RegExp) =>
  isSafe(new RegExp(source, flags.replace(/[dgy]/g, '')), { maxScore: 200 }).safe;

const folder = new URL('../../lib/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !exempt.some((room) => file.startsWith(room)))
  .map((file) => ({ file, ...expressionsIn(readFileSync(new URL(file, folder), 'utf8')) }));

it('no expression takes more than linear time over a text from outside', () => {
  const slow = files.flatMap(({ file, literals }) =>
    literals.filter((each) => !isLinear(each)).map((each) => `${file}: ${each}`),
  );
  expect(slow).toEqual([]);
});

it('no pattern is made of a text from outside', () => {
  expect(files.filter((each) => each.composed).map(({ file }) => file)).toEqual(composed);
});

it.each([
  "/requiredScopes=\\[([^\\]]*)\\]/i.exec('')",
  '/^(\\w+\\s?)*$/.test(text)',
  "text.replace(/\\s+$/, '')",
])('would see %s', (code) => {
  const { literals } = expressionsIn(code);
  expect(literals.map(isLinear)).toEqual([false]);
});
