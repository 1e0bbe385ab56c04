import { describe, expect, it } from 'vitest';
import {
  defaultClient,
  defaultOrganizations,
  defaultPeople,
  type SimulatorOptions,
  startSimulator,
} from '../../../lib/simulator/index.js';
import { appToken, ask, LIN_AT_TEA, SUITE, startDirectory, TEA_DIRECTORY } from '../helpers/directory.js';
import { APP, BOOKS, LIN, TEA, YUN } from '../helpers/start.js';

describe('the default organizations', () => {
  it('have staff with work addresses, roles and departments, an external contact and somebody who left', async () => {
    const simulator = await startDirectory({
      clients: undefined,
      people: undefined,
      organizations: undefined,
    });
    const token = await appToken(simulator, defaultClient);
    const found = [];
    for (const { unionId } of defaultPeople) {
      const { errcode, result } = await ask(simulator, 'getbyunionid', { unionid: unionId }, token);
      found.push(result?.contact_type ?? errcode);
      if (result?.contact_type !== 0) continue;
      const { result: staff } = await ask(simulator, 'userGet', { userid: result.userid }, token);
      expect(staff).toMatchObject({
        org_email: expect.stringMatching(/@teahouse\.example\.com$/),
        email: expect.stringMatching(/@example\.com$/),
        mobile: expect.any(String),
        role_list: [{ id: expect.any(Number) }, { id: expect.any(Number) }],
      });
      const ids = staff?.dept_id_list as number[] | undefined;
      const { result: department } = await ask(simulator, 'departmentGet', { dept_id: ids?.[0] }, token);
      expect(department?.name).toBe('南门店');
      const manager = await ask(simulator, 'userGet', { userid: staff?.manager_userid }, token);
      expect(manager.result).toMatchObject({ boss: true, org_email: expect.any(String) });
    }
    expect(found).toEqual([0, 1, 60121]);
  });

  it('have everybody as staff whose account names them', async () => {
    for (const { corpId } of defaultOrganizations) {
      const simulator = await startDirectory({
        clients: [{ ...APP, corpId }],
        people: undefined,
        organizations: undefined,
      });
      const token = await appToken(simulator);
      for (const { unionId, organizations = [] } of defaultPeople) {
        const { result } = await ask(simulator, 'getbyunionid', { unionid: unionId }, token);
        expect(result?.contact_type === 0).toBe(organizations.includes(corpId));
      }
    }
  });

  it('cannot be changed', () => {
    const [organization] = defaultOrganizations;
    const member = organization?.members?.[0] as { title: string };
    expect(() => {
      member.title = 'changed';
    }).toThrow(TypeError);
  });
});

