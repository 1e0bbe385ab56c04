import { failure, type OldReply, success } from '../gateway/old.js';
import type { Client } from '../world/clients.js';
import { seesMember } from '../world/contact-scope.js';
import type { Member } from '../world/directory.js';
import { type Asked, invalidParameter, userNotFound } from './asked.js';
import { absoluteAvatarUrl } from './avatar-url.js';

/** `topapi/v2/user/get`. Its `language` changes nothing: the simulator's names are in one language. */
export function userGet({ directory, fields, client, origin, isKnownElsewhere }: Asked): OldReply {
  const { userid } = fields;
  if (typeof userid !== 'string' || userid === '') return invalidParameter('userid');
  const member = directory?.memberOfUserId(userid);
  if (!member) return isKnownElsewhere(userid) ? userNotFound() : failure(33012, '无效的USERID');
  // An external contact is in the directory, but is no user.
  if (member.left || member.external) return userNotFound();
  if (member.outOfScope || !seesMember(client.contactScope, directory, member))
    return failure(50002, '请求的员工userid不在授权范围内');
  return success(describe(member, client, origin));
}

function describe(member: Member, client: Client, origin: string): Record<string, unknown> {
  const { departmentIds, departmentOrders, leads, roles, avatarUrl } = member;
  const seesAddresses = !client.thirdParty;
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
