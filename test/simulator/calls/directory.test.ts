import { describe, expect } from 'vitest';
import type { Simulator, SimulatorMember } from '../../../lib/simulator/index.js';
import {
  appToken,
  ask,
  it,
  LIN_AT_TEA,
  SUITE,
  startDirectory,
  suiteToken,
  TEA_DIRECTORY,
} from '../helpers/directory.js';
import { APP, BOOKS, call, LIN, start, TEA, YUN } from '../helpers/start.js';

const OLD_REQUEST_ID = expect.stringMatching(/^[0-9a-z]{13}$/);
const NOT_FOUND = { errcode: 60121, errmsg: '找不到该用户', request_id: OLD_REQUEST_ID };

describe('getbyunionid', () => {
  it.for([
    ['staff', LIN.unionId, { contact_type: 0, userid: 'tea-lin' }],
    ['an external contact', 'union-guest', { contact_type: 1, userid: 'tea-guest' }],
    ['somebody out of the app’s scope', 'union-far', { contact_type: 0, userid: 'tea-far' }],
  ])('finds %s', async ([, unionid, result], { simulator }) => {
    const answer = await ask(simulator, 'getbyunionid', { unionid });
    expect(answer).toEqual({ errcode: 0, errmsg: 'ok', result, request_id: OLD_REQUEST_ID });
    expect(simulator.requests.at(-1)?.endpoint).toBe('getbyunionid');
  });

  it.for([
    ['who left', 'union-gone'],
    ['who is nobody’s', 'union-none'],
    ['who is of no organization', YUN.unionId],
  ])('does not find somebody %s', async ([, unionid], { simulator }) => {
    const answer = await ask(simulator, 'getbyunionid', { unionid });
    expect(answer).toEqual(NOT_FOUND);
  });

  it.for([{}, { unionid: '' }, { unionid: 7 }, { unionId: LIN.unionId }])(
    'refuses %j as a wrong parameter',
    async (body, { simulator }) => {
      const answer = await ask(simulator, 'getbyunionid', body);
      expect(answer).toMatchObject({ errcode: 400002 });
    },
  );

  it('knows one person by another userid in each organization', async () => {
    const simulator = await startDirectory({
      clients: [{ ...SUITE, authorizedCorpIds: [TEA.corpId, BOOKS.corpId] }],
    });
    const userids = [];
    for (const { corpId } of [TEA, BOOKS]) {
      const token = await suiteToken(simulator, corpId);
      const { result } = await ask(simulator, 'getbyunionid', { unionid: LIN.unionId }, token);
      userids.push(result?.userid);
    }
    expect(userids).toEqual(['tea-lin', expect.stringMatching(/^\d{18}$/)]);
  });

  it('sees only the app’s own organization', async () => {
    const simulator = await startDirectory({ clients: [{ ...APP, corpId: BOOKS.corpId }] });
    expect(await ask(simulator, 'getbyunionid', { unionid: 'union-boss' })).toEqual(NOT_FOUND);
    const own = await ask(simulator, 'getbyunionid', { unionid: LIN.unionId });
    expect(own.result).toMatchObject({ contact_type: 0 });
  });

  it('sees nobody when the app is of no organization', async () => {
    const people = [{ ...LIN, organizations: [], administers: [] }];
    const simulator = await start({ organizations: [], people, clients: [APP] });
    const token = await appToken(simulator);
    expect(await ask(simulator, 'getbyunionid', { unionid: LIN.unionId }, token)).toEqual(NOT_FOUND);
    expect(await ask(simulator, 'departmentGet', { dept_id: 1 }, token)).toMatchObject({ errcode: 60003 });
  });
});

