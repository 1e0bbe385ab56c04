import type { DingTalkAdmin } from '../dingtalk/readers.js';
import { type DingTalkEmail, personalEmail } from '../profile.js';

/**
 * The user from DingTalk's admin console, in Passport's normalized form.
 * @see {@link https://open.dingtalk.com/document/development/obtains-the-identity-of-an-application-administrator ssoUserInfo}
 * @experimental
 */
export interface DingTalkAdminProfile {
  /** The provider, as in every Passport profile. */
  provider: 'dingtalk';
  /**
   * corpId and userid, `dingcorp/manager4220`, because DingTalk returns no unionId here. To recognize a user of another
   * sign-in method, store `corpId` and `staff.userId` there, and look for this `corpId` and `userId`.
   */
  id: string;
  /** Unique in this organization only. */
  userId: string;
  /** The organization that the user administers. */
  corpId: string;
  /** The organization's name. */
  corpName?: string;
  /** Whether the user is one of the organization's administrators. */
  isAdmin: boolean;
  /** DingTalk's `userName`, or else the userid. */
  displayName: string;
  /** DingTalk's `avatar`. */
  photos?: [{ value: string }];
  /** DingTalk's `email`, as `personal`: it may not be a company address. */
  emails?: DingTalkEmail[];
  /** DingTalk's answer as text. */
  _raw: string;
  /** DingTalk's answer, parsed. */
  _json: Record<string, unknown>;
}

export function toAdminProfile(admin: DingTalkAdmin): DingTalkAdminProfile {
  const { corpId, corpName, userId, userName, avatar, email, isAdmin, raw, json } = admin;
  return {
    provider: 'dingtalk',
    id: `${corpId}/${userId}`,
    userId,
    corpId,
    ...(corpName && { corpName }),
    isAdmin,
    displayName: userName || userId,
    ...(avatar && { photos: [{ value: avatar }] as [{ value: string }] }),
    ...(email && { emails: [personalEmail(email)] }),
    _raw: raw,
    _json: json,
  };
}
