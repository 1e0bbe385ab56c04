import { toE164 } from './phone-number.js';

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
  /** Signs in with an enterprise account (专属账号). */
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
  const { userid: userId } = result;
  // The one field that decides over a person: read as it is documented, and no number taken for it.
  if (typeof userId !== 'string' || userId.trim() === '') return undefined;
  return withoutUndefined<DingTalkStaff>({
    userId,
    corpId,
    name: text(result.name),
    title: text(result.title),
    jobNumber: text(result.job_number),
    orgEmail: text(result.org_email),
    email: text(result.email),
    mobile: toE164(text(result.state_code), text(result.mobile)),
    telephone: text(result.telephone),
    workPlace: text(result.work_place),
    departments: departments(result),
    roles: roles(result.role_list),
    manager: text(result.manager_userid),
    hiredDate: date(result.hired_date),
    active: flag(result.active),
    admin: flag(result.admin),
    boss: flag(result.boss),
    senior: flag(result.senior),
    exclusiveAccount: flag(result.exclusive_account),
    extension: object(result.extension),
  });
}

function departments(result: Record<string, unknown>): DingTalkDepartment[] | undefined {
  const orders = byDepartment(result.dept_order_list, (entry) => finite(entry.order));
  const leaders = byDepartment(result.leader_in_dept, (entry) => flag(entry.leader));
  const listed = list(result.dept_id_list)
    .map(number)
    .filter((id) => id !== undefined);
  const ids = new Set([...listed, ...orders.keys(), ...leaders.keys()]);
  if (!ids.size) return undefined;
  return [...ids].map((id) =>
    withoutUndefined<DingTalkDepartment>({ id, order: orders.get(id), leader: leaders.get(id) }),
  );
}

function byDepartment<T>(
  value: unknown,
  read: (entry: Record<string, unknown>) => T | undefined,
): Map<number, T> {
  const found = new Map<number, T>();
  for (const entry of list(value).map(object)) {
    const id = number(entry?.dept_id);
    const what = entry && read(entry);
    if (id !== undefined && what !== undefined) found.set(id, what);
  }
  return found;
}

function roles(value: unknown): DingTalkRole[] | undefined {
  const read = list(value)
    .map(object)
    .map((role) =>
      withoutUndefined<DingTalkRole>({
        id: number(role?.id),
        name: text(role?.name),
        groupName: text(role?.group_name),
      }),
    )
    .filter((role) => Object.keys(role).length > 0);
  return read.length ? read : undefined;
}

function text(value: unknown): string | undefined {
  if (Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  const read = finite(value);
  return Number.isSafeInteger(read) ? read : undefined;
}

function finite(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const read = Number(value);
  return Number.isFinite(read) ? read : undefined;
}

function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return undefined;
}

function date(value: unknown): Date | undefined {
  const read = new Date(number(value) ?? Number.NaN);
  return read.getTime() > 0 ? read : undefined;
}

/** A list, the text of one, or the one element that stands for it, be it none: whoever reads elements leaves those out. */
function list(value: unknown): unknown[] {
  const read = parsed(value);
  return Array.isArray(read) ? read : [read];
}

/** An object, or the text of one. */
function object(value: unknown): Record<string, unknown> | undefined {
  const read = parsed(value);
  return typeof read === 'object' && read !== null && !Array.isArray(read)
    ? (read as Record<string, unknown>)
    : undefined;
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** An absent field is absent, not `undefined`. */
function withoutUndefined<T extends object>(fields: { [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
