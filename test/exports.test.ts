import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import OAuth2Strategy from 'passport-oauth2';
import { expect, it } from 'vitest';
import * as lib from '../lib/index.js';
import * as simulator from '../lib/simulator/index.js';
import manifest from '../package.json' with { type: 'json' };
import { hasHeavyPackages } from './helpers/heavy.js';

const name = 'passport-dingtalk-oauth2';

/** Runs a script in a process of its own, since the test runner has its own way of importing. */
const node = (...args: string[]) => promisify(execFile)(process.execPath, args);

it('the package exports these names and no others', () => {
  expect(Object.keys(lib).sort()).toEqual([
    'CookieStateStore',
    'DingTalkAdminStrategy',
    'DingTalkClient',
    'DingTalkError',
    'DingTalkInAppStrategy',
    'DingTalkMembers',
    'DingTalkStrategy',
    'Strategy',
    'describeProblem',
    'isDingTalkError',
  ]);
  expect(Object.keys(simulator).sort()).toEqual([
    'defaultClient',
    'defaultOrganizations',
    'defaultPeople',
    'startSimulator',
  ]);
});

it('import and require give the same classes, without a warning', async () => {
  const script = `
    import { createRequire } from 'node:module';
    import { DingTalkStrategy, Strategy } from '${name}';
    const required = createRequire(import.meta.url)('${name}');
    console.log(required.DingTalkStrategy === DingTalkStrategy, required.Strategy === Strategy);`;
  const output = await node('--input-type=module', '--eval', script);
  expect(output).toEqual({ stdout: 'true true\n', stderr: '' });
});

it('import and require find one file of what browsers run, which is the ES module', async () => {
  const script = `
    import { createRequire } from 'node:module';
    const { resolve } = createRequire(import.meta.url);
    for (const entry of ['${name}/in-app.js', '${name}/qr.js'])
      console.log(new URL('file:' + resolve(entry)).href === import.meta.resolve(entry), resolve(entry));`;
  const { stdout } = await node('--input-type=module', '--eval', script);
  expect(stdout).toMatch(/^true .*\/dist\/browser\/in-app\.js\ntrue .*\/dist\/browser\/qr\.js\n$/);
});

type Target = string | { readonly [condition: string]: Target };

/** What a loader finds in `exports` that knows these conditions: the first that fits, and within it likewise. */
function found(target: Target, conditions: readonly string[]): string | undefined {
  if (typeof target === 'string') return target;
  const fitting = Object.entries(target).filter(([name]) => name === 'default' || conditions.includes(name));
  return fitting.map(([, inner]) => found(inner, conditions)).find((file) => file !== undefined);
}

// Those that neither the other tests nor npm run check:package have.
it.each([
  ["Yarn's Plug'n'Play", ['node', 'require'], 'qr.js'],
  ['an older webpack', ['webpack', 'browser', 'module', 'require'], 'qr.js'],
  ['a bundler that knows no `module`', ['browser', 'import'], 'qr.js'],
  ['jest beside jsdom', ['require', 'node', 'browser'], 'qr.cjs'],
])('%s finds by its conditions, %j, %s', (_loader, conditions, file) => {
  expect(found(manifest.exports['./qr.js'], conditions)).toBe(`./dist/browser/${file}`);
});

it('where require() takes no ES modules, as in jest, it gives the same names of every entry', async () => {
  const entries = [name, ...['in-app.js', 'qr.js', 'simulator'].map((path) => `${name}/${path}`)];
  if (hasHeavyPackages) entries.push(`${name}/logto`);
  const script = `
    (async () => {
      for (const entry of ${JSON.stringify(entries)}) {
        const required = require(entry);
        const { 'module.exports': _, ...imported } = await import(entry);
        // Node's own, where an import finds CommonJS.
        if (imported.default === required) delete imported.default;
        console.log(entry, Object.keys(required).sort().join() === Object.keys(imported).sort().join());
      }
    })();`;
  const output = await node('--no-experimental-require-module', '--eval', script);
  expect(output).toEqual({ stdout: entries.map((entry) => `${entry} true\n`).join(''), stderr: '' });
});

it('the strategy is a passport-oauth2 strategy, and what its class calls Strategy is itself', () => {
  expect(lib.DingTalkStrategy.prototype).toBeInstanceOf(OAuth2Strategy);
  expect(lib.DingTalkStrategy.Strategy).toBe(lib.DingTalkStrategy);
});
