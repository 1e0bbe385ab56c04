import { DingTalkMembers } from 'passport-dingtalk-oauth2';
import type { Account } from './account.js';
import type { AppConfig } from './config.js';

/** Tells of people who were members when they signed in whether they still are. */
export interface Members {
  /** `true` also for whom the app does not look up: those who signed in without being a member. */
  mayStay(account: Account): Promise<boolean>;
  /** When DingTalk last confirmed it; `undefined` for whom the app does not look up. */
  confirmedAt(account: Account): Date | undefined;
}

export function createMembers({ dingtalk, recheckMs }: AppConfig): Members {
  const { clientID, clientSecret, region, origins, timeoutMs, allowedCorpIds, membership } = dingtalk;
  const members = new DingTalkMembers({ clientID, clientSecret, region, origins, timeoutMs, recheckMs });
  /** A staff record is what only members have; without one it takes `membership` to know. */
  const isWatched = ({ staff, via }: Account) =>
    via !== 'admin' && (staff !== undefined || membership === 'required');
  // Whose directory the strategy asked: of the organization that was chosen, or of the app's own.
  const where = ({ corpId }: Account) => ({ corpId: allowedCorpIds ? corpId : undefined });
  return {
    async mayStay(account) {
      if (!isWatched(account)) return true;
      const { id, confirmedAt } = account;
      const isMember = await members.has(id, { ...where(account), confirmedAt });
      // Part of the session, which is saved with it: after a restart nobody waits for DingTalk.
      account.confirmedAt = members.confirmedAt(id, where(account))?.getTime();
      return isMember;
    },
    confirmedAt: (account) =>
      isWatched(account) ? members.confirmedAt(account.id, where(account)) : undefined,
  };
}
