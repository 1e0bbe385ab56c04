/** One department of an organization. */
export interface SimulatorDepartment {
  /** Above 1: the root department, which has the organization's name, is 1 and always there. */
  id: number;
  name: string;
  /** The department it belongs to. @defaultValue 1 */
  parentId?: number | undefined;
}

/** One role (角色) that a member has, with the group it is filed under. */
export interface SimulatorRole {
  id: number;
  name: string;
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
  /** @defaultValue the person's nick, or the `userId` of somebody who never signs in */
  name?: string | undefined;
  title?: string | undefined;
  jobNumber?: string | undefined;
  /** The address of the organization's mail service. Not told to third-party apps. */
  orgEmail?: string | undefined;
  /** The mailbox in the directory. Needs the permission `fieldEmail`; not told to third-party apps. */
  email?: string | undefined;
  /**
   * National number. Needs the permission `fieldMobile`; not told to third-party apps.
   * @defaultValue the person's
   */
  mobile?: string | undefined;
  /** Country calling code without `+`. @defaultValue the person's */
  stateCode?: string | undefined;
  /** An office telephone, as the organization writes it. */
  telephone?: string | undefined;
  workPlace?: string | undefined;
  /** At least one. @defaultValue `[1]` */
  departmentIds?: readonly number[] | undefined;
  /**
   * Where the member stands in a department's list. DingTalk's own numbers have 18 digits, more than a double
   * holds; so do those that are made up for the departments that are not given here.
   */
  departmentOrders?: readonly { readonly id: number; readonly order: number }[] | undefined;
  /** Which of `departmentIds` the member leads. @defaultValue none */
  leads?: readonly number[] | undefined;
  /** @defaultValue none */
  roles?: readonly SimulatorRole[] | undefined;
  /** userId of the direct superior. */
  manager?: string | undefined;
  /** A date, or milliseconds since the epoch. */
  hiredDate?: Date | number | undefined;
  /** Whether the account was activated. @defaultValue true */
  active?: boolean | undefined;
  /** An administrator of the organization. @defaultValue whether the person administers it */
  admin?: boolean | undefined;
  /** @defaultValue false */
  boss?: boolean | undefined;
  /** Senior management (高管). @defaultValue false */
  senior?: boolean | undefined;
  /** An account that the organization owns (专属帐号). @defaultValue false */
  exclusiveAccount?: boolean | undefined;
  /** Fields of the organization's own making; DingTalk sends them as JSON inside a string. */
  extension?: Readonly<Record<string, unknown>> | undefined;
}

/** One organization (企业), with its directory. */
export interface SimulatorOrganization {
  corpId: string;
  name: string;
  /** The SSOSecret, for sign-in from the admin console. @defaultValue none, and every one is refused */
  ssoSecret?: string | undefined;
  /** @defaultValue none but the root */
  departments?: readonly SimulatorDepartment[] | undefined;
  /**
   * The directory. People whose `organizations` name this one need not be here: whoever is not, is a member in
   * the root department, with a `userId` that is made from `corpId` and `unionId`.
   */
  members?: readonly SimulatorMember[] | undefined;
}
