import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import type { DingTalkDirectoryOptions } from '../../lib/organization/options.js';
import type { DingTalkProfile } from '../../lib/profile.js';
import type { SimulatorMember, SimulatorOptions } from '../../lib/simulator/index.js';
import type { Outcome } from '../helpers/code-app.js';
import {
  clientID,
  clientSecret,
  type SignInApp,
  type SignInAppOptions,
  startSignInApp,
} from '../helpers/sign-in-app.js';

const home = 'dinghome';
const other = 'dingother';
const permissions = [
  'Contact.User.Read',
  'Contact.User.mobile',
  'qyapi_get_member',
  'qyapi_get_department_list',
  'fieldEmail',
  'fieldMobile',
];

const ming = {
  unionId: 'union-ming',
  userId: 'ming',
  name: '明明',
  title: '工程师',
  jobNumber: '007',
  orgEmail: 'ming@home.example.com',
  email: 'ming@mail.example.com',
  mobile: '15012349144',
  stateCode: '86',
  telephone: '0571-1234',
  workPlace: '杭州',
  departmentIds: [12, 20],
  departmentOrders: [{ id: 12, order: 5 }],
  leads: [12],
  roles: [{ id: 7, name: '值班', groupName: '默认' }],
  manager: 'boss',
  hiredDate: new Date('2020-02-29T00:00:00Z'),
  active: true,
  admin: false,
  boss: false,
  senior: true,
  exclusiveAccount: false,
  extension: { 工位: 'A-17' },
} satisfies SimulatorMember;

const dingTalk: SimulatorOptions = {
  organizations: [
    {
      corpId: home,
      name: '家',
      departments: [
        { id: 10, name: '研发' },
        { id: 11, name: '平台', parentId: 10 },
        { id: 12, name: '登录', parentId: 11 },
        { id: 20, name: '设计' },
      ],
      members: [
        ming,
        { unionId: 'union-guest', userId: 'guest', external: true },
        { unionId: 'union-gone', userId: 'gone', left: true },
        { unionId: 'union-hidden', userId: 'hidden', outOfScope: true },
      ],
    },
    {
      corpId: other,
      name: '别家',
      members: [{ unionId: 'union-ming', userId: 'ming-elsewhere', name: 'Ming' }],
    },
  ],
  people: [
    { unionId: 'union-ming', nick: 'Ming', email: 'ming@personal.example.com', organizations: [home, other] },
    { unionId: 'union-guest', nick: 'Guest', organizations: [home] },
    { unionId: 'union-gone', nick: 'Gone', organizations: [home] },
    { unionId: 'union-hidden', nick: 'Hidden', organizations: [home] },
    { unionId: 'union-stranger', nick: 'Stranger', organizations: [other] },
  ],
};

let app: SignInApp | undefined;

interface Setup extends SignInAppOptions {
  directory?: DingTalkDirectoryOptions;
}

async function start(setup: Setup): Promise<SignInApp> {
  app = await startSignInApp({
    dingTalk,
    permissions,
    unionId: 'union-ming',
    corpId: home,
    ...setup,
    options: { ...setup.options, ...setup.directory },
  });
  return app;
}

async function signIn(setup: Setup): Promise<Outcome> {
  return (await start(setup)).signIn();
}

const profileOf = ({ user }: Outcome) => user as unknown as DingTalkProfile;

describe('allowedCorpIds', () => {
  it.each([undefined, 'openid', 'openid corpid'])(
    'asks for corpid by itself, whatever the scope: %j',
    async (scope) => {
      const running = await start({ directory: { allowedCorpIds: [home] }, options: { scope } });
      expect((await running.begin(running.visitor())).searchParams.get('scope')).toBe('openid corpid');
    },
  );

  it('refuses with 403 who chose another one, before anything is read about them', async () => {
    const outcome = await signIn({ directory: { allowedCorpIds: [home] }, corpId: other });
    expect(outcome).toEqual({
      status: 403,
      info: { code: 'organization-not-allowed', message: expect.stringContaining('organization') },
    });
    expect(app?.asked('me')).toBe(0);
  });

  it('refuses whom DingTalk names no organization for, though the URL asked for one', async () => {
    const running = await start({ directory: { allowedCorpIds: [home] }, options: { corpId: home } });
    const visitor = running.visitor();
    const callback = await running.agree(visitor);
    running.simulator.fail('userAccessToken', {
      body: { accessToken: 'a'.repeat(32), refreshToken: 'b'.repeat(32), expireIn: 7200 },
    });
    expect(await running.finish(visitor, callback)).toMatchObject({
      status: 403,
      info: { code: 'organization-not-allowed' },
    });
  });
});

