import { execFile } from 'node:child_process';
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
