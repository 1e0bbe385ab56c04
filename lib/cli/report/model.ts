import * as paths from '../../dingtalk/endpoints.js';
import type { Shape } from './shape.js';

/** Fields of one type by their names, as a {@link Shape} has them. */
function all(type: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}

const appToken = { accessToken: 'string', expireIn: 'number' };

/** The old gateway's envelope. */
const success = { errcode: '0', ...all('string', 'errmsg request_id?') };

const answers: Readonly<Record<string, Shape>> = {
  [`POST ${paths.appAccessTokenPath}`]: appToken,
  [`POST ${decodeURIComponent(paths.corpTokenPath('{corpId}'))}`]: {
    access_token: 'string',
    expires_in: 'number',
  },
  [`POST ${paths.ssoAccessTokenPath}`]: appToken,
  [`POST ${paths.userAccessTokenPath}`]: { ...appToken, ...all('string', 'refreshToken corpId?') },
  [`GET ${paths.mePath}`]: {
    ...all('string', 'nick unionId openId avatarUrl? mobile? stateCode? email?'),
    'visitor?': 'boolean',
  },
  [`GET ${paths.appScopesPath}`]: {
    ...{ ...success, auth_user_field: ['word'], condition_field: ['word'] },
    auth_org_scopes: { authed_dept: ['number'], authed_user: ['string'] },
  },
  [`POST ${paths.userByUnionIdPath}`]: { ...success, result: { contact_type: '0 | 1', userid: 'string' } },
  [`POST ${paths.memberPath}`]: {
    ...success,
    result: {
      ...all('string', 'userid unionid name avatar? state_code? mobile? telephone? job_number? title?'),
      ...all('string', 'email? org_email? work_place? extension? manager_userid? remark?'),
      ...all('boolean', 'active hide_mobile? real_authed? senior? admin? boss? exclusive_account?'),
      ...{ dept_id_list: ['number'], 'hired_date?': 'number', 'union_emp_ext?': 'opaque' },
      'dept_order_list?': [{ dept_id: 'number', order: 'number' }],
      'leader_in_dept?': [{ dept_id: 'number', leader: 'boolean' }],
      'role_list?': [{ id: 'number', name: 'string', group_name: 'string' }],
    },
  },
  [`POST ${paths.departmentPath}`]: {
    ...success,
    result: {
      ...all('number', 'dept_id parent_id? order?'),
      ...all('boolean', 'auto_add_user? create_dept_group? hide_dept? outer_dept?'),
      ...{ name: 'string', 'dept_manager_userid_list?': ['string'] },
    },
  },
};

const newRefusal: Shape = {
  ...{ code: 'word', message: 'string', requestid: 'string' },
  'accessdenieddetail?': { requiredScopes: ['word'] },
};

/** A refusal of the old gateway: of the service itself, or wrapped into 88 by what stands before it. */
const oldRefusal: Shape = {
  ...all('word', 'errcode sub_code?'),
  ...all('string', 'errmsg request_id? sub_msg?'),
};

/** What a call is expected to answer. */
export function modelOf(method: string, path: string) {
  // Without anybody's corpId.
  const call = `${method} ${path.replace(/^(\/v1\.0\/oauth2\/)[^/]+(\/token)$/, '$1{corpId}$2')}`;
  const success = answers[call];
  if (!success) throw new Error(`The report has no model of ${call}`);
  const isNew = path.startsWith('/v1.0/');
  return { call, isNew, success, refusal: isNew ? newRefusal : oldRefusal };
}

/** HTTP statuses, each with the new gateway's codes that come with it, in lower case. */
const statuses: readonly (readonly [status: number, code: RegExp])[] = [
  [400, /^invalidparameter\.authcode\.notfound$|^(?:invalidclientidorsecret|invalid\.client)$/],
  [400, /^(?:authenticationfailed\.missingparameter|unsupported\.grant\.type|missing\w+)$/],
  [400, /^(?:invalidauthentication|accesstoken\.expired|invalidcode|invalidtoken)$/],
  [401, /^unauthorized\.client$/],
  [403, /^forbidden\.accessdenied\.(?:accesstokenpermissiondenied|ipnotinwhitelist)$/],
  [403, /^forbidden\.accessdenied\.(?:apicountlimitfororg$|qp[sm]limit)/],
  [404, /^(?:invalidparameter\.user\.notfound|invalidaction\.notfound)$/],
  [409, /^invalidcode$/],
  [429, /^(?:system\.busy|systembusy)$/],
  [500, /^(?:unknownerror|server\.error)$/],
  [503, /^servicebusy$/],
];

/** The statuses that a code comes with; `undefined` where nobody has noted one. */
export function statusesOf(isNew: boolean, code: string | undefined): number[] | undefined {
  if (code === undefined) return undefined;
  if (!isNew) return [200];
  const found = statuses.flatMap(([status, codes]) => (codes.test(code.toLowerCase()) ? [status] : []));
  return found.length > 0 ? found : undefined;
}
