import * as z from 'zod4';
import {
  because,
  flag,
  id,
  identifier,
  report,
  reportUnknown,
  text,
  toJson,
  unique,
  wellFormed,
} from './parse.js';

/** An organization (企业) with its directory. */
export interface SimulatorOrganization {
  /** Unique among `organizations`. */
  corpId: string;
  /** The organization's name, which its root department has too. */
  name: string;
  /** SSOSecret, for sign-in from the admin console. @defaultValue none, and every one is refused */
  ssoSecret?: string | undefined;
  /** Departments below the root department. @defaultValue none */
  departments?: readonly SimulatorDepartment[] | undefined;
  /**
   * The directory. People whose `organizations` name this one are added to the root department, with a generated
   * `userId`. @defaultValue only those
   */
  members?: readonly SimulatorMember[] | undefined;
}

/** A department of an organization. */
export interface SimulatorDepartment {
  /** Above 1, which is the root department. */
  id: number;
  /** In one language, whichever is asked for. */
  name: string;
  /** The `id` of the department above. @defaultValue 1 */
  parentId?: number | undefined;
}

/** A role (角色) of a member: `{ id: 31, name: '店长', groupName: '职务' }`. */
export interface SimulatorRole {
  /** A whole number from 1. */
  id: number;
  /** In one language, whichever is asked for. */
  name: string;
  /** The group of the role (角色组). */
  groupName: string;
}

/**
 * A member of an organization's directory: getbyunionid finds them, user/get returns the rest. Texts that you leave out
 * are absent; an empty one is returned as `""`, as DingTalk does with fields that were emptied.
 */
export interface SimulatorMember {
  /** Unique in the organization; need not be among `people`. */
  unionId: string;
  /** Unique in the organization. */
  userId: string;
  /** An external contact: `contact_type` 1, and unknown (60121) to user/get. @defaultValue false */
  external?: boolean | undefined;
  /** Has left: 60121 from getbyunionid and user/get. @defaultValue false */
  left?: boolean | undefined;
  /** Outside every app's contact scope: 50002 from user/get. @defaultValue false */
  outOfScope?: boolean | undefined;
  /** @defaultValue the person's nick, or the `userId` */
  name?: string | undefined;
  /** Job title (职位). */
  title?: string | undefined;
  /** Job number (工号); need not be unique. */
  jobNumber?: string | undefined;
  /** The organization's own address. Not returned to third-party apps. */
  orgEmail?: string | undefined;
  /** The mailbox in the directory. Needs the permission `fieldEmail`; not returned to third-party apps. */
  email?: string | undefined;
  /** National number. Needs `fieldMobile`; not returned to third-party apps. @defaultValue the person's */
  mobile?: string | undefined;
  /** Country calling code without `+`. @defaultValue the person's */
  stateCode?: string | undefined;
  /** Office telephone. */
  telephone?: string | undefined;
  /** Where they work (办公地点). */
  workPlace?: string | undefined;
  /** Departments by `id`, at least one. @defaultValue `[1]`, the root */
  departmentIds?: readonly number[] | undefined;
  /** Position in a department's list. DingTalk's numbers have 18 digits, more than a double holds. @defaultValue generated */
  departmentOrders?: readonly { readonly id: number; readonly order: number }[] | undefined;
  /** Which of `departmentIds` the member leads. @defaultValue none */
  leads?: readonly number[] | undefined;
  /** The roles (角色), each with its group. @defaultValue none */
  roles?: readonly SimulatorRole[] | undefined;
  /** userid of the direct superior (直属主管); not checked. @defaultValue none */
  manager?: string | undefined;
  /** When they joined (入职时间), in milliseconds since 1970; in TypeScript also as a `Date`. */
  hiredDate?: Date | number | undefined;
  /** Whether the account is activated. @defaultValue true */
  active?: boolean | undefined;
  /** An administrator. @defaultValue whether the person administers the organization */
  admin?: boolean | undefined;
  /** The organization's owner (老板), an administrator too. @defaultValue false */
  boss?: boolean | undefined;
  /** Senior management (高管). @defaultValue false */
  senior?: boolean | undefined;
  /** An enterprise account (企业账号). @defaultValue false */
  exclusiveAccount?: boolean | undefined;
  /** The organization's own fields, `{ 爱好: '品茶' }`; DingTalk returns them as JSON in a string. */
  extension?: Readonly<Record<string, unknown>> | undefined;
}

