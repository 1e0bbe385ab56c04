import { inspect } from 'node:util';
import { check, invalid } from '../dingtalk/checks.js';
import { DingTalkClient } from '../dingtalk/client.js';
import { type Names, refuseUnknown } from '../dingtalk/option-names.js';
import { clientOptionsOf } from '../dingtalk/options.js';
import { within } from './bounds.js';
import { Directory } from './directory.js';
import { type Lookup, LookupQueue, type Urgency } from './lookup-queue.js';
import {
  everybody,
  MemberCache,
  type Membership,
  maxAheadMs,
  type Person,
  personOf,
} from './member-cache.js';
import { MemberEvents } from './member-events.js';
import { type DingTalkMembersOptions, memberOptionNames, readDirectoryOptions } from './options.js';
import { readStore } from './store.js';

const defaultRecheckMs = 15 * 60_000;
const defaultGraceMs = 4 * 60 * 60_000;

/** How long a no is valid, so that new members can soon sign in. */
const noMs = 30_000;

/** How long a request waits for a newer answer than the known one. */
const patienceMs = 1000;

/** Options of {@link DingTalkMembers.has}. */
export interface DingTalkMemberQuery {
  /** The organization, if it differs from that of the options. */
  corpId?: string | undefined;
  /**
   * When DingTalk last confirmed the membership, as far as the session knows: the time of a sign-in that required it,
   * or {@link DingTalkMembers.confirmedAt}. A date, its JSON string, or milliseconds since the epoch.
   */
  confirmedAt?: Date | string | number | undefined;
}

const queryNames: Names<DingTalkMemberQuery> = { corpId: true, confirmedAt: true };

/**
 * Checks at each request whether a signed-in user is still a member of the organization, mostly from memory; DingTalk's
 * directory is asked in the background. Also handles DingTalk's events.
 *
 * Create one for the whole application, because it caches the answers. Needs the permission `qyapi_get_member`.
 *
 * @example
 * ```ts
 * import passport from 'passport';
 * import { DingTalkMembers } from 'passport-dingtalk-oauth2';
 *
 * const members = new DingTalkMembers({ clientID: 'ding…', clientSecret: '…' });
 *
 * passport.deserializeUser((user: { unionId: string; confirmedAt: string }, done) => {
 *   const { unionId, confirmedAt } = user;
 *   members.has(unionId, { confirmedAt }).then((isMember) => done(null, isMember && user), done);
 * });
 * ```
 * @experimental
 */
export class DingTalkMembers {
  readonly #settings: ReturnType<typeof readOptions>;
  readonly #directory: Directory;
  readonly #cache: MemberCache;
  readonly #queue = new LookupQueue();
  readonly #events: MemberEvents;

