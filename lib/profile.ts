import type { DingTalkUser } from './client.js';

/**
 * The person in Passport's normalized form. What DingTalk does not tell, for want of a permission or because
 * the person never filled it in, is absent: no empty strings, no empty lists.
 *
 * @see {@link https://open.dingtalk.com/document/development/dingtalk-retrieve-user-information contact/users/me},
 * which all fields but `corpId` come from
 */
export interface DingTalkProfile {
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
  /** DingTalk's `nick`. */
  displayName?: string;
  /** DingTalk's `avatarUrl`. */
  photos?: [{ value: string }];
  /**
   * DingTalk's `email`: the address that the person keeps in DingTalk. Unverified, and not the company's; it may
   * belong to another organization. Show it, but link no account by it.
   */
  emails?: [{ value: string }];
  /**
   * DingTalk's `stateCode` and `mobile` in E.164 form, `+8615012349144`. Needs the permission
   * `Contact.User.mobile`. Absent for third-party apps, which are shown a masked number.
   */
  phoneNumbers?: [{ value: string }];
  /** DingTalk's answer as text. */
  _raw: string;
  /** DingTalk's answer, parsed. */
  _json: Record<string, unknown>;
}

/** The profile of a user, pure. */
export function toProfile(user: DingTalkUser, corpId?: string): DingTalkProfile {
  const { unionId, openId, nick, avatarUrl, email, raw, json } = user;
  const phoneNumber = toE164(user.stateCode, user.mobile);
  return {
    provider: 'dingtalk',
    id: unionId,
    unionId,
    ...(openId && { openId }),
    ...(corpId && { corpId }),
    ...(nick && { displayName: nick }),
    ...(avatarUrl && { photos: [{ value: avatarUrl }] }),
    ...(email && { emails: [{ value: email }] }),
    ...(phoneNumber && { phoneNumbers: [{ value: phoneNumber }] }),
    _raw: raw,
    _json: json,
  };
}

/**
 * `86` and `150 1234 9144` as `+8615012349144`; `undefined` for whatever is no number that can be dialled: a
 * masked one, or one without a country calling code.
 */
export function toE164(stateCode: string | undefined, mobile: string | undefined): string | undefined {
  const country = stateCode?.replace(/^\+|[\s-]/g, '');
  const national = mobile?.replace(/[\s-]/g, '');
  // E.164 allows fifteen digits in all, the first of them never zero.
  if (!country || !national || !/^[1-9]\d{0,3}$/.test(country) || !/^\d{4,14}$/.test(national))
    return undefined;
  const digits = country + national;
  return digits.length <= 15 ? `+${digits}` : undefined;
}
