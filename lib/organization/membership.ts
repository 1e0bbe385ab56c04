import { isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkUserId } from '../dingtalk/readers.js';

/**
 * Whether DingTalk's directory lists a user as a member (`contact_type` 0), not as an external contact (外部联系人, 1).
 */
export function isMember(contactType: DingTalkUserId['contactType']): boolean {
  return contactType === 0;
}

/**
 * DingTalk's codes for a user who isn't in the organization: left, disabled or never there. New ones belong in
 * `dingtalk/error-codes.ts` too. A missing API has other codes.
 */
const goneCodes: ReadonlySet<string | undefined> = new Set([
  ...['60121', '33012', '40003', '60111', '60120', '400023'],
]);

/** Whether DingTalk reports that there is no such user. Other errors show nothing about the user. */
function isGone(error: unknown): boolean {
  return isDingTalkError(error) && goneCodes.has(error.providerCode);
}

/** Returns that the user isn't a member if the error says so; otherwise throws it. */
export function asNobody(error: unknown): { isMember: false } {
  if (isGone(error)) return { isMember: false };
  throw error;
}
