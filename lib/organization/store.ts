import { invalid } from '../dingtalk/checks.js';

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

/** What a store says, or nothing when it fails or takes too long: nobody is to suffer from a store that is down. */
export async function inTime<T>(ask: () => T): Promise<{ value: Awaited<T> } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const said = ask();
    // A store in memory answers at once, and perhaps a thousand times a second.
    if (!(said instanceof Object && 'then' in said)) return { value: await said };
    const late = new Promise<undefined>((resolve) => {
      // After a look at the sockets: the answer may have come while this process was held up.
      timer = setTimeout(() => setImmediate(() => resolve(undefined)), storeTimeoutMs);
    });
    return await Promise.race([Promise.resolve(said).then((value) => ({ value })), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
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
