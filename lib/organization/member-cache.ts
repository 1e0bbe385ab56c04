import { id } from '../dingtalk/values.js';
import { askStore, type DingTalkSharedStore, readStored, type StoreAnswer } from './store.js';

/** A user in an organization. */
export interface Person {
  readonly unionId: string;
  /** Absent for the app's own organization. */
  readonly corpId: string | undefined;
  /** Both, as the key of a Map. */
  readonly key: string;
}

export function personOf(unionId: string, corpId: string | undefined): Person {
  return { unionId, corpId, key: JSON.stringify([corpId, unionId]) };
}

/** Stands for all members of an organization; no unionId looks like it. */
export function everybody(corpId: string | undefined): Person {
  return personOf('', corpId);
}

export interface Membership {
  isMember: boolean;
  userId: string | undefined;
  /** When DingTalk was asked, as a date in milliseconds, for other processes. */
  at: number;
  /** The same of `performance.now()`, by which the newer of two answers counts. */
  since: number;
  /** How long after that DingTalk is asked again, in milliseconds. */
  recheckMs: number;
}

interface Known {
  person: Person;
  /** Absent if the store had nothing. */
  membership: Membership | undefined;
  /** When the store was last read, of `performance.now()`. */
  lookedAt: number;
  /** Whether it was used since it was added or last spared. */
  isUsed: boolean;
}

/** How soon an answer that another process stored is known here. */
const lookMs = 2500;

/** How long a store that didn't answer is skipped. */
const silenceMs = 2000;

const maxKnown = 100_000;

/** Tolerance for the clocks of other processes. Events are dated a minute ahead, to outweigh answers for so long. */
export const maxAheadMs: number = 2 * 60_000;

/** How long a write that the store refused is retried. */
const publishMs = 60_000;
/** Longer than a process takes between reading the store and writing to it. */
const publishAgainMs = 2000;

interface Setup {
  store: DingTalkSharedStore | undefined;
  /** How long the store has to keep values, in milliseconds. */
  ttlMs: number;
  /** How long a yes or a no is valid at most, in milliseconds. */
  maxRecheckMs: (isMember: boolean) => number;
  storeKey: (kind: string, ...names: readonly string[]) => string;
  /** Called when a known member has left. */
  onLeave: (person: Person, membership: Membership) => void;
}

/** What is known about users, in this process and in the shared store. Of two answers, the newer counts. */
export class MemberCache {
  readonly #setup: Setup;
  readonly #known = new Map<string, Known>();
  readonly #unionIds = new Map<string, string>();
  readonly #looks = new Map<string, Promise<void>>();
  #storeIsSilentUntil = 0;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  /** What this process knows. */
  get({ key }: Person): Membership | undefined {
    return this.#known.get(key)?.membership;
  }

