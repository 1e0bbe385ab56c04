import { forgetOldest } from './forget-oldest.js';

/** After a second failure in a row the next attempt waits, twice as long each time. */
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** Where sign-ins name the organization, strangers could name any number of them. */
const maxFailing = 1000;

interface Failures {
  count: number;
  error: unknown;
  /** Milliseconds since the epoch. */
  until: number;
}

/** Attempts that fail time and again are made at growing intervals only; in between, the last error stands. */
export class Pauses {
  readonly #failures = new Map<string, Failures>();

  /** The error that stands for now. */
  current(key: string): { error: unknown } | undefined {
    const failures = this.#failures.get(key);
    return failures && Date.now() < failures.until ? failures : undefined;
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
      this.#failures.set(key, { count, error, until: Date.now() + pauseMs });
      forgetOldest(this.#failures, maxFailing);
      throw error;
    }
  }
}
