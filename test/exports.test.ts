import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import OAuth2Strategy from 'passport-oauth2';
import { expect, it } from 'vitest';
import * as lib from '../lib/index.js';
import * as simulator from '../lib/simulator/index.js';

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

it('where require() takes no ES modules, as in jest, it gives the same names of both entries', async () => {
  const entries = [name, `${name}/simulator`];
  const script = `
    (async () => {
      for (const entry of ${JSON.stringify(entries)}) {
        const required = require(entry);
        const { default: _, 'module.exports': __, ...imported } = await import(entry);
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

it.each(['docs/supported.md', 'docs/zh-CN/supported.md'])(
  '%s says what is stable, as the docstrings do',
  (page) => {
    const rows = /^\| (?:Stable|稳定) \| (.*)\n\| (?:Experimental|实验性) \| (.*)/m.exec(
      readFileSync(page, 'utf8'),
    );
    const named = [1, 2].map((row) => new Set(rows?.[row]?.match(/(?<=`)\w+(?=`)/g)));
    const experimental = (text: string, name: string) =>
      new RegExp(
        `@experimental(?:\\n(?: \\*[^\\n]*\\n)*)? *\\*/\\n *(?:export |async |abstract )*(?:class |function )?${name}\\b`,
      ).test(text);
    const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(`lib/${path}`, 'utf8'));
    const marked = (name: string) => sources.some((text) => experimental(text, name));
    for (const name of Object.keys(lib)) expect([name, marked(name)]).toEqual([name, named[1]?.has(name)]);
    for (const name of [...Object.keys(lib), 'exchangeCode', 'refresh', 'me']) {
      expect([name, named[0]?.has(name)]).toEqual([name, !marked(name)]);
    }
    const client = Object.getOwnPropertyNames(lib.DingTalkClient.prototype).filter(
      (name) => name !== 'constructor',
    );
    const internal = ['for', 'setAgent', 'derive', 'callAsUser', 'appTokenKey', 'storeKey'];
    const methods = client.filter((name) => !internal.includes(name) && !named[0]?.has(name));
    for (const name of [...methods, 'qrLogin']) expect([name, marked(name)]).toEqual([name, true]);
  },
);
