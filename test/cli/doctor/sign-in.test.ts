import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  defaultOrganizations,
  defaultPeople,
  type Simulator,
  type SimulatorClient,
  type SimulatorOptions,
} from '../../../lib/simulator/index.js';
import { submit } from '../../simulator/helpers/start.js';
import {
  addressFrom,
  CORP_ID,
  checksOf,
  type Finished,
  freeCallback,
  OTHER_CORP_ID,
  runDoctor,
  sectionOf,
  signIn,
  startDingTalk,
  startDoctor,
} from '../helpers/doctor.js';

const [xiaoMan, qingNing, yunDuo] = defaultPeople.map(({ unionId }) => unionId);
const teaHouse = defaultOrganizations[0];

const checks = [
  'sign-in',
  'permission:Contact.User.Read',
  'permission:Contact.User.mobile',
  'union-id',
  'corp-id-in-token',
  'refresh',
  'used-code',
  'membership',
  'staff-record',
];

interface Visit {
  client?: Partial<SimulatorClient>;
  options?: SimulatorOptions;
  env?: Record<string, string>;
  args?: string[];
  /** What is chosen on the consent page. */
  fields?: Record<string, string>;
  /** Done to the simulator before the person agrees. */
  before?: (simulator: Simulator) => void;
}

/** Runs the doctor, signs in where it says, and gives what it found. */
async function visit({
  client,
  options,
  env,
  args = [],
  fields,
  before,
}: Visit = {}): Promise<Finished & { simulator: Simulator }> {
  const callback = await freeCallback();
  const simulator = await startDingTalk({ redirectUrls: [callback], ...client }, options);
  const doctor = startDoctor(simulator, ['--sign-in', '--callback-url', callback, ...args], { env });
  const address = await addressFrom(doctor);
  before?.(simulator);
  await signIn(address, fields);
  return { ...(await doctor.finished), simulator };
}

const as = (unionId = '', corpId = '') => ({ decision: 'agree', unionId, [`corpId ${unionId}`]: corpId });

describe('a person’s sign-in', () => {
  it('shows that everything is well, and of people no more than kinds and lengths', async () => {
    const finished = await visit({ fields: as(xiaoMan, CORP_ID) });
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    for (const name of checks) expect(sectionOf(finished, name)).toMatch(/^✓/);
    expect(finished.stdout).toContain('mobile: +86, 11 digits');
    expect(sectionOf(finished, 'staff-record')).toContain('orgEmail: 28 characters');
    expect(sectionOf(finished, 'used-code')).toContain('invalidParameter.authCode.notFound');
    const [person] = defaultPeople;
    const member = teaHouse?.members?.[0];
    for (const value of [
      person?.nick,
      person?.mobile,
      person?.email,
      member?.title,
      member?.orgEmail,
      member?.userId,
      xiaoMan,
    ]) {
      expect(finished.stdout).not.toContain(String(value));
    }
  });

  it('can come back with --json, which leaves stdout to the object', async () => {
    const finished = await visit({ args: ['--json', '--language', 'zh'] });
    expect(finished.code).toBe(0);
    expect(finished.stderr).toMatch(/^http:\S+\/oauth2\/auth\?\S+$/m);
    const found = checksOf(finished);
    for (const name of checks) expect(found[name]?.state).toBe('ok');
    expect(found['permission:Contact.User.mobile']?.message).toBe('mobile：+86，11 位数字');
  });

  it('asks for what the page needs, with the redirect URL as it has to be registered', async () => {
    const callback = `${await freeCallback()}?from=dingtalk`;
    const simulator = await startDingTalk({ redirectUrls: [callback] });
    const doctor = startDoctor(simulator, ['--sign-in', '--callback-url', callback]);
    const address = await addressFrom(doctor);
    expect(address).not.toContain('+');
    const { searchParams } = new URL(address);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'dingsimulatorexample',
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid corpid',
      prompt: 'consent',
      state: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    await signIn(address);
    expect((await doctor.finished).code).toBe(0);
  });
});

interface Fault extends Visit {
  fault: string;
  check: string;
  state?: 'wrong' | 'unknown' | 'ok';
  code?: string | null;
  both?: string[];
  en: string;
  zh: string;
  dependents?: string[];
}

