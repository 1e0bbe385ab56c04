import { check, invalid, isRecord } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/known-options.js';
import type { DingTalkClientOptions } from '../dingtalk/options.js';
import { type DingTalkSharedStore, readStore } from './store.js';

/** What to read of a member besides the userid. */
export interface DingTalkStaffOptions {
  /**
   * Language of role names and the like.
   * @defaultValue `'zh_CN'`
   */
  language?: 'zh_CN' | 'en_US' | undefined;
  /**
   * Reads the names of the departments too, with the path to each: `profile.staff.departments[0].path` is then
   * `['Tea house', 'Shop']`. Costs a call for each department on the path that was not read in the last ten minutes, and
   * the permission `qyapi_get_department_list`.
   * @defaultValue `false`
   */
  departments?: boolean | undefined;
}

const staffOptionNames: Names<DingTalkStaffOptions> = { language: true, departments: true };

/** Who may come in, and what to learn about them in their organization. */
export interface DingTalkDirectoryOptions {
  /**
   * The organizations whose people may sign in. DingTalk is asked for `corpid`, and the corpId of its token answer
   * must be in the list; without one nobody comes in. Costs no call.
   * @defaultValue everybody who has a DingTalk account
   */
  allowedCorpIds?: readonly string[] | undefined;
  /**
   * `'required'` lets only members of the app's organization in, by its directory: neither strangers nor external
   * contacts. Needs the permission `qyapi_get_member`. Costs one call for each sign-in, and an app token now and then.
   * @defaultValue members and others alike
   */
  membership?: 'required' | undefined;
  /**
   * Reads the person's record in the organization into `profile.staff`. Needs the permission `qyapi_get_member`, and
   * further ones for e-mail address and mobile number. Costs up to two calls for each
   * sign-in, of which `membership` needs the first anyway.
   * @defaultValue `false`
   */
  staff?: boolean | DingTalkStaffOptions | undefined;
  /**
   * Gives the app's own token, where something else keeps it. Asked for each sign-in, and once more when DingTalk
   * no longer accepts what it gave.
   * @param corpId - the organization of the person; absent unless the scope has `corpid`
   * @defaultValue fetched with `clientID` and `clientSecret`, and kept until shortly before it ends
   */
  appToken?: ((corpId: string | undefined) => string | Promise<string>) | undefined;
  /**
   * Gives the latest suiteTicket that DingTalk pushed, for older third-party apps (ISV), whose tokens need one. Asked
   * each time that a token is fetched. Not beside `appToken`.
   * @defaultValue none: the app is no older third-party app
   */
  suiteTicket?: (() => string | Promise<string>) | undefined;
  /**
   * Where processes share app tokens: a Keyv, or anything with `get` and `set(key, value, ttlMs)`. Anyone who can read
   * the store can call DingTalk as the app.
   * @defaultValue the memory of this process
   */
  appTokenStore?: DingTalkSharedStore | undefined;
}

export const directoryOptionNames: Names<DingTalkDirectoryOptions> = {
  allowedCorpIds: true,
  membership: true,
  staff: true,
  appToken: true,
  suiteTicket: true,
  appTokenStore: true,
};

/** {@link DingTalkDirectoryOptions}, checked and completed. */
export interface DirectorySettings {
  allowedCorpIds: readonly string[] | undefined;
  membershipRequired: boolean;
  staff: { language: 'zh_CN' | 'en_US'; departments: boolean } | undefined;
  appToken: DingTalkDirectoryOptions['appToken'];
  suiteTicket: DingTalkDirectoryOptions['suiteTicket'];
  appTokenStore: DingTalkSharedStore | undefined;
}

/** @throws TypeError naming the option that is malformed */
export function readDirectoryOptions(options: DingTalkDirectoryOptions): DirectorySettings {
  const { allowedCorpIds, membership, appToken, suiteTicket, appTokenStore } = options;
  if (membership !== undefined && membership !== 'required') {
    throw invalid('membership', "'required' or absent", membership);
  }
  for (const [name, value] of Object.entries({ appToken, suiteTicket })) {
    if (value !== undefined && typeof value !== 'function') throw invalid(name, 'a function', value);
  }
  if (appToken && suiteTicket) throw invalid('suiteTicket', 'absent beside `appToken`', suiteTicket);
  return Object.freeze({
    allowedCorpIds: readCorpIds(allowedCorpIds),
    membershipRequired: membership === 'required',
    staff: readStaffOptions(options.staff),
    appToken,
    suiteTicket,
    appTokenStore: readStore('appTokenStore', appTokenStore),
  });
}

