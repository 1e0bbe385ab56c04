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
    unionId: identifier,
    userId: identifier,
    external: flag,
    left: flag,
    outOfScope: flag,
    name: anyText,
    title: anyText,
    jobNumber: anyText,
    orgEmail: anyText,
    email: anyText,
    mobile: anyText,
    stateCode: anyText,
    telephone: anyText,
    workPlace: anyText,
    manager: anyText,
    departmentIds: z.array(id).min(1).default([ROOT_DEPARTMENT]),
    departmentOrders: z
      // Of DingTalk's own 18 digits a double holds 16.
      .array(z.strictObject({ id, order: z.number().refine(Number.isInteger, because('wholeNumber')) }))
      .default([]),
    leads: z.array(id).default([]),
    roles: z.array(z.strictObject({ id, name: text, groupName: text })).default([]),
    hiredDate: z
      .preprocess((value) => (value instanceof Date ? value.getTime() : value), z.int().optional())
      .optional(),
    active: z.boolean().default(true),
    admin: z.boolean().optional(),
    boss: flag,
    senior: flag,
    exclusiveAccount: flag,
    extension: z
      .looseObject({})
      .transform((fields, ctx) => toJson(fields, ctx))
      .optional(),
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
    corpId: identifier,
    name: text,
    ssoSecret: text.optional(),
    departments: z
      .array(z.strictObject({ id, name: text, parentId: id.default(ROOT_DEPARTMENT) }))
      .default([]),
    members: z.array(memberSchema).default([]),
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
