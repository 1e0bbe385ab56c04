import { id } from '../dingtalk/values.js';
import { askStore, type DingTalkSharedStore, readStored, type StoreAnswer } from './store.js';

/** One person in one organization. */
export interface Person {
  readonly unionId: string;
  /** Absent for the app's own organization. */
  readonly corpId: string | undefined;
  /** Both, for a Map. */
  readonly key: string;
}

export function personOf(unionId: string, corpId: string | undefined): Person {
  return { unionId, corpId, key: JSON.stringify([corpId, unionId]) };
}

/** Stands for all members of an organization: no person has such a unionId. */
export function everybody(corpId: string | undefined): Person {
  return personOf('', corpId);
}

/** What is known of a person. */
export interface Membership {
  isMember: boolean;
  userId: string | undefined;
  /** When DingTalk was asked, as a date in milliseconds: for other processes and for people. */
  at: number;
  /** The same of `performance.now()`, which nobody can set. Nothing that is older is believed against it. */
  since: number;
  /** How long after that it is to be asked again, in milliseconds. */
  recheckMs: number;
}

interface Known {
  person: Person;
  /** Absent where the store was looked at in vain. */
  membership: Membership | undefined;
  /** When the store was looked at last, of `performance.now()`. */
  lookedAt: number;
  /** Whether it was of use since it was put in or spared. */
  isUsed: boolean;
}

/** What another process put into the store is known here so soon. */
const lookMs = 2500;

/** A store that was silent is left alone for so long. */
const silenceMs = 2000;

const maxKnown = 100_000;

/** Clocks of two processes differ; an event is believed for a minute. */
export const maxAheadMs: number = 2 * 60_000;

/** What a store could not take is put in until then. */
const publishMs = 60_000;
/** Longer than a process takes between looking into the store and writing. */
const publishAgainMs = 2000;

interface Setup {
  store: DingTalkSharedStore | undefined;
  /** How long the store need keep something, in milliseconds. */
  ttlMs: number;
  /** The longest that a yes or a no is good for, in milliseconds. */
  maxRecheckMs: (isMember: boolean) => number;
  storeKey: (kind: string, ...names: readonly string[]) => string;
  /** Called when a known member turns out to be none. */
  onLeave: (person: Person, membership: Membership) => void;
}

