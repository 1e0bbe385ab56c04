import { createHash } from 'node:crypto';
import {
  failure,
  ipNotAllowed,
  missingPermission,
  type OldReply,
  oldGateway,
  spellAsDocumented,
  success,
} from '../gateway/old.js';
import { readForm, readJsonObject } from '../gateway/request.js';
import { type Client, mayCallFrom } from '../world/clients.js';
import type { AppGrant, Grants } from '../world/codes-and-tokens.js';
import type { Directory, Entry } from '../world/directory.js';
import { absoluteAvatarUrl, type Call, type DingTalk, type Request, tokenInQuery } from './call.js';

/** What every call to the directory is answered from. */
interface Question {
  readonly client: Client;
  /** Absent for the app of no organization. */
  readonly directory: Directory | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly token: AppGrant;
  readonly dingtalk: DingTalk;
  readonly origin: string;
}

/** A call of the old gateway, after the checks that it makes before any of them. */
function directoryCall(permission: string | undefined, reply: (question: Question) => OldReply): Call {
  return (dingtalk, request) => {
    const answer = check(dingtalk, request, permission, reply);
    return oldGateway(dingtalk.setup.stringly ? spellAsDocumented(answer) : answer);
  };
}

function check(
  dingtalk: DingTalk,
  request: Request,
  permission: string | undefined,
  reply: (question: Question) => OldReply,
): OldReply {
  const { setup, grants } = dingtalk;
  const { headers, body, address, origin } = request;
  const given = tokenInQuery(request);
  if (!given) return failure(40000);
  const token = grants.appTokens.look(given);
  const client = token && setup.clients.get(token.clientId);
  if (!client) return failure(40014);
  if (client.stopped) return failure(50003);
  if (!mayCallFrom(client, address)) return ipNotAllowed(client.clientId, address);
  if (permission !== undefined && !client.permissions.includes(permission))
    return missingPermission(client.clientId, permission);
  const type = headers['content-type'];
  const fields = readForm(type, body) ?? readJsonObject(type, body) ?? {};
  const directory = token.corpId === undefined ? undefined : setup.directories.get(token.corpId);
  return reply({ client, directory, fields, token, dingtalk, origin });
}

/** `auth/scopes`: without the envelope that the `topapi/` calls have. Its permission is one that every app has. */
export const authScopes: Call = directoryCall(undefined, ({ client }) => {
  const { contactScope, permissions, thirdParty } = client;
  const has = (permission: string) => !thirdParty && permissions.includes(permission);
  return {
    errcode: 0,
    errmsg: 'ok',
    auth_user_field: [
      'name',
      'avatar',
      ...(has('fieldEmail') ? ['email'] : []),
      ...(has('fieldMobile') ? ['mobile'] : []),
    ],
    condition_field: [],
    auth_org_scopes: { authed_dept: contactScope.departmentIds, authed_user: contactScope.userIds },
  };
});

/** `topapi/user/getbyunionid` */
export const getByUnionId: Call = directoryCall('qyapi_get_member', ({ directory, fields: { unionid } }) => {
  if (typeof unionid !== 'string' || unionid === '') return failure(400002, ': unionid');
  const member = directory?.memberOfUnionId(unionid);
  if (!member || member.left) return failure(60121);
  return success({ contact_type: member.external ? 1 : 0, userid: member.userId });
});

/** `topapi/v2/user/get`. Its `language` changes nothing: the simulator's names are in one language. */
export const userGet: Call = directoryCall('qyapi_get_member', (question) => {
  const { directory, client, dingtalk, origin } = question;
  const { userid } = question.fields;
  if (typeof userid !== 'string' || userid === '') return failure(400002, ': userid');
  const member = directory?.memberOfUserId(userid);
  if (!directory || !member) {
    const others = [...dingtalk.setup.directories.values()];
    const isKnownElsewhere = others.some((other) => other.memberOfUserId(userid));
    return isKnownElsewhere ? failure(60121) : failure(33012);
  }
  // An external contact is in the directory, but is no user.
  if (member.left || member.external) return failure(60121);
  if (member.outOfScope || !directory.includesMember(client.contactScope, member)) return failure(50002);
  return success(describe(member, client, origin));
});

