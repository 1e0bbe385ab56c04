import type { DingTalkProfile } from 'passport-dingtalk-oauth2';

/** What this app keeps of a person, in the session; a real app has a table for it, keyed by `unionId`. */
export interface Account {
  unionId: string;
  openId?: string | undefined;
  displayName?: string | undefined;
  photo?: string | undefined;
  email?: string | undefined;
  phoneNumber?: string | undefined;
  corpId?: string | undefined;
  /** DingTalk's answer as it came. */
  raw: string;
}

/** Picks from Passport's profile what this app keeps. */
export function accountFrom(profile: DingTalkProfile): Account {
  return {
    unionId: profile.unionId,
    openId: profile.openId,
    displayName: profile.displayName,
    photo: profile.photos?.[0]?.value,
    email: profile.emails?.[0]?.value,
    phoneNumber: profile.phoneNumbers?.[0]?.value,
    corpId: profile.corpId,
    raw: profile._raw,
  };
}
