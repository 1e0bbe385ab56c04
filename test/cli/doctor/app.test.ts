import { describe, expect, it } from 'vitest';
import { defaultClient, type SimulatorClient, type SimulatorOptions } from '../../../lib/simulator/index.js';
import {
  CORP_ID,
  checksOf,
  OTHER_CORP_ID,
  runDoctor,
  sectionOf,
  startDingTalk,
  startDoctor,
} from '../helpers/doctor.js';

const permissions = [
  'Contact.User.Read',
  'Contact.User.mobile',
  'qyapi_get_member',
  'qyapi_get_department_list',
  'qyapi_get_omp_sso_userinfo',
  'fieldEmail',
  'fieldMobile',
];
const without = (...missing: string[]) => ({
  permissions: permissions.filter((name) => !missing.includes(name)),
});

const publishing = [
  'dws dev app version create --unified-app-id ID',
  'dws dev app version publish --unified-app-id ID',
];
const granting = (permission: string) => [
  `dws dev app permission add --unified-app-id ID --scope-values ${permission} --yes`,
  ...publishing,
];
const appliedAt = (permission: string) =>
  `https://open-dev.dingtalk.com/appscope/apply?content=${defaultClient.clientId}%23${permission}`;

interface Fault {
  fault: string;
  client?: Partial<SimulatorClient>;
  options?: SimulatorOptions;
  env?: Record<string, string>;
  /** The only check that is wrong, and what has to be said of it in each language. */
  check: string;
  state?: 'wrong' | 'unknown';
  code: string | null;
  both?: string[];
  en: string[];
  zh: string[];
  /** What is not checked because of it. */
  dependents?: string[];
}

const directory = [
  'permission:qyapi_get_member',
  'permission:qyapi_get_department_list',
  'contact-scope',
  'permission:fieldEmail',
  'permission:fieldMobile',
];

const refusedPair = {
  check: 'credentials',
  code: 'invalidClientIdOrSecret',
  both: [
    '基础信息 > 凭证与基础信息',
    '应用发布 > 版本管理与发布',
    'DINGTALK_REGION=intl',
    'dws dev app credentials get --unified-app-id ID',
    ...publishing,
  ],
  en: ['does not accept Client ID and Client Secret', 'No version of the app was ever published'],
  zh: ['钉钉不接受 Client ID 和 Client Secret', '应用从未发布过版本'],
  dependents: ['ip-allow-list', 'corp-id', ...directory],
};

