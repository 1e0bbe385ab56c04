import { hash } from 'node:crypto';

/** DingTalk's codes live five minutes. */
const codeLifeMs = 5 * 60 * 1000;

/** For at least so long, a code is remembered. */
const rememberedMs = 2 * codeLifeMs;

/** More sign-ins than an application has within that time. */
const capacity = 10_000;

/**
 * The codes or states that this process has seen lately. Each is good for one sign-in, even if two requests bring it at
 * the same moment.
 */
export class SpentCodes {
  // The older half is forgotten as a whole: a Map that loses its first entry each time has to look for the next.
  #recent = new Set<string>();
  #older = new Set<string>();
  #began = performance.now();

  /** Whether this is the first attempt with `code`. */
  spend(code: string): boolean {
    const key = keyOf(code);
    if (this.#recent.has(key) || this.#older.has(key)) return false;
    if (performance.now() - this.#began > rememberedMs || this.#recent.size >= capacity) {
      this.#older = this.#recent;
      this.#recent = new Set();
      this.#began = performance.now();
    }
    this.#recent.add(key);
    return true;
  }

  /** Whether `code` was spent. */
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
