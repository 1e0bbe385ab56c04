/** Keeps no more than `most` entries of a Map or a Set: those that were put in last. */
export function forgetOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}

/** After a second failure in a row the next attempt waits, twice as long each time. */
const firstPauseMs = 250;
const longestPauseMs = 10_000;

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

  /** The error that stands for now. */
  current(key: string): { error: unknown } | undefined {
    const failures = this.#failures.get(key);
    return failures && performance.now() < failures.until ? failures : undefined;
  }

  async attempt<T>(key: string, make: () => Promise<T>): Promise<T> {
    const pause = this.current(key);
    if (pause) throw pause.error;
    const failures = this.#failures.get(key);
    try {
      const made = await make();
      this.#failures.delete(key);
      return made;
    } catch (error) {
      const count = (failures?.count ?? 0) + 1;
      const pauseMs = count < 2 ? 0 : Math.min(firstPauseMs * 2 ** (count - 2), longestPauseMs);
      this.#failures.delete(key);
      this.#failures.set(key, { count, error, until: performance.now() + pauseMs });
      forgetOldest(this.#failures, maxFailing);
      throw error;
    }
  }
}