  /** @throws TypeError naming the option that is missing, malformed or unknown */
  constructor(options: DingTalkMembersOptions) {
    this.#settings = readOptions(options);
    const { directory, corpId, store, recheckMs, graceMs } = this.#settings;
    const client = new DingTalkClient(clientOptionsOf(options));
    this.#directory = new Directory(client, directory);
    this.#cache = new MemberCache({
      store,
      ttlMs: Math.max(graceMs, 2 * recheckMs),
      maxRecheckMs: (isMember) => (isMember ? 1.1 * recheckMs : noMs),
      storeKey: (kind, ...names) => client.storeKey(kind, ...names),
      onLeave: (person, membership) => this.#tellOfLeave(person, membership),
    });
    this.#events = new MemberEvents(this.#cache, corpId, (person) => this.#ask(person, 'background'));
  }

  /**
   * Whether the user is a member of the organization now. External contacts are not members.
   *
   * A cached answer is returned immediately. If it is older than twice `recheckMs`, DingTalk has up to a second to give
   * a newer one. A `confirmedAt` less than `graceMs` ago counts as a cached yes; DingTalk is then asked in the
   * background. Without an answer, or with a yes older than `graceMs`, the call waits for DingTalk, up to 30 seconds.
   * @throws {@link DingTalkError} when DingTalk can't be asked and no cached answer is valid: refuse the user then.
   * Codes as in {@link DingTalkClient.userByUnionId} and {@link DingTalkClient.appAccessToken}
   * @throws TypeError for an invalid unionId, corpId or date, or an unknown option
   */
  async has(unionId: string, options: DingTalkMemberQuery = {}): Promise<boolean> {
    const person = this.#readPerson(unionId, options);
    const confirmedAt = this.#readConfirmation(options.confirmedAt);
    const looks = [this.#cache.refresh(person), this.#cache.refresh(everybody(person.corpId))];
    if (looks[0] || looks[1]) await Promise.all(looks);
    const isConfirmed = confirmedAt !== undefined;
    const known = isConfirmed ? this.#believe(person, confirmedAt) : this.#latest(person);
    const ageMs = known ? performance.now() - known.since : 0;
    if (known && ageMs < known.recheckMs) return known.isMember;
    const { recheckMs, graceMs } = this.#settings;
    const standsMs = known?.isMember ? graceMs : Number.POSITIVE_INFINITY;
    if (!known || ageMs >= standsMs) return this.#wait(person);
    if (ageMs <= 2 * recheckMs || (isConfirmed && known.isMember)) {
      this.#ask(person, 'background');
      return known.isMember;
    }
    const lookup = this.#ask(person, 'soon');
    const leftMs = this.#queue.isSilent(lookup) ? 0 : lookup.since + patienceMs - performance.now();
    if (leftMs > 0) await within(leftMs, lookup.answer).catch(() => {});
    return (this.#cache.get(person) ?? known).isMember;
  }

  /**
   * When DingTalk last confirmed the membership, as far as this process knows: to store in the session for {@link
   * DingTalkMembers.has}, or to show. `undefined` for users who are not members.
   * @param options - `corpId`, as in {@link DingTalkMembers.has}
   * @throws TypeError for an invalid unionId or corpId, or an unknown option
   */
  confirmedAt(unionId: string, options: Pick<DingTalkMemberQuery, 'corpId'> = {}): Date | undefined {
    const known = this.#cache.get(this.#readPerson(unionId, options));
    return known?.isMember ? new Date(known.at) : undefined;
  }

  /**
   * Handles an event from DingTalk's stream SDK (`dingtalk-stream`), as an object or as JSON text. A user named by
   * `user_leave_org`, and all users of the organization of `org_remove`, are refused from then on; a user named by
   * `user_modify_org` is checked again. A user named by a userid that neither this process nor the `store` knows is refused at
   * the second call of {@link DingTalkMembers.has}. Other events are ignored. So are malformed ones: the channel
   * `passport-dingtalk-oauth2:event` of `node:diagnostics_channel` reports them.
   *
   * An event is trusted for one minute; then the directory is asked. Without the option `corpId`, an event that names
   * an organization may be about another one, so the directory is asked immediately.
   * @returns when the event is in the shared `store`, or its first write failed; never rejects
   */
  async onEvent(event: unknown): Promise<void> {
    await this.#events.take(event);
  }

  /** What is known about the user, or about the whole organization if that is newer. */
  #latest(person: Person): Membership | undefined {
    const own = this.#cache.get(person);
    const common = this.#cache.get(everybody(person.corpId));
    const isOver = common && performance.now() >= common.since + common.recheckMs;
    if (!common || (own ? common.since <= own.since : isOver)) return own;
    return this.#cache.put(person, common);
  }

  /** The session's confirmation counts as a yes that is due for a check, unless a newer answer is known. */
  #believe(person: Person, at: number): Membership {
    const known = this.#latest(person);
    const since = performance.now() - (Date.now() < at ? maxAheadMs : Date.now() - at);
    if (known?.at === at) return known;
    // An event about the whole organization stays newer than the session, even after its minute.
    const common = this.#cache.get(everybody(person.corpId));
    if (common && common.since >= since) return this.#cache.put(person, common);
    return this.#cache.put(person, { isMember: true, userId: undefined, at, since, recheckMs: 0 });
  }

  async #wait(person: Person): Promise<boolean> {
    try {
      return (await this.#queue.wait(this.#ask(person, 'waiting'))).isMember;
    } catch (error) {
      // An event may have come in the meantime.
      if (this.#cache.get(person)?.isMember === false) return false;
      throw error;
    }
  }

  #ask(person: Person, urgency: Urgency): Lookup {
    return this.#queue.ask(person, urgency, () => this.#askDirectory(person));
  }

  async #askDirectory(person: Person): Promise<Membership> {
    // Another process may have looked it up while this one waited.
    await Promise.all([this.#cache.refresh(person), this.#cache.refresh(everybody(person.corpId))]);
    const known = this.#latest(person);
    const [at, since] = [Date.now(), performance.now()];
    if (known && since < known.since + known.recheckMs) return known;
    const { unionId, corpId } = person;
    const access = this.#directory.access(corpId, { priority: 'background', waits: false });
    const { isMember, userId } = await this.#directory.find(unionId, access);
    const departure = this.#events.departureOf(corpId, userId);
    const recheckMs = isMember ? Math.round(this.#settings.recheckMs * (0.9 + Math.random() / 5)) : noMs;
    const isDeparted = departure && since < departure.since;
    const answer = isDeparted ? departure : { isMember, userId, at, since, recheckMs };
    this.#cache.put(person, answer);
    void this.#cache.synchronize(person);
    return this.#latest(person) ?? answer;
  }

  #readPerson(unionId: string, options: DingTalkMemberQuery): Person {
    refuseUnknown(options, queryNames, { of: 'options' });
    const { corpId = this.#settings.corpId } = options;
    check.text('unionId', unionId);
    if (corpId !== undefined) check.text('corpId', corpId);
    else if (this.#settings.directory.suiteTicket)
      throw invalid('corpId', 'given beside `suiteTicket`', corpId);
    return personOf(unionId, corpId);
  }

  /** When the session was confirmed; `undefined` if that is too long ago to count, or in the future. */
  #readConfirmation(value: unknown): number | undefined {
    if (value === undefined) return undefined;
    const isDate = value instanceof Date || typeof value === 'string' || typeof value === 'number';
    const date = isDate ? new Date(value).getTime() : Number.NaN;
    if (Number.isNaN(date)) throw invalid('confirmedAt', 'a date', value);
    const ageMs = Date.now() - date;
    return ageMs < this.#settings.graceMs && ageMs >= -maxAheadMs ? date : undefined;
  }

  #tellOfLeave({ unionId, corpId }: Person, { userId }: Membership): void {
    const { onLeave } = this.#settings;
    Promise.resolve({ unionId, ...(corpId && { corpId }), ...(userId && { userId }) })
      .then(onLeave)
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : inspect(error)));
  }
}

function readOptions(options: DingTalkMembersOptions) {
  refuseUnknown(options, memberOptionNames);
  const { appTokenStore, appToken, suiteTicket, corpId, onLeave } = options;
  if (onLeave !== undefined && typeof onLeave !== 'function') throw invalid('onLeave', 'a function', onLeave);
  return {
    directory: readDirectoryOptions({ appTokenStore, appToken, suiteTicket }),
    corpId: check.optional(check.text, 'corpId', corpId),
    recheckMs: durationOf('recheckMs', options.recheckMs ?? defaultRecheckMs, 1000),
    graceMs: durationOf('graceMs', options.graceMs ?? defaultGraceMs, 0),
    store: readStore('store', options.store),
    onLeave,
  };
}

function durationOf(name: string, value: unknown, min: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min) {
    throw invalid(name, `a whole number of milliseconds, ${min} or more`, value);
  }
  return value as number;
}
