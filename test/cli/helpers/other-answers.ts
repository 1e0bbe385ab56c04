import type { Report } from '../../../lib/cli/report/report.js';
import {
  defaultClient,
  type Simulator,
  type SimulatorAnswer,
  type SimulatorEndpoint,
} from '../../../lib/simulator/index.js';

type Difference = Report['differences'][number];
type OtherAnswer = [at: SimulatorEndpoint, answer: SimulatorAnswer, difference: Difference];

const tokens = { accessToken: 'a'.repeat(32), refreshToken: 'b'.repeat(32), expireIn: 7200 };
const well = { errcode: 0, errmsg: 'ok' };
const another = { difference: 'another type' } as const;

/** Answers that differ from DingTalk's, each with the difference that it is to show as. `token` is one of the simulator's own. */
const otherAnswers = (token: string): readonly OtherAnswer[] => [
  [
    'accessToken',
    { body: { accessToken: token, expireIn: 7200, tenant: 'somebody' } },
    { call: 'POST /v1.0/oauth2/accessToken', at: 'tenant', difference: 'a field more', found: 'string' },
  ],
  [
    'corpToken',
    { body: { access_token: token, expires_in: '7200' } },
    {
      ...{ call: 'POST /v1.0/oauth2/{corpId}/token', at: 'expires_in' },
      ...{ ...another, expected: 'number', found: 'string' },
    },
  ],
  [
    'authScopes',
    {
      body: {
        ...{ ...well, auth_user_field: ['name', 'email', 'mobile'] },
        auth_org_scopes: { authed_dept: [1], authed_user: [] },
      },
    },
    { call: 'GET /auth/scopes', at: 'condition_field', difference: 'a field less', expected: ['word'] },
  ],
  [
    'getbyunionid',
    { body: { errcode: 770077, errmsg: 'of tomorrow', request_id: 'r' } },
    { call: 'POST /topapi/user/getbyunionid', at: 'code', difference: 'an unknown code', found: '770077' },
  ],
  [
    'userGet',
    { status: 404, body: { errcode: 33012, errmsg: '无效的USERID', request_id: 'r' } },
    {
      ...{ call: 'POST /topapi/v2/user/get', at: 'status', difference: 'a code with another status' },
      ...{ expected: [200], found: '33012 with 404' },
    },
  ],
  [
    'departmentGet',
    { body: { ...well, request_id: 'r', result: { dept_id: 1, name: 'n', dept_manager_userid_list: {} } } },
    {
      ...{ call: 'POST /topapi/v2/department/get', at: 'result.dept_manager_userid_list' },
      ...{ ...another, expected: 'list', found: 'object' },
    },
  ],
  [
    'ssoAccessToken',
    { body: { requestid: 'R', code: 'invalidClientIdOrSecret', message: '无效' } },
    {
      ...{ call: 'POST /v1.0/oauth2/ssoAccessToken', at: 'status', difference: 'a code with another status' },
      ...{ expected: [400], found: 'invalidClientIdOrSecret with 200' },
    },
  ],
  [
    'userAccessToken',
    { body: { ...tokens, corpId: null } },
    {
      ...{ call: 'POST /v1.0/oauth2/userAccessToken', at: 'corpId' },
      ...{ ...another, expected: 'string', found: 'null' },
    },
  ],
  [
    'me',
    {
      headers: { 'content-type': 'text/plain;charset=utf-8' },
      body: { nick: 'n', unionId: 'nobody', openId: 'o', visitor: false },
    },
    {
      ...{ call: 'GET /v1.0/contact/users/me', at: 'header content-type' },
      ...{ ...another, expected: 'application/json', found: 'text/plain' },
    },
  ],
  [
    'userAccessToken',
    { body: '{"accessToken":' },
    { call: 'POST /v1.0/oauth2/userAccessToken', at: '', difference: 'not JSON' },
  ],
];

/** Has a simulator give all these answers, and returns the differences. */
export async function giveOtherAnswers(simulator: Simulator): Promise<Difference[]> {
  const answer = await fetch(`${simulator.origins.api}/v1.0/oauth2/accessToken`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appKey: defaultClient.clientId, appSecret: defaultClient.clientSecret }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  return otherAnswers(accessToken).map(([at, answer, difference]) => {
    simulator.fail(at, answer);
    return difference;
  });
}
