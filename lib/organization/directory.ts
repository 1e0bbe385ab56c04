import type { DingTalkClient } from '../dingtalk/client.js';
import { isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkAppToken, DingTalkUserId } from '../dingtalk/readers.js';
import type { DingTalkStaff } from '../dingtalk/staff.js';
import { AppTokens } from './app-tokens.js';
import { Departments } from './departments.js';
import type { DirectorySettings } from './options.js';
import { SignInRefusal } from './refusal.js';

/** One person's sign-in as the directory needs to know it. */
export interface Visit {
  /** The organization whose directory to ask; absent for the app's own. */
  corpId: string | undefined;
  /** Values of this sign-in that no error may show. */
  secrets: readonly (string | undefined)[];
}

/** A way to make calls with an app token. */
export type AppCall = <T>(make: (token: string, secrets: Visit['secrets']) => Promise<T>) => Promise<T>;

/**
 * The directory (通讯录) of the organizations behind an app: who may come in, and who they are there. One for all
 * sign-ins of a door, as it keeps tokens and department names.
 */
export class Directory {
  readonly #client: DingTalkClient;
  readonly #settings: DirectorySettings;
  readonly #tokens: AppTokens;
  readonly #departments: Departments;

  constructor(client: DingTalkClient, settings: DirectorySettings) {
    this.#client = client;
    this.#settings = settings;
    this.#tokens = new AppTokens(settings.appTokenStore);
    this.#departments = new Departments();
  }

  /** Whether the token answer must tell the organization. */
  get needsCorpId(): boolean {
    return (
      this.#settings.allowedCorpIds !== undefined ||
      (this.#settings.suiteTicket !== undefined && this.isAsked)
    );
  }

  /** Whether sign-ins ask the directory at all. */
  get isAsked(): boolean {
    return this.#settings.membershipRequired || this.#settings.staff !== undefined;
  }

  /**
   * Starts to fetch the app token if it is clear already for which organization, so that it is there in time. A
   * failure is not reported here: whoever needs the token meets it.
   */
  prepare(): Promise<string> | undefined {
    if (!this.isAsked) return undefined;
    const { allowedCorpIds, appToken, suiteTicket } = this.#settings;
    const [only, ...others] = allowedCorpIds ?? [];
    if (others.length || (!only && (appToken || suiteTicket))) return undefined;
    return this.appToken(only);
  }

  /**
   * Has the app token ready for a sign-in that begins, when the kept one is missing or about to end. A stranger can
   * cause this at will: at most one fetch at a time, none soon after failures, and never a call of the host's own
   * `appToken`.
   */
  anticipate(): void {
    if (!this.#settings.appToken) this.prepare()?.catch(() => {});
  }

  /**
   * The app token for one organization, or for the app's own.
   * @param dead - one that DingTalk no longer accepts
   */
  appToken(corpId: string | undefined, dead?: string): Promise<string> {
    const token = this.#fetchAppToken(corpId, dead);
    token.catch(() => {});
    return token;
  }

  /**
   * Which organization to ask about a person, given what the token answer says.
   * @param callsAsApp - whether the sign-in needs an app token
   * @throws {@link SignInRefusal} `organization-not-allowed`
   */
  admit(corpId: string | undefined, callsAsApp: boolean = this.isAsked): string | undefined {
    const { allowedCorpIds, appToken, suiteTicket } = this.#settings;
    const isNeeded = allowedCorpIds !== undefined || (suiteTicket !== undefined && callsAsApp);
    const isAllowed = corpId !== undefined && (allowedCorpIds?.includes(corpId) ?? true);
    if (isNeeded && !isAllowed) throw new SignInRefusal('organization-not-allowed');
    // Without a list the directory to ask is the app's own, whichever organization the person chose.
    return allowedCorpIds || appToken || suiteTicket ? corpId : undefined;
  }

  /**
   * Looks a person up. `undefined` when there is no staff record to read, be it that none was asked for.
   * @throws {@link SignInRefusal} `not-a-member`
   * @throws {@link DingTalkError} when the directory cannot be asked, which says nothing about the person
   */
  async lookUp(unionId: string, visit: Visit, appToken: Promise<string>): Promise<DingTalkStaff | undefined> {
    const { membershipRequired } = this.#settings;
    const call = this.caller(visit, appToken);
    const found = await this.find(unionId, call);
    if (found.isMember) return this.record(found.userId, visit, call);
    if (membershipRequired) throw new SignInRefusal('not-a-member');
    return undefined;
  }

  /** Who a person is in the organization. @throws {@link DingTalkError} when the directory cannot be asked */
  async find(unionId: string, call: AppCall): Promise<DingTalkUserId | Nobody> {
    return call((token, secrets) => this.#client.for({ secrets }).userByUnionId(token, unionId)).catch(
      asNobody,
    );
  }

  /**
   * Reads the staff record of somebody whom the organization calls a member. `undefined` when none was asked for.
   * @throws as {@link lookUp}
   */
  async record(userId: string, visit: Visit, call: AppCall): Promise<DingTalkStaff | undefined> {
    const { membershipRequired, staff } = this.#settings;
    if (!staff) return undefined;
    const { language } = staff;
    const record = await call((token, secrets) =>
      this.#client.for({ secrets }).member(token, userId, { language }),
    ).catch((error: unknown) => {
      asNobody(error);
      // Left the organization since the last answer.
      if (membershipRequired) throw new SignInRefusal('not-a-member');
      return undefined;
    });
    if (!record) return undefined;
    const { departments } = record;
    const named =
      staff.departments && departments
        ? await this.#departments.name(departments, visit.corpId, (id) =>
            call((token, secrets) => this.#client.for({ secrets }).department(token, id, { language })),
          )
        : departments;
    return { ...record, ...(visit.corpId && { corpId: visit.corpId }), ...(named && { departments: named }) };
  }

  /** Makes calls with the app token, and once more with a new one when DingTalk calls it dead. */
  caller(visit: Visit, appToken: Promise<string>): AppCall {
    let current = appToken;
    return async (make) => {
      const token = await current;
      try {
        return await make(token, visit.secrets);
      } catch (error) {
        if (!isDingTalkError(error) || error.code !== 'DINGTALK_TOKEN_REJECTED') throw error;
        current = this.appToken(visit.corpId, token);
        // Even if it is the same one: DingTalk prolongs a token when it is asked for again.
        return make(await current, visit.secrets);
      }
    };
  }

  async #fetchAppToken(corpId: string | undefined, dead?: string): Promise<string> {
    const { appToken } = this.#settings;
    if (appToken) return appToken(corpId);
    return this.#tokens.get(this.#client.appTokenKey(corpId), () => this.#askForAppToken(corpId), dead);
  }

  async #askForAppToken(corpId: string | undefined): Promise<DingTalkAppToken> {
    const { suiteTicket } = this.#settings;
    if (corpId === undefined) return this.#client.appAccessToken();
    return suiteTicket
      ? this.#client.corpAccessToken(corpId, await suiteTicket())
      : this.#client.corpToken(corpId);
  }
}

interface Nobody {
  isMember: false;
}

/** Codes that are about the person, be they gone, disabled or never there. An API that is not found has others. */
const aboutPerson: ReadonlySet<string | undefined> = new Set([
  ...['60121', '33012', '40003', '60111', '60120', '400023'],
]);

/** An answer that there is no such person; any other failure is passed on. */
function asNobody(error: unknown): Nobody {
  if (isDingTalkError(error) && aboutPerson.has(error.providerCode)) return { isMember: false };
  throw error;
}