  /** Reads the store if it is time; `undefined` if there is nothing to wait for. */
  refresh(person: Person): Promise<void> | undefined {
    const known = this.#known.get(person.key);
    if (known) known.isUsed = true;
    if (!this.#setup.store) return undefined;
    const now = performance.now();
    if (now < this.#storeIsSilentUntil || (known && now < known.lookedAt + lookMs)) return undefined;
    const look =
      this.#looks.get(person.key) ?? this.synchronize(person).then(() => void this.#looks.delete(person.key));
    this.#looks.set(person.key, look);
    return look;
  }

  /** The user of a userid, if this process knows it. */
  byUserId(corpId: string | undefined, userId: string): Person | undefined {
    const unionId = this.#unionIds.get(JSON.stringify([corpId, userId]));
    return unionId === undefined ? undefined : personOf(unionId, corpId);
  }

  /** The same by the store; or that the store didn't answer. */
  async byStoredUserId(corpId: string | undefined, userId: string): Promise<Person | undefined | 'unknown'> {
    const { outcome, value } = await this.#ask((store) => store.get(this.#userKey(corpId, userId)));
    if (outcome !== 'done') return 'unknown';
    const unionId = id(readStored(value).unionId);
    return unionId === undefined ? undefined : personOf(unionId, corpId);
  }

  /** All known users of an organization. */
  of(corpId: string | undefined): Person[] {
    return [...this.#known.values()].flatMap(({ person }) => (person.corpId === corpId ? [person] : []));
  }

  /** Keeps an answer unless a newer one is known. Of the same age, the last counts. @returns the one that counts */
  put(person: Person, membership: Membership): Membership {
    const before = this.#known.get(person.key);
    const formerly = before?.membership;
    if (formerly && formerly.since > membership.since) return formerly;
    const userId = membership.userId ?? formerly?.userId;
    const stands = { ...membership, userId };
    this.#keep(person, stands, before?.lookedAt);
    if (formerly?.userId !== userId) this.#forgetUserId(person, formerly?.userId);
    if (stands.isMember && userId !== undefined)
      this.#unionIds.set(JSON.stringify([person.corpId, userId]), person.unionId);
    if (formerly?.isMember && !membership.isMember) this.#setup.onLeave(person, stands);
    return stands;
  }

  /** Makes a member due for a new check. @returns whether the user is a known member */
  doubt({ key }: Person): boolean {
    const known = this.#known.get(key);
    if (!known?.membership?.isMember) return false;
    known.membership = { ...known.membership, recheckMs: 0 };
    return true;
  }

  /** Shares an event: retries for a minute until the store accepts it, and writes once more after a while. */
  async publish(share: () => Promise<boolean>, until: number = performance.now() + publishMs): Promise<void> {
    if (!this.#setup.store) return;
    const isShared = await share();
    const again = () => void (isShared ? share() : this.publish(share, until));
    // Another process may overwrite it with an older answer.
    if (isShared || performance.now() < until) setTimeout(again, publishAgainMs).unref();
  }

  /** Copies the newer answer of here and the store to the other. Never rejects. @returns whether the store took it */
  async synchronize(person: Person): Promise<boolean> {
    const storeKey = this.#setup.storeKey('dingtalk-member', person.corpId ?? '', person.unionId);
    const answer = await this.#ask((store) => store.get(storeKey));
    const stored = this.#read(answer.value);
    const before = this.get(person);
    const membership = stored && (!before || isNewer(stored, before)) ? this.put(person, stored) : before;
    const known = this.#known.get(person.key);
    if (known) known.lookedAt = performance.now();
    else this.#keep(person, undefined, performance.now());
    if (!membership || (stored && !isNewer(membership, stored))) return answer.outcome === 'done';
    const { isMember, userId, at, recheckMs } = membership;
    const isDone = await this.#set(storeKey, { isMember, userId, at, recheckAt: at + recheckMs });
    if (isDone && userId !== undefined && this.byUserId(person.corpId, userId)?.key === person.key)
      return this.#set(this.#userKey(person.corpId, userId), { unionId: person.unionId });
    return isDone;
  }

  /** A stored date may come from a wrong clock or other settings, so it counts only as far as ours allow. */
  #read(value: unknown): Membership | undefined {
    const { isMember, userId, at, recheckAt } = readStored(value);
    if (typeof isMember !== 'boolean' || typeof at !== 'number' || typeof recheckAt !== 'number')
      return undefined;
    const ageMs = Date.now() - at;
    if (ageMs < -maxAheadMs) return undefined;
    return {
      ...{ isMember, at, userId: id(userId) },
      since: performance.now() - ageMs,
      recheckMs: Math.min(recheckAt - at, this.#setup.maxRecheckMs(isMember)),
    };
  }

  async #set(key: string, value: object): Promise<boolean> {
    const { ttlMs } = this.#setup;
    const { outcome } = await this.#ask((store) => store.set(key, JSON.stringify(value), ttlMs));
    return outcome === 'done';
  }

  async #ask(call: (store: DingTalkSharedStore) => unknown): Promise<StoreAnswer> {
    const { store } = this.#setup;
    if (!store || performance.now() < this.#storeIsSilentUntil)
      return { outcome: 'silent', value: undefined };
    const answer = await askStore(() => call(store));
    if (answer.outcome === 'silent') this.#storeIsSilentUntil = performance.now() + silenceMs;
    return answer;
  }

  #userKey(corpId: string | undefined, userId: string): string {
    return this.#setup.storeKey('dingtalk-userid', corpId ?? '', userId);
  }

  /** Used entries are marked, not moved to the end: a Map slows down with every deleted entry. */
  #keep(person: Person, membership: Membership | undefined, lookedAt = Number.NEGATIVE_INFINITY): void {
    const known = { person, membership, lookedAt, isUsed: false };
    this.#known.delete(person.key);
    this.#known.set(person.key, known);
    if (this.#known.size <= maxKnown) return;
    for (const [key, oldest] of this.#known) {
      this.#known.delete(key);
      if (!oldest.isUsed && oldest !== known) {
        this.#forgetUserId(oldest.person, oldest.membership?.userId);
        return;
      }
      oldest.isUsed = false;
      this.#known.set(key, oldest);
    }
  }

  /** The userid may belong to another unionId by now, for example after a migration to an enterprise account. */
  #forgetUserId({ unionId, corpId }: Person, userId: string | undefined): void {
    const key = JSON.stringify([corpId, userId]);
    if (this.#unionIds.get(key) === unionId) this.#unionIds.delete(key);
  }
}

/** The later answer; of equal ones, the one that is due sooner. */
function isNewer(one: Membership, than: Membership): boolean {
  return one.at === than.at ? one.recheckMs < than.recheckMs : one.since > than.since;
}
