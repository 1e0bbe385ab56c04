/**
 * What processes share: a Keyv, or anything with these three methods. Values are texts.
 */
export interface SharedStore {
  get(key: string): unknown;
  /** @param ttlMs - milliseconds after which the value may be forgotten */
  set(key: string, value: string, ttlMs: number): unknown;
  delete(key: string): unknown;
}

/** Asking DingTalk takes about as long. */
const storeTimeoutMs = 250;

/** What a store says, or nothing when it fails or takes too long: nobody is to suffer from a store that is down. */
export async function inTime<T>(ask: () => T): Promise<Awaited<T> | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    // After a look at the sockets: the answer may have come while this process was held up.
    timer = setTimeout(() => setImmediate(() => resolve(undefined)), storeTimeoutMs);
  });
  try {
    return await Promise.race([(async () => ask())(), late]);
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