describe('user/get', () => {
  it('tells everything about a member, typed as documented', async ({ simulator }) => {
    const answer = await ask(simulator, 'userGet', { userid: 'tea-lin', language: 'en_US' });
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'ok',
      request_id: OLD_REQUEST_ID,
      result: {
        userid: 'tea-lin',
        unionid: LIN.unionId,
        name: '林经理',
        avatar: LIN.avatarUrl,
        state_code: LIN.stateCode,
        mobile: LIN.mobile,
        hide_mobile: false,
        telephone: '010-1',
        job_number: 'T7',
        title: '店长',
        email: 'lin.private@example.com',
        org_email: 'lin@tea.example',
        work_place: '二楼',
        dept_id_list: [30, 20],
        dept_order_list: [
          { dept_id: 30, order: expect.any(Number) },
          { dept_id: 20, order: 5 },
        ],
        leader_in_dept: [
          { dept_id: 30, leader: false },
          { dept_id: 20, leader: true },
        ],
        role_list: [
          { id: 1, name: '子管理员', group_name: '默认' },
          { id: 9, name: '店长', group_name: '职务' },
        ],
        extension: '{"爱好":"品茶","年龄\\"":24}',
        hired_date: Date.UTC(2021, 2, 1),
        active: false,
        real_authed: true,
        senior: true,
        admin: true,
        boss: true,
        exclusive_account: true,
        manager_userid: 'tea-boss',
        union_emp_ext: {},
      },
    });
    expect(simulator.requests.at(-1)?.endpoint).toBe('userGet');
  });

  it('leaves out what a member does not have', async ({ simulator }) => {
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-boss' });
    expect(result).toEqual({
      userid: 'tea-boss',
      unionid: 'union-boss',
      name: 'tea-boss',
      hide_mobile: false,
      dept_id_list: [1],
      dept_order_list: [{ dept_id: 1, order: expect.any(Number) }],
      leader_in_dept: [{ dept_id: 1, leader: true }],
      role_list: [],
      active: true,
      real_authed: true,
      senior: false,
      admin: false,
      boss: false,
      exclusive_account: false,
      union_emp_ext: {},
    });
  });

  it('makes up orders as large as DingTalk’s, which no double holds exactly', async ({ simulator }) => {
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-boss' });
    const orders = result?.dept_order_list as { order: number }[] | undefined;
    expect(orders?.[0]?.order).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  });

  it('tells an emptied field as an empty string', async () => {
    const members: SimulatorMember[] = [{ unionId: 'u', userId: 'v', title: '', jobNumber: '', email: '' }];
    const simulator = await startDirectory({ organizations: [{ ...TEA, members }, BOOKS] });
    const { result } = await ask(simulator, 'userGet', { userid: 'v' });
    expect(result).toMatchObject({ title: '', job_number: '', email: '' });
  });

  it('takes what the member entry leaves open from the person’s account', async () => {
    const members: SimulatorMember[] = [{ unionId: LIN.unionId, userId: 'b7' }];
    const simulator = await startDirectory({
      clients: [{ ...APP, corpId: BOOKS.corpId }],
      organizations: [TEA, { ...BOOKS, members }],
    });
    const { result } = await ask(simulator, 'userGet', { userid: 'b7' });
    expect(result).toMatchObject({
      name: LIN.nick,
      avatar: LIN.avatarUrl,
      mobile: LIN.mobile,
      state_code: '86',
      admin: true,
    });
    expect(result).not.toHaveProperty('email');
  });

  it('completes the path of a picture', async () => {
    const person = { ...LIN, avatarUrl: '/simulator/avatars/union-lin.svg' };
    const simulator = await startDirectory({ people: [person] });
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-lin' });
    expect((await call(String(result?.avatar))).headers['content-type']).toBe('image/svg+xml');
  });

  it.each([
    ['who left', 'tea-gone', 60121],
    ['who is an external contact', 'tea-guest', 60121],
    ['of another organization', 'books-only', 60121],
    ['whom nobody knows', 'tea-none', 33012],
    ['out of the app’s scope', 'tea-far', 50002],
    ['without a userid', '', 400002],
  ])('refuses to tell about somebody %s', async (_, userid, errcode) => {
    const books = { ...BOOKS, members: [{ unionId: 'union-b', userId: 'books-only' }] };
    const simulator = await startDirectory({ organizations: [TEA_DIRECTORY, books] });
    const answer = await ask(simulator, 'userGet', { userid });
    expect(answer).toEqual({ errcode, errmsg: expect.any(String), request_id: OLD_REQUEST_ID });
  });

  const without = (permission: string) => ({
    ...APP,
    permissions: ['qyapi_get_member', 'fieldEmail', 'fieldMobile'].filter((name) => name !== permission),
  });

  it.each<[string, (simulator: Simulator) => Promise<string>, object, string[]]>([
    ['an app without fieldEmail', appToken, without('fieldEmail'), ['email']],
    ['an app without fieldMobile', appToken, without('fieldMobile'), ['mobile']],
    ['a third-party app', suiteToken, SUITE, ['email', 'mobile', 'org_email']],
  ])('leaves out the field for %s, and no other', async (_, tokenOf, client, hidden) => {
    const full = await startDirectory();
    const { result: whole } = await ask(full, 'userGet', { userid: 'tea-lin' }, await appToken(full));
    const simulator = await startDirectory({ clients: [{ ...APP, ...client }] });
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-lin' }, await tokenOf(simulator));
    const missing = Object.keys(whole ?? {}).filter((name) => !Object.hasOwn(result ?? {}, name));
    expect(missing.sort()).toEqual(hidden);
  });
});

