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

export type Person = Readonly<SimulatorPerson> & {
  readonly organizations: readonly string[];
  readonly administers: readonly string[];
};