/** @throws TypeError naming what is no corpId */
export function readCorpIds(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  // An empty list would lock everybody out.
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('allowedCorpIds', 'a list of corpIds', value);
  return Object.freeze(value.map((corpId, index) => check.text(`allowedCorpIds[${index}]`, corpId)));
}

function readStaffOptions(value: unknown): DirectorySettings['staff'] {
  if (value === undefined || value === false) return undefined;
  const options = value === true ? {} : value;
  if (!isRecord(options)) throw invalid('staff', 'true, false or an object', value);
  refuseUnknown(options, staffOptionNames, { of: 'staff' });
  const { language = 'zh_CN', departments = false } = options;
  return Object.freeze({
    language: check.language('staff.language', language),
    departments: check.flag('staff.departments', departments),
  });
}

/**
 * A former member.
 * @experimental
 */
export interface DingTalkLeaver {
  /** What a profile has as `id`. */
  unionId: string;
  /** The organization; absent for the app's own. */
  corpId?: string | undefined;
  /** Unique in the organization, where it was learned. */
  userId?: string | undefined;
}

/**
 * Options of {@link DingTalkMembers}: how DingTalk is reached, as what app, and how long its answers are good for.
 * @experimental
 */
export interface DingTalkMembersOptions
  extends Omit<DingTalkClientOptions, 'tokenURL' | 'userProfileURL' | 'preconnect' | 'timeoutMs'>,
    Pick<DingTalkDirectoryOptions, 'appTokenStore' | 'appToken' | 'suiteTicket'> {
  /**
   * The organization that is asked where {@link DingTalkMembers.has} names none. With it, an event of that organization
   * takes effect at once, see {@link DingTalkMembers.onEvent}.
   * @defaultValue the app's own
   */
  corpId?: string | undefined;
  /**
   * Time limit for one call to DingTalk, in milliseconds. Shorter than that of a sign-in, so that an outage is over as
   * soon as DingTalk answers again.
   * @defaultValue 5000
   */
  timeoutMs?: number | undefined;
  /**
   * How long an answer of the directory is good for, in milliseconds; up to a tenth more or less, so that sessions
   * that began together are not asked about together. For as long again the known answer is given while DingTalk is
   * asked in the background. Costs one call that often for each person who is there. 1000 or more.
   * @defaultValue 900000 (15 minutes)
   */
  recheckMs?: number | undefined;
  /**
   * How long after DingTalk last said so a person counts as a member while DingTalk cannot be asked or is slow, in
   * milliseconds; also how long the `confirmedAt` of a session is believed.
   * @defaultValue 14400000 (4 hours)
   */
  graceMs?: number | undefined;
  /**
   * Where processes share what they know: a Keyv, or anything with `get` and `set(key, value, ttlMs)`. Holds unionIds,
   * userids and corpIds. It may be that of `appTokenStore`.
   * @defaultValue the memory of this process
   */
  store?: DingTalkSharedStore | undefined;
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
  timeoutMs: number;
  store: DingTalkSharedStore | undefined;
  onLeave: DingTalkMembersOptions['onLeave'];
}

const memberOptionNames: Names<DingTalkMembersOptions> = {
  ...{ clientID: true, clientSecret: true, region: true, origins: true, timeoutMs: true, agent: true },
  ...{ customHeaders: true, corpId: true, appTokenStore: true, appToken: true, suiteTicket: true },
  ...{ recheckMs: true, graceMs: true, store: true, onLeave: true },
};

const defaultTimeoutMs = 5000;
const defaultRecheckMs = 15 * 60_000;
const defaultGraceMs = 4 * 60 * 60_000;

/** @throws TypeError naming the option that is missing, malformed or unknown */
export function readMembersOptions(options: DingTalkMembersOptions): MembersSettings {
  refuseUnknown(options, memberOptionNames);
  const { appTokenStore, appToken, suiteTicket, corpId, recheckMs, graceMs, store, onLeave } = options;
  const { timeoutMs = defaultTimeoutMs } = options;
  if (onLeave !== undefined && typeof onLeave !== 'function') throw invalid('onLeave', 'a function', onLeave);
  return Object.freeze({
    directory: readDirectoryOptions({ appTokenStore, appToken, suiteTicket }),
    corpId: check.optional(check.text, 'corpId', corpId),
    recheckMs: durationOf('recheckMs', recheckMs ?? defaultRecheckMs, 1000),
    graceMs: durationOf('graceMs', graceMs ?? defaultGraceMs, 0),
    timeoutMs,
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
