import { check, invalid } from '../dingtalk/checks.js';
import { DingTalkClient } from '../dingtalk/client.js';
import { reportEvent } from '../dingtalk/diagnostics.js';
import { refuseUnknown } from '../dingtalk/known-options.js';
import { Directory } from './directory.js';
import { KeptMembers, keyOf, type Membership, type Person } from './kept-members.js';
import { forgetOldest } from './limits.js';
import { type MemberEvent, readMemberEvent } from './member-events.js';
import { type DingTalkMembersOptions, type MembersSettings, readMembersOptions } from './options.js';
import { Questions } from './questions.js';

/** How long a no is good for: whoever joins is soon let in. */
const noMs = 30_000;

/** How long an event is believed against the directory, which may not have caught up. */
const believedMs = 60_000;

/** Longer than a process takes between looking into the store and writing. */
const shareAgainMs = 2000;

/** So many events and userids of events are remembered. */
const maxRemembered = 10_000;

const whereNames = { corpId: true } as const;

/**
 * Tells whether people are members of their organization still, long after they signed in, so that whoever leaves the
 * company is out of the application. Asks the directory, seldom and in the background, and hears DingTalk's events if
 * the application hands them over.
 *
 * One for the application, as it keeps what it learns. Needs the permission `qyapi_get_member`.
 *
 * @example
 * ```ts
 * import passport from 'passport';
 * import { DingTalkMembers } from 'passport-dingtalk-oauth2';
 *
 * interface SessionUser {
 *   unionId: string;
 * }
 *
 * const members = new DingTalkMembers({ clientID: 'ding…', clientSecret: '…' });
 *
 * passport.deserializeUser(async (user: SessionUser, done) => {
 *   try {
 *     done(null, (await members.has(user.unionId)) ? user : false);
 *   } catch (error) {
 *     done(error);
 *   }
 * });
 * ```
 */
