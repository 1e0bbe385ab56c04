import { allOf, flag, identifier, invalid, list, type Names, object, orElse, text } from './checks.js';
import { type Department, ROOT_DEPARTMENT, readId } from './departments.js';

/** One role (角色) that a member has, with the group it is filed under: `{ id: 31, name: '店长', groupName: '职务' }`. */
export interface SimulatorRole {
  /** A whole number from 1. */
  id: number;
  /** Told in one language whichever is asked for. */
  name: string;
  /** The group (角色组). Told by user/get; a profile does not have it. */
  groupName: string;
}

/**
 * Somebody in an organization's directory: who they are there. `topapi/user/getbyunionid` finds them by
 * `unionId`, `topapi/v2/user/get` tells the rest. A text left out is absent from the answer; an empty one is told
 * as `""`, as DingTalk does with fields that were emptied again.
 */
export interface SimulatorMember {
  /** Of one of the people, or of somebody who never signs in. Once in an organization. */
  unionId: string;
  /** Unique in the organization, and meaningless outside. */
  userId: string;
  /** An external contact: `contact_type` 1, and unknown (60121) to user/get. @defaultValue false */
  external?: boolean | undefined;
  /** Left the organization: 60121 from getbyunionid and user/get. @defaultValue false */
  left?: boolean | undefined;
  /** Outside of the part of the directory that apps may read: user/get answers 50002. @defaultValue false */
  outOfScope?: boolean | undefined;
  /**
   * What the organization calls them. @defaultValue the person's nick, or the `userId` of somebody who never signs in
   */
  name?: string | undefined;
  /** Job title (职位), as the organization writes it: `店长`. */
  title?: string | undefined;
  /** Job number (工号). Any text: two members may have the same. */
  jobNumber?: string | undefined;
  /** The address of the organization's mail service. Not told to third-party apps. */
  orgEmail?: string | undefined;
  /** The mailbox in the directory. Needs the permission `fieldEmail`; not told to third-party apps. */
  email?: string | undefined;
  /**
   * National number, without the country code. Needs the permission `fieldMobile`; not told to third-party apps.
   * @defaultValue the person's
   */
  mobile?: string | undefined;
  /** Country calling code without `+`. @defaultValue the person's */
  stateCode?: string | undefined;
  /** An office telephone, as the organization writes it. */
  telephone?: string | undefined;
  /** Where they work (办公地点), as the organization writes it. */
  workPlace?: string | undefined;
  /** The `id`s of the departments they are in, at least one. @defaultValue `[1]`, the root */
  departmentIds?: readonly number[] | undefined;
  /**
   * Where the member stands in a department's list. DingTalk's own numbers have 18 digits, more than a double
   * holds; so do those that are made up for the departments that are not given here.
   */
  departmentOrders?: readonly { readonly id: number; readonly order: number }[] | undefined;
  /** Which of `departmentIds` the member leads. @defaultValue none */
  leads?: readonly number[] | undefined;
  /** The roles that the organization gave them. @defaultValue none */
  roles?: readonly SimulatorRole[] | undefined;
  /** userId of the direct superior (直属主管); nobody looks whether there is one. @defaultValue none is told */
  manager?: string | undefined;
  /** When they joined (入职时间): a date, or milliseconds since the epoch; in a JSON file the milliseconds. */
  hiredDate?: Date | number | undefined;
  /** Whether the account was activated. @defaultValue true */
  active?: boolean | undefined;
  /** An administrator of the organization. @defaultValue whether the person administers it */
  admin?: boolean | undefined;
  /** The organization's owner (老板), who counts as an administrator too. @defaultValue false */
  boss?: boolean | undefined;
  /** Senior management (高管). @defaultValue false */
  senior?: boolean | undefined;
  /** An account that the organization owns (专属帐号). @defaultValue false */
  exclusiveAccount?: boolean | undefined;
  /** Fields of the organization's own making, `{ 爱好: '品茶' }`; DingTalk sends them as JSON inside a string. */
  extension?: Readonly<Record<string, unknown>> | undefined;
}

const TEXTS = [
  'name',
  'title',
  'jobNumber',
  'orgEmail',
  'email',
  'mobile',
  'stateCode',
  'telephone',
  'workPlace',
  'manager',
] as const;
const FLAGS = ['external', 'left', 'outOfScope', 'boss', 'senior', 'exclusiveAccount'] as const;

/** A member as given, with all but the person's own details filled in. */
export type MemberEntry = Readonly<Pick<SimulatorMember, (typeof TEXTS)[number]>> &
  Readonly<Record<(typeof FLAGS)[number], boolean>> & {
    readonly unionId: string;
    readonly userId: string;
    readonly departmentIds: readonly number[];
    readonly departmentOrders: ReadonlyMap<number, number>;
    readonly leads: readonly number[];
    readonly roles: readonly SimulatorRole[];
    readonly hiredAt: number | undefined;
    readonly active: boolean;
    readonly admin: boolean | undefined;
    /** As JSON, which is how DingTalk sends it. */
    readonly extension: string | undefined;
  };

