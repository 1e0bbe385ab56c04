import type { CallContext } from '../dingtalk/call.js';
import type { DingTalkClient } from '../dingtalk/client.js';
import { DingTalkError, isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkAppToken } from '../dingtalk/readers.js';
import type { DingTalkStaff } from '../dingtalk/staff.js';
import { AppTokens } from './app-tokens.js';
import { Departments } from './departments.js';
import { Pace, within } from './limits.js';
import { asNobody, isMember } from './membership.js';
import type { DirectorySettings } from './options.js';
import { SignInRefusal } from './refusal.js';

/** What it takes to ask one organization. Belongs to one sign-in, or to one lookup. */
export interface Access {
  /** The organization whose directory is asked; absent for the app's own. */
  corpId: string | undefined;
  /** Makes a call with the app token, and once more with a new one when DingTalk calls the first dead. */
  call<T>(make: (client: DingTalkClient, appToken: string) => Promise<T>): Promise<T>;
}

interface Admission extends CallContext {
  /** The app token that {@link Directory.prepare} began to fetch. */
  ahead?: Promise<string> | undefined;
  /** Whether the sign-in needs an app token. */
  callsAsApp?: boolean;
}

/**
 * The directory (通讯录) of the organizations behind an app: who may come in, and who they are there. One for all
 * sign-ins of a strategy, as it keeps tokens and department names.
 */
export class Directory {
  readonly #client: DingTalkClient;
  readonly #settings: DirectorySettings;
  readonly #tokens: AppTokens;
  readonly #departments: Departments;
  readonly #newTokens = new Pace();

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
   * failure is reported where the token is used.
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
   * Lets a sign-in ask the organization that its token answer names, and starts to fetch the app token if the sign-in
   * needs one.
   * @throws {@link SignInRefusal} `organization-not-allowed`
   */
  admit(
    corpId: string | undefined,
    { ahead, callsAsApp = this.isAsked, ...context }: Admission = {},
  ): Access {
    const { allowedCorpIds, appToken, suiteTicket } = this.#settings;
    const isNeeded = allowedCorpIds !== undefined || (suiteTicket !== undefined && callsAsApp);
    const isAllowed = corpId !== undefined && (allowedCorpIds?.includes(corpId) ?? true);
    if (isNeeded && !isAllowed) throw new SignInRefusal('organization-not-allowed');
    // Without a list the directory to ask is the app's own, whichever organization the person chose.
    const organization = allowedCorpIds || appToken || suiteTicket ? corpId : undefined;
    return this.access(
      organization,
      context,
      callsAsApp ? (ahead ?? this.appToken(organization)) : undefined,
    );
  }

  /** Access without admission. Fetches the app token with the first call. */
  access(corpId: string | undefined, context: CallContext = {}, appToken?: Promise<string>): Access {
    let client: DingTalkClient | undefined;
    let current = appToken;
    return {
      corpId,
      call: async (make) => {
        client ??= this.#client.for(context);
        current ??= this.appToken(corpId);
        const token = await current;
        try {
          return await make(client, token);
        } catch (error) {
          if (!isDingTalkError(error) || error.code !== 'DINGTALK_TOKEN_REJECTED') throw error;
          current = this.appToken(corpId, token);
          // Even if it is the same one: DingTalk prolongs a token when it is asked for again.
          return make(client, await current);
        }
      },
    };
  }

  /**
   * Checks the membership of the person whom DingTalk named, and reads their staff record, as far as the options ask
   * for it. `undefined` when there is no record to read.
   * @throws {@link SignInRefusal} `not-a-member`
   * @throws {@link DingTalkError} when the directory cannot be asked, which says nothing about the person
   */
  async complete(unionId: string, access: Access): Promise<DingTalkStaff | undefined> {
    if (!this.isAsked) return undefined;
    const { isMember: isIn, userId } = await this.find(unionId, access);
    if (isIn && userId !== undefined) return this.record(userId, access);
    if (this.#settings.membershipRequired) throw new SignInRefusal('not-a-member');
    return undefined;
  }

  /** Who a person is in the organization. @throws {@link DingTalkError} when the directory cannot be asked */
  async find(unionId: string, { call }: Access): Promise<{ isMember: boolean; userId?: string }> {
    const find = call((client, token) => client.userByUnionId(token, unionId));
    return find.then(({ userId, contactType }) => ({ userId, isMember: isMember(contactType) }), asNobody);
  }

  /**
   * Reads the staff record of a member. `undefined` when the options ask for none.
   * @throws as {@link complete}
   */
  async record(userId: string, { corpId, call }: Access): Promise<DingTalkStaff | undefined> {
    const { membershipRequired, staff } = this.#settings;
    if (!staff) return undefined;
    const { language } = staff;
    const record = await call((client, token) => client.member(token, userId, { language })).catch(
      (error: unknown) => {
        asNobody(error);
        // Left the organization since the last answer.
        if (membershipRequired) throw new SignInRefusal('not-a-member');
        return undefined;
      },
    );
    if (!record) return undefined;
    const { departments } = record;
    const named =
      staff.departments && departments
        ? await this.#departments.name(departments, corpId, (id) =>
            call((client, token) =>
              client.for({ priority: 'background' }).department(token, id, { language }),
            ),
          )
        : departments;
    return { ...record, ...(corpId && { corpId }), ...(named && { departments: named }) };
  }

  async #fetchAppToken(corpId: string | undefined, dead?: string): Promise<string> {
    const { appToken } = this.#settings;
    if (appToken) return inTime('appToken', appToken(corpId));
    return this.#tokens.get(this.#client.appTokenKey(corpId), () => this.#askForAppToken(corpId), dead);
  }

  async #askForAppToken(corpId: string | undefined): Promise<DingTalkAppToken> {
    const { suiteTicket } = this.#settings;
    if (corpId === undefined) return this.#client.appAccessToken();
    // Strangers may be able to name any number of organizations.
    if (!(await this.#newTokens.turn()))
      throw new DingTalkError('DINGTALK_THROTTLED', { operation: "fetching the app's token" });
    return suiteTicket
      ? this.#client.corpAccessToken(corpId, await inTime('suiteTicket', suiteTicket()))
      : this.#client.corpToken(corpId);
  }
}

const hostMs = 5000;

/** What a function of the host returns. Others wait for the same answer, which may never come. */
async function inTime(option: string, value: string | Promise<string>): Promise<string> {
  const said = await within(hostMs, Promise.resolve(value));
  if (said) return said.value;
  throw new Error(`DingTalk option \`${option}\` has returned nothing for ${hostMs / 1000} s.`);
}
