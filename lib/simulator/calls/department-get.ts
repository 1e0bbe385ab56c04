import { failure, type OldReply, success } from '../gateway/old.js';
import { seesDepartment } from '../world/contact-scope.js';
import { type Asked, invalidParameter } from './asked.js';

/** `topapi/v2/department/get` */
export function departmentGet({ directory, fields, client }: Asked): OldReply {
  // A form has no numbers.
  const given = fields.dept_id;
  const id = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return invalidParameter('dept_id');
  const department = directory?.departments.get(id);
  if (!directory || !department) return failure(60003, '部门不存在');
  if (!seesDepartment(client.contactScope, directory, id))
    return failure(50004, '请求的部门id不在授权范围内');
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
