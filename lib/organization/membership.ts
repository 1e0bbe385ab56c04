import { isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkUserId } from '../dingtalk/readers.js';

/**
 * Whether DingTalk's directory lists a user as a member (`contact_type` 0), not as an external contact (外部联系人, 1).
 */
export function isMember(contactType: DingTalkUserId['contactType']): boolean {
  return contactType === 0;
}

/** Whether a looked-up user is a member. @throws the error of a lookup that shows nothing about the user */
export function membershipOf(
  lookup: Promise<DingTalkUserId>,
): Promise<{ isMember: boolean; userId?: string }> {
  return lookup.then(({ userId, contactType }) => ({ userId, isMember: isMember(contactType) }), asNobody);
}

/**
 * DingTalk's codes for a user who isn't in the organization: left, disabled or never there. New ones belong in
 * `dingtalk/error-codes.ts` too. No other code shows anything about the user.
 */
const goneCodes: ReadonlySet<string | undefined> = new Set([
  ...['60121', '33012', '40003', '60111', '60120', '400023'],
]);

/** Returns that the user isn't a member if the error says so; otherwise throws it. */
export function asNobody(error: unknown): { isMember: false } {
  if (isDingTalkError(error) && goneCodes.has(error.providerCode)) return { isMember: false };
  throw error;
}