export function readMembers(
  value: unknown,
  at: string,
  departments: ReadonlyMap<number, Department>,
): readonly MemberEntry[] {
  const members: MemberEntry[] = [];
  for (const [index, item] of list(value, at).entries()) {
    const member = readMember(item, `${at}[${index}]`, departments);
    for (const key of ['userId', 'unionId'] as const) {
      if (members.some((other) => other[key] === member[key])) {
        throw invalid(`${at}[${index}].${key}`, `be unique: "${member[key]}" is there twice`);
      }
    }
    members.push(member);
  }
  return members;
}

export function readMember(
  value: unknown,
  at: string,
  departments: ReadonlyMap<number, Department>,
): MemberEntry {
  const given = object(value, at, {
    unionId: true,
    userId: true,
    ...allOf(TEXTS),
    ...allOf(FLAGS),
    departmentIds: true,
    departmentOrders: true,
    leads: true,
    roles: true,
    hiredDate: true,
    active: true,
    admin: true,
    extension: true,
  } satisfies Names<SimulatorMember>);
  const departmentIds = readIds(
    orElse(given.departmentIds, [ROOT_DEPARTMENT]),
    `${at}.departmentIds`,
    departments,
  );
  if (departmentIds.length === 0) throw invalid(`${at}.departmentIds`, 'have at least one entry');
  const own = new Set(departmentIds);
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const key of TEXTS) {
    const detail = given[key];
    if (detail !== undefined) texts[key] = detail === '' ? '' : text(detail, `${at}.${key}`);
  }
  const flags = FLAGS.map((key) => [key, flag(given[key], `${at}.${key}`, false)] as const);
  return {
    unionId: identifier(given.unionId, `${at}.unionId`),
    userId: identifier(given.userId, `${at}.userId`),
    ...texts,
    ...(Object.fromEntries(flags) as Record<(typeof FLAGS)[number], boolean>),
    departmentIds,
    departmentOrders: readOrders(orElse(given.departmentOrders, []), `${at}.departmentOrders`, own),
    leads: readIds(orElse(given.leads, []), `${at}.leads`, own),
    roles: list(orElse(given.roles, []), `${at}.roles`).map((role, index) =>
      readRole(role, `${at}.roles[${index}]`),
    ),
    hiredAt: given.hiredDate === undefined ? undefined : readTime(given.hiredDate, `${at}.hiredDate`),
    active: flag(given.active, `${at}.active`, true),
    admin: given.admin === undefined ? undefined : flag(given.admin, `${at}.admin`, false),
    extension: given.extension === undefined ? undefined : readJson(given.extension, `${at}.extension`),
  };
}

function readIds(value: unknown, at: string, known: { has: (id: number) => boolean }): readonly number[] {
  return list(value, at).map((item, index) => readKnownId(item, `${at}[${index}]`, known));
}

function readKnownId(value: unknown, at: string, known: { has: (id: number) => boolean }): number {
  const id = readId(value, at);
  if (!known.has(id)) throw invalid(at, `be one of the departments, which ${id} is not`);
  return id;
}

function readOrders(value: unknown, at: string, own: ReadonlySet<number>): ReadonlyMap<number, number> {
  return new Map(
    list(value, at).map((item, index) => {
      const given = object(item, `${at}[${index}]`, { id: true, order: true } satisfies Names<
        NonNullable<SimulatorMember['departmentOrders']>[number]
      >);
      // No safe integer is asked for: DingTalk's own are not.
      if (!Number.isInteger(given.order)) throw invalid(`${at}[${index}].order`, 'be a whole number');
      return [readKnownId(given.id, `${at}[${index}].id`, own), given.order as number];
    }),
  );
}

function readRole(value: unknown, at: string): SimulatorRole {
  const given = object(value, at, { id: true, name: true, groupName: true } satisfies Names<SimulatorRole>);
  return {
    id: readId(given.id, `${at}.id`),
    name: text(given.name, `${at}.name`),
    groupName: text(given.groupName, `${at}.groupName`),
  };
}

function readTime(value: unknown, at: string): number {
  const time = value instanceof Date ? value.getTime() : value;
  if (!Number.isInteger(time)) throw invalid(at, 'be a valid Date or whole milliseconds');
  return time as number;
}

function readJson(value: unknown, at: string): string {
  try {
    return JSON.stringify(object(value, at));
  } catch {
    throw invalid(at, 'be an object that JSON can hold');
  }
}
