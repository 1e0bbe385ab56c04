import { describe, expect } from 'vitest';
import { appToken, ask, postJson } from './helpers/directory.js';
import {
  APP,
  BOOKS,
  call,
  codeFor,
  it,
  LIN,
  MINUTES,
  OTHER_APP,
  type Received,
  start,
  TEA,
  YUN,
} from './helpers/start.js';

type Simulator = Awaited<ReturnType<typeof start>>;

const ADMIN_URL = 'http://localhost:4000/admin?tab=1';
const admin = { ...APP, adminUrl: ADMIN_URL };
const withSecret = { organizations: [{ ...TEA, ssoSecret: 'sso' }, BOOKS] };
const user = { clientId: APP.clientId, unionId: LIN.unionId };

async function getUserInfo(simulator: Simulator, code: string, app = APP): Promise<Record<string, unknown>> {
  return ask(simulator, 'getuserinfo', { code }, await appToken(simulator, app));
}

describe('an in-app code', () => {
  it('is good once, for five minutes', async ({ simulator }) => {
    const [code, late] = [simulator.inAppCode(user), simulator.inAppCode(user)];
    expect(await getUserInfo(simulator, code)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      request_id: expect.any(String),
      result: {
        ...{ userid: expect.stringMatching(/^\d{18}$/), unionid: LIN.unionId, name: LIN.nick },
        ...{ associated_unionid: expect.any(String), device_id: expect.any(String) },
        ...{ sys: false, sys_level: 0 },
      },
    });
    const again = await getUserInfo(simulator, code);
    expect(again).toMatchObject({ errcode: 40078, errmsg: '不存在的临时授权码' });
    simulator.wait(5 * MINUTES);
    expect(await getUserInfo(simulator, late)).toMatchObject({ errcode: 40078 });
  });

  it('is refused to another app, which leaves it as it was', async ({ simulator }) => {
    const code = simulator.inAppCode(user);
    expect(await getUserInfo(simulator, code, OTHER_APP)).toMatchObject({ errcode: 40078 });
    expect(await getUserInfo(simulator, code)).toMatchObject({ errcode: 0 });
  });

  it('is no code of the browser or of the admin console', async () => {
    const simulator = await start({ clients: [admin], ...withSecret });
    const code = new URL(simulator.adminUrl(user)).searchParams.get('code') ?? '';
    for (const other of [codeFor(simulator, 'openid corpid'), code]) {
      expect(await getUserInfo(simulator, other)).toMatchObject({ errcode: 40078 });
    }
  });

  it('is given for members only', async () => {
    const members = [{ unionId: LIN.unionId, userId: 'lin', left: true }];
    const simulator = await start({ organizations: [{ ...TEA, members }, BOOKS] });
    for (const wrong of [{}, { unionId: YUN.unionId }, { corpId: BOOKS.corpId }, { clientId: 'ding-none' }]) {
      expect(() => simulator.inAppCode({ ...user, ...wrong })).toThrow(TypeError);
    }
  });
});

