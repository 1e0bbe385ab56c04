import { hash } from 'node:crypto';

/** DingTalk's codes live five minutes. */
const codeLifeMs = 5 * 60 * 1000;

/** How long a code or state is remembered at least, unless {@link halfSize} is exceeded. */
export const rememberedMs: number = 2 * codeLifeMs;

/** Codes in each half: more sign-ins than an application has within that time. */
const halfSize = 10_000;

/** The codes or states that this process has seen lately. Each is good for one sign-in. */
export class SpentCodes {
  // The older half is forgotten as a whole: a Set that loses its first entry each time slows down.
  #recent = new Set<string>();
  #older = new Set<string>();
  #began = performance.now();

  /** Whether this is the first attempt with `code`. */
  spend(code: string): boolean {
    if (this.has(code)) return false;
    const now = performance.now();
    if (now - this.#began > rememberedMs || this.#recent.size >= halfSize) {
      this.#older = this.#recent;
      this.#recent = new Set();
      this.#began = now;
    }
    this.#recent.add(keyOf(code));
    return true;
  }

  has(code: string): boolean {
    const key = keyOf(code);
    return this.#recent.has(key) || this.#older.has(key);
  }
}

/** Bounded, because a client can send a long code. */
function keyOf(code: string): string {
  // Stryker disable next-line all: only saves memory
  return code.length <= 64 ? code : hash('sha256', code, 'base64url');
}
