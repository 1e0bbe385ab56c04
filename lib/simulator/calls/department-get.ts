import { failure, type OldReply, success } from '../gateway/old.js';
import { type Asked, invalidParameter } from './asked.js';

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