/**
 * What is known of people, in this process and in the store that others look into. Of two answers the newer stands. Of
 * more than 100,000 people those unused the longest are forgotten.
 */
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

  /** Looks into the store, if it is time; `undefined` when there is nothing to wait for. */
  refresh(person: Person): Promise<void> | undefined {
    const known = this.#known.get(person.key);
    if (known) known.isUsed = true;
    if (!this.#setup.store) return undefined;
    const now = performance.now();
    if (now < this.#storeIsSilentUntil || (known && now < known.lookedAt + lookMs)) return undefined;
    const look =
      this.#looks.get(person.key) ??
      this.#synchronize(person).then(() => void this.#looks.delete(person.key));
    this.#looks.set(person.key, look);
    return look;
  }

  /** The person that a userid stands for, if this process learned it. */
  byUserId(corpId: string | undefined, userId: string): Person | undefined {
    const unionId = this.#unionIds.get(JSON.stringify([corpId, userId]));
    return unionId === undefined ? undefined : personOf(unionId, corpId);
  }

  /** The same, by what any process learned; or that the store did not answer. */
  async byStoredUserId(corpId: string | undefined, userId: string): Promise<Person | undefined | 'unknown'> {
    const { outcome, value } = await this.#get(this.#userKey(corpId, userId));
    if (outcome !== 'done') return 'unknown';
    const unionId = id(readStored(value).unionId);
    return unionId === undefined ? undefined : personOf(unionId, corpId);
  }

  /** Everybody of an organization. */
  of(corpId: string | undefined): Person[] {
    return [...this.#known.values()].flatMap(({ person }) => (person.corpId === corpId ? [person] : []));
  }

  /** Keeps it here, unless something newer is. Of the same age, what comes last stands. @returns what stands */
  put(person: Person, membership: Membership): Membership {
    const before = this.#known.get(person.key);
    const formerly = before?.membership;
    if (formerly && formerly.since > membership.since) return formerly;
    const userId = membership.userId ?? formerly?.userId;
    const stands = { ...membership, userId };
    this.#keep({ person, membership: stands, lookedAt: before?.lookedAt ?? -lookMs, isUsed: false });
    if (formerly?.userId !== userId) this.#forgetUserId(person, formerly?.userId);
    if (stands.isMember && userId !== undefined)
      this.#unionIds.set(JSON.stringify([person.corpId, userId]), person.unionId);
    if (formerly?.isMember && !membership.isMember) this.#setup.onLeave(person, stands);
    return stands;
  }

  /** Has a member asked about again. @returns whether the person is known as one */
  doubt({ key }: Person): boolean {
    const known = this.#known.get(key);
    if (!known?.membership?.isMember) return false;
    const ageMs = Math.max(0, Math.floor(performance.now() - known.membership.since));
    known.membership = { ...known.membership, recheckMs: Math.min(ageMs, known.membership.recheckMs) };
    return true;
  }

  /** Puts what is known here into the store, unless that knows something newer. Never rejects. */
  async share(person: Person): Promise<boolean> {
    return this.#setup.store === undefined || this.#synchronize(person);
  }

  /**
   * Shares what an event said: once more after a while, and again until the store takes it, for a minute.
   * @param share - says whether the store took it
   */
  async publish(share: () => Promise<boolean>, until: number = performance.now() + publishMs): Promise<void> {
    if (!this.#setup.store) return;
    const isShared = await share();
    const again = () => void (isShared ? share() : this.publish(share, until));
    // Another process may have been about to write what DingTalk said before.
    if (isShared || performance.now() < until) setTimeout(again, publishAgainMs).unref();
  }

  /** Takes the newer of what is here and in the store to where it is missing. Says whether the store answered. */
  async #synchronize(person: Person): Promise<boolean> {
    const storeKey = this.#setup.storeKey('dingtalk-member', person.corpId ?? '', person.unionId);
    const answer = await this.#get(storeKey);
    const stored = this.#read(answer.value);
    const before = this.get(person);
    if (stored && (!before || isNewer(stored, before))) this.put(person, stored);
    const known = this.#known.get(person.key);
    if (known) known.lookedAt = performance.now();
    else this.#keep({ person, membership: undefined, lookedAt: performance.now(), isUsed: false });
    const membership = this.get(person);
    if (answer.outcome === 'silent') return false;
    if (!membership || (stored && !isNewer(membership, stored))) return answer.outcome === 'done';
    const { isMember, userId, at, recheckMs } = membership;
    const isDone = await this.#set(storeKey, { isMember, userId, at, recheckAt: at + recheckMs });
    if (isDone && userId !== undefined && this.byUserId(person.corpId, userId)?.key === person.key)
      return this.#set(this.#userKey(person.corpId, userId), { unionId: person.unionId });
    return isDone;
  }

  /** What is stored is a date, by a clock that may have been set, and by settings that may have been others. */
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

  async #get(key: string): Promise<StoreAnswer> {
    return this.#ask((store) => store.get(key));
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

  /** Not moved to the end each time it is used: a Map slows down with every entry that was taken out of it. */
  #keep(known: Known): void {
    this.#known.delete(known.person.key);
    this.#known.set(known.person.key, known);
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

  /** Unless it is another unionId's by now, as when an account becomes an enterprise account. */
  #forgetUserId({ unionId, corpId }: Person, userId: string | undefined): void {
    const key = JSON.stringify([corpId, userId]);
    if (this.#unionIds.get(key) === unionId) this.#unionIds.delete(key);
  }
}

/** What was learned later; of the same answer, what is to be asked about sooner. */
function isNewer(one: Membership, than: Membership): boolean {
  return one.at === than.at ? one.recheckMs < than.recheckMs : one.since > than.since;
}
