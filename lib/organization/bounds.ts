/** Removes the oldest entries of a Map or a Set beyond `most`. */
export function forgetOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}

/** Sets an entry as the newest of a Map, and removes the oldest beyond `most`. */
export function keepNewest<T>(kept: Map<string, T>, key: string, value: T, most: number): void {
  kept.delete(key);
  kept.set(key, value);
  forgetOldest(kept, most);
}

/** Runs a function for each value, so many at a time. */
export async function forEachOf<T>(
  all: IterableIterator<T>,
  atOnce: number,
  act: (each: T) => Promise<void>,
): Promise<void> {
  const actOnNext = async () => {
    for (const each of all) await act(each);
  };
  await Promise.all(Array.from({ length: atOnce }, actOnNext));
}

/** A timer that is later than this shows that the process was blocked. */
const heldUpMs = 100;

/** Waits for a promise; `undefined` if it takes longer than `ms`. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<{ value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    const wait = (forMs: number) => {
      const began = performance.now();
      timer = setTimeout(() => {
        // A process that was blocked has not read its sockets.
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

/** Allows twenty at once, and then ten in a second. */
export class Pace {
  #next = Number.NEGATIVE_INFINITY;

  /** Waits for a turn; `false` if it would take too long. */
  async turn(): Promise<boolean> {
    const now = performance.now();
    const at = Math.max(this.#next, now - 19 * paceMs);
    if (at > now + maxPaceMs) return false;
    this.#next = at + paceMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
    return true;
  }
}

/** After the second failure in a row, the next attempt waits, twice as long each time. */
const firstPauseMs = 250;
const longestPauseMs = 5000;

/** A bound, because users may choose any number of organizations. */
const maxFailing = 1000;

interface Failures {
  count: number;
  error: unknown;
  /** Of `performance.now()`, which isn't affected by changes of the clock. */
  until: number;
}

/** Makes repeatedly failing attempts at growing intervals, and repeats the last error in between. */
export class Backoff {
  readonly #failures = new Map<string, Failures>();

  /** The error of the last attempt, if it failed. */
  last(key: string): { error: unknown } | undefined {
    return this.#failures.get(key);
  }

  /** The error to repeat now; `undefined` if an attempt would be made. */
  current(key: string): { error: unknown } | undefined {
    const failures = this.#failures.get(key);
    return failures && performance.now() < failures.until ? failures : undefined;
  }

  /** @param counts - whether an error counts as a failure; others are only passed on */
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
      // Another attempt may have succeeded since this one began.
      else if (!before || this.#failures.has(key)) {
        const count = (before?.count ?? 0) + 1;
        const pauseMs = count < 2 ? 0 : Math.min(firstPauseMs * 2 ** (count - 2), longestPauseMs);
        keepNewest(this.#failures, key, { count, error, until: performance.now() + pauseMs }, maxFailing);
      }
      throw error;
    }
  }
}
