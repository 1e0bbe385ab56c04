import type { DingTalkAdmin } from '../dingtalk/readers.js';
import { type DingTalkEmail, personalEmail } from '../profile.js';

/**
 * Who came from DingTalk's admin console, in Passport's normalized form.
 * @see {@link https://open.dingtalk.com/document/development/obtains-the-identity-of-an-application-administrator ssoUserInfo}
 * @experimental
 */
export interface DingTalkAdminProfile {
  /** Who vouches for the person, as every profile of Passport's says. */
  provider: 'dingtalk';
  /**
   * corpId and userid, `dingcorp/manager4220`: this door learns no unionId. To find the account that the person has
   * through another door, store `staff.userId` there and look for `userId` here.
   */
  id: string;
  /** Unique in this organization only. */
  userId: string;
  /** The organization that the person administers. */
  corpId: string;
  /** What it is called. */
  corpName?: string;
  /** Whether DingTalk counts the person among the organization's administrators. */
  isAdmin: boolean;
  /** DingTalk's `userName`; without one the userid. */
  displayName: string;
  /** DingTalk's `avatar`. */
  photos?: [{ value: string }];
  /** Not known to be the organization's, and so not said to be. */
  emails?: DingTalkEmail[];
  /** DingTalk's answer as text. */
  _raw: string;
  /** DingTalk's answer, parsed. */
  _json: Record<string, unknown>;
}

/** The profile of an administrator, pure. */
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
