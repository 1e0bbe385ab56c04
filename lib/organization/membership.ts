import { isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkUserId } from '../dingtalk/readers.js';

/** Whether the directory lists a user as a member (`contact_type` 0), not as an external contact (外部联系人, 1). */
export function isMember(contactType: DingTalkUserId['contactType']): boolean {
  return contactType === 0;
}

/**
 * DingTalk's codes for a user who isn't in the organization: left, disabled or never there. New ones belong in
 * `dingtalk/error-codes.ts` too. No other code shows anything about the user.
 */
const goneCodes: ReadonlySet<string | undefined> = new Set([
  ...['60121', '33012', '40003', '60111', '60120', '400023'],
]);

export function isGone(error: unknown): boolean {
  return isDingTalkError(error) && goneCodes.has(error.providerCode);
}

/** Whether a looked-up user is a member. Rejects if the lookup shows nothing about the user. */
export async function membershipOf(
  lookup: Promise<DingTalkUserId>,
): Promise<{ isMember: boolean; userId?: string }> {
  try {
    const { userId, contactType } = await lookup;
    return { userId, isMember: isMember(contactType) };
  } catch (error) {
    if (isGone(error)) return { isMember: false };
    throw error;
  }
}
