/** Keeps no more than `most` entries of a Map or a Set: those that were put in last. */
export function forgetOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}

/** Does something for each of many, for so many at a time. */
export async function forEachOf<T>(
  all: Iterable<T>,
  atOnce: number,
  act: (each: T) => Promise<void>,
): Promise<void> {
  const rest = all[Symbol.iterator]();
  const actOnNext = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, actOnNext));
}

/** A timer that is so late shows that the process was held up. */
const heldUpMs = 100;

/** What a promise is fulfilled with, or `undefined` when that takes longer than `ms`. Rejects when the promise does. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<{ value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    const wait = (forMs: number) => {
      const began = performance.now();
      timer = setTimeout(() => {
        // A process that was held up has not looked at its sockets.
        if (performance.now() - began > forMs + heldUpMs) wait(heldUpMs);
        else setImmediate(() => resolve(undefined));
      }, forMs);
    };
    wait(ms);
  });
  try {
    return await Promise.race([answer.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}

const paceMs = 100;
const maxPaceMs = 5000;

/** Lets twenty through at once, and then ten in a second. */
export class Pace {
  #next = Number.NEGATIVE_INFINITY;

  /** Waits for a turn. `false` when it is too far off. */
  async turn(): Promise<boolean> {
    const now = performance.now();
    const at = Math.max(this.#next, now - 19 * paceMs);
    if (at > now + maxPaceMs) return false;
    this.#next = at + paceMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
    return true;
  }
}

/** After a second failure in a row the next attempt waits, twice as long each time. */
const firstPauseMs = 250;
const longestPauseMs = 5000;

/** Where sign-ins name the organization, strangers could name any number of them. */
const maxFailing = 1000;

interface Failures {
  count: number;
  error: unknown;
  /** Of `performance.now()`, which nobody can set. */
  until: number;
}

/** Makes attempts that fail repeatedly at growing intervals only; in between, the last error stands. */
export class Backoff {
  readonly #failures = new Map<string, Failures>();

  /** The error of the last attempt, if it failed. */
  last(key: string): { error: unknown } | undefined {
    return this.#failures.get(key);
  }

  /** The error that stands for now: no attempt would be made. */
  current(key: string): { error: unknown } | undefined {
    const failures = this.#failures.get(key);
    return failures && performance.now() < failures.until ? failures : undefined;
  }

  /** @param counts - whether an error is a failure of what is attempted; others are passed on as they are */
  async attempt<T>(
    key: string,
    make: () => Promise<T>,
    counts: (error: unknown) => boolean = () => true,
  ): Promise<T> {
    const pause = this.current(key);
    if (pause) throw pause.error;
    const before = this.#failures.get(key);
    try {
      const made = await make();
      this.#failures.delete(key);
      return made;
    } catch (error) {
      if (!counts(error)) this.#failures.delete(key);
      // Unless another attempt has succeeded since this one began.
      else if (!before || this.#failures.has(key)) this.#note(key, error, (before?.count ?? 0) + 1);
      throw error;
    }
  }

  #note(key: string, error: unknown, count: number): void {
    const pauseMs = count < 2 ? 0 : Math.min(firstPauseMs * 2 ** (count - 2), longestPauseMs);
    this.#failures.delete(key);
    this.#failures.set(key, { count, error, until: performance.now() + pauseMs });
    forgetOldest(this.#failures, maxFailing);
  }
}
