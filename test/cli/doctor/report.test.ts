import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from '../../../lib/cli/report/recorder.js';
import { makeReport, type Report } from '../../../lib/cli/report/report.js';
import {
  defaultOrganizations,
  defaultPeople,
  type Simulator,
  type SimulatorClient,
  type SimulatorOptions,
} from '../../../lib/simulator/index.js';
import type { Finished } from '../../helpers/process.js';
import { call } from '../../simulator/helpers/start.js';
import {
  addressFrom,
  CORP_ID,
  ENVIRONMENT,
  freeCallback,
  OTHER_CORP_ID,
  signIn,
  startDingTalk,
  startDoctor,
  temporaryFolder,
} from '../helpers/doctor.js';
import { giveOtherAnswers } from '../helpers/other-answers.js';

interface Examined extends Finished {
  report: Report;
  text: string;
  simulator: Simulator;
}

/** The report on a simulator, after a sign-in, and what became of the doctor. */
async function examine({
  client = {},
  options = {},
  env = {},
  prepare,
}: {
  client?: Partial<SimulatorClient>;
  options?: SimulatorOptions;
  env?: Record<string, string>;
  /** Before anything is asked. */
  prepare?: (simulator: Simulator, callback: string) => void | Promise<void>;
} = {}): Promise<Examined> {
  const file = join(temporaryFolder(), 'report.json');
  const callback = await freeCallback();
  const simulator = await startDingTalk({ redirectUrls: [callback], ...client }, options);
  await prepare?.(simulator, callback);
  const args = ['--report', file, '--sign-in', '--callback-url', callback];
  const doctor = startDoctor(simulator, args, { env });
  // Where the app cannot work, nobody is asked.
  const address = await addressFrom(doctor).catch(() => undefined);
  if (address) await signIn(address);
  const finished = await doctor.finished;
  const text = await readFile(file, 'utf8');
  return { ...finished, report: JSON.parse(text), text, simulator };
}

const allCalls = [
  'GET /auth/scopes',
  'GET /v1.0/contact/users/me',
  'POST /topapi/user/getbyunionid',
  'POST /topapi/v2/department/get',
  'POST /topapi/v2/user/get',
  'POST /v1.0/oauth2/accessToken',
  'POST /v1.0/oauth2/ssoAccessToken',
  'POST /v1.0/oauth2/userAccessToken',
  'POST /v1.0/oauth2/{corpId}/token',
];

describe('at a simulator that is not bent', () => {
  it('there is no difference, in any call of the doctor', async () => {
    const { code, report } = await examine();
    expect(code).toBe(0);
    expect(report.differences).toEqual([]);
    expect([...new Set(report.calls.map(({ call }) => call))].sort()).toEqual(allCalls);
    expect(report).toMatchObject({ version: expect.stringMatching(/^\d/), dingtalk: 'at another address' });
    expect(report.checks).toContainEqual({ name: 'credentials', state: 'ok', cause: null, code: null });
  });

  it.each<[string, Partial<SimulatorClient>, Record<string, string>]>([
    ['without permissions', { permissions: [] }, {}],
    ['without any but for members', { permissions: ['qyapi_get_member', 'Contact.User.Read'] }, {}],
    ['that was never published', { published: false }, {}],
    ['that may not be called from here', { allowedIps: ['127.0.0.2'] }, {}],
    ['that sees nobody', { contactScope: {} }, {}],
    ['of the third-party kind', { thirdParty: true, authorizedCorpIds: [CORP_ID] }, {}],
    ['that nobody authorized', { thirdParty: true }, {}],
    ['of another organization', { corpId: OTHER_CORP_ID }, {}],
    ['with a corpId that is none', {}, { DINGTALK_CORP_ID: 'dingnone' }],
    ['with a wrong SSOSecret', {}, { DINGTALK_SSO_SECRET: 'wrong' }],
  ])('there is none with an app %s either', async (_, client, env) => {
    const { report } = await examine({ client, env });
    expect(report.calls.length).toBeGreaterThan(0);
    expect(report.differences).toEqual([]);
  });

  it('shows types, codes and enumerations, and beside them what was expected', async () => {
    const { report } = await examine({ client: { permissions: ['qyapi_get_member', 'fieldEmail'] } });
    const answerOf = (call: string) => report.calls.filter((one) => one.call === call);
    expect(answerOf('POST /v1.0/oauth2/accessToken')[0]).toMatchObject({
      status: 200,
      headers: expect.arrayContaining(['content-type', 'content-length']),
      answer: { accessToken: 'string', expireIn: 'number' },
      expected: { status: [200], answer: { accessToken: 'string', expireIn: 'number' } },
    });
    expect(answerOf('GET /auth/scopes')[0]?.answer).toMatchObject({
      errcode: 0,
      auth_user_field: ['name', 'avatar', 'email'],
      auth_org_scopes: { authed_dept: ['number'], authed_user: [] },
    });
    expect(answerOf('GET /v1.0/contact/users/me')[0]).toMatchObject({
      status: 403,
      answer: {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        message: 'string',
        accessdenieddetail: { requiredScopes: ['Contact.User.Read'] },
      },
      expected: { status: [403] },
    });
    expect(answerOf('POST /topapi/v2/department/get')[0]?.answer).toMatchObject({
      errcode: 88,
      sub_code: '60011',
      sub_msg: 'string',
    });
  });
});