const all = ['qyapi_get_member', 'qyapi_get_department_list', 'fieldEmail', 'fieldMobile'];

const faults: Fault[] = [
  {
    fault: 'a person who refuses',
    fields: { decision: 'refuse' },
    check: 'sign-in',
    code: 'access_denied',
    en: 'somebody refused',
    zh: '拒绝了授权',
    dependents: checks.slice(1),
  },
  {
    fault: 'a code that DingTalk does not accept',
    before: (simulator) =>
      simulator.fail('userAccessToken', {
        status: 400,
        body: { code: 'invalidParameter.authCode.notFound', requestid: 'R', message: '不合法的临时授权码' },
      }),
    check: 'sign-in',
    code: 'invalidParameter.authCode.notFound',
    en: 'does not accept the code',
    zh: '钉钉不接受授权码',
    dependents: checks.slice(1),
  },
  {
    fault: 'no Contact.User.Read',
    client: { permissions: ['Contact.User.mobile', ...all] },
    check: 'permission:Contact.User.Read',
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    both: [
      '通讯录个人信息读权限',
      'dws dev app permission add --unified-app-id ID --scope-values Contact.User.Read --yes',
    ],
    en: 'not granted',
    zh: '未开通',
    dependents: ['permission:Contact.User.mobile', 'union-id', 'membership', 'staff-record'],
  },
  {
    fault: 'no Contact.User.mobile',
    client: { permissions: ['Contact.User.Read', ...all] },
    check: 'permission:Contact.User.mobile',
    code: null,
    both: [
      '个人手机号信息',
      'dws dev app permission add --unified-app-id ID --scope-values Contact.User.mobile --yes',
    ],
    en: 'DingTalk tells no mobile number',
    zh: '钉钉没有返回手机号',
  },
  {
    fault: 'another organization than expected',
    fields: as(xiaoMan, OTHER_CORP_ID),
    check: 'corp-id-in-token',
    code: null,
    both: ['DINGTALK_CORP_ID'],
    en: 'another one than',
    zh: '所选组织与 DINGTALK_CORP_ID 不同',
  },
  {
    fault: 'a token answer without a corpId',
    before: (simulator) =>
      simulator.fail('userAccessToken', {
        body: { accessToken: 'a-token', refreshToken: 'a-refresh-token', expireIn: 7200 },
      }),
    check: 'corp-id-in-token',
    code: null,
    en: 'names no organization',
    zh: '钉钉却没有返回组织',
    dependents: ['permission:Contact.User.mobile', 'union-id', 'membership', 'staff-record'],
  },
  {
    fault: 'an external contact',
    env: { DINGTALK_CORP_ID: '', DINGTALK_SSO_SECRET: '' },
    fields: as(qingNing, OTHER_CORP_ID),
    check: 'membership',
    code: null,
    both: ['外部联系人', 'membership: "required"'],
    en: 'no member',
    zh: '不是成员',
    dependents: ['staff-record'],
  },
  {
    fault: 'a person outside the directory',
    env: { DINGTALK_CORP_ID: '', DINGTALK_SSO_SECRET: '' },
    client: { corpId: OTHER_CORP_ID },
    options: {
      people: [
        {
          ...defaultPeople[0],
          unionId: yunDuo ?? '',
          nick: '云朵',
          organizations: [CORP_ID],
          administers: [],
        },
      ],
    },
    check: 'membership',
    code: '60121',
    en: 'not in the organization’s directory',
    zh: '不在组织的通讯录中',
    dependents: ['staff-record'],
  },
  {
    fault: 'a person outside the contact scope',
    client: { contactScope: { departmentIds: [100], userIds: [] } },
    options: {
      organizations: [
        { corpId: CORP_ID, name: '星河茶社', departments: [{ id: 100, name: '茶艺部' }] },
        { corpId: OTHER_CORP_ID, name: '蓝鲸文具' },
      ],
    },
    env: { DINGTALK_SSO_SECRET: '' },
    check: 'staff-record',
    code: '50002',
    both: ['通讯录接口权限范围'],
    en: 'outside the contact scope',
    zh: '用户不在通讯录接口权限范围内',
  },
];