function describe(member: Entry, client: Client, origin: string): Record<string, unknown> {
  const { departmentIds, departmentOrders, leads, roles, avatarUrl } = member;
  const seesAddresses = !client.thirdParty;
  const orders = new Map(departmentOrders.map(({ id, order }) => [id, order]));
  // A value that is undefined leaves no key in JSON: an absent field is absent, as at DingTalk.
  return {
    userid: member.userId,
    unionid: member.unionId,
    name: member.name,
    avatar: absoluteAvatarUrl(avatarUrl, origin),
    state_code: member.stateCode,
    mobile: seesAddresses && client.permissions.includes('fieldMobile') ? member.mobile : undefined,
    hide_mobile: false,
    telephone: member.telephone,
    job_number: member.jobNumber,
    title: member.title,
    email: seesAddresses && client.permissions.includes('fieldEmail') ? member.email : undefined,
    org_email: seesAddresses ? member.orgEmail : undefined,
    work_place: member.workPlace,
    dept_id_list: departmentIds,
    dept_order_list: departmentIds.map((id) => ({ dept_id: id, order: orders.get(id) ?? madeUpOrder(id) })),
    leader_in_dept: departmentIds.map((id) => ({ dept_id: id, leader: leads.includes(id) })),
    role_list: roles.map(({ id, name, groupName }) => ({ id, name, group_name: groupName })),
    extension: member.extension,
    hired_date: member.hiredDate,
    active: member.active,
    real_authed: true,
    senior: member.senior,
    admin: member.admin,
    boss: member.boss,
    exclusive_account: member.exclusiveAccount,
    manager_userid: member.manager,
    union_emp_ext: {},
  };
}

/** As large as DingTalk's, which start at 176 quadrillion: not what a double holds to the last digit. */
function madeUpOrder(departmentId: number): number {
  return 176_294_576_350_761_000 + departmentId;
}

/** `topapi/v2/department/get` */
export const departmentGet: Call = directoryCall('qyapi_get_department_list', (question) => {
  const { directory, client } = question;
  // A form has no numbers.
  const given = question.fields.dept_id;
  const id = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return failure(400002, ': dept_id');
  const department = directory?.departments.get(id);
  if (!directory || !department) return failure(60003);
  if (!directory.includesDepartment(client.contactScope, id)) return failure(50004);
  return success({
    dept_id: id,
    name: department.name,
    parent_id: department.parentId,
    order: id,
    auto_add_user: true,
    create_dept_group: true,
    hide_dept: false,
    outer_dept: false,
    dept_manager_userid_list: directory.leadersOf(id),
  });
});

const OWNER = 100;
const MAIN_ADMINISTRATOR = 1;

/**
 * `topapi/v2/user/getuserinfo`, for the codes of `dd.requestAuthCode` in a page and `dd.getAuthCode` in a mini program.
 * Whatever is wrong with a code, there is one refusal.
 */
export const getUserInfo: Call = directoryCall(undefined, ({ directory, fields, token, dingtalk }) => {
  const { code } = fields;
  if (typeof code !== 'string' || code === '') return failure(400002, ': code');
  const unionId = spendInAppCode(dingtalk.grants, code, token);
  const member = unionId === undefined ? undefined : directory?.memberOfUnionId(unionId);
  if (!member || member.left) return failure(40078);
  const { userId, name, admin, boss } = member;
  return success({
    userid: userId,
    unionid: unionId,
    associated_unionid: digest('associated', member.unionId),
    device_id: digest('device', member.unionId),
    name,
    sys: admin || boss,
    sys_level: boss ? OWNER : admin ? MAIN_ADMINISTRATOR : 0,
  });
});

/** The unionId behind a code. A token of another app or organization leaves the code as it was. */
function spendInAppCode({ inAppCodes }: Grants, code: string, token: AppGrant): string | undefined {
  if (inAppCodes.look(code)?.corpId !== token.corpId) return undefined;
  return inAppCodes.spend(code, token.clientId)?.unionId;
}

function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
