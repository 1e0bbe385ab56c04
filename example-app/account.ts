import type {
  DingTalkAdminProfile,
  DingTalkInAppProfile,
  DingTalkProfile,
  DingTalkStaff,
} from 'passport-dingtalk-oauth2';

/** The way somebody came in. */
export type Door = 'browser' | 'in-app' | 'admin';

/** What this app keeps of a person, in the session; a real app has a table for it, keyed by `id`. */
export interface Account {
  /** The unionId, but from the admin console, which tells none: corpId and userId. */
  id: string;
  door: Door;
  openId?: string | undefined;
  displayName?: string | undefined;
  photo?: string | undefined;
  /** The person's own address, unverified; the organization's is in `staff`. */
  email?: string | undefined;
  phoneNumber?: string | undefined;
  corpId?: string | undefined;
  staff?: Staff | undefined;
  administrator?: Administrator | undefined;
  /** DingTalk's answer as it came. */
  raw: string;
}

/** The staff record as the session keeps it: as JSON, which has no dates. */
interface Staff extends Omit<DingTalkStaff, 'hiredDate'> {
  /** Milliseconds since the epoch. */
  hiredAt?: number | undefined;
}

/** Which organization somebody administers. */
export interface Administrator {
  userId: string;
  corpId: string;
  corpName?: string | undefined;
}

/** Picks from the profile of somebody who came by link, QR code or from within DingTalk what this app keeps. */
export function accountFrom(profile: DingTalkProfile | DingTalkInAppProfile, door: Door): Account {
  return {
    id: profile.id,
    door,
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

/** Picks from the profile of somebody who came from the admin console what this app keeps. */
export function accountFromAdmin(profile: DingTalkAdminProfile): Account {
  const { id, displayName, photos, emails, userId, corpId, corpName } = profile;
  return {
    id,
    door: 'admin',
    displayName,
    photo: photos?.[0]?.value,
    email: emails?.[0]?.value,
    corpId,
    administrator: { userId, corpId, corpName },
    raw: profile._raw,
  };
}

function staffFrom({ hiredDate, ...record }: DingTalkStaff): Staff {
  return { ...record, hiredAt: hiredDate?.getTime() };
}
