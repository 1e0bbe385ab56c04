import { toE164 } from './dingtalk/phone-number.js';
import type { DingTalkUser } from './dingtalk/readers.js';
import type { DingTalkStaff } from './dingtalk/staff.js';

/** An e-mail address. */
export interface DingTalkEmail {
  /** The address. */
  value: string;
  /** A company address (`work`) or the user's own (`personal`). */
  type: 'work' | 'personal';
  /** `false` for a personal address, which DingTalk doesn't verify; absent for a company address. */
  verified?: false;
}

/**
 * The user in Passport's normalized form, assignable to Passport's own `Profile`. Fields that DingTalk doesn't return,
 * because a permission is missing or the user left them empty, are absent: there are no empty strings or lists.
 *
 * @see {@link https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information contact/users/me},
 * the source of all fields except `corpId`, `staff` and what is said to come from the staff record
 */
export interface DingTalkProfile {
  /** The provider, as in every Passport profile. */
  provider: 'dingtalk';
  /**
   * The unionId: store it as the key of the account. The openId differs in each app, and mobile numbers and e-mail
   * addresses can be reused by someone else.
   */
  id: string;
  /** DingTalk's `unionId`: the same in all apps of one developer organization. */
  unionId: string;
  /** DingTalk's `openId`: the user's id in this one app. */
  openId?: string;
  /**
   * The organization that the user chose at sign-in, from DingTalk's token answer. Only if the scope has `corpid`.
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  corpId?: string;
  /** DingTalk's `nick`, or else the name in the staff record, or else the unionId. */
  displayName: string;
  /** DingTalk's `avatarUrl`. */
  photos?: [{ value: string }];
  /**
   * First the company address, `type: 'work'`, if the staff record has one. Then DingTalk's `email`, `type: 'personal'`
   * and `verified: false`: users enter it themselves, and it may belong to another organization. Show it, but never
   * link accounts by it.
   */
  emails?: DingTalkEmail[];
  /**
   * DingTalk's `stateCode` and `mobile` in E.164 form, `+8615012349144`. Needs the permission
   * `Contact.User.mobile`. Absent for third-party apps, which get a masked number.
   */
  phoneNumbers?: [{ value: string }];
  /** The user's record in the organization; only with the option `staff`, and only for members. */
  staff?: DingTalkStaff;
  /** DingTalk's answer as text. */
  _raw: string;
  /** DingTalk's answer, parsed. */
  _json: Record<string, unknown>;
}

export function toProfile(user: DingTalkUser): DingTalkProfile {
  const { unionId, openId, nick, avatarUrl, email, raw, json } = user;
  const phoneNumber = toE164(user.stateCode, user.mobile);
  const profile: DingTalkProfile = {
    provider: 'dingtalk',
    id: unionId,
    unionId,
    displayName: nick || unionId,
    _raw: raw,
    _json: json,
  };
  if (openId) profile.openId = openId;
  if (avatarUrl) profile.photos = [{ value: avatarUrl }];
  if (email) profile.emails = [personalEmail(email)];
  if (phoneNumber) profile.phoneNumbers = [{ value: phoneNumber }];
  return profile;
}

/** Adds the organization's data to a profile. */
export function completeProfile<Profile extends DingTalkProfile | undefined>(
  profile: Profile,
  corpId: string | undefined,
  staff: DingTalkStaff | undefined,
): Profile {
  if (!profile || (!corpId && !staff)) return profile;
  if (!staff) return { ...profile, corpId };
  const { emails = [], displayName, unionId } = profile;
  return {
    ...profile,
    ...(corpId && { corpId }),
    staff,
    ...(staff.name && displayName === unionId && { displayName: staff.name }),
    ...(staff.orgEmail && { emails: [{ value: staff.orgEmail, type: 'work' }, ...emails] }),
  };
}

/** A personal address. Some hosts treat an address as verified unless it has `verified: false`. */
export function personalEmail(value: string): DingTalkEmail {
  return { value, type: 'personal', verified: false };
}
