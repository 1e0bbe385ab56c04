import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import OAuth2Strategy from 'passport-oauth2';
import { expect, it } from 'vitest';
import * as lib from '../lib/index.js';
import * as simulator from '../lib/simulator/index.js';

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
    import { DingTalkStrategy, Strategy } from 'passport-dingtalk-oauth2';
    const required = createRequire(import.meta.url)('passport-dingtalk-oauth2');
    console.log(required.DingTalkStrategy === DingTalkStrategy, required.Strategy === Strategy);`;
  // In a process of its own, since the test runner has its own way of importing.
  const output = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(output).toEqual({ stdout: 'true true\n', stderr: '' });
});

it('the strategy is a passport-oauth2 strategy, and what its class calls Strategy is itself', () => {
  expect(lib.DingTalkStrategy.prototype).toBeInstanceOf(OAuth2Strategy);
  expect(lib.DingTalkStrategy.Strategy).toBe(lib.DingTalkStrategy);
});