export class DingTalkMembers {
  readonly #settings: MembersSettings;
  readonly #directory: Directory;
  readonly #kept: KeptMembers;
  readonly #questions = new Questions<Membership>();
  /** Userids that events named, and until when the directory is not believed about them. */
  readonly #departed = new Map<string, number>();
  readonly #eventIds = new Set<string>();

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: DingTalkMembersOptions) {
    this.#settings = readMembersOptions(options);
    const { directory, store, recheckMs, graceMs } = this.#settings;
    const { clientID, clientSecret, region, origins, timeoutMs, agent, customHeaders } = options;
    const transport = { region, origins, timeoutMs, agent, customHeaders };
    const client = new DingTalkClient({ clientID, clientSecret, ...transport });
    this.#directory = new Directory(client, directory);
    this.#kept = new KeptMembers({
      store,
      ttlMs: Math.max(graceMs, 2 * recheckMs),
      storeKey: (kind, ...names) => client.storeKey(kind, ...names),
      onLeave: (person, membership) => this.#tellOfLeave(person, membership),
    });
  }

  /**
   * Whether the person is a member of the organization now; external contacts are none.
   *
   * A known answer is given at once. DingTalk is waited for only about a person who was never asked about, or who was
   * last confirmed more than twice `recheckMs` ago. While DingTalk cannot be asked, a yes stands until `graceMs` after
   * it was confirmed, and a no stands.
   * @param options - `corpId`: the organization, where it is not that of the options
   * @throws {@link DingTalkError} when DingTalk cannot be asked and no answer stands: let nobody in then. Codes as of
   * {@link DingTalkClient.userByUnionId} and {@link DingTalkClient.appAccessToken}
   * @throws TypeError for a unionId or corpId that is none, or an option that is unknown
   */
  async has(unionId: string, options: { corpId?: string | undefined } = {}): Promise<boolean> {
    const person = this.#readPerson(unionId, options);
    const known = await this.#look(person);
    if (!known) return (await this.#ask(person, true)).isMember;
    const now = Date.now();
    if (now < known.recheckAt) return known.isMember;
    if (now - known.at <= this.#staleMs(known)) {
      this.#ask(person, false).catch(() => {});
      return known.isMember;
    }
    try {
      return (await this.#ask(person, true)).isMember;
    } catch (error) {
      const { isMember, at } = this.#kept.get(person) ?? known;
      if (isMember && Date.now() - at >= this.#settings.graceMs) throw error;
      return isMember;
    }
  }

  /**
   * When DingTalk last said that the person is a member, as far as this process knows. `undefined` for who is none.
   * @param options - as of {@link DingTalkMembers.has}
   * @throws TypeError for a unionId or corpId that is none, or an option that is unknown
   */
  confirmedAt(unionId: string, options: { corpId?: string | undefined } = {}): Date | undefined {
    const known = this.#kept.get(this.#readPerson(unionId, options));
    return known?.isMember ? new Date(known.at) : undefined;
  }

  /**
   * Takes an event of DingTalk's as its stream SDK (`dingtalk-stream`) hands it over, as an object or as its text.
   * Whom `user_leave_org` or `org_remove` names is out from that moment; whom `user_modify_org` names is asked about
   * again. Other events are ignored, and so is what cannot be read: the channel `passport-dingtalk-oauth2:event` of
   * `node:diagnostics_channel` tells of it.
   *
   * An event is believed for one minute, after which the directory is asked. Events make things faster, and nothing
   * rests on them: the SDK may lose its connection without a sign.
   * @returns once a shared `store` knows of it; never rejects
   */
  async onEvent(event: unknown): Promise<void> {
    const read = readMemberEvent(event);
    if (!read) return;
    const { eventType } = read;
    if ('malformed' in read) {
      reportEvent({ eventType, outcome: 'malformed', detail: read.malformed });
      return;
    }
    const { eventId } = read;
    if (eventId !== undefined) {
      if (this.#eventIds.has(eventId)) {
        reportEvent({ eventType, outcome: 'repeated', detail: undefined });
        return;
      }
      this.#eventIds.add(eventId);
      forgetOldest(this.#eventIds, maxRemembered);
    }
    reportEvent({ eventType, outcome: 'handled', detail: undefined });
    const corpIds = new Set([read.corpId ?? this.#settings.corpId, undefined]);
    await Promise.all([...corpIds].map((corpId) => this.#handle(read, corpId)));
  }

  async #handle(event: MemberEvent, corpId: string | undefined): Promise<void> {
    const until = Date.now() + believedMs;
    const out: Membership = { isMember: false, userId: undefined, at: until, recheckAt: until };
    const kept = this.#kept;
    const concern = (person: Person) => {
      if (event.eventType !== 'user_modify_org') kept.put(person, out);
      kept.doubt(person);
      return person;
    };
    // First what this process can do by itself, at once.
    const unknown: string[] = [];
    const concerned = event.unionIds.map((unionId) => concern({ unionId, corpId }));
    for (const userId of event.userIds) {
      const person = kept.byUserId(corpId, userId);
      if (person) concerned.push(concern(person));
      else unknown.push(userId);
      if (event.eventType === 'user_modify_org') continue;
      this.#departed.set(JSON.stringify([corpId, userId]), until);
      forgetOldest(this.#departed, maxRemembered);
    }
    if (event.eventType === 'org_remove') {
      concerned.push(everybody(corpId));
      kept.put(everybody(corpId), out);
      for (const person of kept.of(corpId)) concern(person);
    }
    const shared = await Promise.all([
      ...concerned,
      ...unknown.map(async (userId) => {
        const person = await kept.byStoredUserId(corpId, userId);
        if (person) await kept.look(person);
        return person && concern(person);
      }),
    ]);
    const share = () => Promise.all(shared.map((person) => person && kept.share(person)));
    await share();
    // Another process may have been about to write what it was told before.
    setTimeout(share, shareAgainMs).unref();
  }

  async #look(person: Person): Promise<Membership | undefined> {
    const [own] = await Promise.all([this.#kept.look(person), this.#kept.look(everybody(person.corpId))]);
    return this.#latest(person, own);
  }

  /** What is known of the person, or of all in the organization if that is newer. */
  #latest<Own extends Membership | undefined>(person: Person, own: Own): Membership | Own {
    const common = this.#kept.get(everybody(person.corpId));
    if (!common || (own ? common.at <= own.at : common.recheckAt <= Date.now())) return own;
    return this.#kept.put(person, common);
  }

  /** For how long after it was confirmed an answer is given without waiting for a newer one. */
  #staleMs({ isMember }: Membership): number {
    const { recheckMs, graceMs } = this.#settings;
    return isMember ? Math.min(2 * recheckMs, graceMs) : 2 * recheckMs;
  }

  #ask(person: Person, isUrgent: boolean): Promise<Membership> {
    const realm = keyOf(everybody(person.corpId));
    return this.#questions.ask(keyOf(person), realm, isUrgent, () => this.#askDirectory(person));
  }

  async #askDirectory(person: Person): Promise<Membership> {
    // Another process may have asked while this one waited for its turn.
    const known = await this.#look(person);
    const askedAt = Date.now();
    if (known && askedAt < known.recheckAt) return known;
    const { unionId, corpId } = person;
    const found = await this.#directory.find(unionId, this.#directory.access(corpId));
    const stands = this.#latest(person, this.#kept.put(person, this.#membershipOf(found, corpId, askedAt)));
    this.#kept.share(person).catch(() => {});
    return stands;
  }

  #membershipOf(
    { userId, isMember }: { userId?: string; isMember: boolean },
    corpId: string | undefined,
    at: number,
  ): Membership {
    const departed = this.#departed.get(JSON.stringify([corpId, userId])) ?? 0;
    if (at < departed) {
      return { isMember: false, userId, at: departed, recheckAt: departed };
    }
    const keepMs = isMember ? this.#settings.recheckMs * (0.9 + Math.random() / 5) : noMs;
    return { isMember, userId, at, recheckAt: at + keepMs };
  }

  #readPerson(unionId: string, options: { corpId?: string | undefined }): Person {
    refuseUnknown(options, whereNames, { of: 'options' });
    const { corpId = this.#settings.corpId } = options;
    check.text('unionId', unionId);
    if (corpId !== undefined) check.text('corpId', corpId);
    else if (this.#settings.directory.suiteTicket)
      throw invalid('corpId', 'given beside `suiteTicket`', corpId);
    return { unionId, corpId };
  }

  #tellOfLeave({ unionId, corpId }: Person, { userId }: Membership): void {
    const { onLeave } = this.#settings;
    Promise.resolve({ unionId, ...(corpId && { corpId }), ...(userId && { userId }) })
      .then(onLeave)
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
  }
}

/** Stands for all members of an organization: no person has such a unionId. */
function everybody(corpId: string | undefined): Person {
  return { unionId: '', corpId };
}
