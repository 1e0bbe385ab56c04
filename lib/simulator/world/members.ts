import { flag, identifier, invalid, list, object, optionalText, text } from './checks.js';
import type { SimulatorMember, SimulatorRole } from './organizations.js';

/** The department at the top of every organization. */
export const ROOT_DEPARTMENT = 1;

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

export interface Department {
  readonly id: number;
  readonly name: string;
  /** Absent for the root. */
  readonly parentId?: number;
}

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

export interface Organization {
  readonly corpId: string;
  readonly name: string;
  readonly ssoSecret: string | undefined;
  readonly departments: ReadonlyMap<number, Department>;
  readonly members: readonly MemberEntry[];
}

export function readOrganization(value: unknown, at: string): Organization {
  const given = object(value, at, ['corpId', 'name', 'ssoSecret', 'departments', 'members']);
  const name = text(given.name, `${at}.name`);
  const departments = readDepartments(given.departments ?? [], `${at}.departments`, name);
  return {
    corpId: identifier(given.corpId, `${at}.corpId`),
    name,
    ssoSecret: optionalText(given.ssoSecret, `${at}.ssoSecret`),
    departments,
    members: readMembers(given.members ?? [], `${at}.members`, departments),
  };
}

function readDepartments(value: unknown, at: string, rootName: string): ReadonlyMap<number, Department> {
  const departments = new Map<number, Department>([
    [ROOT_DEPARTMENT, { id: ROOT_DEPARTMENT, name: rootName }],
  ]);
  const items = list(value, at);
  for (const [index, item] of items.entries()) {
    const given = object(item, `${at}[${index}]`, ['id', 'name', 'parentId']);
    const id = readId(given.id, `${at}[${index}].id`);
    if (departments.has(id)) throw invalid(`${at}[${index}].id`, `be unique: ${id} is there already`);
    const parentId = readId(given.parentId ?? ROOT_DEPARTMENT, `${at}[${index}].parentId`);
    departments.set(id, { id, name: text(given.name, `${at}[${index}].name`), parentId });
  }
  for (const [index, { id }] of [...departments.values()].slice(1).entries()) {
    if (!reachesRoot(id, departments)) {
      throw invalid(`${at}[${index}].parentId`, 'lead to the root department');
    }
  }
  return departments;
}

function reachesRoot(id: number, departments: ReadonlyMap<number, Department>): boolean {
  let current: number | undefined = id;
  for (let steps = 0; steps < departments.size && current !== undefined; steps += 1) {
    if (current === ROOT_DEPARTMENT) return true;
    current = departments.get(current)?.parentId;
  }
  return false;
}

function readMembers(
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

function readMember(value: unknown, at: string, departments: ReadonlyMap<number, Department>): MemberEntry {
  const given = object(value, at, [
    'unionId',
    'userId',
    ...TEXTS,
    ...FLAGS,
    'departmentIds',
    'departmentOrders',
    'leads',
    'roles',
    'hiredDate',
    'active',
    'admin',
    'extension',
  ]);
  const departmentIds = readIds(given.departmentIds ?? [ROOT_DEPARTMENT], `${at}.departmentIds`, departments);
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
    departmentOrders: readOrders(given.departmentOrders ?? [], `${at}.departmentOrders`, own),
    leads: readIds(given.leads ?? [], `${at}.leads`, own),
    roles: list(given.roles ?? [], `${at}.roles`).map((role, index) =>
      readRole(role, `${at}.roles[${index}]`),
    ),
    hiredAt: given.hiredDate === undefined ? undefined : readTime(given.hiredDate, `${at}.hiredDate`),
    active: flag(given.active, `${at}.active`, true),
    admin: given.admin === undefined ? undefined : flag(given.admin, `${at}.admin`, false),
    extension: given.extension === undefined ? undefined : readJson(given.extension, `${at}.extension`),
  };
}

function readId(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw invalid(at, 'be a whole number from 1');
  }
  return value;
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
      const given = object(item, `${at}[${index}]`, ['id', 'order']);
      // No safe integer is asked for: DingTalk's own are not.
      if (!Number.isInteger(given.order)) throw invalid(`${at}[${index}].order`, 'be a whole number');
      return [readKnownId(given.id, `${at}[${index}].id`, own), given.order as number];
    }),
  );
}

function readRole(value: unknown, at: string): SimulatorRole {
  const given = object(value, at, ['id', 'name', 'groupName']);
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
