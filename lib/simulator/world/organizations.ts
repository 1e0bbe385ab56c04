/**
 * One organization (企业), with its directory.
 */
export interface SimulatorOrganization {
  /** Of your choice, unique among `organizations`: what people, clients and the app's `allowedCorpIds` name it by. */
  corpId: string;
  /** What the consent page calls it, and its root department. */
  name: string;
  /** The SSOSecret, for sign-in from the admin console. @defaultValue none, and every one is refused */
  ssoSecret?: string | undefined;
  /** Those below the root department, which is always there. @defaultValue none */
  departments?: readonly SimulatorDepartment[] | undefined;
  /**
   * The directory. People whose `organizations` name this one need not be here: whoever is not, is a member in
   * the root department, with a `userId` that is made from `corpId` and `unionId`. @defaultValue nobody but those
   */
  members?: readonly SimulatorMember[] | undefined;
}

/** One department of an organization. */
export interface SimulatorDepartment {
  /** Above 1: the root department, which has the organization's name, is 1 and always there. */
  id: number;
  /** Told by department/get, in one language whichever is asked for. */
  name: string;
  /** The `id` of the department it belongs to. @defaultValue 1, the root */
  parentId?: number | undefined;
}

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
  /** Outside of every app's contact scope: user/get answers 50002. @defaultValue false */
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

/** The department at the top of every organization. */
export const ROOT_DEPARTMENT = 1;

type Given = 'departmentIds' | 'departmentOrders' | 'leads' | 'roles' | 'active';
type Flag = 'external' | 'left' | 'outOfScope' | 'boss' | 'senior' | 'exclusiveAccount';

/** {@link SimulatorMember} with nothing left open but what the person's account has. */
export type Member = Readonly<Omit<SimulatorMember, Given | Flag | 'hiredDate' | 'extension'>> &
  Readonly<{ [Key in Given | Flag]-?: NonNullable<SimulatorMember[Key]> }> & {
    /** In milliseconds since 1970. */
    readonly hiredDate?: number | undefined;
    /** As JSON, which is how DingTalk sends it. */
    readonly extension?: string | undefined;
  };

/** {@link SimulatorDepartment}; `parentId` is absent for the root. */
export type Department = Readonly<SimulatorDepartment>;

/** {@link SimulatorOrganization} with nothing left open. */
export interface Organization {
  readonly corpId: string;
  readonly name: string;
  readonly ssoSecret?: string | undefined;
  /** Without the root. */
  readonly departments: readonly Department[];
  readonly members: readonly Member[];
}
