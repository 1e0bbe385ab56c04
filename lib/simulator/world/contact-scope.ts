import type { ContactScope } from './clients.js';
import type { Directory, Member } from './directory.js';

/** Whether the scope has the department, or one above it. */
export function seesDepartment(scope: ContactScope, directory: Directory, id: number): boolean {
  let current: number | undefined = id;
  while (current !== undefined) {
    if (scope.departmentIds.includes(current)) return true;
    current = directory.departments.get(current)?.parentId;
  }
  return false;
}

export function seesMember(scope: ContactScope, directory: Directory | undefined, member: Member): boolean {
  if (scope.userIds.includes(member.userId)) return true;
  return directory !== undefined && member.departmentIds.some((id) => seesDepartment(scope, directory, id));
}
