import { inTime, readStored, type DingTalkSharedStore } from './store.js';

/** One person in one organization. */
export interface Person {
  unionId: string;
  /** Absent for the app's own organization. */
  corpId: string | undefined;
}

/** What is known of a person. Times are milliseconds since the epoch. */
export interface Membership {
  isMember: boolean;
  userId: string | undefined;
  /** When DingTalk was asked. Nothing that is older is believed against it. */
  at: number;
  /** When it is to be asked again. */
  recheckAt: number;
}

interface Kept {
  person: Person;
  /** Absent where the store was looked at in vain. */
  membership: Membership | undefined;
  /** When the store was looked at last. */
  lookedAt: number;
}

/** What another process put into the store is known here so soon. */
const lookMs = 5000;

const maxKept = 100_000;

/** More than the minute for which an event is believed. */
const maxAheadMs = 2 * 60_000;

interface Setup {
  store: DingTalkSharedStore | undefined;
  /** How long the store need keep something, in milliseconds. */
  ttlMs: number;
  storeKey: (kind: string, ...names: readonly string[]) => string;
  /** Called when somebody who was known as a member is so no more. */
  onLeave: (person: Person, membership: Membership) => void;
}

/**
 * What is known of people, in this process and in the store that others look into. Of what two say the newer stands,
 * and of more than 100,000 people the longest unused are forgotten.
 */
export class KeptMembers {
  readonly #setup: Setup;
  readonly #kept = new Map<string, Kept>();
  readonly #unionIds = new Map<string, string>();
  readonly #looks = new Map<string, Promise<void>>();
  /** A store that failed is left alone until then. */
  #storeIsDownUntil = 0;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  /** What is known here, and in the store if that was not looked at for five seconds. */
  async look(person: Person): Promise<Membership | undefined> {
    const key = keyOf(person);
    const kept = this.#kept.get(key);
    if (kept) this.#touch(key, kept);
    const { store } = this.#setup;
    const now = Date.now();
    if (!store || now < this.#storeIsDownUntil || (kept && now < kept.lookedAt + lookMs)) {
      return this.get(person);
    }
    const look = this.#looks.get(key) ?? this.#lookIntoStore(person).finally(() => this.#looks.delete(key));
    this.#looks.set(key, look);
    await look;
    return this.get(person);
  }

  /** What is known here alone. */
  get(person: Person): Membership | undefined {
    const membership = this.#kept.get(keyOf(person))?.membership;
    return membership && isOfPast(membership) ? membership : undefined;
  }

  /** The person whom an organization knows by a userid, as far as that was learned here. */
  byUserId(corpId: string | undefined, userId: string): Person | undefined {
    const unionId = this.#unionIds.get(JSON.stringify([corpId, userId]));
    return unionId === undefined ? undefined : { unionId, corpId };
  }

