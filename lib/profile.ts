import { toE164 } from './dingtalk/phone-number.js';
import type { DingTalkUser } from './dingtalk/readers.js';
import type { DingTalkStaff } from './dingtalk/staff.js';

/** An e-mail address. */
export interface DingTalkEmail {
  /** The address. */
  value: string;
  /** Whose it is: the organization's (`work`) or the person's own (`personal`). */
  type: 'work' | 'personal';
  /** `false` for the person's own, which DingTalk doesn't verify, and absent for the organization's. */
  verified?: false;
}

/**
 * The person in Passport's normalized form, assignable to Passport's own `Profile`. What DingTalk does not tell, for
 * want of a permission or because the person never filled it in, is absent: no empty strings, no empty lists.
 *
 * @see {@link https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information contact/users/me},
 * which all fields but `corpId` come from
 */
export interface DingTalkProfile {
  /** Who vouches for the person, as every profile of Passport's says. */
  provider: 'dingtalk';
  /**
   * The unionId, to store as the key of the account. Not openId, which changes with the app; not the mobile
   * number or e-mail address, which change hands.
   */
  id: string;
  /** DingTalk's `unionId`: the same in all apps of one developer organization. */
  unionId: string;
  /** DingTalk's `openId`: the person's id in this one app. */
  openId?: string;
  /**
   * The organization that the person chose at sign-in. From the token answer, and only when the scope has
   * `corpid`.
   * @see {@link https://open.dingtalk.com/document/development/obtain-user-token}
   */
  corpId?: string;
  /** DingTalk's `nick`; without one the name in the staff record, and without that the unionId. */
  displayName: string;
  /** DingTalk's `avatarUrl`. */
  photos?: [{ value: string }];
  /**
   * First the organization's address, `type: 'work'`, if a staff record was asked for and has one. Then DingTalk's
   * `email`, `type: 'personal'` and `verified: false`: the address that the person keeps in DingTalk, which may
   * belong to another organization. Show it, but link no account by it.
   */
  emails?: DingTalkEmail[];
  /**
   * DingTalk's `stateCode` and `mobile` in E.164 form, `+8615012349144`. Needs the permission
   * `Contact.User.mobile`. Absent for third-party apps, which are shown a masked number.
   */
  phoneNumbers?: [{ value: string }];
  /** Who the person is in the organization; only with the option `staff`, and only for its members. */
  staff?: DingTalkStaff;
  /** DingTalk's answer as text. */
  _raw: string;
  /** DingTalk's answer, parsed. */
  _json: Record<string, unknown>;
}

/** The profile of a user, pure. */
export function toProfile(user: DingTalkUser, corpId?: string, staff?: DingTalkStaff): DingTalkProfile {
  const { unionId, openId, nick, avatarUrl, email, raw, json } = user;
  const phoneNumber = toE164(user.stateCode, user.mobile);
  const profile: DingTalkProfile = {
    ...{
      provider: 'dingtalk' as const,
      id: unionId,
      unionId,
      displayName: nick || unionId,
      _raw: raw,
      _json: json,
    },
  };
  if (openId) profile.openId = openId;
  if (avatarUrl) profile.photos = [{ value: avatarUrl }];
  if (email) profile.emails = [personalEmail(email)];
  if (phoneNumber) profile.phoneNumbers = [{ value: phoneNumber }];
  return completeProfile(profile, corpId, staff);
}

/** A profile with what the organization adds to it. */
export function completeProfile<Profile extends DingTalkProfile | undefined>(
  profile: Profile,
  corpId: string | undefined,
  staff: DingTalkStaff | undefined,
): Profile {
  if (!profile || (!corpId && !staff)) return profile;
  const { emails = [], displayName, unionId } = profile;
  return {
    ...profile,
    ...(staff?.name && displayName === unionId && { displayName: staff.name }),
    ...(corpId && { corpId }),
    ...(staff && { staff }),
    ...(staff?.orgEmail && { emails: [{ value: staff.orgEmail, type: 'work' as const }, ...emails] }),
  };
}

/** The address that somebody keeps in DingTalk. Some hosts make an identity of what does not say `verified: false`. */
export function personalEmail(value: string): DingTalkEmail {
  return { value, type: 'personal', verified: false };
}
