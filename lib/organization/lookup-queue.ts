import type { DingTalkErrorCode } from '../dingtalk/error-codes.js';
import { DingTalkError, isDingTalkError } from '../dingtalk/errors.js';
import { Recent } from '../dingtalk/throttle.js';
import { Backoff, within } from './bounds.js';
import type { Membership, Person } from './member-cache.js';

/**
 * DingTalk allows an app twenty calls of a kind in a second, some of which sign-ins need. Halved after each refusal as
 * too often, which other processes may have caused, and then slowly raised.
 */
const mostPerSecond = 10;
const raisedPerSecond = 0.5;
const secondMs = 1000;

/** At the same time: while DingTalk is slow, more would only wait. */
const maxRunning = 10;

/** Lookups that may wait for their turn, and how long. */
const maxQueued = 1000;
const maxAgeMs = 120_000;

/** How long a request waits for a user without another answer. */
const maxWaitMs = 30_000;

/** Failures that are about one person. */
const personal: readonly DingTalkErrorCode[] = [
  ...(['DINGTALK_CONTACT_SCOPE', 'DINGTALK_NOT_FOUND'] as const),
  ...(['DINGTALK_INVALID_RESPONSE', 'DINGTALK_REFUSED'] as const),
];

/** In the background; a request waits for a moment; a request waits without another answer. */
const ranks = { background: 0, soon: 1, waiting: 2 };
export type Urgency = keyof typeof ranks;

export interface Lookup {
  answer: Promise<Membership>;
  /** When it was first requested, of `performance.now()`. */
  since: number;
  key: string;
  /** The organization: while DingTalk fails for it, nobody in it is looked up. */
  realm: string;
  /** The higher, the sooner. */
  rank: number;
  make: () => Promise<Membership>;
  resolve: (answer: Membership) => void;
  reject: (error: unknown) => void;
}

/** Looks users up at DingTalk, at most ten in a second, and seldom while it fails. */
export class LookupQueue {
  /** Lookups that wait or are running. */
  readonly #lookups = new Map<string, Lookup>();
  /** Lookups that wait, {@link inOrder}. */
  readonly #queue: Lookup[] = [];
  readonly #backoff = new Backoff();
  readonly #started = new Recent();
  #perSecond = mostPerSecond;
  /** When that was changed, of `performance.now()`. */
  #changedAt = Number.NEGATIVE_INFINITY;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Has a person looked up with `make`, once for all who ask while it lasts. */
  ask({ key, corpId }: Person, urgency: Urgency, make: () => Promise<Membership>): Lookup {
    const rank = ranks[urgency];
    const known = this.#lookups.get(key);
    if (known && known.rank >= rank) return known;
    const lookup = known ?? newLookup(key, corpId, make);
    lookup.rank = rank;
    if (known) this.#queue.sort(inOrder);
    else {
      this.#lookups.set(key, lookup);
      this.#enqueue(lookup);
    }
    if (this.#queue.length > maxQueued) this.#end(this.#queue.pop() as Lookup, throttled());
    this.#startNext();
    return lookup;
  }

  /** Waits for the answer for half a minute; users don't wait longer for a page. */
  async wait({ answer, realm }: Lookup): Promise<Membership> {
    const said = await within(maxWaitMs, answer);
    if (!said) throw this.#backoff.last(realm)?.error ?? throttled();
    return said.value;
  }

  /** Whether DingTalk's last answer about the organization was missing or late. */
  isSilent({ realm }: Lookup): boolean {
    const error = this.#backoff.last(realm)?.error;
    return isDingTalkError(error) && error.code === 'DINGTALK_TIMEOUT';
  }

  /** Most come last. */
  #enqueue(lookup: Lookup): void {
    const before = this.#queue.findLastIndex((other) => inOrder(other, lookup) <= 0);
    this.#queue.splice(before + 1, 0, lookup);
  }

  #startNext(): void {
    for (let [next] = this.#queue; next; [next] = this.#queue) {
      const isTooOld = performance.now() - next.since > maxAgeMs;
      const failure = this.#backoff.current(next.realm) ?? (isTooOld ? { error: throttled() } : undefined);
      if (!failure && !this.#mayStart()) return;
      this.#queue.shift();
      if (failure) this.#end(next, failure.error);
      else void this.#start(next);
    }
  }

  #mayStart(): boolean {
    if (this.#running >= maxRunning) return false;
    const now = performance.now();
    if (this.#started.count(now) < Math.floor(this.#rate(now))) return true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#startNext();
    }, this.#started.leftMs(now));
    // A lookup in the background doesn't keep the process alive.
    if (this.#queue[0]?.rank) this.#timer.ref();
    else this.#timer.unref();
    return false;
  }

  async #start(lookup: Lookup): Promise<void> {
    this.#running += 1;
    this.#started.add(performance.now());
    try {
      const answer = await this.#backoff.attempt(lookup.realm, lookup.make, isOutage);
      this.#lookups.delete(lookup.key);
      lookup.resolve(answer);
    } catch (error) {
      if (isThrottled(error)) {
        this.#slowDown();
        this.#enqueue(lookup);
      } else this.#end(lookup, error);
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  /** Lookups in a second. */
  #rate(now: number): number {
    return Math.min(mostPerSecond, this.#perSecond + (raisedPerSecond * (now - this.#changedAt)) / secondMs);
  }

  #slowDown(): void {
    const now = performance.now();
    // Refusals of the same moment count once.
    if (now - this.#changedAt < secondMs) return;
    this.#perSecond = Math.max(1, this.#rate(now) / 2);
    this.#changedAt = now;
  }

  #end({ key, reject }: Lookup, error: unknown): void {
    this.#lookups.delete(key);
    reject(error);
  }
}

function newLookup(key: string, corpId: string | undefined, make: () => Promise<Membership>): Lookup {
  const lookup = { key, realm: corpId ?? '', make, since: performance.now() } as Lookup;
  lookup.answer = new Promise((resolve, reject) => Object.assign(lookup, { resolve, reject }));
  // Background checks don't wait for the answer.
  lookup.answer.catch(() => {});
  return lookup;
}

/** The most urgent first, and of these the oldest. */
function inOrder(one: Lookup, other: Lookup): number {
  return other.rank - one.rank || one.since - other.since;
}

function isThrottled(error: unknown): boolean {
  return isDingTalkError(error) && error.code === 'DINGTALK_THROTTLED';
}

function isOutage(error: unknown): boolean {
  return !isThrottled(error) && !(isDingTalkError(error) && personal.includes(error.code));
}

function throttled(): DingTalkError {
  return new DingTalkError('DINGTALK_THROTTLED', { operation: 'looking the person up in the directory' });
}
