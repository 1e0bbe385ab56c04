import { describe, expect, onTestFinished, vi } from 'vitest';
import { ROUTES } from '../../../lib/simulator/gateway/routes.js';
import type { SimulatorEndpoint } from '../../../lib/simulator/index.js';
import {
  appToken,
  ask,
  DIRECTORY_PATHS,
  type DirectoryCall,
  it,
  postCorpToken,
  startDirectory,
} from '../helpers/directory.js';
import { APP, call, codeFor, getMe, LIN, parsed, postToken, refusal, signIn, TEA } from '../helpers/start.js';

const CALLS = Object.keys(DIRECTORY_PATHS) as DirectoryCall[];
const BODIES = {
  getbyunionid: { unionid: LIN.unionId },
  userGet: { userid: 'tea-lin' },
  departmentGet: { dept_id: 1 },
};

/** A failure of the gateway, as it wraps them. */
function wrapped(code: number, message: string) {
  return {
    errcode: 88,
    sub_code: String(code),
    sub_msg: message,
    errmsg: `ding talk error[subcode=${code},submsg=${message}]`,
    request_id: expect.stringMatching(/^[0-9a-z]{13}$/),
  };
}

function local(url: string, localAddress: string, options: Parameters<typeof call>[1] = {}) {
  return call(url, { ...options, localAddress });
}

