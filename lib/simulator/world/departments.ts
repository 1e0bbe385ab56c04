import { invalid, list, type Names, object, orElse, text } from './checks.js';

/** One department of an organization. */
export interface SimulatorDepartment {
  /** Above 1: the root department, which has the organization's name, is 1 and always there. */
  id: number;
  /** Told by department/get, in one language whichever is asked for. */
  name: string;
  /** The `id` of the department it belongs to. @defaultValue 1, the root */
  parentId?: number | undefined;
}

/** The department at the top of every organization. */
export const ROOT_DEPARTMENT = 1;

export interface Department {
  readonly id: number;
  readonly name: string;
  /** Absent for the root. */
  readonly parentId?: number;
}

export function readDepartments(
  value: unknown,
  at: string,
  rootName: string,
): ReadonlyMap<number, Department> {
  const departments = new Map<number, Department>([
    [ROOT_DEPARTMENT, { id: ROOT_DEPARTMENT, name: rootName }],
  ]);
  const items = list(value, at);
  for (const [index, item] of items.entries()) {
    const given = object(item, `${at}[${index}]`, {
      id: true,
      name: true,
      parentId: true,
    } satisfies Names<SimulatorDepartment>);
    const id = readId(given.id, `${at}[${index}].id`);
    if (departments.has(id)) throw invalid(`${at}[${index}].id`, `be unique: ${id} is there already`);
    const parentId = readId(orElse(given.parentId, ROOT_DEPARTMENT), `${at}[${index}].parentId`);
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

/** An ID as DingTalk gives departments and roles. */
export function readId(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw invalid(at, 'be a whole number from 1');
  }
  return value;
}