describe('what a page inside DingTalk hears', () => {
  const phone = 'Mozilla/5.0 (Linux; Android 14) DingTalk/7.0.45';
  const ask = async (simulator: Simulator, asked: object, headers = {}) => {
    const url = `${simulator.origins.login}/simulator/in-app-code`;
    const sent = { origin: 'http://localhost:4000', 'user-agent': phone, ...headers };
    const body = JSON.stringify({ api: 'new', corpId: TEA.corpId, clientId: APP.clientId, ...asked });
    return JSON.parse((await call(url, { method: 'POST', headers: sent, body })).body);
  };

  it('is a code for the person it names, or for anybody in the organization', async ({ simulator }) => {
    for (const asked of [{}, { unionId: LIN.unionId }, { api: 'old', clientId: undefined }]) {
      const { code } = await ask(simulator, asked);
      expect(await getUserInfo(simulator, code)).toMatchObject({ result: { unionid: LIN.unionId } });
    }
    expect(simulator.requests.map(({ endpoint }) => endpoint)).not.toContain(undefined);
  });

  it.for<[string, object, object, number]>([
    ['an unknown organization', { corpId: 'x' }, {}, 3],
    ['another domain', {}, { origin: 'http://localhost:4001' }, 3],
    ['another domain, by the older call', { api: 'old' }, { origin: 'http://localhost:4001' }, 3],
    ['another app', { clientId: 'ding-none' }, {}, 3],
    ['somebody who is no member', { unionId: YUN.unionId }, {}, 3],
    ['the newer call on an older Android', {}, { 'user-agent': phone.replace('7.0.45', '7.0.44') }, 4],
    ['the newer call on an older desktop', {}, { 'user-agent': 'Windows DingTalk/7.0.49' }, 4],
    ['a browser that is no DingTalk', {}, { 'user-agent': 'Mozilla/5.0' }, 1],
  ])('is a refusal for %s', async ([, asked, headers, errorCode], { simulator }) => {
    expect(await ask(simulator, asked, headers)).toEqual({ errorCode, errorMessage: expect.any(String) });
  });

  it.for([
    'Windows DingTalk/7.0.50',
    'Windows DingTalk(7.0.50-Release.1)',
    'OpenHarmony DingTalk/7.0.0',
    'Macintosh DingTalk/8.1',
  ])('is a code for the newer call on %s', async (userAgent, { simulator }) => {
    expect(await ask(simulator, {}, { 'user-agent': userAgent })).toEqual({ code: expect.any(String) });
  });
});

it.each<[string, unknown]>([
  ['7', 7],
  ['PC_1005', 'PC_1005'],
])('dd.js with ?error=%s fails every call with that code', async (error, errorCode) => {
  const src = `${(await start()).origins.login}/simulator/dd.js?error=${error}`;
  type RequestAuthCode = (options: { onFail: (reason: unknown) => void }) => void;
  const window: { dd?: { requestAuthCode: RequestAuthCode } } = {};
  new Function('window', 'document', (await call(src)).body)(window, { currentScript: { src } });
  const reason = await new Promise((onFail) => window.dd?.requestAuthCode({ onFail }));
  expect(reason).toEqual({ errorCode, errorMessage: expect.any(String) });
});

const parsed = ({ status, body }: Received) => ({ status, ...JSON.parse(body) });