describe.each(CALLS)('the old gateway, asked for %s', (endpoint) => {
  const path = DIRECTORY_PATHS[endpoint];
  const body = BODIES[endpoint];

  it('takes a form, with the token in it or in the query', async ({ simulator }) => {
    const token = await appToken(simulator);
    const fields = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' };
    const inBody = await call(simulator.origins.oapi + path, {
      method: 'POST',
      headers,
      body: new URLSearchParams([...fields, ['access_token', token]]).toString(),
    });
    const inQuery = await call(`${simulator.origins.oapi}${path}?access_token=${token}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields).toString(),
    });
    for (const answer of [inBody, inQuery]) expect(JSON.parse(answer.body)).toMatchObject({ errcode: 0 });
  });

  it('does not see a token in a header or in JSON', async ({ simulator }) => {
    const token = await appToken(simulator);
    const answer = await call(simulator.origins.oapi + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-acs-dingtalk-access-token': token,
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ ...body, access_token: token }),
    });
    expect(parsed(answer)).toEqual({ status: 200, ...wrapped(40000, 'access_token is blank') });
  });

  it('refuses tokens that are not an app’s', async ({ simulator }) => {
    const { accessToken } = await signIn(simulator);
    for (const token of ['0'.repeat(32), accessToken]) {
      expect(await ask(simulator, endpoint, body, token)).toEqual(wrapped(40014, '不合法的access_token'));
    }
  });

  it('says which permission is missing and where to ask for it', async () => {
    const simulator = await startDirectory({ clients: [{ ...APP, permissions: ['Contact.User.Read'] }] });
    const scope = endpoint === 'departmentGet' ? 'qyapi_get_department_list' : 'qyapi_get_member';
    const link = `https://open-dev.dingtalk.com/appscope/apply?content=${APP.clientId}%23${scope}`;
    const message = `应用尚未开通所需的权限：[${scope}]，点击链接申请并开通即可：${link}, {requiredScopes=[${scope}]}`;
    expect(await ask(simulator, endpoint, body)).toEqual(wrapped(60011, message));
  });

  it('is held back by an IP list', async () => {
    const simulator = await startDirectory({ clients: [{ ...APP, allowedIps: ['127.0.0.2', '10.0.0.1'] }] });
    const url = `${simulator.origins.oapi}${path}?access_token=${await appToken(simulator)}`;
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const refused = await local(url, '127.0.0.3', options);
    const message = '访问ip不在白名单之中,request ip=127.0.0.3 appKey(ding-app)';
    expect(parsed(refused)).toEqual({ status: 200, ...wrapped(60020, message) });
    expect(JSON.parse((await local(url, '127.0.0.2', options)).body)).toMatchObject({ errcode: 0 });
  });
});

describe('the old gateway', () => {
  it.each(['{', '[]', '"x"', 'null', ''])('takes the body %j as one without fields', async (text) => {
    const simulator = await startDirectory();
    const url = `${simulator.origins.oapi}${DIRECTORY_PATHS.userGet}?access_token=${await appToken(simulator)}`;
    const answer = await call(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    expect(JSON.parse(answer.body)).toMatchObject({ errcode: 400002 });
  });
});

describe('an IP list', () => {
  it('holds back contact/users/me with 403, and no fetch of a token', async () => {
    const simulator = await startDirectory({ clients: [{ ...APP, allowedIps: ['127.0.0.2'] }] });
    const { accessToken } = await signIn(simulator);
    expect(parsed(await getMe(simulator, accessToken))).toEqual(
      refusal(
        403,
        'Forbidden.AccessDenied.IpNotInWhiteList',
        expect.stringContaining('request ip=127.0.0.1 appKey('),
      ),
    );
    const headers = { 'x-acs-dingtalk-access-token': accessToken };
    const url = `${simulator.origins.api}/v1.0/contact/users/me`;
    expect((await local(url, '127.0.0.2', { headers })).status).toBe(200);
    expect((await postCorpToken(simulator, TEA.corpId)).status).toBe(200);
  });
});

describe('the documentation’s spelling', () => {
  it('makes strings of numbers and booleans, and an object of a list of one', async () => {
    const simulator = await startDirectory({ stringly: true });
    expect(await ask(simulator, 'getbyunionid', { unionid: LIN.unionId })).toMatchObject({
      errcode: '0',
      result: { contact_type: '0', userid: 'tea-lin' },
    });
    const lin = await ask(simulator, 'userGet', { userid: 'tea-lin' });
    expect(lin).toMatchObject({
      errcode: '0',
      result: {
        name: '林经理',
        dept_id_list: '[30,20]',
        leader_in_dept: [
          { dept_id: '30', leader: 'false' },
          { dept_id: '20', leader: 'true' },
        ],
        hired_date: '1614556800000',
        active: 'false',
        admin: 'true',
        extension: '{"爱好":"品茶","年龄\\"":24}',
      },
    });
    const boss = await ask(simulator, 'userGet', { userid: 'tea-boss' });
    expect(boss.result).toMatchObject({
      dept_id_list: '[1]',
      leader_in_dept: { dept_id: '1', leader: 'true' },
      dept_order_list: { dept_id: '1', order: expect.stringMatching(/^\d{18}$/) },
      role_list: [],
    });
    expect(await ask(simulator, 'departmentGet', { dept_id: 20 })).toMatchObject({
      result: { dept_id: '20', parent_id: '1', dept_manager_userid_list: ['tea-lin'] },
    });
  });

  it('is that of failures too', async () => {
    const simulator = await startDirectory({ stringly: true });
    expect(await ask(simulator, 'getbyunionid', { unionid: 'x' })).toMatchObject({ errcode: '60121' });
    expect(await ask(simulator, 'getbyunionid', {}, 'dead')).toMatchObject({
      errcode: '88',
      sub_code: '40014',
    });
    simulator.throttle('userGet');
    expect(await ask(simulator, 'userGet', {})).toMatchObject({ errcode: '88', sub_code: '90018' });
  });
});

describe.each(ROUTES.filter(({ host }) => host !== 'login'))('the call $endpoint', (route) => {
  const { method, path } = route;
  const endpoint = route.endpoint as Exclude<SimulatorEndpoint, 'authorize'>;

  it('is throttled in the grammar of its gateway, so many times', async ({ simulator }) => {
    simulator.throttle(endpoint, 2);
    const answers = [];
    for (let index = 0; index < 3; index += 1) {
      const { status, body } = await call(simulator.origins.api + path, { method });
      const { code, sub_code, errcode } = JSON.parse(body);
      answers.push([status, code ?? sub_code ?? errcode]);
    }
    const throttled = path.startsWith('/v1.0')
      ? [403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi']
      : [200, '90018'];
    expect(answers.slice(0, 2)).toEqual([throttled, throttled]);
    expect(answers[2]).not.toEqual(throttled);
  });

  it('is found by its own method only', async ({ simulator }) => {
    const answer = await call(simulator.origins.api + path, { method: 'PUT' });
    expect(JSON.parse(answer.body)).toMatchObject(
      path.startsWith('/v1.0')
        ? { code: 'InvalidAction.NotFound' }
        : { errcode: path.startsWith('/topapi') ? 22 : 404 },
    );
  });
});

describe('a limit of calls in a second', () => {
  it('is each app’s for each call, in the grammar of its gateway, and spends nothing', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const simulator = await startDirectory({ limits: { perSecond: 2 } });
    const token = await appToken(simulator);
    const find = async () =>
      (await ask(simulator, 'getbyunionid', BODIES.getbyunionid, token)).sub_code ?? 'ok';
    expect([await find(), await find(), await find()]).toEqual(['ok', 'ok', '90018']);
    expect((await ask(simulator, 'userGet', BODIES.userGet, token)).errcode).toBe(0);
    const codes = [codeFor(simulator), codeFor(simulator), codeFor(simulator)];
    const answers = [];
    for (const code of codes) answers.push(await postToken(simulator, { code }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403]);
    expect(answers[2]?.body).toContain('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
    const others = await postToken(simulator, { code: codes[2], clientId: 'other' });
    expect(others.body).toContain('invalidClient');
    vi.advanceTimersByTime(999);
    expect([await find(), (await postToken(simulator, { code: codes[2] })).status]).toEqual(['90018', 403]);
    vi.advanceTimersByTime(1);
    expect([await find(), (await postToken(simulator, { code: codes[2] })).status]).toEqual(['ok', 200]);
  });
});

describe('a stopped app', () => {
  it('gets a token, and no answer for it', async () => {
    const simulator = await startDirectory({ clients: [{ ...APP, stopped: true }] });
    expect(await ask(simulator, 'getbyunionid', BODIES.getbyunionid)).toMatchObject({
      errcode: 88,
      sub_code: '50003',
    });
  });
});
