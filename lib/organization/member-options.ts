import { check, invalid } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/known-options.js';
import type { DingTalkClientOptions } from '../dingtalk/options.js';
import { type DingTalkDirectoryOptions, type DirectorySettings, readDirectoryOptions } from './options.js';
import { readStore, type SharedStore } from './store.js';

/** Somebody who was a member and is none any more. */
export interface DingTalkLeaver {
  /** What a profile has as `id`. */
  unionId: string;
  /** The organization; absent for the app's own. */
  corpId?: string | undefined;
  /** Unique in the organization, where it was learned. */
  userId?: string | undefined;
}

/** Options of {@link DingTalkMembers}: how DingTalk is reached, as what app, and how long its answers are good for. */
export interface DingTalkMembersOptions
  extends Omit<DingTalkClientOptions, 'tokenURL' | 'userProfileURL' | 'preconnect'>,
    Pick<DingTalkDirectoryOptions, 'appTokenStore' | 'appToken' | 'suiteTicket'> {
  /**
   * The organization that is asked where {@link DingTalkMembers.has} names none.
   * @defaultValue the app's own
   */
  corpId?: string | undefined;
  /**
   * How long an answer of the directory is good for, in milliseconds; up to a tenth more or less, so that sessions
   * that began together are not asked about together. For as long again the known answer is given while DingTalk is
   * asked in the background. Costs one call that often for each person who is there. 1000 or more.
   * @defaultValue 900000 (15 minutes)
   */
  recheckMs?: number | undefined;
  /**
   * How long after DingTalk last said so a person counts as a member while DingTalk cannot be asked, in milliseconds.
   * @defaultValue 14400000 (4 hours)
   */
  graceMs?: number | undefined;
  /**
   * Where processes share what they know: a Keyv, or anything with `get`, `set(key, value, ttlMs)` and `delete`. Holds
   * unionIds, userids and corpIds. It may be that of `appTokenStore`.
   * @defaultValue the memory of this process
   */
  store?: SharedStore | undefined;
  /**
   * Called once in each process that knew the person as a member, when it learns that the person is none any more, be
   * it from an event or from the directory. What it throws, or rejects with, becomes a warning of the process.
   */
  onLeave?: ((person: DingTalkLeaver) => unknown) | undefined;
}

/** {@link DingTalkMembersOptions}, checked and completed, but for those of the client. */
export interface MembersSettings {
  directory: DirectorySettings;
  corpId: string | undefined;
  recheckMs: number;
  graceMs: number;
  store: SharedStore | undefined;
  onLeave: DingTalkMembersOptions['onLeave'];
}

const memberOptionNames: Names<DingTalkMembersOptions> = {
  ...{ clientID: true, clientSecret: true, region: true, origins: true, timeoutMs: true, agent: true },
  ...{ customHeaders: true, corpId: true, appTokenStore: true, appToken: true, suiteTicket: true },
  ...{ recheckMs: true, graceMs: true, store: true, onLeave: true },
};

const defaultRecheckMs = 15 * 60_000;
const defaultGraceMs = 4 * 60 * 60_000;

/** @throws TypeError naming the option that is missing, malformed or unknown */
export function readMembersOptions(options: DingTalkMembersOptions): MembersSettings {
  refuseUnknown(options, memberOptionNames);
  const { appTokenStore, appToken, suiteTicket, corpId, recheckMs, graceMs, store, onLeave } = options;
  if (onLeave !== undefined && typeof onLeave !== 'function') throw invalid('onLeave', 'a function', onLeave);
  return Object.freeze({
    directory: readDirectoryOptions({ appTokenStore, appToken, suiteTicket }),
    corpId: check.optional(check.text, 'corpId', corpId),
    recheckMs: durationOf('recheckMs', recheckMs ?? defaultRecheckMs, 1000),
    graceMs: durationOf('graceMs', graceMs ?? defaultGraceMs, 0),
    store: readStore('store', store),
    onLeave,
  });
}

function durationOf(name: string, value: unknown, min: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min) {
    throw invalid(name, `a whole number of milliseconds, ${min} or more`, value);
  }
  return value as number;
}
