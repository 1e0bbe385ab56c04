import type { DingTalkProfile, DingTalkStaff } from 'passport-dingtalk-oauth2';

/** What this app keeps of a person, in the session; a real app has a table for it, keyed by `unionId`. */
export interface Account {
  unionId: string;
  openId?: string | undefined;
  displayName?: string | undefined;
  photo?: string | undefined;
  /** The person's own address, unverified; the organization's is in `staff`. */
  email?: string | undefined;
  phoneNumber?: string | undefined;
  corpId?: string | undefined;
  staff?: Staff | undefined;
  /** DingTalk's answer as it came. */
  raw: string;
}

/** The staff record as the session keeps it: as JSON, which has no dates. */
interface Staff extends Omit<DingTalkStaff, 'hiredDate'> {
  /** Milliseconds since the epoch. */
  hiredAt?: number | undefined;
}

/** Picks from Passport's profile what this app keeps. */
export function accountFrom(profile: DingTalkProfile): Account {
  return {
    unionId: profile.unionId,
    openId: profile.openId,
    displayName: profile.displayName,
    photo: profile.photos?.[0]?.value,
    email: profile.emails?.find(({ type }) => type === 'personal')?.value,
    phoneNumber: profile.phoneNumbers?.[0]?.value,
    corpId: profile.corpId,
    staff: profile.staff && staffFrom(profile.staff),
    raw: profile._raw,
  };
}

function staffFrom({ hiredDate, ...record }: DingTalkStaff): Staff {
  return { ...record, hiredAt: hiredDate?.getTime() };
}