describe('the admin console', () => {
  const token = async (simulator: Simulator, fields: object) =>
    parsed(await postJson(simulator, '/v1.0/oauth2/ssoAccessToken', fields));
  const whoIs = async (simulator: Simulator, accessToken: string, code: string | null) =>
    parsed(
      await call(`${simulator.origins.api}/v1.0/oauth2/ssoUserInfo${code === null ? '' : `?code=${code}`}`, {
        headers: { 'x-acs-dingtalk-access-token': accessToken },
      }),
    );
  it('leads to the admin page with a code, which is good once, for five minutes', async () => {
    const simulator = await start({ clients: [admin], ...withSecret });
    const [url, late] = [new URL(simulator.adminUrl(user)), new URL(simulator.adminUrl(user))];
    const code = url.searchParams.get('code');
    expect(url.href).toBe(`${ADMIN_URL}&code=${code}`);
    const { accessToken, expireIn } = await token(simulator, { corpid: TEA.corpId, ssoSecret: 'sso' });
    expect(expireIn).toBe(3600);
    expect(await whoIs(simulator, accessToken, code)).toMatchObject({
      ...{ status: 200, corpId: TEA.corpId, corpName: TEA.name, userName: LIN.nick, avatar: LIN.avatarUrl },
      isAdmin: false,
    });
    const refused = { status: 400, code: 'invalidCode' };
    expect(await whoIs(simulator, accessToken, code)).toMatchObject(refused);
    simulator.wait(5 * MINUTES);
    expect(await whoIs(simulator, accessToken, late.searchParams.get('code'))).toMatchObject(refused);
  });

  it.each([
    [{ corpid: TEA.corpId, ssoSecret: 'wrong' }, 'invalidClientIdOrSecret'],
    [{ corpid: BOOKS.corpId, ssoSecret: 'sso' }, 'invalidClientIdOrSecret'],
    [{ corpId: TEA.corpId, ssoSecret: 'sso' }, 'Missingcorpid'],
    [{ corpid: TEA.corpId }, 'MissingssoSecret'],
  ])('gives no token for %j', async (fields, code) => {
    const simulator = await start(withSecret);
    expect(await token(simulator, fields)).toMatchObject({ status: 400, code });
  });

  it('tells nobody who has no token, a dead one, no code, or an app without the permission', async () => {
    const simulator = await start({ clients: [{ ...admin, permissions: [] }], ...withSecret });
    const code = new URL(simulator.adminUrl(user)).searchParams.get('code');
    const { accessToken } = await token(simulator, { corpid: TEA.corpId, ssoSecret: 'sso' });
    expect((await whoIs(simulator, '', code)).code).toBe('AuthenticationFailed.MissingParameter');
    expect((await whoIs(simulator, accessToken, null)).code).toBe('Missingcode');
    expect(await whoIs(simulator, accessToken, code)).toMatchObject({
      status: 403,
      accessdenieddetail: { requiredScopes: ['qyapi_get_omp_sso_userinfo'] },
    });
    simulator.expireAppTokens();
    const refused = { status: 400, code: 'invalidToken' };
    expect(await whoIs(simulator, accessToken, code)).toMatchObject(refused);
  });

  it('lists who can open which app, and opens it', async () => {
    const simulator = await start({ clients: [admin, OTHER_APP], ...withSecret });
    const page = await call(`${simulator.origins.login}/simulator/admin-console`);
    const links = [...page.body.matchAll(/href="(\/simulator\/admin-console\?[^"]+)"/g)].map(
      ([, link]) => link,
    );
    expect(links).toHaveLength(1);
    const opened = await call(simulator.origins.login + links[0]?.replaceAll('&amp;', '&'));
    expect(opened.status).toBe(302);
    expect(opened.headers.location).toMatch(/^http:\/\/localhost:4000\/admin\?tab=1&code=\w{32}$/);
  });

  const ofApp = `clientId=${APP.clientId}`;
  const noApp = ['No app with an admin page', '没有应用使用这个 clientId'] as const;
  const unknown = ['a parameter other than', '以外的参数'] as const;

  it.each([
    ['clientId=ding-other&unionId=union-lin', ...noApp, 'ding-other'],
    ['unionId=union-lin', ...noApp, ''],
    [`${ofApp}&unionId=union-lin&corpId=ding-books`, 'doesn’t belong', '不属于这个组织', 'ding-books'],
    [`${ofApp}&unionId=union-yun`, 'No member of the org', '没有这个 unionId 的成员', 'union-yun'],
    ['clientID=ding-app', ...unknown, 'clientID'],
    [`__proto__=x&${ofApp}&unionId=union-lin`, ...unknown, '__proto__'],
    [`toString=x&${ofApp}&unionId=union-lin`, ...unknown, 'toString'],
  ])(
    'says in the reader’s language what is wrong with the link %s, and leads to those that are right',
    async (query, en, zh, received) => {
      const simulator = await start({ clients: [admin, OTHER_APP], ...withSecret });
      const link = `${simulator.origins.login}/simulator/admin-console?${query}`;
      for (const [language, words] of [
        ['en', en],
        ['zh-CN', zh],
      ] as const) {
        const { status, body } = await call(link, { headers: { 'accept-language': language } });
        expect({ status, body }).toEqual({ status: 400, body: expect.stringContaining(words) });
        expect(body).toContain('<a href="/simulator/admin-console">');
        if (received) expect(body).toContain(`<code>${received}</code>`);
      }
    },
  );
});