describe('department/get', () => {
  it('tells name, parent and leaders', async ({ simulator }) => {
    const answer = await ask(simulator, 'departmentGet', { dept_id: 30 });
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'ok',
      request_id: OLD_REQUEST_ID,
      result: {
        dept_id: 30,
        name: '南门店',
        parent_id: 20,
        order: 30,
        auto_add_user: true,
        create_dept_group: true,
        hide_dept: false,
        outer_dept: false,
        dept_manager_userid_list: [],
      },
    });
    expect(simulator.requests.at(-1)?.endpoint).toBe('departmentGet');
  });

  it('leads to the root, which has the organization’s name and no parent', async ({ simulator }) => {
    const names = [];
    let id: unknown = 30;
    while (id !== undefined) {
      const { result } = await ask(simulator, 'departmentGet', { dept_id: id });
      names.unshift(result?.name);
      id = result?.parent_id;
    }
    expect(names).toEqual([TEA.name, '茶艺部', '南门店']);
    const root = await ask(simulator, 'departmentGet', { dept_id: 1 });
    expect(root.result).toMatchObject({ dept_manager_userid_list: ['tea-boss'] });
  });

  it.for([
    [99, 60003],
    ['99', 60003],
    [undefined, 400002],
    ['', 400002],
    ['x', 400002],
    ['20x', 400002],
    [1.5, 400002],
    [[1], 400002],
  ])('answers the id %j with %i', async ([dept_id, errcode], { simulator }) => {
    const answer = await ask(simulator, 'departmentGet', { dept_id });
    expect(answer).toMatchObject({ errcode });
  });

  it('knows no department of another organization', async () => {
    const books = { ...BOOKS, departments: [{ id: 77, name: '门市' }] };
    const simulator = await startDirectory({ organizations: [TEA_DIRECTORY, books] });
    const answer = await ask(simulator, 'departmentGet', { dept_id: 77 });
    expect(answer).toMatchObject({ errcode: 60003 });
  });
});

describe('a directory', () => {
  it('has everybody whose account names the organization, by a userid of its own making', async () => {
    const simulator = await startDirectory({ organizations: [TEA, BOOKS] });
    const { result } = await ask(simulator, 'getbyunionid', { unionid: LIN.unionId });
    expect(result).toEqual({ contact_type: 0, userid: expect.stringMatching(/^\d{18}$/) });
    const told = await ask(simulator, 'userGet', { userid: result?.userid });
    expect(told.result).toMatchObject({ name: LIN.nick, dept_id_list: [1] });
  });

  it('lets an entry among the members win over the account', async () => {
    const members = [{ ...LIN_AT_TEA, departmentIds: [1], departmentOrders: [], leads: [], left: true }];
    const simulator = await startDirectory({ organizations: [{ ...TEA, members }, BOOKS] });
    const answer = await ask(simulator, 'getbyunionid', { unionid: LIN.unionId });
    expect(answer).toEqual(NOT_FOUND);
  });
});