it('nothing of anybody is in a report: no secret, code, token, name, number or address', async () => {
  const { text, simulator } = await examine();
  const sent = simulator.requests.flatMap(({ url, body, headers }) => [
    /access_token=([^&]+)/.exec(url)?.[1],
    ...Object.values(body.startsWith('{') ? (JSON.parse(body) as Record<string, string>) : {}),
    headers['x-acs-dingtalk-access-token'],
  ]);
  const notInvented = sent.filter((value) => /^[0-9a-f]{32}$/.test(String(value)));
  expect(notInvented.length).toBeGreaterThan(5);
  const [person] = defaultPeople;
  const [organization] = defaultOrganizations;
  const { unionId: _, departmentIds, leads, roles, hiredDate, ...member } = organization?.members?.[0] ?? {};
  const values = [
    ...[...notInvented, ...Object.values(ENVIRONMENT)],
    ...[person?.unionId, person?.nick, person?.mobile, person?.email, organization?.name, '127.0.0.1'],
    ...[...Object.values(member).filter((value) => typeof value === 'string'), '爱好', hiredDate],
  ];
  expect(values.length).toBeGreaterThan(20);
  for (const value of values) expect(text).not.toContain(String(value));
});

describe('at a simulator that answers otherwise than DingTalk', () => {
  it('in ten ways at once, exactly those ten are named', async () => {
    let differences: Report['differences'] = [];
    const prepare = async (simulator: Simulator) => {
      differences = await giveOtherAnswers(simulator);
    };
    const { report } = await examine({ prepare });
    const byCall = (one: { call: string }, other: { call: string }) => one.call.localeCompare(other.call);
    expect(differences).toHaveLength(10);
    expect(report.differences.sort(byCall)).toEqual(differences.sort(byCall));
  });

  it('by a value that no enumeration has, that value is named', async () => {
    const { report } = await examine({
      prepare: (simulator) =>
        simulator.fail('getbyunionid', {
          body: { errcode: 0, errmsg: 'ok', result: { contact_type: 7, userid: 'u' }, request_id: 'r' },
        }),
    });
    expect(report.differences).toEqual([
      {
        ...{ call: 'POST /topapi/user/getbyunionid', at: 'result.contact_type' },
        ...{ difference: 'an unknown value', expected: '0 | 1', found: 7 },
      },
    ]);
  });

  it('by silence, the call has no answer', async () => {
    const { report } = await examine({ prepare: (simulator) => simulator.fail('me', { hangUp: true }, 2) });
    expect(report.differences).toEqual([
      { call: 'GET /v1.0/contact/users/me', at: '', difference: 'no answer' },
      { call: 'GET /v1.0/contact/users/me', at: '', difference: 'no answer' },
    ]);
  });
});

it('a gateway that quotes secrets where codes and names belong gets none of them into a report', async () => {
  const quoted = { code: ENVIRONMENT.DINGTALK_SSO_SECRET, message: 'm', requestid: 'r' };
  const { report, text, stdout } = await examine({
    prepare: (simulator) => {
      simulator.fail('corpToken', {
        status: 400,
        headers: { 'x-simulator-secret-of-no-value-anywhere': '1' },
        body: { ...quoted, [String(ENVIRONMENT.DINGTALK_CLIENT_SECRET)]: 1 },
      });
    },
  });
  expect(report.differences.length).toBeGreaterThan(0);
  for (const secret of [ENVIRONMENT.DINGTALK_SSO_SECRET, ENVIRONMENT.DINGTALK_CLIENT_SECRET]) {
    expect(text + stdout).not.toContain(secret);
  }
});

it('only calls to DingTalk are recorded, and only until the doctor is done', async () => {
  const [dingTalk, other] = [await startDingTalk(), await startDingTalk()];
  const recorder = record([dingTalk.origins.api]);
  const ask = (origin: string) => call(`${origin}/gettoken?appsecret=s3cret`);
  await ask(dingTalk.origins.api);
  await ask(other.origins.api);
  recorder.stop();
  await ask(dingTalk.origins.api);
  expect(recorder.calls).toMatchObject([
    {
      method: 'GET',
      path: '/gettoken',
      answer: { status: 200, contentType: 'application/json', isWhole: true },
    },
  ]);
  expect(recorder.calls[0]?.answer?.headerNames).toContain('server');
});

describe('whatever an answer is', () => {
  const asked = { method: 'POST', path: '/topapi/v2/user/get' };
  const reportOn = (body: string, status = 200, mayShow: (text: string) => boolean = () => true) => {
    const header = { headerNames: [], headers: {}, contentType: 'application/json' };
    const recorded = [{ ...asked, answer: { ...header, status, body, isWhole: true } }];
    return JSON.stringify(makeReport(recorded, { dingtalk: 'cn', checks: [] }, mayShow));
  };

  it('no text of it is in the report, but for words where words are expected', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 200, max: 599 }), (value, status) => {
        const marked = JSON.stringify(value, (_key, one) => (typeof one === 'string' ? `张三${one}` : one));
        expect(reportOn(marked, status)).not.toContain('张三');
      }),
    );
  });

  it('what must not be shown is not, not even as a code or the name of a field', () => {
    const body = JSON.stringify({ errcode: 'hunter2', hunter2: 1, result: { hunter2: 1 } });
    expect(reportOn(body, 200, (text) => !text.includes('hunter2'))).not.toContain('hunter2');
  });

  it('a field that nobody expects is not looked into', () => {
    const result = { 13800000000: { zhangsan: 'x' }, extra: ['zhangsan'] };
    const text = reportOn(JSON.stringify({ errcode: 0, errmsg: 'ok', result }));
    expect(text).toContain('"extra":"list"');
    expect(text).toContain('"(a name)":"object"');
    expect(text).not.toMatch(/zhangsan|13800000000/);
  });
});
