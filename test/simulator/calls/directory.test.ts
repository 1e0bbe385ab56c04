import { describe, expect } from 'vitest';
import type { Simulator, SimulatorMember } from '../../../lib/simulator/index.js';
import { appToken, ask, it, SUITE, startDirectory, suiteToken } from '../helpers/directory.js';
import { APP, BOOKS, call, LIN, start, TEA, YUN } from '../helpers/start.js';

const OLD_REQUEST_ID = expect.stringMatching(/^[0-9a-z]{13}$/);
const NOT_FOUND = { errcode: 60121, errmsg: '找不到该用户', request_id: OLD_REQUEST_ID };

describe('getbyunionid', () => {
  const found = (contact_type: number, userid: string) => ({
    ...{ errcode: 0, errmsg: 'ok', result: { contact_type, userid }, request_id: OLD_REQUEST_ID },
  });
  const wrong = expect.objectContaining({ errcode: 400002 });

  it.for<[string, object, object]>([
    ['finds staff', { unionid: LIN.unionId }, found(0, 'tea-lin')],
    ['finds an external contact', { unionid: 'union-guest' }, found(1, 'tea-guest')],
    ['finds somebody out of the app’s scope', { unionid: 'union-far' }, found(0, 'tea-far')],
    ['does not find somebody who left', { unionid: 'union-gone' }, NOT_FOUND],
    ['does not find somebody who is nobody’s', { unionid: 'union-none' }, NOT_FOUND],
    ['does not find somebody who is of no organization', { unionid: YUN.unionId }, NOT_FOUND],
    ['sees only the app’s own organization', { unionid: 'union-b' }, NOT_FOUND],
    ['refuses a call without a unionid', {}, wrong],
    ['refuses an empty unionid', { unionid: '' }, wrong],
    ['refuses a unionid that is a number', { unionid: 7 }, wrong],
  ])('%s', async ([, body, answer], { simulator }) => {
    expect(await ask(simulator, 'getbyunionid', body)).toEqual(answer);
    expect(simulator.requests.at(-1)?.endpoint).toBe('getbyunionid');
  });

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

  it('leaves out what a member does not have, and makes up the order', async ({ simulator }) => {
    const { result } = await ask(simulator, 'userGet', { userid: 'tea-boss' });
    expect(result).toEqual({
      userid: 'tea-boss',
      unionid: 'union-boss',
      name: 'tea-boss',
      hide_mobile: false,
      dept_id_list: [1],
      // As large as DingTalk's, which no double holds exactly.
      dept_order_list: [{ dept_id: 1, order: expect.toSatisfy((it) => it > Number.MAX_SAFE_INTEGER) }],
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

  it.for<[string, string, number]>([
    ['who left', 'tea-gone', 60121],
    ['who is an external contact', 'tea-guest', 60121],
    ['of another organization', 'books-only', 60121],
    ['whom nobody knows', 'tea-none', 33012],
    ['out of the app’s scope', 'tea-far', 50002],
    ['without a userid', '', 400002],
  ])('refuses to tell about somebody %s', async ([, userid, errcode], { simulator }) => {
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
    // Of another organization.
    [77, 60003],
    [undefined, 400002],
    ['', 400002],
    ['x', 400002],
    ['20x', 400002],
    [1.5, 400002],
    [[1], 400002],
  ])('answers the id %j with %i', async ([dept_id, errcode], { simulator }) => {
    expect(await ask(simulator, 'departmentGet', { dept_id })).toMatchObject({ errcode });
  });
});
