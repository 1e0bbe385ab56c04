import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../helpers/documentation.js';
import { documentAt } from '../helpers/markdown.js';

const execute = promisify(execFile);
const root = dirname(dirname(import.meta.dirname));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasSqlite = major > 22 || (major === 22 && minor >= 13);
/** The types of the oldest Node that the package supports do not have it. */
const sqlite = `declare module 'node:sqlite' {
  type Value = string | number | null;
  class Statement { run(...values: Value[]): unknown; get(...values: Value[]): Record<string, Value> | undefined }
  export class DatabaseSync { constructor(path: string); exec(sql: string): void; prepare(sql: string): Statement }
}`;
const [app = '', tests = ''] = documentAt('docs/complete-application.md')
  .blocks.filter(({ language }) => language === 'js')
  .map(({ code }) => code);
/** For the same file. */
const ours = `
test.each([
  '//evil.example', '/.//localhost:3000//evil.example', '//localhost:3000//evil.example', '/\\\\evil.example',
  'http://localhost:3000/.//localhost:3000//evil.example', 'https://localhost:3000/', 'javascript:alert(1)', '/' + 'a'.repeat(1500), '/' + '中'.repeat(500),
])('leads to no other site: %s', async (returnTo) => {
  const browser = supertest.agent(app);
  const begun = await browser.get('/auth/dingtalk').query({ returnTo });
  const { searchParams } = new URL(begun.headers.location ?? '');
  const [scope, state] = ['scope', 'state'].map((name) => searchParams.get(name) ?? '');
  const unionId = 'simulatorXiaoManiEiE';
  const { clientId } = client;
  const callback = new URL(simulator.authorize({ clientId, redirectUri, unionId, scope, state }));
  const { headers } = await browser.get(callback.pathname + callback.search).expect(302);
  expect(new URL(headers.location ?? '', 'http://localhost:3000').origin).toBe('http://localhost:3000');
});
`;
const types = '(error: any, user: any, info: any)';
const programs = {
  'app.js': app,
  // As the page says.
  'app.ts': app.replace('const finish = (error, user, info)', `const finish = ${types}`),
};

describe.each(Object.entries(programs))('the complete application as %s', (name, code) => {
  function write(): string {
    const compilerOptions = {
      ...{ target: 'es2023', module: 'nodenext', types: ['node'], strict: true, noEmit: true },
      ...{ allowJs: true, checkJs: true, skipLibCheck: true },
    };
    return makeFolder({
      ...{ [name]: code, [name.replace('app', 'app.test')]: tests + ours, 'sqlite.d.ts': sqlite },
      ...{ 'vitest.config.mjs': 'export default {}', 'tsconfig.json': JSON.stringify({ compilerOptions }) },
    }).folder;
  }

  test('compiles with its tests', async () => {
    expect(app.replace(types, '')).not.toBe(app);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = execute(process.execPath, [tsc, '-p', write()]);
    expect((await compiled.catch((error: { stdout: string }) => error)).stdout).toBe('');
  });

  // CI runs it on the newer versions of Node.
  if (!hasSqlite) return;
  test('passes its tests', async () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const { stdout } = await execute(process.execPath, [vitest, 'run', '--root', write()]);
    expect(stdout).toMatch(/11 passed/);
  });
});

test('leads to itself, whatever it was asked for', () => {
  const [, code = ''] = /const ownAddress = (.*?\n {2}\});/s.exec(app) ?? [];
  const site = 'https://example.com';
  const ownAddress = new Function('origin', `return ${code}`)(site) as (path: string) => string;
  expect(ownAddress('/account?tab=2')).toBe(`${site}/account?tab=2`);
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '%2e',
    '@',
    ':',
    '\t',
    '?',
    'a',
    '\u00c9\u008f',
    'evil.example',
    site,
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(new URL(ownAddress(pieces.join(''))).origin).toBe(site);
    }),
  );
});

test('has less than 150 lines', () => {
  expect(`${app}\n${tests}`.split('\n').length).toBeLessThan(150);
});
