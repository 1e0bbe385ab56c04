/**
 * One DingTalk account: somebody who can sign in. What is left out is absent from DingTalk's answers too.
 */
export interface SimulatorPerson {
  /** Of your choice, unique among `people`. The same for all apps of one developer; the simulator has one developer. */
  unionId: string;
  /** What the person calls themselves: `displayName` of the profile. */
  nick: string;
  /**
   * The person's id in one app. One given here is told to every app.
   * @defaultValue one for each app, made from its client ID and the unionId
   */
  openId?: string | undefined;
  /**
   * Address of the picture. A path (`/…`) is completed with the simulator's own origin, which draws a picture
   * of everybody at `/simulator/avatars/<unionId>.svg`. @defaultValue no picture
   */
  avatarUrl?: string | undefined;
  /** National number, without the country code: `10000000003`. @defaultValue no number */
  mobile?: string | undefined;
  /** Country calling code without `+`, for example `86`. Without it the profile has no phone number. */
  stateCode?: string | undefined;
  /** The person's own address, as contact/users/me tells it; the organization's is `orgEmail` of a member. */
  email?: string | undefined;
  /**
   * corpIds of the organizations the person belongs to: what the consent page offers. Without any the person can
   * sign in only where the scope is `openid`. @defaultValue none
   */
  organizations?: readonly string[] | undefined;
  /**
   * corpIds, among `organizations`, that the person administers: what `orgType: 'management'` asks for, and who is an
   * administrator to the admin console. @defaultValue none
   */
  administers?: readonly string[] | undefined;
}

export type Person = Readonly<SimulatorPerson> & {
  readonly organizations: readonly string[];
  readonly administers: readonly string[];
};
