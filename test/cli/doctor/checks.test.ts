import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../lib/cli/doctor/finding.js';
import { usage } from '../../../lib/cli/doctor/settings.js';
import { isSupported } from '../../../lib/cli/doctor/setup.js';
import { documentAt } from '../../helpers/markdown.js';
import { checksOf, runDoctor, startDingTalk, startDoctor } from '../helpers/doctor.js';

// What becomes of each fault is in ../doctor-faults.

const beforeSignIn = checkNames.slice(0, checkNames.indexOf('sign-in')).filter((name) => name !== 'proxy');

describe('an app that is set up as it should be', () => {
  it('gets a line for each check, in order, and is told what was not looked at', async () => {
    const { code, stdout, stderr } = await runDoctor(await startDingTalk());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^[✓✗?!–] \S+/gm)).toEqual(
      beforeSignIn.map((name) => `✓ ${name.replace('permission:', '')}`),
    );
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /No problems found so far\. Not checked: whether \S+ is registered, and Contact\.User\.Read\. Check them with --sign-in\. $/,
    );
  });

  it('gets one JSON object and nothing else with --json', async () => {
    const { stdout, stderr } = await runDoctor(await startDingTalk(), ['--json']);
    const { ok, summary, notLookedAt, checks, ...others } = JSON.parse(stdout);
    expect({ ok, others, stderr }).toEqual({ ok: true, others: {}, stderr: '' });
    expect(summary).toMatch(/^No problems found so far\./);
    expect(notLookedAt).toEqual(['sign-in', 'permission:Contact.User.Read']);
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([...beforeSignIn, ...notLookedAt]);
    for (const check of checks.slice(0, beforeSignIn.length)) {
      expect(Object.keys(check)).toEqual(['name', 'state', 'message', 'remedy', 'code', 'cause', 'ms']);
      expect(check).toMatchObject({ state: 'ok', remedy: null, code: null, cause: null });
    }
    expect(checks.find(({ name }: { name: string }) => name === 'credentials').ms).toBeTypeOf('number');
  });
});

it('lists all permissions that are missing in one next step', async () => {
  const simulator = await startDingTalk({ permissions: ['Contact.User.Read'] });
  const { code, stdout } = await runDoctor(simulator, ['--for', 'staff,departments,email']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/--scope-values\s+(?:\\\s+)?qyapi_get_member,qyapi_get_department_list,fieldEmail/);
  expect(stdout).toMatch(/\n3 problems found\.\n$/);
});

it.each([
  [
    [],
    '`membership` and `staff` would fail: 4 permissions are missing. If your application uses them, run again with `--for membership,staff`.',
  ],
  [
    ['qyapi_get_member', 'qyapi_get_department_list', 'fieldMobile'],
    '`staff.email` wouldn’t work: 1 permission is missing. If your application uses it, run again with `--for email`.',
  ],
])('tells at the end what a missing permission is for, beside %j', async (more, end) => {
  const simulator = await startDingTalk({ permissions: ['Contact.User.Read', ...more] });
  const { code, stdout } = await runDoctor(simulator);
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain(`No problems found so far. ${end} Not checked`);
});

it.each([
  [{ departmentIds: [2], userIds: [] }, 'only department 2'],
  [{ departmentIds: [2, 3], userIds: ['lin'] }, 'only departments 2, 3 and 1 individual user'],
  [{ departmentIds: [], userIds: ['lin', 'he'] }, 'only 2 individual users'],
  [
    { departmentIds: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], userIds: [] },
    'only departments 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …',
  ],
])('says whom an app with the contact scope %j can read', async (contactScope, message) => {
  const simulator = await startDingTalk({ contactScope });
  expect(checksOf(await runDoctor(simulator, ['--json']))['contact-scope']).toMatchObject({ message });
});

it('leaves a check out that --skip names, as often as it is given', async () => {
  const simulator = await startDingTalk({ contactScope: {} });
  const args = ['--json', '--for', 'staff,admin', '--skip', 'contact-scope', '--skip', 'qyapi_get_member'];
  const finished = await runDoctor(simulator, args);
  expect(finished.code).toBe(0);
  const checks = checksOf(finished);
  for (const name of ['contact-scope', 'permission:qyapi_get_member']) {
    expect(checks[name]).toMatchObject({ state: 'skipped', cause: 'left-out' });
  }
});

it('reads whatever comes in the place of a code in no time, and shows none that is no word', async () => {
  const simulator = await startDingTalk();
  const code = `${'a'.repeat(90)}!`;
  simulator.fail('accessToken', { status: 400, body: { code, message: code, requestid: code } });
  const checks = checksOf(await runDoctor(simulator, ['--json']));
  expect(checks.credentials).toMatchObject({ state: 'wrong', cause: 'request-refused', code: null });
});

it('gives each answer as soon as it is known', async () => {
  const simulator = await startDingTalk();
  simulator.fail('corpToken', { delayMs: Infinity });
  const doctor = startDoctor(simulator, ['--timeout', '600']);
  expect(await doctor.printed(/✓ credentials/)).toBe('✓ credentials');
  expect(simulator.requests.map(({ endpoint }) => endpoint)).toContain('accessToken');
});

it.each([
  ['20.19.0', 'ok'],
  ['20.18.3', 'wrong'],
  ['21.7.0', 'wrong'],
  ['22.11.0', 'wrong'],
  ['22.12.0', 'ok'],
  ['23.0.0', 'wrong'],
  ['24.0.0', 'ok'],
  ['26.1.0', 'ok'],
])('Node %s is %s', (version, state) => {
  expect(isSupported(version) ? 'ok' : 'wrong').toBe(state);
});

it.each(['docs/doctor.md', 'docs/zh-CN/doctor.md'])('%s lists checks in order, and every flag', (page) => {
  const { tables } = documentAt(page);
  const names = (first: string) =>
    (tables.find((rows) => rows.some(([name]) => name === first)) ?? []).map(([name]) => name);
  expect(names('node')).toEqual(checkNames);
  const flagsIn = (text: string) => [...new Set(text.match(/--[a-z-]+/g))].sort();
  const shown = [...usage.en.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
  expect(flagsIn(names('--json').join())).toEqual(shown.sort());
  expect(flagsIn(usage.zh)).toEqual(flagsIn(usage.en));
});
