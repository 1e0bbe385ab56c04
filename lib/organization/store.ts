import { invalid } from '../dingtalk/checks.js';
import { within } from './limits.js';

/** What processes share: a Keyv, or anything with these two methods. Values are texts. */
export interface DingTalkSharedStore {
  /** The value, or a promise of it; `undefined` or `null` for none. */
  get(key: string): unknown;
  /** @param ttlMs - milliseconds after which the value may be forgotten */
  set(key: string, value: string, ttlMs: number): unknown;
}

/** @throws TypeError naming the option, and what the store lacks */
export function readStore(name: string, value: unknown): DingTalkSharedStore | undefined {
  if (value === undefined) return undefined;
  const store = value as Partial<DingTalkSharedStore> | null;
  if (typeof store?.get !== 'function' || typeof store.set !== 'function') {
    throw invalid(name, 'an object with get and set', value);
  }
  return store as DingTalkSharedStore;
}

/** Asking DingTalk takes about as long. */
const storeTimeoutMs = 250;

/** What became of a call of a store: it never makes anything fail that can do without it. */
export interface StoreAnswer {
  outcome: 'done' | 'failed' | 'silent';
  value: unknown;
}

/** Calls a store, and waits for a quarter of a second. */
export async function askStore(call: () => unknown): Promise<StoreAnswer> {
  try {
    const said = call();
    // A store in memory answers at once, and perhaps a thousand times a second: no timer for that.
    const isPromise = said instanceof Object && 'then' in said;
    const answer = isPromise ? await within(storeTimeoutMs, Promise.resolve(said)) : { value: said };
    return answer ? { outcome: 'done', value: answer.value } : { outcome: 'silent', value: undefined };
  } catch {
    return { outcome: 'failed', value: undefined };
  }
}

/** The object in a store: as the text that was put in, or as what a store that parses made of it. */
export function readStored(value: unknown): Record<string, unknown> {
  try {
    const object: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
