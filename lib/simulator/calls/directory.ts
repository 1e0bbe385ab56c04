import { type Request, readForm, readJsonObject, textOf } from '../gateway/http.js';
import { failure, type OldReply, oldGateway, success } from '../gateway/old.js';
import { PERMISSIONS, type SimulatorEndpoint } from '../gateway/routes.js';
import type { Client } from '../settings/clients.js';
import type { Call, DingTalk } from '../world/dingtalk.js';
import { digest, type Entry, memberOfUserId, seesDepartment } from '../world/directory.js';
import { absoluteAvatarUrl, mayCallFrom, Refusal, tokenInQuery } from './call.js';

/** @throws Refusal of the checks that the old gateway makes before any call to the directory */
function questionOf(endpoint: SimulatorEndpoint, dingtalk: DingTalk, request: Request) {
  const given = tokenInQuery(request);
  if (!given) throw new Refusal('40000');
  const token = dingtalk.grants.appTokens.look(given);
  const client = token && dingtalk.clients.get(token.clientId);
  if (!client) throw new Refusal('40014');
  if (client.stopped) throw new Refusal('50003');
  if (!mayCallFrom(client, request.address)) throw new Refusal('60020');
  const permission = PERMISSIONS[endpoint];
  if (permission !== undefined && !client.permissions.includes(permission)) throw new Refusal('60011');
  return {
    client,
    /** Absent for the app of no organization. */
    organization: dingtalk.organizations.get(token.corpId ?? ''),
    fields: readForm(request) ?? readJsonObject(request) ?? {},
    token,
    dingtalk,
    origin: request.origin,
  };
}

type Question = ReturnType<typeof questionOf>;

function directoryCall(endpoint: SimulatorEndpoint, reply: (question: Question) => OldReply): Call {
  return (dingtalk, request) =>
    oldGateway(reply(questionOf(endpoint, dingtalk, request)), dingtalk.settings.stringly);
}

/** `auth/scopes`: without the envelope that the `topapi/` calls have. Its permission is one that every app has. */
export const authScopes: Call = directoryCall('authScopes', ({ client }) => {
  const { departmentIds, userIds } = client.contactScope;
  const email = seesField(client, 'fieldEmail') ? ['email'] : [];
  const mobile = seesField(client, 'fieldMobile') ? ['mobile'] : [];
  return {
    errcode: 0,
    errmsg: 'ok',
    auth_user_field: ['name', 'avatar', ...email, ...mobile],
    condition_field: [],
    auth_org_scopes: { authed_dept: departmentIds, authed_user: userIds },
  };
});

/** Whether an app is told a field of people that has a permission of its own; third-party apps are not. */
function seesField({ thirdParty, permissions }: Client, permission: 'fieldEmail' | 'fieldMobile'): boolean {
  return !thirdParty && permissions.includes(permission);
}

export const getbyunionid: Call = directoryCall('getbyunionid', ({ organization, fields }) => {
  const unionId = textOf(fields, 'unionid');
  if (unionId === undefined) return failure(400002, ': unionid');
  const member = organization?.members.get(unionId);
  if (!member || member.left) return failure(60121);
  return success({ contact_type: member.external ? 1 : 0, userid: member.userId });
});

/** `topapi/v2/user/get`. Its `language` changes nothing: the simulator's names are in one language. */
export const userGet: Call = directoryCall('userGet', (question) => {
  const { organization, client, dingtalk, origin } = question;
  const userId = textOf(question.fields, 'userid');
  if (userId === undefined) return failure(400002, ': userid');
  const member = organization && memberOfUserId(organization, userId);
  if (!organization || !member) {
    const others = [...dingtalk.organizations.values()];
    const isKnownElsewhere = others.some((other) => memberOfUserId(other, userId));
    return isKnownElsewhere ? failure(60121) : failure(33012);
  }
  // An external contact is in the directory, but is no user.
  if (member.left || member.external) return failure(60121);
  const isInScope =
    client.contactScope.userIds.includes(userId) ||
    member.departmentIds.some((id) => seesDepartment(client, organization, id));
  if (member.outOfScope || !isInScope) return failure(50002);
  return success(describe(member, client, origin));
});

function describe(member: Entry, client: Client, origin: string): Record<string, unknown> {
  const { departmentIds, departmentOrders, leads, roles, avatarUrl } = member;
  const orderIn = (id: number) => departmentOrders.find((each) => each.id === id)?.order ?? FIRST_ORDER + id;
  // A value that is undefined leaves no key in JSON: an absent field is absent, as at DingTalk.
  return {
    userid: member.userId,
    unionid: member.unionId,
    name: member.name,
    avatar: absoluteAvatarUrl(avatarUrl, origin),
    state_code: member.stateCode,
    mobile: seesField(client, 'fieldMobile') ? member.mobile : undefined,
    hide_mobile: false,
    telephone: member.telephone,
    job_number: member.jobNumber,
    title: member.title,
    email: seesField(client, 'fieldEmail') ? member.email : undefined,
    org_email: client.thirdParty ? undefined : member.orgEmail,
    work_place: member.workPlace,
    dept_id_list: departmentIds,
    dept_order_list: departmentIds.map((id) => ({ dept_id: id, order: orderIn(id) })),
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

/** DingTalk's orders start at 176 quadrillion: not what a double holds to the last digit. */
const FIRST_ORDER = 176_294_576_350_761_000;

export const departmentGet: Call = directoryCall('departmentGet', ({ organization, client, fields }) => {
  // A form has no numbers.
  const given = fields.dept_id;
  const id = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return failure(400002, ': dept_id');
  const department = organization?.departments.get(id);
  if (!organization || !department) return failure(60003);
  if (!seesDepartment(client, organization, id)) return failure(50004);
  const leaders = [...organization.members.values()].filter(({ left, leads }) => !left && leads.includes(id));
  return success({
    dept_id: id,
    name: department.name,
    parent_id: department.parentId,
    order: id,
    auto_add_user: true,
    create_dept_group: true,
    hide_dept: false,
    outer_dept: false,
    dept_manager_userid_list: leaders.map(({ userId }) => userId),
  });
});

const OWNER = 100;
const MAIN_ADMINISTRATOR = 1;

/** Who opened a page or mini program inside DingTalk. Whatever is wrong with a code, there is one refusal. */
export const getuserinfo: Call = directoryCall('getuserinfo', ({ organization, fields, token, dingtalk }) => {
  const code = textOf(fields, 'code');
  if (code === undefined) return failure(400002, ': code');
  const { inAppCodes } = dingtalk.grants;
  // A token of another app or organization leaves the code as it was.
  const isOfOrganization = inAppCodes.look(code)?.corpId === token.corpId;
  const grant = isOfOrganization ? inAppCodes.spend(code, token.clientId) : undefined;
  const member = grant && organization?.members.get(grant.unionId);
  if (!member || member.left) return failure(40078);
  const { userId, unionId, name, admin, boss } = member;
  return success({
    userid: userId,
    unionid: unionId,
    associated_unionid: digest('associated', unionId).toString('hex', 0, 16),
    device_id: digest('device', unionId).toString('hex', 0, 16),
    name,
    sys: admin || boss,
    sys_level: boss ? OWNER : admin ? MAIN_ADMINISTRATOR : 0,
  });
});
