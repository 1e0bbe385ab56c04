import { toE164 } from './phone-number.js';
import { date, finite, flag, id, integer, list, object, plainJson, present, textOrNumber } from './values.js';

/**
 * A user's record in one organization. Fields that the app has no permission to read are absent.
 * @see {@link https://open.dingtalk.com/document/development/query-user-details topapi/v2/user/get}
 */
export interface DingTalkStaff {
  /** DingTalk's `userid`: unique in this organization only, and the organization can change it. */
  userId: string;
  /** The organization, if known. */
  corpId?: string;
  /** The name in the organization. */
  name?: string;
  /** Job title (职位), as the organization writes it. */
  title?: string;
  /** Job number (工号). It can be shared, and can change. */
  jobNumber?: string;
  /** The mailbox at the organization's mail service. Not for third-party apps. */
  orgEmail?: string;
  /** The address on record at the organization. Needs the permission `fieldEmail`. */
  email?: string;
  /** In E.164 format. Needs the permission `fieldMobile`. */
  mobile?: string;
  /** The office telephone, as the organization writes it. */
  telephone?: string;
  /** The workplace (办公地点), as the organization writes it. */
  workPlace?: string;
  /** The user's departments, with names only with `staff: { departments: true }`. */
  departments?: DingTalkDepartment[];
  /** The user's roles (角色). */
  roles?: DingTalkRole[];
  /** The manager's userid. */
  manager?: string;
  /** When the user joined. DingTalk's dates are midnight in China, which can be the day before elsewhere. */
  hiredDate?: Date;
  /** Whether the account was activated. */
  active?: boolean;
  /** Whether the user is an administrator of the organization. */
  admin?: boolean;
  /** Whether the user owns the organization. */
  boss?: boolean;
  /** Whether the user is a protected senior manager. */
  senior?: boolean;
  /** Whether the user has an enterprise account (企业账号, formerly 专属账号). */
  exclusiveAccount?: boolean;
  /** The organization's own fields, by name. */
  extension?: Record<string, unknown>;
}

/** A department of a user. */
export interface DingTalkDepartment {
  /** Unique in the organization; 1 is the organization itself. */
  id: number;
  /**
   * The user's position in the department's list. Only to sort by: DingTalk's values have more digits than a number can
   * hold.
   */
  order?: number;
  /** Whether the user leads the department. */
  leader?: boolean;
  /** Only with `staff: { departments: true }`, and if the app can read the department. */
  name?: string;
  /** Names from the outermost department that the app can read down to this one. */
  path?: string[];
}

/** A role (角色) of a user in the organization. */
export interface DingTalkRole {
  /** Unique in the organization. */
  id?: number;
  /** In the language chosen by `staff`, if DingTalk has it. */
  name?: string;
  /** The group (角色组) that the role is in. */
  groupName?: string;
}

/** Reads `result` of topapi/v2/user/get; `undefined` when there is no userid in it. */
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
