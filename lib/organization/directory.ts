import type { CallContext } from '../dingtalk/call.js';
import type { DingTalkClient } from '../dingtalk/client.js';
import { DingTalkError } from '../dingtalk/errors.js';
import type { DingTalkAppToken } from '../dingtalk/readers.js';
import type { DingTalkStaff } from '../dingtalk/staff.js';
import { AppTokens, withToken } from './app-tokens.js';
import { Pace, within } from './bounds.js';
import { Departments } from './departments.js';
import { isGone, membershipOf } from './membership.js';
import type { DirectorySettings } from './options.js';
import { SignInRefusal } from './sign-in-refusal.js';

/** Access to the directory of one organization, for one sign-in or lookup. */
export interface Access {
  /** The organization; absent for the app's own. */
  corpId: string | undefined;
  /** For calls without an app token. */
  client: DingTalkClient;
  /** Makes a call with the app token; see {@link withToken}. */
  call<T>(make: (client: DingTalkClient, appToken: string) => Promise<T>): Promise<T>;
}

interface Admission extends CallContext {
  /** The app token from {@link Directory.prepare}. */
  ahead?: Promise<string> | undefined;
  /** Whether the sign-in needs an app token. */
  callsAsApp?: boolean;
}

/** The directory (通讯录) of an app's organizations. One for a strategy, as it caches tokens and names. */
export class Directory {
  readonly #client: DingTalkClient;
  readonly #settings: DirectorySettings;
  readonly #tokens: AppTokens;
  readonly #departments = new Departments();
  readonly #newTokens = new Pace();

  constructor(client: DingTalkClient, settings: DirectorySettings) {
    this.#client = client;
    this.#settings = settings;
    this.#tokens = new AppTokens(settings.appTokenStore);
  }

  /** Whether the token answer must contain the corpId. */
  get needsCorpId(): boolean {
    const { allowedCorpIds, suiteTicket } = this.#settings;
    return allowedCorpIds !== undefined || (suiteTicket !== undefined && this.isAsked);
  }

  /** Whether sign-ins query the directory. */
  get isAsked(): boolean {
    return this.#settings.membershipRequired || this.#settings.staff !== undefined;
  }

  /** Starts to fetch the app token if its organization is known. A failure is reported when it is used. */
  prepare(): Promise<string> | undefined {
    if (!this.isAsked) return undefined;
    const { allowedCorpIds, appToken, suiteTicket } = this.#settings;
    const [only, ...others] = allowedCorpIds ?? [];
    if (others.length || (!only && (appToken || suiteTicket))) return undefined;
    return this.appToken(only);
  }

  /**
   * Gets ready for a sign-in while the user is at DingTalk: opens connections, and fetches the app token if it is
   * missing or about to end. Anyone can begin sign-ins, so there is one fetch at a time, none soon after failures,
   * and the application's own `appToken` is never called.
   */
  anticipate(): void {
    this.#client.preconnect({ directory: this.isAsked });
    if (!this.#settings.appToken) void this.prepare();
  }

  /** The app token for an organization, or for the app's own; a new one if DingTalk rejected `dead`. */
  appToken(corpId: string | undefined, dead?: string): Promise<string> {
    const token = this.#fetchAppToken(corpId, dead);
    token.catch(() => {});
    return token;
  }

  /** Checks the organization of the token answer, and starts to fetch the app token if one is needed. */
  admit(
    corpId: string | undefined,
    { ahead, callsAsApp = this.isAsked, ...context }: Admission = {},
  ): Access {
    const { allowedCorpIds, appToken, suiteTicket } = this.#settings;
    const isNeeded = allowedCorpIds !== undefined || (suiteTicket !== undefined && callsAsApp);
    const isAllowed = corpId !== undefined && (allowedCorpIds?.includes(corpId) ?? true);
    if (isNeeded && !isAllowed) throw new SignInRefusal('organization-not-allowed');
    // Without a list, membership means the app's own organization, whichever one the user chose.
    const organization = allowedCorpIds || appToken || suiteTicket ? corpId : undefined;
    const token = callsAsApp ? (ahead ?? this.appToken(organization)) : undefined;
    return this.access(organization, context, token);
  }

  /** Access without the check. Fetches the app token with the first call. */
  access(corpId: string | undefined, context: CallContext = {}, appToken?: Promise<string>): Access {
    const client = this.#client.for(context);
    let current = appToken;
    const tokenUnless = (dead?: string) => {
      if (!current || dead !== undefined) current = this.appToken(corpId, dead);
      return current;
    };
    return { corpId, client, call: (make) => withToken(tokenUnless, (token) => make(client, token)) };
  }

  /** Checks the user's membership and returns their staff record, as far as the options require. */
  async complete(unionId: string | undefined, access: Access): Promise<DingTalkStaff | undefined> {
    if (!this.isAsked) return undefined;
    // Fails closed: a subclass's own profile may have no unionId.
    if (unionId === undefined) throw new SignInRefusal('not-a-member');
    const { isMember: isIn, userId } = await this.find(unionId, access);
    if (isIn && userId !== undefined) return this.record(userId, access);
    if (this.#settings.membershipRequired) throw new SignInRefusal('not-a-member');
    return undefined;
  }

  async find(unionId: string, { call }: Access): Promise<{ isMember: boolean; userId?: string }> {
    return membershipOf(call((client, token) => client.userByUnionId(token, unionId)));
  }

  /** Reads the staff record of a member; `undefined` if the options require none. */
  async record(userId: string, { corpId, call }: Access): Promise<DingTalkStaff | undefined> {
    const { membershipRequired, staff } = this.#settings;
    if (!staff) return undefined;
    const { language } = staff;
    const record = await call((client, token) => client.member(token, userId, { language })).catch(
      (error: unknown) => {
        if (!isGone(error)) throw error;
        // The user left between the two calls.
        if (membershipRequired) throw new SignInRefusal('not-a-member');
        return undefined;
      },
    );
    if (!record) return undefined;
    const found = { ...record, ...(corpId && { corpId }) };
    if (!staff.departments || !found.departments) return found;
    const read = (id: number) =>
      call((client, token) => client.for({ priority: 'background' }).department(token, id, { language }));
    return { ...found, departments: await this.#departments.name(found.departments, corpId, read) };
  }

  async #fetchAppToken(corpId: string | undefined, dead?: string): Promise<string> {
    const { appToken } = this.#settings;
    if (appToken) return inTime('appToken', appToken(corpId));
    return this.#tokens.get(this.#client.appTokenKey(corpId), () => this.#askForAppToken(corpId), dead);
  }

  async #askForAppToken(corpId: string | undefined): Promise<DingTalkAppToken> {
    const { suiteTicket } = this.#settings;
    if (corpId === undefined) return this.#client.appAccessToken();
    // Without a list, users can choose any organization.
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