describe("membership: 'required'", () => {
  const directory = { membership: 'required' } as const;

  it.each([
    ['an external contact', 'union-guest', home],
    ['somebody who left', 'union-gone', home],
    ['somebody of another organization', 'union-stranger', other],
  ])('refuses %s with 403', async (_name, unionId, corpId) => {
    const outcome = await signIn({ directory, unionId, corpId });
    expect(outcome).toMatchObject({ status: 403, info: { code: 'not-a-member' } });
  });

  it.each(['60121', '33012', '40003', '60111', '60120', '400023'])(
    'takes %s for "not a member", as DingTalk speaks of the person',
    async (code) => {
      const running = await start({ directory });
      running.simulator.fail('getbyunionid', { body: { errcode: Number(code), errmsg: 'x' } });
      expect((await running.signIn()).info?.code).toBe('not-a-member');
    },
  );

  const wrapped = (code: string) => ({ errcode: 88, sub_code: code, sub_msg: 'x', errmsg: 'y' });
  it.each([
    ['60011', 'DINGTALK_PERMISSION', wrapped('60011')],
    ['60011, unwrapped', 'DINGTALK_PERMISSION', { errcode: 60011, errmsg: 'x' }],
    ['60020', 'DINGTALK_IP_NOT_ALLOWED', wrapped('60020')],
    ['50002', 'DINGTALK_CONTACT_SCOPE', { errcode: 50002, errmsg: 'x' }],
    ['90020', 'DINGTALK_THROTTLED', wrapped('90020')],
    ['22', 'DINGTALK_NOT_FOUND', { errcode: 22, errmsg: 'x' }],
    ['nonsense', 'DINGTALK_INVALID_RESPONSE', { errcode: 0, errmsg: 'ok', result: [] }],
  ])('takes %s for trouble, never for "not a member"', async (_name, code, body) => {
    const running = await start({ directory });
    running.simulator.fail('getbyunionid', { body });
    const outcome = await running.signIn();
    expect(outcome.error?.code).toBe(code);
    expect(outcome.info).toBeUndefined();
  });

  it('names the permission that is missing', async () => {
    const { error } = await signIn({ directory, permissions: ['Contact.User.Read'] });
    expect(error).toMatchObject({
      code: 'DINGTALK_PERMISSION',
      providerCode: '60011',
      requiredScopes: ['qyapi_get_member'],
      message: expect.stringContaining('qyapi_get_member'),
    });
  });

  it('asks the directory of the organization that the person chose, among several allowed', async () => {
    const outcome = await signIn({
      directory: { ...directory, allowedCorpIds: [home, other], staff: true },
      corpId: other,
      client: { thirdParty: true, authorizedCorpIds: [home, other] },
    });
    expect(profileOf(outcome).staff).toMatchObject({ userId: 'ming-elsewhere', corpId: other });
    expect([app?.asked('corpToken'), app?.asked('accessToken')]).toEqual([1, 0]);
  });
});

