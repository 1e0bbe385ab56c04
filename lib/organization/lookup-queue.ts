import type { DingTalkErrorCode } from '../dingtalk/error-codes.js';
import { DingTalkError, isDingTalkError } from '../dingtalk/errors.js';
import { Backoff, within } from './limits.js';

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
export type Urgency = 'background' | 'soon' | 'waiting';
const order: readonly Urgency[] = ['background', 'soon', 'waiting'];

/** A lookup of one user. */
export interface Lookup<Answer> {
  answer: Promise<Answer>;
  /** When it was first requested, of `performance.now()`. */
  since: number;
}

interface Queued<Answer> extends Lookup<Answer> {
  key: string;
  realm: string;
  urgency: number;
  make: () => Promise<Answer>;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Looks users up at DingTalk, at most ten in a second, and seldom while it fails. While DingTalk refuses lookups as too
 * often, they keep their place in the queue.
 */
export class LookupQueue<Answer> {
  /** Lookups that wait or are running. */
  readonly #lookups = new Map<string, Queued<Answer>>();
  /** The most urgent first, and of these the oldest. */
  readonly #queue: Queued<Answer>[] = [];
  readonly #backoff = new Backoff();
  /** When the latest were started, of `performance.now()`. */
  readonly #started: number[] = [];
  #perSecond = mostPerSecond;
  /** When that was changed, of `performance.now()`. */
  #changedAt = Number.NEGATIVE_INFINITY;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param key - the person
   * @param corpId - the organization: what fails for one person fails for all in it
   */
  ask(
    key: string,
    corpId: string | undefined,
    urgency: Urgency,
    make: () => Promise<Answer>,
  ): Lookup<Answer> {
    const rank = order.indexOf(urgency);
    const known = this.#lookups.get(key);
    if (known) {
      this.#hurry(known, rank);
      return known;
    }
    const asked = { key, realm: realmOf(corpId), urgency: rank, make, since: performance.now() };
    const lookup = asked as Queued<Answer>;
    lookup.answer = new Promise((resolve, reject) => Object.assign(lookup, { resolve, reject }));
    // Background checks don't wait for the answer.
    lookup.answer.catch(() => {});
    this.#lookups.set(key, lookup);
    this.#enqueue(lookup, (other) => other.urgency < rank);
    if (this.#queue.length > maxQueued) this.#end(this.#queue.pop() as Queued<Answer>, throttled());
    this.#startNext();
    return lookup;
  }

  /** Waits for the answer for half a minute; users don't wait longer for a page. */
  async wait({ answer }: Lookup<Answer>, corpId: string | undefined): Promise<Answer> {
    const said = await within(maxWaitMs, answer);
    if (!said) throw this.#backoff.last(realmOf(corpId))?.error ?? throttled();
    return said.value;
  }

  /** Whether DingTalk's last answer was missing or late. */
  isSilent(corpId: string | undefined): boolean {
    const error = this.#backoff.last(realmOf(corpId))?.error;
    return isDingTalkError(error) && error.code === 'DINGTALK_TIMEOUT';
  }

  #enqueue(lookup: Queued<Answer>, goesAfter: (other: Queued<Answer>) => boolean): void {
    const at = this.#queue.findIndex(goesAfter);
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, lookup);
  }

  #hurry(lookup: Queued<Answer>, rank: number): void {
    if (rank <= lookup.urgency) return;
    lookup.urgency = rank;
    const at = this.#queue.indexOf(lookup);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    this.#enqueue(lookup, (other) => other.urgency < rank);
    this.#startNext();
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
    while (this.#started.length && now - (this.#started[0] as number) >= secondMs) this.#started.shift();
    const perSecond = Math.floor(this.#rate(now));
    if (this.#started.length < perSecond) return true;
    const [oldest = now] = this.#started.slice(-perSecond);
    const leftMs = Math.ceil(oldest + secondMs - now);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#startNext();
    }, leftMs);
    // A lookup in the background doesn't keep the process alive.
    if (this.#queue[0]?.urgency) this.#timer.ref();
    else this.#timer.unref();
    return false;
  }

  async #start(lookup: Queued<Answer>): Promise<void> {
    this.#running += 1;
    this.#started.push(performance.now());
    try {
      const answer = await this.#backoff.attempt(lookup.realm, lookup.make, isOutage);
      this.#lookups.delete(lookup.key);
      lookup.resolve(answer);
    } catch (error) {
      if (isThrottled(error)) {
        this.#slowDown();
        this.#enqueue(lookup, (other) => other.urgency <= lookup.urgency);
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

  #end({ key, reject }: Queued<Answer>, error: unknown): void {
    this.#lookups.delete(key);
    reject(error);
  }
}

function realmOf(corpId: string | undefined): string {
  return corpId ?? '';
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
