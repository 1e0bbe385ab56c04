import { isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkUserId } from '../dingtalk/readers.js';

/**
 * Whether DingTalk's directory lists somebody as a member (`contact_type` 0), and not as an external contact
 * (外部联系人, 1), who is listed beside them.
 */
export function isMember(contactType: DingTalkUserId['contactType']): boolean {
  return contactType === 0;
}

/**
 * DingTalk's codes for a person who is not in the organization: gone, disabled or never there. A new one belongs into
 * `dingtalk/error-codes.ts` too. An API that is not found has others.
 */
const goneCodes: ReadonlySet<string | undefined> = new Set([
  ...['60121', '33012', '40003', '60111', '60120', '400023'],
]);

/** Whether DingTalk says that there is no such person; any other failure says nothing about them. */
function isGone(error: unknown): boolean {
  return isDingTalkError(error) && goneCodes.has(error.providerCode);
}

/** What an error says of a person: that they are no member, or else nothing, and it is thrown on. */
export function asNobody(error: unknown): { isMember: false } {
  if (isGone(error)) return { isMember: false };
  throw error;
}
