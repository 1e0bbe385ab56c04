import { failure, type OldReply, success } from '../gateway/old.js';
import type { Client } from '../world/clients.js';
import type { Directory, Member } from '../world/directory.js';

/** Who asks, and what they may see: what every call to the directory is answered from. */
export interface Asked {
  readonly client: Client;
  /** Absent for the app of no organization. */
  readonly directory: Directory | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Completes paths of pictures. */
  readonly origin: string;
  /** Whose in-app code it is; nobody's if it is not for this app and organization. */
  readonly spendInAppCode: (code: string) => string | undefined;
  /** Whether some other organization has a member of that userId. */
  readonly isKnownElsewhere: (userId: string) => boolean;
}

/** `topapi/user/getbyunionid` */
export function getByUnionId({ directory, fields }: Asked): OldReply {
  const { unionid } = fields;
  if (typeof unionid !== 'string' || unionid === '') return invalidParameter('unionid');
  const member = directory?.memberOfUnionId(unionid);
  if (!member || member.left) return userNotFound();
  return success({ contact_type: member.external ? 1 : 0, userid: member.userId });
}

/** `topapi/v2/user/get`. Its `language` changes nothing: the simulator's names are in one language. */
export function userGet({ directory, fields, client, origin, isKnownElsewhere }: Asked): OldReply {
  const { userid } = fields;
  if (typeof userid !== 'string' || userid === '') return invalidParameter('userid');
  const member = directory?.memberOfUserId(userid);
  if (!member) return isKnownElsewhere(userid) ? userNotFound() : failure(33012, '无效的USERID');
  // An external contact is in the directory, but is no user.
  if (member.left || member.external) return userNotFound();
  if (member.outOfScope) return failure(50002, '请求的员工userid不在授权范围内');
  return success(describe(member, client, origin));
}

/** `topapi/v2/department/get` */
export function departmentGet({ directory, fields }: Asked): OldReply {
  // A form has no numbers.
  const given = fields.dept_id;
  const id = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return invalidParameter('dept_id');
  const department = directory?.departments.get(id);
  if (!directory || !department) return failure(60003, '部门不存在');
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
}

function describe(member: Member, client: Client, origin: string): Record<string, unknown> {
  const { departmentIds, departmentOrders, leads, roles, avatarUrl } = member;
  const seesAddresses = !client.thirdParty;
  // A value that is undefined leaves no key in JSON: an absent field is absent, as at DingTalk.
  return {
    userid: member.userId,
    unionid: member.unionId,
    name: member.name,
    avatar: avatarUrl?.startsWith('/') ? origin + avatarUrl : avatarUrl,
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
    dept_order_list: departmentIds.map((id) => ({
      dept_id: id,
      order: departmentOrders.get(id) ?? madeUpOrder(id),
    })),
    leader_in_dept: departmentIds.map((id) => ({ dept_id: id, leader: leads.includes(id) })),
    role_list: roles.map(({ id, name, groupName }) => ({ id, name, group_name: groupName })),
    extension: member.extension,
    hired_date: member.hiredAt,
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

function userNotFound(): OldReply {
  return failure(60121, '找不到该用户');
}

function invalidParameter(name: string): OldReply {
  return failure(400002, `无效的参数: ${name}`);
}
