import { hash } from 'node:crypto';

/** DingTalk's codes live five minutes; a clock that goes wrong may be given as much again. */
const rememberedMs = 10 * 60 * 1000;

/** More sign-ins than any application has within that time; beyond it the oldest is forgotten first. */
const capacity = 10_000;

/**
 * The codes, or the states, that this process has seen of late. Each is good for one sign-in: a second request with
 * the same one, also at the same moment, is not given what the first was given.
 */
export class SpentCodes {
  readonly #forgetAt = new Map<string, number>();

  /** Whether this is the first attempt with `code`. */
  spend(code: string): boolean {
    const key = keyOf(code);
    if (this.#knows(key)) return false;
    this.#forgetAt.set(key, Date.now() + rememberedMs);
    return true;
  }

  /** Whether `code` was spent. */
  has(code: string): boolean {
    return this.#knows(keyOf(code));
  }

  #knows(key: string): boolean {
    const now = Date.now();
    for (const [oldest, forgetAt] of this.#forgetAt) {
      if (now < forgetAt && this.#forgetAt.size < capacity) break;
      this.#forgetAt.delete(oldest);
    }
    return this.#forgetAt.has(key);
  }
}

/** Short whatever the code is like. */
function keyOf(code: string): string {
  return code.length <= 64 ? code : hash('sha256', code, 'base64url');
}