describe('startSimulator', () => {
  it('copies the directory it is given', async () => {
    const member = { ...LIN_AT_TEA, hiredDate: new Date(5), extension: { a: 1 }, departmentIds: [20] };
    const changing = { ...member, departmentOrders: [], leads: [] as number[] };
    const organization = { ...TEA_DIRECTORY, members: [changing] };
    const simulator = await startDirectory({ organizations: [organization, BOOKS] });
    changing.title = 'changed';
    changing.departmentIds.push(30);
    changing.hiredDate.setTime(6);
    changing.extension.a = 2;
    organization.members.length = 0;
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-lin' }, await appToken(simulator));
    expect(result).toMatchObject({ title: '店长', dept_id_list: [20], hired_date: 5, extension: '{"a":1}' });
  });

  const client = (extra: object) => ({ clients: [{ ...APP, ...extra }] });
  const suite = (extra: object) => ({ clients: [{ ...SUITE, ...extra }] });
  const departments = (...given: unknown[]) => ({ organizations: [{ ...TEA, departments: given }, BOOKS] });
  const member = (extra: object) => ({
    organizations: [{ ...TEA_DIRECTORY, members: [{ ...LIN_AT_TEA, ...extra }] }, BOOKS],
  });
  const at = 'organizations[0].members[0]';

  it.each<[string, object]>([
    ['stringly', { stringly: 'yes' }],
    ['clients[0].corpId', client({ corpId: 'ding-none' })],
    ['clients[0].corpId', client({ corpId: 5 })],
    ['clients[0].corpId', suite({ corpId: TEA.corpId })],
    ['clients[0].authorizedCorpIds', client({ authorizedCorpIds: [] })],
    ['clients[0].authorizedCorpIds[1]', suite({ authorizedCorpIds: [TEA.corpId, 'ding-none'] })],
    ['clients[0].suiteTicket', client({ suiteTicket: 'x' })],
    ['clients[0].suiteTicket', suite({ suiteTicket: '' })],
    ['clients[0].allowedIps', client({ allowedIps: '127.0.0.1' })],
    ['clients[0].allowedIps[1]', client({ allowedIps: ['127.0.0.1', 'localhost'] })],
    ['organizations[0].people', { organizations: [{ ...TEA, people: [] }, BOOKS] }],
    ['organizations[0].departments', { organizations: [{ ...TEA, departments: {} }, BOOKS] }],
    ['organizations[0].departments[0].id', departments({ id: 1, name: 'root' })],
    ['organizations[0].departments[0].id', departments({ id: '2', name: 'x' })],
    ['organizations[0].departments[1].id', departments({ id: 2, name: 'x' }, { id: 2, name: 'y' })],
    ['organizations[0].departments[0].name', departments({ id: 2 })],
    ['organizations[0].departments[0].parentId', departments({ id: 2, name: 'x', parentId: 3 })],
    [
      'organizations[0].departments[1].parentId',
      departments({ id: 2, name: 'x' }, { id: 3, name: 'y', parentId: 4 }, { id: 4, name: 'z', parentId: 3 }),
    ],
    ['organizations[0].departments[0].parent', departments({ id: 2, name: 'x', parent: 1 })],
    ['organizations[0].members', { organizations: [{ ...TEA, members: 'all' }, BOOKS] }],
    [`${at}.unionId`, member({ unionId: undefined })],
    [`${at}.userId`, member({ userId: '' })],
    [`${at}.userID`, member({ userID: 'x' })],
    ...['userId', 'unionId'].map((key): [string, object] => [
      `organizations[0].members[1].${key}`,
      {
        organizations: [
          {
            ...TEA_DIRECTORY,
            members: [LIN_AT_TEA, { unionId: 'u', userId: 'v', [key]: LIN_AT_TEA[key as 'userId'] }],
          },
          BOOKS,
        ],
      },
    ]),
    [`${at}.title`, member({ title: 7 })],
    [`${at}.external`, member({ external: 1 })],
    [`${at}.left`, member({ left: 'no' })],
    [`${at}.outOfScope`, member({ outOfScope: null })],
    [`${at}.active`, member({ active: 'true' })],
    [`${at}.admin`, member({ admin: 'true' })],
    [`${at}.departmentIds`, member({ departmentIds: [] })],
    [`${at}.departmentIds[1]`, member({ departmentIds: [20, 99] })],
    [`${at}.departmentOrders[0].id`, member({ departmentOrders: [{ id: 1, order: 1 }] })],
    [`${at}.departmentOrders[0].order`, member({ departmentOrders: [{ id: 20, order: 1.5 }] })],
    [`${at}.leads[0]`, member({ leads: [1] })],
    [`${at}.roles[0].groupName`, member({ roles: [{ id: 1, name: 'x' }] })],
    [`${at}.roles[0].id`, member({ roles: [{ id: 0, name: 'x', groupName: 'y' }] })],
    [`${at}.hiredDate`, member({ hiredDate: '2021-03-01' })],
    [`${at}.hiredDate`, member({ hiredDate: new Date(Number.NaN) })],
    [`${at}.extension`, member({ extension: '{}' })],
    [`${at}.extension`, member({ extension: { a: 1n } })],
  ])('rejects with a TypeError that names %s', async (name, wrong) => {
    const options = { clients: [APP], people: [LIN, YUN], organizations: [TEA, BOOKS], ...wrong };
    const error = await startSimulator(options as SimulatorOptions).then(
      (simulator) => simulator.close(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      code: 'ERR_INVALID_ARG_VALUE',
      message: expect.stringContaining(`${name} must `),
    });
  });
});
