import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DingTalkAppToken } from '../dingtalk/readers.js';

/**
 * Where processes share app tokens: a Keyv, or anything with these three methods. Values are texts. Whoever reads
 * the store can call DingTalk as the app.
 */
export interface AppTokenStore {
  get(key: string): unknown;
  /** @param ttlMs - milliseconds after which the value may be forgotten */
  set(key: string, value: string, ttlMs: number): unknown;
  delete(key: string): unknown;
}

/** Renewed so long before it ends, or a tenth of its life if that is less: requests under way must not outlive it. */
const marginMs = 5 * 60 * 1000;

/** A store that answers no sooner is passed over; fetching takes about as long. */
const storeTimeoutMs = 250;

/** How long a claim to fetch takes at the least to be seen by all who found none a moment before. */
const settleMs = 50;

/** How long others wait for the token of the process whose claim stands. */
const claimMs = 3000;
const pollMs = 25;

/** After a second failure in a row the next attempt waits, twice as long each time. */
const firstPauseMs = 250;
const longestPauseMs = 10_000;
const maxFailures = 1000;

interface Kept {
  accessToken: string;
  /** Milliseconds since the epoch. */
  freshUntil: number;
}

interface Failures {
  count: number;
  error: unknown;
  /** Nobody asks DingTalk before this time, in milliseconds since the epoch. */
  until: number;
}

/**
 * App tokens, kept until shortly before they end. However many sign-ins ask at the same moment, in however many
 * processes that share a store, one of them fetches. A failed fetch is kept by nobody.
 */
export class AppTokens {
  readonly #store: AppTokenStore | undefined;
  readonly #kept = new Map<string, Kept>();
  readonly #flights = new Map<string, Promise<string>>();
  readonly #failures = new Map<string, Failures>();

  constructor(store?: AppTokenStore) {
    this.#store = store;
  }

  /**
   * A token that is not `dead`: the kept one, another process's, or a new one.
   * @param key - tells app, organization and DingTalk apart, and holds no secret
   * @param dead - a token that DingTalk no longer accepts, though it should
   */
  async get(key: string, fetchToken: () => Promise<DingTalkAppToken>, dead?: string): Promise<string> {
    const kept = this.#kept.get(key);
    if (isUsable(kept, dead)) return kept.accessToken;
    // Who knows of a dead token must not be given it by those who don't.
    const flightKey = JSON.stringify([key, dead]);
    const flight =
      this.#flights.get(flightKey) ??
      this.#acquire(key, fetchToken, dead).finally(() => this.#flights.delete(flightKey));
    this.#flights.set(flightKey, flight);
    return flight;
  }

  async #acquire(key: string, fetchToken: () => Promise<DingTalkAppToken>, dead?: string): Promise<string> {
    const found = await this.#fromStore(key, dead);
    if (typeof found === 'object') {
      this.#kept.set(key, found);
      return found.accessToken;
    }
    const release = () =>
      found === 'fetch' ? this.#inBackground((store) => store.delete(claimOn(key))) : undefined;
    try {
      const { accessToken, expiresIn } = await this.#fetch(key, fetchToken);
      const lifeMs = expiresIn * 1000;
      const freshMs = Math.floor(lifeMs - Math.min(marginMs, lifeMs / 10));
      const token: Kept = { accessToken, freshUntil: Date.now() + freshMs };
      this.#kept.set(key, token);
      if (found === 'fetch') {
        const text = JSON.stringify(token);
        this.#inBackground((store) => store.set(key, text, freshMs), release);
      }
      return accessToken;
    } catch (error) {
      release();
      throw error;
    }
  }

  async #fetch(key: string, fetchToken: () => Promise<DingTalkAppToken>): Promise<DingTalkAppToken> {
    const failures = this.#failures.get(key);
    if (failures && Date.now() < failures.until) throw failures.error;
    try {
      const token = await fetchToken();
      this.#failures.delete(key);
      return token;
    } catch (error) {
      const count = (failures?.count ?? 0) + 1;
      const pauseMs = count < 2 ? 0 : Math.min(firstPauseMs * 2 ** (count - 2), longestPauseMs);
      // Where sign-ins name the organization, strangers could name any number of them.
      const [oldest] = this.#failures.keys();
      if (this.#failures.size >= maxFailures && oldest !== undefined) this.#failures.delete(oldest);
      this.#failures.set(key, { count, error, until: Date.now() + pauseMs });
      throw error;
    }
  }

  /** The token in the store, or the word to fetch one: on behalf of all, or without a store that works. */
  async #fromStore(key: string, dead?: string): Promise<Kept | 'fetch' | 'fetch-alone'> {
    const store = this.#store;
    if (!store) return 'fetch-alone';
    const self = randomUUID();
    const deadline = Date.now() + claimMs;
    let fastestMs = Infinity;
    try {
      while (Date.now() < deadline) {
        const kept = readKept(await inTime(() => store.get(key)));
        if (isUsable(kept, dead)) return kept;
        const askedAt = performance.now();
        const claim = await inTime(() => store.get(claimOn(key)));
        const tookMs = performance.now() - askedAt;
        fastestMs = Math.min(fastestMs, tookMs);
        if (claim === self) return 'fetch';
        if (typeof claim === 'string') {
          await sleep(pollMs);
          continue;
        }
        // Such a store cannot compare and set, so several may claim at once: the last claim stands, and whoever finds
        // it to be their own after a while fetches. Who was held up has seen an old state and must look again.
        const waitMs = Math.max(settleMs, 4 * fastestMs);
        if (tookMs > waitMs / 2) continue;
        await inTime(() => store.set(claimOn(key), self, claimMs));
        await sleep(waitMs);
      }
      return 'fetch';
    } catch {
      return 'fetch-alone';
    }
  }

  /** Nobody who signs in waits for this, and a store that is down spoils nothing. */
  #inBackground(change: (store: AppTokenStore) => unknown, next?: () => void): void {
    const store = this.#store;
    if (!store) return;
    inTime(() => change(store)).then(next, () => {});
  }
}

function claimOn(key: string): string {
  return `${key}:claim`;
}

function isUsable(kept: Kept | undefined, dead: string | undefined): kept is Kept {
  return kept !== undefined && kept.accessToken !== dead && Date.now() < kept.freshUntil;
}

/** What a store gives back: the text that was put in, or what a store that parses made of it. */
function readKept(value: unknown): Kept | undefined {
  try {
    const { accessToken, freshUntil } = (
      typeof value === 'string' ? JSON.parse(value) : value
    ) as Partial<Kept>;
    if (typeof accessToken !== 'string' || accessToken === '' || typeof freshUntil !== 'number')
      return undefined;
    return { accessToken, freshUntil };
  } catch {
    return undefined;
  }
}

async function inTime<T>(ask: () => T): Promise<Awaited<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // After a look at the sockets: the answer may have come while this process was held up.
    timer = setTimeout(
      () => setImmediate(() => reject(new Error('the store takes too long'))),
      storeTimeoutMs,
    );
  });
  try {
    return await Promise.race([(async () => ask())(), late]);
  } finally {
    clearTimeout(timer);
  }
}
