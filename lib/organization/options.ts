import { check, invalid } from '../dingtalk/checks.js';
import { type Names, refuseUnknown } from '../dingtalk/option-names.js';
import {
  type DingTalkClientOptions,
  type SharedTransportOptions,
  sharedTransportNames,
} from '../dingtalk/options.js';
import { isObject } from '../dingtalk/values.js';
import { type DingTalkSharedStore, readStore } from './store.js';

/** What to read of a member besides the userid. */
export interface DingTalkStaffOptions {
  /** Language of role names and the like. @defaultValue `'zh_CN'` */
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

/** Who may sign in, and what to read from the organization's directory. */
export interface DingTalkDirectoryOptions {
  /**
   * The organizations whose users may sign in. It adds `corpid` to the scope, and the corpId in DingTalk's token answer
   * must be in the list. Needs no further call.
   * @defaultValue every user with a DingTalk account
   */
  allowedCorpIds?: readonly string[] | undefined;
  /**
   * `'required'` lets in only members in the directory of the app's organization, no external contacts. Needs the
   * permission `qyapi_get_member`, one call for each sign-in, and an app token.
   * @defaultValue members and others
   */
  membership?: 'required' | undefined;
  /**
   * Reads the user's record in the organization into `profile.staff`. Needs the permission `qyapi_get_member`, and
   * others for e-mail address and mobile number. Needs up to two calls for each sign-in; `membership` already makes the
   * first.
   * @defaultValue `false`
   */
  staff?: boolean | DingTalkStaffOptions | undefined;
  /**
   * Returns the app token, if another service manages it. Called for each sign-in, and once more if DingTalk rejects
   * the token. Has 5 seconds.
   * @param corpId - the organization of the user; absent unless the scope has `corpid`
   * @defaultValue fetched with `clientID` and `clientSecret`, and kept until shortly before it expires
   */
  appToken?: ((corpId: string | undefined) => string | Promise<string>) | undefined;
  /**
   * Returns the latest suiteTicket that DingTalk pushed, which older third-party apps (ISV) need for tokens. Called
   * each time a token is fetched, and has 5 seconds. Can't be combined with `appToken`.
   * @defaultValue none
   */
  suiteTicket?: (() => string | Promise<string>) | undefined;
  /**
   * Shares app tokens between processes: a Keyv, or any object with `get` and `set(key, value, ttlMs)`. Anyone who can
   * read the store can call DingTalk as the app.
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

export interface DirectorySettings extends Omit<DingTalkDirectoryOptions, 'membership' | 'staff'> {
  membershipRequired: boolean;
  staff: { language: 'zh_CN' | 'en_US'; departments: boolean } | undefined;
}

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

export function readCorpIds(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  // An empty list would lock everyone out, which is certainly a mistake.
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('allowedCorpIds', 'a list of corpIds', value);
  return Object.freeze(value.map((corpId, index) => check.text(`allowedCorpIds[${index}]`, corpId)));
}

function readStaffOptions(value: unknown): DirectorySettings['staff'] {
  if (value === undefined || value === false) return undefined;
  const options = value === true ? {} : value;
  if (!isObject(options)) throw invalid('staff', 'true, false or an object', value);
  refuseUnknown(options, staffOptionNames, { of: 'staff' });
  const { language = 'zh_CN', departments = false } = options;
  return Object.freeze({
    language: check.language('staff.language', language),
    departments: check.flag('staff.departments', departments),
  });
}

/** A former member. @experimental */
export interface DingTalkLeaver {
  /** The `id` of a profile. */
  unionId: string;
  /** The organization; absent for the app's own. */
  corpId?: string | undefined;
  /** Unique in the organization; absent if unknown. */
  userId?: string | undefined;
}

/**
 * Options of {@link DingTalkMembers}: the app, how DingTalk is reached, and how long its answers are valid.
 * @experimental
 */
export interface DingTalkMembersOptions
  extends SharedTransportOptions,
    Pick<DingTalkClientOptions, 'clientID' | 'clientSecret'>,
    Pick<DingTalkDirectoryOptions, 'appTokenStore' | 'appToken' | 'suiteTicket'> {
  /**
   * The organization to query if {@link DingTalkMembers.has} gets none. With it, events of that organization take
   * effect at once, see {@link DingTalkMembers.onEvent}.
   * @defaultValue the app's own
   */
  corpId?: string | undefined;
  /**
   * How long an answer of the directory is valid, in milliseconds, ±10 % at random to spread the calls. For the same
   * time again, the known answer is returned while DingTalk is queried in the background. Each active user costs one call in
   * that time. 1000 or more.
   * @defaultValue 900000 (15 minutes)
   */
  recheckMs?: number | undefined;
  /**
   * How long a user counts as a member after DingTalk's last confirmation while DingTalk is slow or can't be reached,
   * in milliseconds. Also the maximum age of a session's `confirmedAt`.
   * @defaultValue 14400000 (4 hours)
   */
  graceMs?: number | undefined;
  /**
   * Shares results between processes: a Keyv, or any object with `get` and `set(key, value, ttlMs)`. It contains
   * unionIds, userids and corpIds. It may be the same as `appTokenStore`.
   * @defaultValue the memory of this process
   */
  store?: DingTalkSharedStore | undefined;
  /**
   * Called once in each process that knew the user as a member, when an event or the directory reports that the user no
   * longer is one. Errors and rejections become a process warning.
   */
  onLeave?: ((person: DingTalkLeaver) => unknown) | undefined;
}

export const memberOptionNames: Names<DingTalkMembersOptions> = {
  ...sharedTransportNames,
  ...{ clientID: true, clientSecret: true, corpId: true, appTokenStore: true, appToken: true },
  ...{ suiteTicket: true, recheckMs: true, graceMs: true, store: true, onLeave: true },
};
