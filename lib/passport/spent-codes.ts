import { hash } from 'node:crypto';

/** DingTalk's codes live five minutes. */
const codeLifeMs = 5 * 60 * 1000;

/** Longer than a code lives, in case our clock is set forward. */
const rememberedMs = 2 * codeLifeMs;

/** More sign-ins than an application has within that time. The oldest is forgotten first. */
const capacity = 10_000;

/**
 * The codes or states that this process has seen lately. Each is good for one sign-in, even if two requests bring it at
 * the same moment.
 */
export class SpentCodes {
  readonly #forgetAt = new Map<string, number>();

  /** Whether this is the first attempt with `code`. */
  spend(code: string): boolean {
    const now = Date.now();
    for (const [oldest, forgetAt] of this.#forgetAt) {
      if (now < forgetAt && this.#forgetAt.size < capacity) break;
      this.#forgetAt.delete(oldest);
    }
    const key = keyOf(code);
    if (this.#forgetAt.has(key)) return false;
    this.#forgetAt.set(key, now + rememberedMs);
    return true;
  }

  /** Whether `code` was spent. */
  has(code: string): boolean {
    return (this.#forgetAt.get(keyOf(code)) ?? 0) > Date.now();
  }
}

/** Bounded, because a client can send a long code. */
function keyOf(code: string): string {
  // Stryker disable next-line all: only saves memory
  return code.length <= 64 ? code : hash('sha256', code, 'base64url');
}
