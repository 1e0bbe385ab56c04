import { expect } from 'vitest';
import type { Simulator, SimulatorClient } from '../../../lib/simulator/index.js';
import { appToken, ask, it, SUITE, startDirectory, suiteToken, TEA_DIRECTORY } from '../helpers/directory.js';
import { APP, BOOKS, call } from '../helpers/start.js';

async function scopes(simulator: Simulator, token: string) {
  return JSON.parse((await call(`${simulator.origins.oapi}/auth/scopes?access_token=${token}`)).body);
}

/** A tea house, and an app of it that sees so much of it. */
async function startScoped(contactScope: SimulatorClient['contactScope']) {
  const members = [
    ...TEA_DIRECTORY.members,
    { unionId: 'union-south', userId: 'tea-south', departmentIds: [30] },
  ];
  const simulator = await startDirectory({
    clients: [{ ...APP, contactScope }],
    organizations: [{ ...TEA_DIRECTORY, members }, BOOKS],
  });
  return { simulator, token: await appToken(simulator) };
}

it('tells the whole organization and every field by default', async ({ simulator }) => {
  expect(await scopes(simulator, await appToken(simulator))).toEqual({
    errcode: 0,
    errmsg: 'ok',
    auth_user_field: ['name', 'avatar', 'email', 'mobile'],
    condition_field: [],
    auth_org_scopes: { authed_dept: [1], authed_user: [] },
  });
  expect(simulator.requests.at(-1)?.endpoint).toBe('authScopes');
});

it('refuses a token that is none', async ({ simulator }) => {
  expect(await scopes(simulator, 'dead')).toMatchObject({ errcode: 88, sub_code: '40014' });
});

it.each<[string, SimulatorClient, fields: string[], (simulator: Simulator) => Promise<string>]>([
  ['an app without fieldEmail', { ...APP, permissions: ['fieldMobile'] }, ['mobile'], appToken],
  ['an app without fieldMobile', { ...APP, permissions: ['fieldEmail'] }, ['email'], appToken],
  ['a third-party app', SUITE, [], suiteToken],
])('leaves out fields for %s', async (_, client, fields, tokenOf) => {
  const simulator = await startDirectory({ clients: [client] });
  expect(await scopes(simulator, await tokenOf(simulator))).toMatchObject({
    auth_user_field: ['name', 'avatar', ...fields],
  });
});

it('tells the departments and people of a contact scope', async () => {
  const { simulator, token } = await startScoped({ departmentIds: [20], userIds: ['tea-boss'] });
  expect(await scopes(simulator, token)).toMatchObject({
    auth_org_scopes: { authed_dept: [20], authed_user: ['tea-boss'] },
  });
});

it.each([
  ['in a department below that of the scope', 'tea-south', undefined],
  ['in the scope by name', 'tea-boss', undefined],
  ['outside', 'tea-lin', 50002],
])('shows user/get somebody %s, or refuses', async (_, userid, errcode) => {
  const { simulator, token } = await startScoped({
    departmentIds: errcode ? [] : [20],
    userIds: ['tea-boss'],
  });
  expect(await ask(simulator, 'userGet', { userid }, token)).toMatchObject({ errcode: errcode ?? 0 });
});

it.each([
  [30, 0],
  [20, 0],
  [1, 50004],
])('answers department %i with %i when the scope has 20, which is above 30', async (dept_id, errcode) => {
  const { simulator, token } = await startScoped({ departmentIds: [20] });
  expect(await ask(simulator, 'departmentGet', { dept_id }, token)).toMatchObject({ errcode });
});
