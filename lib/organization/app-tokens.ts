import { isDingTalkError } from '../dingtalk/errors.js';
import type { DingTalkAppToken } from '../dingtalk/readers.js';
import { isToken } from '../dingtalk/values.js';
import { Backoff, keepNewest } from './bounds.js';
import { askStore, type DingTalkSharedStore, readStored } from './store.js';

/** How long before its end a token is renewed, or a tenth of its life if that is less. */
const marginMs = 10 * 60 * 1000;

/** Times are milliseconds since the epoch. */
interface Token {
  accessToken: string;
  /** When it was requested, which shows the newer of two. */
  askedAt: number;
  endsAt: number;
}

/** Organizations. Of more, the oldest tokens are dropped, and fetched again when they are needed. */
const maxKept = 10_000;

type FetchToken = () => Promise<DingTalkAppToken>;

/**
 * App tokens, cached in this process and shared through the store. Processes don't take turns: if two fetch at once,
 * DingTalk gives them the same token, or two valid ones (third-party apps), of which the newer stays.
 */
export class AppTokens {
  readonly #store: DingTalkSharedStore | undefined;
  readonly #kept = new Map<string, Token>();
  readonly #flights = new Map<string, Promise<string>>();
  readonly #backoff = new Backoff();

  constructor(store?: DingTalkSharedStore) {
    this.#store = store;
  }

  /** The kept token, even while it is being renewed, or a new one if it is missing or `dead`. `key` holds no secret. */
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
    // A token older than the dead one may be dead too.
    const newest = stored && !isNewer(kept, stored) ? stored : kept;
    const found = isGood(newest, dead) ? newest : undefined;
    if (found) keepNewest(this.#kept, key, found, maxKept);
    if (found && !isDue(found)) return found.accessToken;
    const askedAt = Date.now();
    try {
      const { accessToken, expiresIn } = await this.#backoff.attempt(key, fetchToken);
      const fetched = { accessToken, askedAt, endsAt: askedAt + expiresIn * 1000 };
      // A later fetch may have finished first.
      if (!isNewer(this.#kept.get(key), fetched, dead)) {
        keepNewest(this.#kept, key, fetched, maxKept);
        this.#share(key, fetched, dead).catch(() => {});
      }
      return accessToken;
    } catch (error) {
      if (found) return found.accessToken;
      throw error;
    }
  }

  async #stored(key: string): Promise<Token | undefined> {
    const { value } = await askStore(() => this.#store?.get(key));
    const { accessToken, askedAt, endsAt } = readStored(value);
    if (!isToken(accessToken)) return undefined;
    if (typeof askedAt !== 'number' || typeof endsAt !== 'number') return undefined;
    return { accessToken, askedAt, endsAt };
  }

  /** No sign-in waits for this. */
  async #share(key: string, token: Token, dead: string | undefined): Promise<void> {
    if (isNewer(await this.#stored(key), token, dead)) return;
    await askStore(() => this.#store?.set(key, JSON.stringify(token), token.endsAt - token.askedAt));
  }
}

/**
 * Makes a call with a token, and once more with a new one if DingTalk rejects the first, because a rejected call
 * had no effect. The new one may be the same, as DingTalk prolongs a token when it is fetched again.
 */
export async function withToken<Value>(
  token: (dead?: string) => Promise<string>,
  call: (token: string) => Promise<Value>,
): Promise<Value> {
  const first = await token();
  try {
    return await call(first);
  } catch (error) {
    if (!isDingTalkError(error) || error.code !== 'DINGTALK_TOKEN_REJECTED') throw error;
    return call(await token(first));
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