  /** The same, by what any process learned. */
  async byStoredUserId(corpId: string | undefined, userId: string): Promise<Person | undefined> {
    const { unionId } = readStored(await this.#get(this.#userKey(corpId, userId)));
    return typeof unionId === 'string' && unionId !== '' ? { unionId, corpId } : undefined;
  }

  /** Everybody of an organization. */
  of(corpId: string | undefined): Person[] {
    return [...this.#kept.values()].flatMap(({ person }) => (person.corpId === corpId ? [person] : []));
  }

  /** Keeps it here, unless something newer is. Of the same age, what comes last stands. @returns what stands */
  put(person: Person, membership: Membership): Membership {
    const key = keyOf(person);
    const before = this.#kept.get(key);
    const known = this.get(person);
    if (known && known.at > membership.at) return known;
    const userId = membership.userId ?? before?.membership?.userId;
    const stands = { ...membership, userId };
    const kept = { person, membership: stands, lookedAt: before?.lookedAt ?? 0 };
    this.#touch(key, kept);
    const formerly = before?.membership?.userId;
    if (formerly !== userId) this.#forgetUserId(person, formerly);
    if (stands.isMember) this.#unionIds.set(JSON.stringify([person.corpId, userId]), person.unionId);
    if (before?.membership?.isMember && !membership.isMember) this.#setup.onLeave(person, stands);
    return stands;
  }

  /** Has a member asked about again. */
  doubt(person: Person): void {
    const kept = this.#kept.get(keyOf(person));
    if (!kept?.membership?.isMember) return;
    kept.membership = { ...kept.membership, recheckAt: Date.now() };
  }

  /** Puts what is known here into the store, unless that knows something newer. Never rejects. */
  async share(person: Person): Promise<void> {
    if (this.#setup.store) await this.#lookIntoStore(person);
  }

  async #lookIntoStore(person: Person): Promise<void> {
    const key = keyOf(person);
    const storeKey = this.#setup.storeKey('dingtalk-member', person.corpId ?? '', person.unionId);
    const stored = readMembership(await this.#get(storeKey));
    const before = this.get(person);
    if (stored && (!before || isNewer(stored, before))) this.put(person, stored);
    const kept = this.#kept.get(key) ?? { person, membership: undefined, lookedAt: 0 };
    kept.lookedAt = Date.now();
    this.#touch(key, kept);
    const { membership } = kept;
    if (!membership || (stored && !isNewer(membership, stored))) return;
    await this.#set(storeKey, membership);
    const { userId } = membership;
    if (userId === undefined || this.byUserId(person.corpId, userId)?.unionId !== person.unionId) return;
    await this.#set(this.#userKey(person.corpId, userId), { unionId: person.unionId });
  }

  async #get(key: string): Promise<unknown> {
    const { store } = this.#setup;
    if (!store || Date.now() < this.#storeIsDownUntil) return undefined;
    const answer = await inTime(() => store.get(key));
    if (!answer) this.#storeIsDownUntil = Date.now() + lookMs;
    return answer?.value;
  }

  async #set(key: string, value: object): Promise<void> {
    const { store, ttlMs } = this.#setup;
    if (!store || Date.now() < this.#storeIsDownUntil) return;
    await inTime(() => store.set(key, JSON.stringify(value), ttlMs));
  }

  #userKey(corpId: string | undefined, userId: string): string {
    return this.#setup.storeKey('dingtalk-userid', corpId ?? '', userId);
  }

  #touch(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size <= maxKept) return;
    const [oldest] = this.#kept;
    if (!oldest) return;
    const [oldestKey, { person, membership }] = oldest;
    this.#kept.delete(oldestKey);
    this.#forgetUserId(person, membership?.userId);
  }

  /** Unless it is somebody else's by now: an account that becomes an enterprise account gets another unionId. */
  #forgetUserId({ unionId, corpId }: Person, userId: string | undefined): void {
    const key = JSON.stringify([corpId, userId]);
    if (this.#unionIds.get(key) === unionId) this.#unionIds.delete(key);
  }
}

export function keyOf({ unionId, corpId }: Person): string {
  return JSON.stringify([corpId, unionId]);
}

/** What was learned later; of the same age, what is to be asked about sooner. */
function isNewer(one: Membership, than: Membership): boolean {
  return one.at > than.at || (one.at === than.at && one.recheckAt < than.recheckAt);
}

function readMembership(value: unknown): Membership | undefined {
  const { isMember, userId, at, recheckAt } = readStored(value);
  if (typeof isMember !== 'boolean' || typeof at !== 'number' || typeof recheckAt !== 'number')
    return undefined;
  const membership = { isMember, userId: typeof userId === 'string' ? userId : undefined, at, recheckAt };
  return isOfPast(membership) ? membership : undefined;
}

/** Not by a clock that went wrong or was set back since: nothing would be believed against it for long. */
function isOfPast({ at }: Membership): boolean {
  return at <= Date.now() + maxAheadMs;
}
