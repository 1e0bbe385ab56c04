import {
  defaultClient,
  type Simulator,
  type SimulatorAnswer,
  type SimulatorEndpoint,
} from '../../../lib/simulator/index.js';

/** One of the differences that a report lists. */
export interface Difference {
  call: string;
  at: string;
  difference: string;
  expected?: unknown;
  found?: unknown;
}

interface Bend {
  bend: string;
  at: SimulatorEndpoint;
  answer: SimulatorAnswer;
  difference: Difference;
}

const tokens = { accessToken: 'a'.repeat(32), refreshToken: 'b'.repeat(32), expireIn: 7200 };

/** Ways to bend a simulator, each with the difference that it is to show as. `token` is one of the simulator's own. */
const bendsWith = (token: string): readonly Bend[] => [
  {
    bend: 'a field more',
    at: 'accessToken',
    answer: { body: { accessToken: token, expireIn: 7200, tenant: 'somebody' } },
    difference: {
      ...{ call: 'POST /v1.0/oauth2/accessToken', at: 'tenant' },
      ...{ difference: 'a field more', found: 'string' },
    },
  },
  {
    bend: 'a number as a text',
    at: 'corpToken',
    answer: { body: { access_token: token, expires_in: '7200' } },
    difference: {
      ...{ call: 'POST /v1.0/oauth2/{corpId}/token', at: 'expires_in', difference: 'another type' },
      ...{ expected: 'number', found: 'string' },
    },
  },
  {
    bend: 'a field less',
    at: 'authScopes',
    answer: {
      body: {
        ...{ errcode: 0, errmsg: 'ok', auth_user_field: ['name', 'email', 'mobile'] },
        auth_org_scopes: { authed_dept: [1], authed_user: [] },
      },
    },
    difference: {
      ...{ call: 'GET /auth/scopes', at: 'condition_field', difference: 'a field less' },
      expected: ['word'],
    },
  },
  {
    bend: 'an unknown code',
    at: 'getbyunionid',
    answer: { body: { errcode: 770077, errmsg: 'of tomorrow', request_id: 'r' } },
    difference: {
      ...{ call: 'POST /topapi/user/getbyunionid', at: 'code', difference: 'an unknown code' },
      found: '770077',
    },
  },
  {
    bend: 'another status for an error of the old gateway',
    at: 'userGet',
    answer: { status: 404, body: { errcode: 33012, errmsg: '无效的USERID', request_id: 'r' } },
    difference: {
      ...{ call: 'POST /topapi/v2/user/get', at: 'status', difference: 'a code with another status' },
      ...{ expected: [200], found: '33012 with 404' },
    },
  },
  {
    bend: 'one object for a list of one',
    at: 'departmentGet',
    answer: {
      body: {
        ...{ errcode: 0, errmsg: 'ok', request_id: 'r' },
        result: { dept_id: 1, name: 'n', dept_manager_userid_list: {} },
      },
    },
    difference: {
      ...{ call: 'POST /topapi/v2/department/get', at: 'result.dept_manager_userid_list' },
      ...{ difference: 'another type', expected: 'list', found: 'object' },
    },
  },
  {
    bend: 'HTTP 200 for an error',
    at: 'ssoAccessToken',
    answer: { body: { requestid: 'R', code: 'invalidClientIdOrSecret', message: '无效' } },
    difference: {
      ...{ call: 'POST /v1.0/oauth2/ssoAccessToken', at: 'status', difference: 'a code with another status' },
      ...{ expected: [400], found: 'invalidClientIdOrSecret with 200' },
    },
  },
  {
    bend: 'null for what is absent',
    at: 'userAccessToken',
    answer: { body: { ...tokens, corpId: null } },
    difference: {
      ...{ call: 'POST /v1.0/oauth2/userAccessToken', at: 'corpId', difference: 'another type' },
      ...{ expected: 'string', found: 'null' },
    },
  },
  {
    bend: 'another type of content',
    at: 'me',
    answer: {
      headers: { 'content-type': 'text/plain;charset=utf-8' },
      body: { nick: 'n', unionId: 'nobody', openId: 'o', visitor: false },
    },
    difference: {
      ...{ call: 'GET /v1.0/contact/users/me', at: 'header content-type', difference: 'another type' },
      ...{ expected: 'application/json', found: 'text/plain' },
    },
  },
  {
    bend: 'what is no JSON',
    at: 'userAccessToken',
    answer: { body: '{"accessToken":' },
    difference: { call: 'POST /v1.0/oauth2/userAccessToken', at: '', difference: 'not JSON' },
  },
];

export const bends = bendsWith('');

/** All of them unless one is named. */
export async function applyBends(simulator: Simulator, name?: string): Promise<void> {
  const answer = await fetch(`${simulator.origins.api}/v1.0/oauth2/accessToken`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appKey: defaultClient.clientId, appSecret: defaultClient.clientSecret }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  for (const { bend, at, answer } of bendsWith(accessToken)) {
    if (name === undefined || name === bend) simulator.fail(at, answer);
  }
}