describe.each(faults)(
  '$fault',
  ({ fault: _, check, state = 'wrong', code, both = [], en, zh, dependents, ...situation }) => {
    it.each([
      ['en', en],
      ['zh', zh],
    ] as const)('is named, with what to do about it (%s)', async (language, words) => {
      const finished = await visit({ ...situation, args: ['--language', language] });
      expect(finished.code).toBe(1);
      const section = sectionOf(finished, check);
      expect(section).toMatch(/^✗/);
      expect(section.split('\n').length).toBeGreaterThan(1);
      for (const word of [...both, words]) expect(section).toContain(word);
    });

    it('is told from what depends on it', async () => {
      const found = checksOf(await visit({ ...situation, args: ['--json'] }));
      if (code !== undefined) expect(found[check]).toMatchObject({ state, code });
      const states = (wanted: string) => checks.filter((name) => found[name]?.state === wanted);
      if (check !== 'corp-id-in-token') expect(states('wrong')).toEqual([check]);
      expect(states('skipped')).toEqual(dependents ?? []);
    });
  },
);

it.each([
  ['en', 'masked: a third-party app is never shown the whole number'],
  ['zh', '第三方企业应用看不到完整号码'],
] as const)('a masked number is told from a missing one (%s)', async (language, words) => {
  const finished = await visit({
    client: { thirdParty: true, authorizedCorpIds: [CORP_ID] },
    args: ['--language', language],
  });
  const section = sectionOf(finished, 'permission:Contact.User.mobile');
  expect(section).toMatch(/^✓/);
  expect(section).toContain(words);
});

describe('when nobody comes back', () => {
  it.each([
    ['en', 'nobody came back', 'register exactly this, letter for letter', 'you may not use the app'],
    ['zh', '登录后没有跳转回来', '逐字相同', '你不在应用的可使用范围内'],
  ] as const)('says what DingTalk’s page may have shown, and what to do (%s)', async (language, ...words) => {
    const registered = await freeCallback();
    const callback = `${registered}/`;
    const simulator = await startDingTalk({ redirectUrls: [registered] });
    const args = ['--sign-in', '--callback-url', callback, '--timeout', '1', '--language', language];
    const finished = await runDoctor(simulator, args);
    expect(finished.code).toBe(1);
    const section = sectionOf(finished, 'sign-in');
    for (const word of [
      ...words,
      ...[callback, '重定向URL（回调域名）', '11055', '可使用范围'],
      `dws dev app security config --unified-app-id ID --redirect-urls ${callback} --yes`,
    ]) {
      expect(section).toContain(word);
    }
    for (const name of checks.slice(1)) expect(sectionOf(finished, name)).toMatch(/^–.*sign-in$/);
  });
});

