/** Sign-ins go before background checks while DingTalk limits an app. */
export type Priority = 'sign-in' | 'background';

/** DingTalk's limits last one second. */
const windowMs = 1010;

/** The lowest limit: one refusal in a quiet second shows little of what DingTalk allows. */
const leastLimit = 5;

/** A limit ends without a refusal for so long. */
const forgetMs = 30_000;

/** More calls would wait in vain. */
const mostWaiting = 1000;

const mostApps = 1000;

const throttles = new Map<string, Throttle>();

/** Shared by all clients of an app in this process, because DingTalk counts their calls together. */
export function throttleOf(api: URL, clientID: string): Throttle {
  const key = JSON.stringify([api.origin, clientID]);
  let throttle = throttles.get(key);
  if (!throttle) {
    if (throttles.size >= mostApps) throttles.clear();
    throttle = new Throttle();
    throttles.set(key, throttle);
  }
  return throttle;
}

/** A call that waits for its turn. */
export interface Waiting {
  priority: Priority;
  /** Of `performance.now()`. */
  deadline: number;
  /** Only repeatable calls probe whether DingTalk allows more. */
  isRepeatable: boolean;
}

/** Whether DingTalk refused a call as too often, or accepted it, even with an error; `lost` without an answer. */
export type Outcome = 'accepted' | 'too-often' | 'lost';

/**
 * DingTalk's limit for each kind of call, as learned from its answers. Calls are made at once until DingTalk refuses one
 * as too often. From then on, as many are made in a second as DingTalk just accepted, and slowly more while it accepts
 * them. Waiting calls go by priority, then by deadline.
 */
export class Throttle {
  readonly #limits = new Map<string, Limit>();

  /** `undefined` if a call may be made now; otherwise whether it may be made before its deadline. */
  turn(kind: string, call: Waiting): Promise<boolean> | undefined {
    return this.#limitOf(kind).turn(call);
  }

  /** Reports the outcome of a call that had its turn. */
  ended(kind: string, outcome: Outcome): void {
    this.#limitOf(kind).ended(outcome);
  }

  #limitOf(kind: string): Limit {
    let limit = this.#limits.get(kind);
    if (!limit) {
      limit = new Limit();
      this.#limits.set(kind, limit);
    }
    return limit;
  }
}

type Queued = Waiting & { start: () => void };

class Limit {
  /** Calls in a second. */
  #limit = Number.POSITIVE_INFINITY;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #raisedAt = Number.NEGATIVE_INFINITY;
  #underWay = 0;
  /** When the calls of the last second were answered: those that DingTalk accepted, and the others. */
  readonly #accepted = new Recent();
  readonly #others = new Recent();
  readonly #queue: Queued[] = [];
  #timer: NodeJS.Timeout | undefined;

  turn(call: Waiting): Promise<boolean> | undefined {
    const now = performance.now();
    if (!this.#queue.length && this.#mayStart(call, now)) {
      this.#underWay += 1;
      return undefined;
    }
    if (this.#queue.length >= mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(false), call.deadline - now);
      const finish = (isTurn: boolean) => {
        clearTimeout(timer);
        this.#queue.splice(this.#queue.indexOf(queued), 1);
        resolve(isTurn);
      };
      const queued = { ...call, start: () => finish(true) };
      const after = this.#queue.findIndex((other) => goesFirst(queued, other));
      this.#queue.splice(after < 0 ? this.#queue.length : after, 0, queued);
      this.#startNext();
    });
  }

  ended(outcome: Outcome): void {
    const now = performance.now();
    this.#underWay -= 1;
    (outcome === 'accepted' ? this.#accepted : this.#others).add(now);
    if (outcome === 'too-often') {
      this.#refusedAt = now;
      this.#limit = leastLimit;
    }
    this.#limit = Math.max(this.#limit, this.#accepted.count(now));
    // The limit may be due to rise by now.
    if (this.#queue.length) this.#startNext();
  }

  #mayStart({ isRepeatable }: Waiting, now: number): boolean {
    if (now - this.#refusedAt > forgetMs) this.#limit = Number.POSITIVE_INFINITY;
    // A call counts until a second after its answer, because DingTalk may have counted it that late.
    const answered = this.#accepted.count(now) + this.#others.count(now);
    if (this.#underWay + answered < this.#limit) return true;
    const isCalm = now - this.#refusedAt > 2 * windowMs && now - this.#raisedAt > windowMs;
    if (!isRepeatable || !isCalm) return false;
    this.#limit += Math.ceil(this.#limit / 10);
    this.#raisedAt = now;
    return true;
  }

  #startNext(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const [next] = this.#queue;
      if (!next) return;
      if (!this.#mayStart(next, performance.now())) break;
      this.#underWay += 1;
      next.start();
    }
    const now = performance.now();
    const leftMs = Math.min(this.#accepted.leftMs(now), this.#others.leftMs(now));
    this.#timer = setTimeout(() => this.#startNext(), leftMs);
  }
}

function goesFirst(one: Waiting, other: Waiting): boolean {
  if (one.priority !== other.priority) return one.priority === 'sign-in';
  return one.deadline < other.deadline;
}

/** Times within the last window, counted in constant time. */
export class Recent {
  #times: number[] = [];
  #first = 0;

  /** How long the oldest will count, a millisecond at least. */
  leftMs(now: number): number {
    return Math.max((this.#times[this.#first] ?? now) + windowMs - now, 1);
  }

  add(now: number): void {
    this.count(now);
    this.#times.push(now);
  }

  /** Also forgets older ones. */
  count(now: number): number {
    while ((this.#times[this.#first] ?? now) <= now - windowMs) this.#first += 1;
    // Stryker disable next-line all: only saves memory
    if (this.#first > 1000 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
    return this.#times.length - this.#first;
  }
}
