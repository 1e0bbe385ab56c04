import { invalid } from '../dingtalk/checks.js';
import { object } from '../dingtalk/values.js';
import { within } from './bounds.js';

/** What processes share: a Keyv, or anything with these two methods. Values are texts. */
export interface DingTalkSharedStore {
  /** The value, or a promise of it; `undefined` or `null` for none. */
  get(key: string): unknown;
  /** @param ttlMs - milliseconds after which the value may be forgotten */
  set(key: string, value: string, ttlMs: number): unknown;
}

export function readStore(name: string, value: unknown): DingTalkSharedStore | undefined {
  if (value === undefined) return undefined;
  const store = value as Partial<DingTalkSharedStore> | null;
  if (typeof store?.get !== 'function' || typeof store.set !== 'function') {
    throw invalid(name, 'an object with get and set', value);
  }
  return store as DingTalkSharedStore;
}

/** About as long as a call to DingTalk. */
const storeTimeoutMs = 250;

/** The result of a call to a store, which never makes a sign-in fail. */
export interface StoreAnswer {
  outcome: 'done' | 'failed' | 'silent';
  value: unknown;
}

/** Calls a store, and waits for at most a quarter of a second. */
export async function askStore(call: () => unknown): Promise<StoreAnswer> {
  try {
    const said = call();
    // A store in memory answers at once and often, so it needs no timer.
    const isPromise = typeof (said as PromiseLike<unknown> | null | undefined)?.then === 'function';
    const answer = isPromise ? await within(storeTimeoutMs, Promise.resolve(said)) : { value: said };
    return answer ? { outcome: 'done', value: answer.value } : { outcome: 'silent', value: undefined };
  } catch {
    return { outcome: 'failed', value: undefined };
  }
}

/** The object in a store, as the text that was written or as already parsed by the store. */
export function readStored(value: unknown): Record<string, unknown> {
  return object(value) ?? {};
}