describe('staff: true', () => {
  const { unionId, stateCode, mobile, hiredDate, departmentIds, departmentOrders, leads, ...same } = ming;
  const expected = { ...same, mobile: `+${stateCode}${mobile}`, hiredDate: '2020-02-29T00:00:00.000Z' };
  const departments = [
    { id: 12, order: 5, leader: true },
    { id: 20, order: expect.any(Number), leader: false },
  ];

  it.each([
    ['as the table has it', false],
    ['as the sample has it', true],
  ])('reads the whole record, %s', async (_name, stringly) => {
    const { user } = await signIn({ directory: { staff: true }, dingTalk: { ...dingTalk, stringly } });
    expect(user?.staff).toEqual({ ...expected, departments });
  });

  it('asks in the language that was chosen, for departments too', async () => {
    for (const language of ['zh_CN', 'en_US'] as const) {
      await signIn({ directory: { staff: { language, departments: true } } });
      for (const asked of ['userGet', 'departmentGet']) {
        const request = app?.simulator.requests.find(({ endpoint }) => endpoint === asked);
        expect(JSON.parse(request?.body ?? '')).toMatchObject({ language });
      }
    }
  });

  it('is no condition for coming in: who has no record signs in without one', async () => {
    for (const unionId of ['union-guest', 'union-gone']) {
      const outcome = await signIn({ directory: { staff: true }, unionId });
      expect(outcome.user?.id).toBe(unionId);
      expect(outcome.user).not.toHaveProperty('staff');
    }
  });

  it('has the member who left between two answers refused only where membership is required', async () => {
    const answers = ['required', 'ignored'].map(async (membership) => {
      const running = await start({
        directory: { staff: true, ...(membership === 'required' && { membership }) },
      });
      running.simulator.fail('userGet', { body: { errcode: 60121, errmsg: '找不到该用户' } });
      const { info, user } = await running.signIn();
      return info?.code ?? user?.id;
    });
    expect(await Promise.all(answers)).toEqual(['not-a-member', 'union-ming']);
  });

  it('is an error for somebody outside the app’s contact scope', async () => {
    const { error } = await signIn({ directory: { staff: true }, unionId: 'union-hidden' });
    expect(error).toMatchObject({ code: 'DINGTALK_CONTACT_SCOPE', providerCode: '50002' });
  });
});

describe('the app token', () => {
  const directory = { membership: 'required' } as const;

  it('is fetched when the sign-in begins, while the person is at DingTalk', async () => {
    const running = await start({ directory });
    const visitor = running.visitor();
    const callback = await running.agree(visitor);
    await expect.poll(() => running.asked('accessToken')).toBe(1);
    expect((await running.finish(visitor, callback)).user?.id).toBe('union-ming');
    const order = running.simulator.requests.map(({ endpoint }) => endpoint);
    expect(order.filter((name) => name !== 'authorize')).toEqual([
      'accessToken',
      'userAccessToken',
      'me',
      'getbyunionid',
    ]);
  });

  it('is on its way before the code is exchanged, should the sign-in have begun elsewhere', async () => {
    const running = await start({ directory, options: { state: false } });
    running.simulator.fail('userAccessToken', { delayMs: 300 });
    const callback = running.simulator.authorize({
      clientId: clientID,
      redirectUri: `${running.origin}/callback`,
      unionId: 'union-ming',
    });
    expect((await running.finish(running.visitor(), callback)).user?.id).toBe('union-ming');
    const order = running.simulator.requests.map(({ endpoint }) => endpoint);
    expect(order.slice(0, 2).sort()).toEqual(['accessToken', 'userAccessToken']);
    expect(order.slice(2)).toEqual(['me', 'getbyunionid']);
  });

  it('that dies again at once is an error, and no endless loop', async () => {
    const running = await start({ directory });
    running.simulator.fail('getbyunionid', { body: { errcode: 40014, errmsg: 'x' } }, Infinity);
    expect((await running.signIn()).error?.code).toBe('DINGTALK_TOKEN_REJECTED');
    expect(running.asked('getbyunionid')).toBe(2);
  });

  it('of an older third-party app is made with the latest suiteTicket', async () => {
    let asked = 0;
    const outcome = await signIn({
      directory: {
        ...directory,
        suiteTicket: async () => {
          asked += 1;
          return 'the-latest-ticket';
        },
      },
      client: { thirdParty: true, authorizedCorpIds: [home], suiteTicket: 'the-latest-ticket' },
    });
    expect(outcome.user?.id).toBe('union-ming');
    expect(app?.asked('corpAccessToken')).toBe(1);
    expect(asked).toBe(1);
  });

  it('can come from elsewhere, which is asked again when DingTalk calls its token dead', async () => {
    const given: (string | undefined)[] = [];
    const running: SignInApp = await start({
      directory: {
        ...directory,
        allowedCorpIds: [home],
        appToken: async (corpId) => {
          if (given.push(corpId) === 1) return 'dead-from-the-start';
          const app = { clientID, clientSecret, origins: running.simulator.origins };
          return (await new DingTalkClient(app).corpToken(home)).accessToken;
        },
      },
    });
    expect((await running.signIn()).user?.id).toBe('union-ming');
    expect(given).toEqual([home, home]);
  });
});