const faults: Fault[] = [
  { fault: 'a wrong secret', env: { DINGTALK_CLIENT_SECRET: 'of-another-app' }, ...refusedPair },
  { fault: 'a client ID that is none', env: { DINGTALK_CLIENT_ID: 'dingnobody' }, ...refusedPair },
  { fault: 'an app that was never published', client: { published: false }, ...refusedPair },
  {
    fault: 'no credentials',
    env: { DINGTALK_CLIENT_ID: '', DINGTALK_CLIENT_SECRET: '' },
    check: 'credentials',
    code: null,
    both: ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET', 'dws dev app credentials get'],
    en: ['not given', 'into DINGTALK_CLIENT_ID and'],
    zh: ['没有设置', '写入环境变量或 .env 文件'],
    dependents: ['ip-allow-list', 'corp-id', ...directory],
  },
  {
    fault: 'a secret with a blank behind it',
    env: { DINGTALK_CLIENT_SECRET: `${defaultClient.clientSecret} ` },
    check: 'credentials',
    code: null,
    both: ['DINGTALK_CLIENT_SECRET'],
    en: ['a blank at an end'],
    zh: ['首尾有空白'],
    dependents: ['ip-allow-list', 'corp-id', ...directory],
  },
  {
    fault: 'an address that is not in the list',
    client: { allowedIps: ['127.0.0.2'] },
    check: 'ip-allow-list',
    code: '60020',
    both: [
      '127.0.0.1',
      '服务器出口IP',
      '开发配置 > 安全设置',
      'dws dev app security config --unified-app-id ID --ip-whitelist 127.0.0.1 --yes',
    ],
    en: ['DingTalk sees this machine as 127.0.0.1', 'Add 127.0.0.1 to'],
    zh: ['钉钉看到的本机地址是 127.0.0.1', '把 127.0.0.1 加入'],
    dependents: directory,
  },
  {
    fault: 'the corpId of another organization',
    env: { DINGTALK_CORP_ID: OTHER_CORP_ID, DINGTALK_SSO_SECRET: '' },
    check: 'corp-id',
    code: 'unauthorized.client',
    both: ['企业内部应用', '第三方企业应用'],
    en: ['neither of this organization nor authorized by it', 'Compare the corpId'],
    zh: ['应用不属于该组织，也未获该组织授权', '显示的 CorpId 核对'],
  },
  {
    fault: 'a corpId that is none',
    env: { DINGTALK_CORP_ID: 'dingnone', DINGTALK_SSO_SECRET: '' },
    check: 'corp-id',
    code: 'unknownError',
    en: ['DingTalk knows no such organization'],
    zh: ['钉钉没有这样的组织'],
  },
  {
    fault: 'an organization that has not authorized the third-party app',
    client: { thirdParty: true, authorizedCorpIds: [OTHER_CORP_ID] },
    check: 'corp-id',
    code: 'unauthorized.client',
    en: ['neither of this organization nor authorized by it', 'have it authorized by that organization'],
    zh: ['也未获该组织授权', '开通授权'],
    dependents: ['ip-allow-list', ...directory],
  },
  {
    fault: 'no qyapi_get_member',
    client: without('qyapi_get_member'),
    check: 'permission:qyapi_get_member',
    code: '60011',
    both: [
      '成员信息读权限',
      '开发配置 > 权限管理',
      appliedAt('qyapi_get_member'),
      ...granting('qyapi_get_member'),
    ],
    en: ['not granted', 'Open this address and apply', 'publish a version'],
    zh: ['未开通', '打开此链接申请并开通', '发布新版本'],
  },
  {
    fault: 'no qyapi_get_department_list',
    client: without('qyapi_get_department_list'),
    check: 'permission:qyapi_get_department_list',
    code: '60011',
    both: [
      '通讯录部门信息读权限',
      appliedAt('qyapi_get_department_list'),
      ...granting('qyapi_get_department_list'),
    ],
    en: ['not granted', 'Open this address and apply'],
    zh: ['未开通', '打开此链接申请并开通'],
  },
  {
    fault: 'no fieldEmail',
    client: without('fieldEmail'),
    check: 'permission:fieldEmail',
    code: null,
    both: ['邮箱等个人信息', ...granting('fieldEmail')],
    en: ['not granted, as far as it shows'],
    zh: ['看来未开通'],
  },
  {
    fault: 'no fieldMobile',
    client: without('fieldMobile'),
    check: 'permission:fieldMobile',
    code: null,
    both: ['企业员工手机号信息', ...granting('fieldMobile')],
    en: ['not granted, as far as it shows'],
    zh: ['看来未开通'],
  },
  {
    fault: 'a contact scope of nobody',
    client: { contactScope: {} },
    check: 'contact-scope',
    code: null,
    both: ['通讯录接口权限范围', '开发配置 > 权限管理'],
    en: ['nobody', 'Widen'],
    zh: ['没有任何人', '扩大到全部员工'],
  },
  {
    fault: 'a contact scope of a part',
    client: { contactScope: { departmentIds: [100, 200], userIds: ['tea-001'] } },
    check: 'contact-scope',
    state: 'unknown',
    code: null,
    both: ['100', '200', '通讯录接口权限范围'],
    en: ['only the departments 100, 200 and 1 person by name', 'Widen'],
    zh: ['仅限部门 100、200 以及单独指定的 1 人', '扩大到全部员工'],
  },
  {
    fault: 'a wrong SSOSecret',
    env: { DINGTALK_SSO_SECRET: 'of-another-organization' },
    check: 'sso-secret',
    code: 'invalidClientIdOrSecret',
    both: ['SSOSecret', '首页', 'DINGTALK_CORP_ID'],
    en: ['does not accept it with this corpId'],
    zh: ['钉钉不接受该 SSOSecret 与 CorpId'],
  },
];

describe.each(faults)(
  '$fault',
  ({ client, options, env, check, state = 'wrong', code, both = [], en, zh, dependents = [] }) => {
    it.each([
      ['en', en],
      ['zh', zh],
    ] as const)('is named, with what to do about it (%s)', async (language, words) => {
      const simulator = await startDingTalk(client, options);
      const args = ['--language', language];
      const text = await runDoctor(simulator, args, { env });
      const json = await runDoctor(simulator, [...args, '--json'], { env });

      expect(text).toMatchObject({ code: state === 'wrong' ? 1 : 0, stderr: '' });
      const section = sectionOf(text, check);
      expect(section.slice(0, 1)).toBe(state === 'wrong' ? '✗' : '?');
      for (const word of [...both, ...words]) expect(section).toContain(word);

      const checks = checksOf(json);
      expect(checks[check]).toMatchObject({ state, code });
      expect(`${checks[check]?.message}\n${checks[check]?.remedy}`).toContain(words[0]);
      const inState = (wanted: string) =>
        Object.values(checks).flatMap(({ name, state }) => (state === wanted ? [name] : []));
      expect(inState('wrong')).toEqual(state === 'wrong' ? [check] : []);
      expect(inState('skipped').filter((name) => name !== 'sso-secret')).toEqual(dependents);
      for (const name of dependents) expect(sectionOf(text, name)).toMatch(/^– .*\S/);
    });
  },
);