/** A DingTalk account that can sign in. What you leave out is absent from DingTalk's answers too. */
export interface SimulatorPerson {
  /** Unique among `people`; the same for all clients. */
  unionId: string;
  /** The nickname: `displayName` of the profile. */
  nick: string;
  /** Returned to every client. @defaultValue one for each client */
  openId?: string | undefined;
  /** Picture; a path is completed with the simulator's origin, as `/simulator/avatars/<unionId>.svg`. @defaultValue none */
  avatarUrl?: string | undefined;
  /** National number, without the country code: `10000000003`. @defaultValue none */
  mobile?: string | undefined;
  /** Country calling code without `+`, for example `86`. Without it the profile has no phone number. */
  stateCode?: string | undefined;
  /** The person's own address, from contact/users/me; the organization's is `orgEmail` of a member. */
  email?: string | undefined;
  /** corpIds that the consent page offers; the person is a member there. @defaultValue none: the scope must be `openid` */
  organizations?: readonly string[] | undefined;
  /** corpIds, among `organizations`, that the person administers. @defaultValue none */
  administers?: readonly string[] | undefined;
}

/** The department at the top of every organization. */
export const ROOT_DEPARTMENT = 1;

const anyText = wellFormed.optional();

/** @internal */
export const memberSchema = z
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
    extension: z.looseObject({}).transform(toJson).optional(),
  })
  .superRefine((member, ctx) => {
    const own = new Set(member.departmentIds);
    reportUnknown(ctx, ['leads'], member.leads, own, 'ownDepartment');
    for (const [index, order] of member.departmentOrders.entries())
      if (!own.has(order.id)) report(ctx, ['departmentOrders', index, 'id'], 'ownDepartment', order.id);
  })
  .meta({ id: 'member', description: 'Somebody in an organization’s directory.' });

/** @internal */
export const organizationSchema = z
  .strictObject({
    corpId: identifier,
    name: text,
    ssoSecret: text.optional(),
    departments: z
      .array(z.strictObject({ id, name: text, parentId: id.default(ROOT_DEPARTMENT) }))
      .superRefine(unique('id', ROOT_DEPARTMENT))
      .default([]),
    members: z.array(memberSchema).superRefine(unique('userId')).superRefine(unique('unionId')).default([]),
  })
  .superRefine(({ departments, members }, ctx) => {
    const parents = new Map(departments.map((each) => [each.id, each.parentId]));
    for (const [index, { parentId }] of departments.entries())
      if (!reachesRoot(parentId, parents)) report(ctx, ['departments', index, 'parentId'], 'reachesRoot');
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

/** @internal */
export const personSchema = z
  .strictObject({
    unionId: identifier,
    nick: text,
    openId: text.optional(),
    avatarUrl: text.optional(),
    mobile: text.optional(),
    stateCode: text.optional(),
    email: text.optional(),
    organizations: z.array(text).default([]),
    administers: z.array(text).default([]),
  })
  .superRefine(({ organizations, administers }, ctx) => {
    reportUnknown(ctx, ['administers'], administers, new Set(organizations), 'ownOrganization');
  })
  .meta({ id: 'person', description: 'One DingTalk account. What is left out is absent from answers too.' });

/** @internal {@link SimulatorMember} with nothing left open but what the person's account has. */
export type Member = z.output<typeof memberSchema>;
/** @internal {@link SimulatorOrganization} with nothing left open. */
export type OrganizationSettings = z.output<typeof organizationSchema>;
/** @internal {@link SimulatorPerson} with nothing left open. */
export type Person = z.output<typeof personSchema>;
