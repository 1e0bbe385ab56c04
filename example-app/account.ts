import type {
  DingTalkAdminProfile,
  DingTalkInAppProfile,
  DingTalkProfile,
  DingTalkStaff,
} from 'passport-dingtalk-oauth2';

/** What this app keeps of a user, in the session; a real app has a table for it, keyed by `id`. */
export interface Account {
  /** The unionId; from the admin console, which reports none, corpId and userId. */
  id: string;
  /** The sign-in method. */
  via: 'browser' | 'in-app' | 'admin';
  openId?: string | undefined;
  displayName?: string | undefined;
  photo?: string | undefined;
  /** The person's own address, unverified; the organization's is in `staff`. */
  email?: string | undefined;
  phoneNumber?: string | undefined;
  corpId?: string | undefined;
  staff?: Staff | undefined;
  administrator?: Administrator | undefined;
  /** When DingTalk last confirmed the membership, for sign-ins that checked it. Milliseconds since the epoch. */
  confirmedAt?: number | undefined;
  /** DingTalk's answer as it came. */
  raw: string;
}

/** The staff record as the session keeps it: as JSON, which has no dates. */
interface Staff extends Omit<DingTalkStaff, 'hiredDate'> {
  /** Milliseconds since the epoch. */
  hiredAt?: number | undefined;
}

/** Which organization an administrator comes from. */
export interface Administrator {
  userId: string;
  corpId: string;
  corpName?: string | undefined;
}

/** What this app keeps of a profile from the link, the QR code or a page inside DingTalk. */
export function accountFrom(profile: DingTalkProfile | DingTalkInAppProfile, via: Account['via']): Account {
  return {
    id: profile.id,
    via,
    openId: profile.openId,
    displayName: profile.displayName,
    photo: profile.photos?.[0]?.value,
    email: profile.emails?.find(({ type }) => type === 'personal')?.value,
    phoneNumber: profile.phoneNumbers?.[0]?.value,
    corpId: profile.corpId,
    staff: profile.staff && staffFrom(profile.staff),
    confirmedAt: Date.now(),
    raw: profile._raw,
  };
}

/** What this app keeps of a profile from the admin console. */
export function accountFromAdmin(profile: DingTalkAdminProfile): Account {
  const { id, displayName, photos, emails, userId, corpId, corpName } = profile;
  return {
    id,
    via: 'admin',
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