describe('an app that is set up as it should be', () => {
  it('gets a line for each check, in order, and the exit code 0', async () => {
    const simulator = await startDingTalk();
    const { code, stdout, stderr } = await runDoctor(simulator);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^. \S+/gm)).toEqual(
      [...['node', 'network', 'credentials', 'ip-allow-list', 'corp-id', ...directory, 'sso-secret']].map(
        (name) => `✓ ${name}`,
      ),
    );
    expect(stdout).toMatch(/\nNothing is wrong\.\n$/);
  });

  it('gets one JSON object and nothing else with --json', async () => {
    const simulator = await startDingTalk();
    const { stdout, stderr } = await runDoctor(simulator, ['--json']);
    const { ok, checks, ...others } = JSON.parse(stdout);
    expect({ ok, others, stderr }).toEqual({ ok: true, others: {}, stderr: '' });
    for (const check of checks) {
      expect(Object.keys(check)).toEqual(['name', 'state', 'message', 'remedy', 'code']);
      expect(check).toMatchObject({ state: 'ok', remedy: null, code: null });
    }
  });

  it('is the third-party kind too, once the organization has authorized it', async () => {
    const simulator = await startDingTalk({ thirdParty: true, authorizedCorpIds: [CORP_ID] });
    const checks = checksOf(await runDoctor(simulator, ['--json']));
    expect(checks.credentials?.message).toContain('third-party');
    expect(checks['corp-id']?.state).toBe('ok');
    expect(checks['permission:qyapi_get_member']?.state).toBe('ok');
  });

  it('need not have a corpId or an SSOSecret', async () => {
    const simulator = await startDingTalk();
    const env = { DINGTALK_CORP_ID: '', DINGTALK_SSO_SECRET: '' };
    const finished = await runDoctor(simulator, ['--json'], { env });
    expect(finished.code).toBe(0);
    const checks = checksOf(finished);
    expect(checks['corp-id']).toMatchObject({
      state: 'skipped',
      message: expect.stringContaining('--corp-id'),
    });
    expect(checks['sso-secret']).toMatchObject({ state: 'skipped' });
    expect(checks['permission:qyapi_get_member']?.state).toBe('ok');
  });
});

it('takes nothing for wrong that it cannot tell', async () => {
  const simulator = await startDingTalk();
  simulator.fail('getbyunionid', { status: 200, body: { errcode: 90020, errmsg: 'of the month' } });
  simulator.fail('departmentGet', { status: 200, body: { errcode: 99999, errmsg: 'of tomorrow' } });
  simulator.fail('authScopes', { status: 200, body: '<html>' });
  const finished = await runDoctor(simulator, ['--json']);
  expect(finished.code).toBe(0);
  const checks = checksOf(finished);
  expect(checks['permission:qyapi_get_member']).toMatchObject({ state: 'unknown', code: '90020' });
  expect(checks['permission:qyapi_get_department_list']).toMatchObject({ state: 'unknown', code: '99999' });
  expect(checks['contact-scope']).toMatchObject({ state: 'unknown', code: 'DINGTALK_INVALID_RESPONSE' });
});

it('leaves a check out that --skip names, as often as it is given', async () => {
  const simulator = await startDingTalk(without('fieldEmail', 'fieldMobile'));
  const args = ['--json', '--skip', 'permission:fieldEmail', '--skip', 'permission:fieldMobile'];
  const finished = await runDoctor(simulator, args);
  expect(finished.code).toBe(0);
  expect(checksOf(finished)['permission:fieldEmail']).toMatchObject({ state: 'skipped' });
});

it('gives each answer as soon as it is known', async () => {
  const simulator = await startDingTalk();
  simulator.fail('corpToken', { delayMs: Infinity });
  const doctor = startDoctor(simulator, ['--timeout', '600']);
  expect(await doctor.printed(/✓ credentials/)).toBe('✓ credentials');
  expect(simulator.requests.map(({ endpoint }) => endpoint)).toContain('accessToken');
});