describe('the callback URL', () => {
  it('takes the sign-in that was begun here, and no other request', async () => {
    const callback = await freeCallback();
    const simulator = await startDingTalk({ redirectUrls: [callback] });
    const doctor = startDoctor(simulator, ['--sign-in', '--callback-url', callback]);
    const address = await addressFrom(doctor);
    const { state = '' } = Object.fromEntries(new URL(address).searchParams);
    const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;
    expect(await statusOf(`${callback}?code=x&state=other`)).toBe(403);
    expect(await statusOf(`${callback}?code=x`)).toBe(403);
    expect(await statusOf(`${callback}?code=x&authCode=y&state=${state}`)).toBe(403);
    expect(await statusOf(callback)).toBe(403);
    expect(await statusOf(`${callback}?code=x&state=${state}`, { method: 'POST' })).toBe(404);
    expect(await statusOf(`${new URL(callback).origin}//`)).toBe(404);
    expect(await statusOf(new URL('/favicon.ico', callback).href)).toBe(404);
    // No address that could be parsed, which any page in the browser can ask for.
    expect(await statusOf(`${new URL(callback).origin}//`)).toBe(404);
    const { status, body } = await signIn(address);
    expect([status, body]).toEqual([200, expect.stringContaining('You can close this page')]);
    expect((await doctor.finished).code).toBe(0);
  });

  it.each(['127.0.0.1', '[::1]'])(
    'of localhost is served where a browser looks first: at %s',
    async (host) => {
      const callback = (await freeCallback()).replace('127.0.0.1', 'localhost');
      const simulator = await startDingTalk({ redirectUrls: [callback] });
      const doctor = startDoctor(simulator, ['--sign-in', '--callback-url', callback]);
      const address = await addressFrom(doctor);
      const { headers } = await submit(address, { decision: 'agree' });
      const back = (headers.location ?? '').replace('localhost', host);
      const { status } = await fetch(back).catch((error: Error) => {
        // A machine without IPv6 has one way only.
        if (host === '[::1]') return fetch(back.replace(host, '127.0.0.1'));
        throw error;
      });
      expect(status).toBe(200);
      expect((await doctor.finished).code).toBe(0);
    },
  );

  it.each([
    ['en', 'https://app.example.com/callback', '--callback-url'],
    ['zh', 'http://192.0.2.1/callback', '本机'],
  ])('has to be on this machine (%s)', async (language, url, words) => {
    const simulator = await startDingTalk();
    const env = { DINGTALK_CALLBACK_URL: url };
    const finished = await runDoctor(simulator, ['--sign-in', '--language', language], { env });
    expect(finished.code).toBe(0);
    expect(sectionOf(finished, 'sign-in')).toMatch(/^\?/);
    expect(sectionOf(finished, 'sign-in')).toContain(words);
    expect(sectionOf(finished, 'sign-in')).toContain('http://localhost:3000/auth/dingtalk/callback');
  });

  it.each([
    ['en', 'Stop what listens on port'],
    ['zh', '请停止占用端口'],
  ])('has to be on a port that nobody else listens on (%s)', async (language, words) => {
    const callback = await freeCallback();
    const { port, hostname } = new URL(callback);
    const squatter = createServer().listen(Number(port), hostname);
    onTestFinished(() => {
      squatter.close();
    });
    const simulator = await startDingTalk({ redirectUrls: [callback] });
    const args = ['--sign-in', '--callback-url', callback, '--language', language];
    const finished = await runDoctor(simulator, args);
    expect(sectionOf(finished, 'sign-in')).toContain(`${words} ${port}`);
  });
});

it('nobody is asked to sign in when the app cannot work anyhow', async () => {
  const simulator = await startDingTalk({ published: false });
  const finished = await runDoctor(simulator, ['--sign-in', '--json']);
  const found = checksOf(finished);
  for (const name of checks)
    expect(found[name]).toMatchObject({ state: 'skipped', message: 'depends on credentials' });
  expect(finished.stderr).toBe('');
});

it('the secret, codes and tokens are nowhere in what is printed', async () => {
  const { stdout, stderr, simulator } = await visit();
  const sent = simulator.requests.flatMap(({ url, body, headers }) => [
    /access_token=([^&]+)/.exec(url)?.[1],
    ...Object.values(body.startsWith('{') ? (JSON.parse(body) as Record<string, string>) : {}),
    headers['x-acs-dingtalk-access-token'],
  ]);
  const secrets = sent.filter((value) => /^[0-9a-f]{32}$|secret/.test(String(value)));
  // Two secrets, a code, a user token, a refresh token and two app tokens.
  expect(new Set(secrets).size).toBeGreaterThanOrEqual(6);
  for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
});

it.each([
  ['en', 'DingTalk refused to ask (unauthorized_client)'],
  ['zh', '钉钉拒绝了授权请求（unauthorized_client）'],
] as const)('an error that DingTalk sends back is named (%s)', async (language, words) => {
  const callback = await freeCallback();
  const simulator = await startDingTalk({ redirectUrls: [callback] });
  const args = ['--sign-in', '--callback-url', callback, '--language', language];
  const doctor = startDoctor(simulator, args);
  const state = new URL(await addressFrom(doctor)).searchParams.get('state');
  await fetch(`${callback}?error=unauthorized_client&state=${state}`);
  const finished = await doctor.finished;
  expect(finished.code).toBe(1);
  expect(sectionOf(finished, 'sign-in')).toMatch(/^✗/);
  expect(sectionOf(finished, 'sign-in')).toContain(words);
  expect(sectionOf(finished, 'sign-in')).toContain(callback);
});
