import * as paths from '../../dingtalk/endpoints.js';
import { classify } from '../../dingtalk/error-codes.js';
import type { Shape } from './shape.js';

/** What a call is expected to answer. */
export interface CallModel {
  method: 'GET' | 'POST';
  /** As a report shows it, without anybody's corpId. */
  path: string;
  gateway: 'new' | 'old';
  success: Shape;
}

const appToken = { accessToken: 'string', expireIn: 'number' };

/** The old gateway's envelope. */
const success = { errcode: '0', errmsg: 'string', 'request_id?': 'string' };

const corpId = '{corpId}';

const calls: readonly CallModel[] = [
  { method: 'POST', path: paths.appAccessTokenPath, gateway: 'new', success: appToken },
  {
    method: 'POST',
    path: paths.corpTokenPath(corpId).replace(encodeURIComponent(corpId), corpId),
    gateway: 'new',
    success: { access_token: 'string', expires_in: 'number' },
  },
  { method: 'POST', path: paths.ssoAccessTokenPath, gateway: 'new', success: appToken },
  {
    method: 'POST',
    path: paths.userAccessTokenPath,
    gateway: 'new',
    success: { accessToken: 'string', refreshToken: 'string', expireIn: 'number', 'corpId?': 'string' },
  },
  {
    method: 'GET',
    path: paths.mePath,
    gateway: 'new',
    success: {
      ...{ nick: 'string', unionId: 'string', openId: 'string', 'avatarUrl?': 'string' },
      ...{ 'mobile?': 'string', 'stateCode?': 'string', 'email?': 'string', 'visitor?': 'boolean' },
    },
  },
  {
    method: 'GET',
    path: paths.appScopesPath,
    gateway: 'old',
    success: {
      ...{ ...success, auth_user_field: ['word'], condition_field: ['word'] },
      auth_org_scopes: { authed_dept: ['number'], authed_user: ['string'] },
    },
  },
  {
    method: 'POST',
    path: paths.userByUnionIdPath,
    gateway: 'old',
    success: { ...success, result: { contact_type: '0 | 1', userid: 'string' } },
  },
  {
    method: 'POST',
    path: paths.memberPath,
    gateway: 'old',
    success: {
      ...success,
      result: {
        ...{ userid: 'string', unionid: 'string', name: 'string', 'avatar?': 'string' },
        ...{ 'state_code?': 'string', 'mobile?': 'string', 'hide_mobile?': 'boolean' },
        ...{ 'telephone?': 'string', 'job_number?': 'string', 'title?': 'string', 'email?': 'string' },
        ...{ 'org_email?': 'string', 'work_place?': 'string', dept_id_list: ['number'] },
        'dept_order_list?': [{ dept_id: 'number', order: 'number' }],
        'leader_in_dept?': [{ dept_id: 'number', leader: 'boolean' }],
        'role_list?': [{ id: 'number', name: 'string', group_name: 'string' }],
        ...{ 'extension?': 'string', 'hired_date?': 'number', active: 'boolean' },
        ...{ 'real_authed?': 'boolean', 'senior?': 'boolean', 'admin?': 'boolean', 'boss?': 'boolean' },
        ...{ 'exclusive_account?': 'boolean', 'manager_userid?': 'string' },
        ...{ 'union_emp_ext?': 'opaque', 'remark?': 'string' },
      },
    },
  },
  {
    method: 'POST',
    path: paths.departmentPath,
    gateway: 'old',
    success: {
      ...success,
      result: {
        ...{ dept_id: 'number', name: 'string', 'parent_id?': 'number', 'order?': 'number' },
        ...{ 'auto_add_user?': 'boolean', 'create_dept_group?': 'boolean', 'hide_dept?': 'boolean' },
        ...{ 'outer_dept?': 'boolean', 'dept_manager_userid_list?': ['string'] },
      },
    },
  },
];

/** A refusal of the new gateway. */
const newRefusal: Shape = {
  ...{ code: 'word', message: 'string', requestid: 'string' },
  'accessdenieddetail?': { requiredScopes: ['word'] },
};

/** A refusal of the old gateway: of the service itself, or wrapped into 88 by what stands before it. */
const oldRefusal: Shape = {
  ...{ errcode: 'word', errmsg: 'string', 'request_id?': 'string', 'sub_code?': 'word' },
  'sub_msg?': 'string',
};

export function refusalOf({ gateway }: CallModel): Shape {
  return gateway === 'new' ? newRefusal : oldRefusal;
}

export function modelOf(method: string, path: string): CallModel | undefined {
  return calls.find((call) => call.method === method && matches(call.path, path));
}

function matches(template: string, path: string): boolean {
  const [head = '', tail] = template.split(corpId);
  if (tail === undefined) return template === path;
  const middle = path.slice(head.length, -tail.length);
  return path.startsWith(head) && path.endsWith(tail) && middle !== '' && !middle.includes('/');
}

/** HTTP statuses that the new gateway's codes come with, by the code in lower case. */
const statuses: Readonly<Record<string, readonly number[]>> = {
  'invalidparameter.authcode.notfound': [400],
  invalidclientidorsecret: [400],
  'invalid.client': [400],
  'unauthorized.client': [401],
  'unsupported.grant.type': [400],
  unknownerror: [500],
  'server.error': [500],
  'authenticationfailed.missingparameter': [400],
  invalidauthentication: [400],
  'accesstoken.expired': [400],
  'forbidden.accessdenied.accesstokenpermissiondenied': [403],
  'forbidden.accessdenied.ipnotinwhitelist': [403],
  'forbidden.accessdenied.apicountlimitfororg': [403],
  'invalidparameter.user.notfound': [404],
  'invalidaction.notfound': [404],
  invalidcode: [400, 409],
  invalidtoken: [400],
  'system.busy': [429],
  systembusy: [429],
  servicebusy: [503],
};

/** The statuses that a code comes with; `undefined` where nobody has noted one. */
export function statusesOf({ gateway }: CallModel, code: string): readonly number[] | undefined {
  if (gateway === 'old') return [200];
  const lower = code.toLowerCase();
  if (Object.hasOwn(statuses, lower)) return statuses[lower];
  if (/^missing\w+$/.test(lower)) return [400];
  return /^forbidden\.accessdenied\.qp[sm]limit/.test(lower) ? [403] : undefined;
}

export function isExpectedCode(call: CallModel, code: string): boolean {
  return classify(code) !== undefined || (call.gateway === 'new' && statusesOf(call, code) !== undefined);
}
