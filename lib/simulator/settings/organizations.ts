import * as z from 'zod4';
import { type Member, type OrganizationSettings, ROOT_DEPARTMENT } from '../world/organizations.js';
import {
  because,
  flag,
  id,
  identifier,
  report,
  reportTwice,
  reportUnknown,
  text,
  toJson,
  wellFormed,
} from './parse.js';

const anyText = wellFormed.optional();

/** @internal */
export const memberSchema: z.ZodType<Member> = z
  .strictObject({
    unionId: identifier.describe('Of one of the people, or of somebody who never signs in.'),
    userId: identifier.describe('Unique in the organization.'),
    external: flag.describe('An external contact: contact_type 1 of getbyunionid.'),
    left: flag.describe('Left the organization: 60121.'),
    outOfScope: flag.describe('Outside of every app’s contact scope: 50002.'),
    name: anyText.describe('Absent: the person’s nick, or the userId.'),
    title: anyText.describe('Job title (职位).'),
    jobNumber: anyText.describe('Job number (工号).'),
    orgEmail: anyText.describe('The address of the organization’s mail service.'),
    email: anyText.describe('The mailbox in the directory. Needs the permission fieldEmail.'),
    mobile: anyText.describe('National number. Needs the permission fieldMobile. Absent: the person’s.'),
    stateCode: anyText.describe('Country calling code without +. Absent: the person’s.'),
    telephone: anyText.describe('An office telephone.'),
    workPlace: anyText.describe('Where they work (办公地点).'),
    manager: anyText.describe('userid of the direct superior (直属主管).'),
    departmentIds: z.array(id).min(1).default([ROOT_DEPARTMENT]).describe('Departments; 1 is the root.'),
    departmentOrders: z
      // Of DingTalk's own 18 digits a double holds 16.
      .array(z.strictObject({ id, order: z.number().refine(Number.isInteger, because('wholeNumber')) }))
      .default([])
      .describe('Where the member stands in a department’s list. Absent: made up.'),
    leads: z.array(id).default([]).describe('Which of departmentIds the member leads.'),
    roles: z
      .array(z.strictObject({ id, name: text, groupName: text }))
      .default([])
      .describe('The roles (角色), each with the group it is filed under.'),
    hiredDate: z
      .preprocess((value) => (value instanceof Date ? value.getTime() : value), z.int().optional())
      .optional()
      .describe('When they joined (入职时间), in milliseconds since 1970.'),
    active: z.boolean().default(true).describe('Whether the account was activated.'),
    admin: z.boolean().optional().describe('An administrator. Absent: whether the person administers it.'),
    boss: flag.describe('The organization’s owner (老板).'),
    senior: flag.describe('Senior management (高管).'),
    exclusiveAccount: flag.describe('An enterprise account (企业账号).'),
    extension: z
      .looseObject({})
      .transform((fields, ctx) => toJson(fields, ctx))
      .optional()
      .describe('Fields of the organization’s own making.'),
  })
  .superRefine((member, ctx) => {
    const own = new Set(member.departmentIds);
    reportUnknown(ctx, ['leads'], member.leads, own, 'ownDepartment');
    for (const [index, order] of member.departmentOrders.entries())
      if (!own.has(order.id)) report(ctx, ['departmentOrders', index, 'id'], 'ownDepartment', order.id);
  })
  .meta({ id: 'member', description: 'Somebody in an organization’s directory.' });

/** @internal */
export const organizationSchema: z.ZodType<OrganizationSettings> = z
  .strictObject({
    corpId: identifier.describe('The organization’s ID.'),
    name: text.describe('The name of the organization and of its root department.'),
    ssoSecret: text.optional().describe('SSOSecret, for the admin console. Absent: every one is refused.'),
    departments: z
      .array(z.strictObject({ id, name: text, parentId: id.default(ROOT_DEPARTMENT) }))
      .default([])
      .describe('Those below the root department, which is 1 and always there.'),
    members: z
      .array(memberSchema)
      .default([])
      .describe('The directory. People whose `organizations` name this one are in it by themselves.'),
  })
  .superRefine(({ departments, members }, ctx) => {
    const parents = new Map(departments.map((each) => [each.id, each.parentId]));
    reportTwice(ctx, ['departments'], [{ id: ROOT_DEPARTMENT }, ...departments], 'id', -1);
    for (const [index, { parentId }] of departments.entries())
      if (!reachesRoot(parentId, parents)) report(ctx, ['departments', index, 'parentId'], 'reachesRoot');
    for (const key of ['userId', 'unionId'] as const) reportTwice(ctx, ['members'], members, key);
    const known = new Set([ROOT_DEPARTMENT, ...parents.keys()]);
    for (const [index, { departmentIds }] of members.entries())
      reportUnknown(ctx, ['members', index, 'departmentIds'], departmentIds, known, 'department');
  })
  .meta({ id: 'organization', description: 'One organization (企业), with its directory.' });

function reachesRoot(from: number, parents: ReadonlyMap<number, number>): boolean {
  let current: number | undefined = from;
  for (let steps = 0; steps <= parents.size && current !== undefined; steps += 1) {
    if (current === ROOT_DEPARTMENT) return true;
    current = parents.get(current);
  }
  return false;
}
