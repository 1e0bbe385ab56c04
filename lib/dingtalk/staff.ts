import { toE164 } from './phone-number.js';
import { date, finite, flag, id, integer, list, object, plainJson, present, textOrNumber } from './values.js';

/**
 * Who a person is in one organization. What the app has no permission to read is absent.
 * @see {@link https://open.dingtalk.com/document/development/query-user-details topapi/v2/user/get}
 */
export interface DingTalkStaff {
  /** DingTalk's `userid`: unique in this organization only, which may also change it. */
  userId: string;
  /** The organization, where it is known. */
  corpId?: string;
  /** What the organization calls them. */
  name?: string;
  /** Job title (职位), in the organization's own words. */
  title?: string;
  /** Job number (工号). Neither unique nor lasting. */
  jobNumber?: string;
  /** The organization's own mailbox. Third-party apps never see it. */
  orgEmail?: string;
  /** The address that the organization notes for the person. Needs the permission for e-mail addresses. */
  email?: string;
  /** In E.164 form. Needs the permission for mobile numbers. */
  mobile?: string;
  /** The office telephone, in the organization's own words. */
  telephone?: string;
  /** Where they work (办公地点), in the organization's own words. */
  workPlace?: string;
  /** The departments they are in. Their names only with `staff: { departments: true }`. */
  departments?: DingTalkDepartment[];
  /** The roles (角色) that the organization gave them. */
  roles?: DingTalkRole[];
  /** The manager's userid. */
  manager?: string;
  /** When they joined. DingTalk's dates are midnight in China, which elsewhere may be the day before. */
  hiredDate?: Date;
  /** Has activated the DingTalk account. */
  active?: boolean;
  /** Is an administrator of the organization. */
  admin?: boolean;
  /** Is the organization's owner. */
  boss?: boolean;
  /** Is shielded as a senior manager. */
  senior?: boolean;
  /** Signs in with an enterprise account (企业账号, formerly 专属账号). */
  exclusiveAccount?: boolean;
  /** Fields of the organization's own, by their names. */
  extension?: Record<string, unknown>;
}

/** A department that a person is in. */
export interface DingTalkDepartment {
  /** Unique in the organization; 1 is the organization itself. */
  id: number;
  /** The person's place in the department's list. To sort by: DingTalk's have more digits than a number holds. */
  order?: number;
  /** Whether the person leads the department. */
  leader?: boolean;
  /** Only with `staff: { departments: true }`, and where the app may see the department. */
  name?: string;
  /** Names from the outermost department that the app may see down to this one. */
  path?: string[];
}

/** A role (角色) that a person has in the organization. */
export interface DingTalkRole {
  /** Unique in the organization. */
  id?: number;
  /** In the language that `staff` asks for, where DingTalk has it in that. */
  name?: string;
  /** The group (角色组) that the role is in. */
  groupName?: string;
}

/**
 * Reads `result` of topapi/v2/user/get. DingTalk documents numbers and flags as such and shows them as texts, and
 * lists as single objects; both are read.
 * @returns undefined when there is no userid in it
 */
export function readStaff(result: Record<string, unknown>, corpId?: string): DingTalkStaff | undefined {
  // The userid identifies the user, so only a text is accepted, as documented.
  const userId = id(result.userid);
  if (userId === undefined) return undefined;
  return present<DingTalkStaff>({
    userId,
    corpId,
    name: textOrNumber(result.name),
    title: textOrNumber(result.title),
    jobNumber: textOrNumber(result.job_number),
    orgEmail: textOrNumber(result.org_email),
    email: textOrNumber(result.email),
    mobile: toE164(textOrNumber(result.state_code), textOrNumber(result.mobile)),
    telephone: textOrNumber(result.telephone),
    workPlace: textOrNumber(result.work_place),
    departments: departments(result),
    roles: roles(result.role_list),
    manager: textOrNumber(result.manager_userid),
    hiredDate: date(result.hired_date),
    active: flag(result.active),
    admin: flag(result.admin),
    boss: flag(result.boss),
    senior: flag(result.senior),
    exclusiveAccount: flag(result.exclusive_account),
    extension: object(plainJson(object(result.extension))),
  });
}

function departments(result: Record<string, unknown>): DingTalkDepartment[] | undefined {
  const orders = byDepartment(result.dept_order_list, (entry) => finite(entry.order));
  const leaders = byDepartment(result.leader_in_dept, (entry) => flag(entry.leader));
  const listed = list(result.dept_id_list).flatMap((each) => integer(each) ?? []);
  const ids = new Set([...listed, ...orders.keys(), ...leaders.keys()]);
  if (!ids.size) return undefined;
  return [...ids].map((each) =>
    present<DingTalkDepartment>({ id: each, order: orders.get(each), leader: leaders.get(each) }),
  );
}

function byDepartment<T>(
  value: unknown,
  read: (entry: Record<string, unknown>) => T | undefined,
): Map<number, T> {
  const found = new Map<number, T>();
  for (const entry of list(value).map(object)) {
    const department = integer(entry?.dept_id);
    const what = entry && read(entry);
    if (department !== undefined && what !== undefined) found.set(department, what);
  }
  return found;
}

function roles(value: unknown): DingTalkRole[] | undefined {
  const read = list(value)
    .map(object)
    .map((role) =>
      present<DingTalkRole>({
        id: integer(role?.id),
        name: textOrNumber(role?.name),
        groupName: textOrNumber(role?.group_name),
      }),
    )
    .filter((role) => Object.keys(role).length > 0);
  return read.length ? read : undefined;
}
