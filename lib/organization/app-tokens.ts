import type { DingTalkAppToken } from '../dingtalk/readers.js';
import { isToken } from '../dingtalk/values.js';
import { Backoff } from './limits.js';
import { askStore, type DingTalkSharedStore, readStored } from './store.js';

/** Renewed so long before it ends, or a tenth of its life if that is less. */
const marginMs = 10 * 60 * 1000;

/** Times are milliseconds since the epoch. */
interface Token {
  accessToken: string;
  /** Which of two is the newer: the one that was asked for later. */
  askedAt: number;
  endsAt: number;
}

const nowhere: DingTalkSharedStore = { get: () => {}, set: () => {} };

type FetchToken = () => Promise<DingTalkAppToken>;

/**
 * App tokens, cached in this process and shared through the store. A token that is missing, dead or about to end is
 * looked up in the store, then fetched once for all who need it in this process. Processes don't take turns: if two
 * fetch at once, DingTalk gives them the same token (internal apps), or two valid ones (third-party apps), of which the
 * newer stays in the store.
 */
export class AppTokens {
  readonly #store: DingTalkSharedStore;
  readonly #kept = new Map<string, Token>();
  readonly #flights = new Map<string, Promise<string>>();
  readonly #backoff = new Backoff();

  constructor(store: DingTalkSharedStore = nowhere) {
    this.#store = store;
  }

  /**
   * A token that is not `dead`. The kept one is given at once, even while it is being renewed.
   * @param key - tells app, organization and DingTalk apart, and holds no secret
   * @param dead - a token that DingTalk no longer accepts, though it should
   */
  async get(key: string, fetchToken: FetchToken, dead?: string): Promise<string> {
    const kept = this.#kept.get(key);
    if (!isGood(kept, dead)) return this.#renew(key, fetchToken, dead);
    if (isDue(kept)) this.#renew(key, fetchToken).catch(() => {});
    return kept.accessToken;
  }

  #renew(key: string, fetchToken: FetchToken, dead?: string): Promise<string> {
    // A call that found a token dead must not join a fetch that may return it.
    const flightKey = JSON.stringify([key, dead]);
    const flight =
      this.#flights.get(flightKey) ??
      this.#find(key, fetchToken, dead).finally(() => this.#flights.delete(flightKey));
    this.#flights.set(flightKey, flight);
    return flight;
  }

  async #find(key: string, fetchToken: FetchToken, dead?: string): Promise<string> {
    const stored = await this.#stored(key);
    const kept = this.#kept.get(key);
    // One that is older than the dead one may have died with it.
    const newest = stored && !isNewer(kept, stored) ? stored : kept;
    const found = isGood(newest, dead) ? newest : undefined;
    if (found) this.#kept.set(key, found);
    if (found && !isDue(found)) return found.accessToken;
    try {
      const fetched = await this.#fetch(key, fetchToken);
      // Unless a later question was answered sooner.
      if (!isNewer(this.#kept.get(key), fetched, dead)) {
        this.#kept.set(key, fetched);
        this.#share(key, fetched, dead).catch(() => {});
      }
      return fetched.accessToken;
    } catch (error) {
      if (found) return found.accessToken;
      throw error;
    }
  }

  async #fetch(key: string, fetchToken: FetchToken): Promise<Token> {
    const askedAt = Date.now();
    const { accessToken, expiresIn } = await this.#backoff.attempt(key, fetchToken);
    return { accessToken, askedAt, endsAt: askedAt + expiresIn * 1000 };
  }

  async #stored(key: string): Promise<Token | undefined> {
    const { value } = await askStore(() => this.#store.get(key));
    const { accessToken, askedAt, endsAt } = readStored(value);
    if (!isToken(accessToken)) return undefined;
    if (typeof askedAt !== 'number' || typeof endsAt !== 'number') return undefined;
    return { accessToken, askedAt, endsAt };
  }

  /** No sign-in waits for this. */
  async #share(key: string, token: Token, dead: string | undefined): Promise<void> {
    if (isNewer(await this.#stored(key), token, dead)) return;
    await askStore(() => this.#store.set(key, JSON.stringify(token), token.endsAt - token.askedAt));
  }
}

function isGood(token: Token | undefined, dead: string | undefined): token is Token {
  return token !== undefined && token.accessToken !== dead && Date.now() < token.endsAt;
}

function isDue({ askedAt, endsAt }: Token): boolean {
  return Date.now() >= endsAt - Math.min(marginMs, (endsAt - askedAt) / 10);
}

function isNewer(token: Token | undefined, than: Token, dead?: string): boolean {
  return token !== undefined && token.accessToken !== dead && token.askedAt > than.askedAt;
}
