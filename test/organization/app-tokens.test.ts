import { setTimeout as sleep } from 'node:timers/promises';
import Keyv from 'keyv';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DingTalkAppToken } from '../../lib/dingtalk/readers.js';
import { type AppTokenStore, AppTokens } from '../../lib/organization/app-tokens.js';

/** Counts what DingTalk would be asked, and gives a new token each time. */
function source(expiresIn = 7200, delayMs = 0) {
  const asked = { times: 0, failing: 0 };
  const fetchToken = async (): Promise<DingTalkAppToken> => {
    asked.times += 1;
    const { times } = asked;
    await sleep(delayMs);
    if (asked.failing > 0) {
      asked.failing -= 1;
      throw new Error(`failure ${times}`);
    }
    return { accessToken: `token-${times}`, expiresIn };
  };
  return { asked, fetchToken };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('an app token', () => {
  it('is fetched once, however many ask at the same moment', async () => {
    const { asked, fetchToken } = source(7200, 20);
    const tokens = new AppTokens();
    const given = await Promise.all(Array.from({ length: 50 }, () => tokens.get('key', fetchToken)));
    expect(new Set(given)).toEqual(new Set(['token-1']));
    expect(await tokens.get('key', fetchToken)).toBe('token-1');
    expect(asked.times).toBe(1);
  });

  it('is remembered as failing for no more than 1000 keys, which strangers may be able to name', async () => {
    const { asked, fetchToken } = source();
    asked.failing = Number.POSITIVE_INFINITY;
    const tokens = new AppTokens();
    const fail = (key: string) => tokens.get(key, fetchToken).catch(() => {});
    for (let times = 0; times < 3; times += 1) await fail('first');
    expect(asked.times).toBe(2);
    for (let index = 0; index < 1000; index += 1) await fail(`key ${index}`);
    await fail('first');
    expect(asked.times).toBe(2 + 1000 + 1);
  });

  it('is another one for another key', async () => {
    const { fetchToken } = source();
    const tokens = new AppTokens();
    expect(await tokens.get('one', fetchToken)).toBe('token-1');
    expect(await tokens.get('two', fetchToken)).toBe('token-2');
  });

  it.each([
    [7200, 6900],
    [60, 54],
  ])('of %d seconds is kept for %d', async (expiresIn, keptFor) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { asked, fetchToken } = source(expiresIn);
    const tokens = new AppTokens();
    await tokens.get('key', fetchToken);
    vi.setSystemTime(Date.now() + keptFor * 1000 - 1);
    expect(await tokens.get('key', fetchToken)).toBe('token-1');
    vi.setSystemTime(Date.now() + 2);
    expect(await tokens.get('key', fetchToken)).toBe('token-2');
    expect(asked.times).toBe(2);
  });

  it('that is dead is replaced once, for all who met it', async () => {
    const { asked, fetchToken } = source(7200, 10);
    const tokens = new AppTokens();
    const dead = await tokens.get('key', fetchToken);
    const given = await Promise.all([1, 2, 3].map(() => tokens.get('key', fetchToken, dead)));
    expect(given).toEqual(['token-2', 'token-2', 'token-2']);
    expect(await tokens.get('key', fetchToken, dead)).toBe('token-2');
    expect(asked.times).toBe(2);
  });

  it('that could not be fetched is not kept: the next to ask asks DingTalk', async () => {
    const { asked, fetchToken } = source();
    asked.failing = 1;
    const tokens = new AppTokens();
    await expect(tokens.get('key', fetchToken)).rejects.toThrow('failure 1');
    expect(await tokens.get('key', fetchToken)).toBe('token-2');
  });

  it('that cannot be fetched time and again is asked for at growing intervals only', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { asked, fetchToken } = source();
    asked.failing = Infinity;
    const tokens = new AppTokens();
    for (let ms = 0; ms < 60_000; ms += 100) {
      await expect(tokens.get('key', fetchToken)).rejects.toThrow(/^failure \d+$/);
      vi.setSystemTime(Date.now() + 100);
    }
    // 600 sign-ins in a minute of trouble.
    expect(asked.times).toBeLessThan(15);
    asked.failing = 0;
    vi.setSystemTime(Date.now() + 10_000);
    expect(await tokens.get('key', fetchToken)).toMatch(/^token-/);
  });
});

describe('a shared store', () => {
  it('gives the token of one process to the next', async () => {
    const store = new Keyv();
    const first = source();
    const second = source();
    expect(await new AppTokens(store).get('key', first.fetchToken)).toBe('token-1');
    await sleep(20);
    expect(await new AppTokens(store).get('key', second.fetchToken)).toBe('token-1');
    expect(second.asked.times).toBe(0);
  });

  it('has one of several processes fetch, though all start at once', async () => {
    const store = new Keyv();
    const { asked, fetchToken } = source(7200, 50);
    const processes = Array.from({ length: 8 }, () => new AppTokens(store));
    const given = await Promise.all(processes.map((tokens) => tokens.get('key', fetchToken)));
    expect(new Set(given).size).toBe(1);
    expect(asked.times).toBe(1);
  });

  it('lets another process try when the one that fetched failed', async () => {
    const store = new Keyv();
    const failing = source(7200, 50);
    failing.asked.failing = 1;
    const working = source();
    const one = new AppTokens(store).get('key', failing.fetchToken);
    one.catch(() => {});
    await sleep(60);
    expect(await new AppTokens(store).get('key', working.fetchToken)).toBe('token-1');
    await expect(one).rejects.toThrow('failure 1');
  });

  it('replaces a dead token once for all processes', async () => {
    const store = new Keyv();
    const { asked, fetchToken } = source(7200, 20);
    const [one, two] = [new AppTokens(store), new AppTokens(store)] as const;
    const dead = await one.get('key', fetchToken);
    await sleep(20);
    expect(await two.get('key', fetchToken)).toBe(dead);
    const renewed = await Promise.all([one.get('key', fetchToken, dead), two.get('key', fetchToken, dead)]);
    expect(renewed).toEqual(['token-2', 'token-2']);
    expect(asked.times).toBe(2);
  });

  it('is told how long to keep a token, in milliseconds, and nothing secret in its keys', async () => {
    const set = vi.fn();
    const store: AppTokenStore = { get: () => undefined, set, delete: () => true };
    const values = new Map<string, unknown>();
    set.mockImplementation((key: string, value: string) => values.set(key, value));
    store.get = (key) => values.get(key);
    await new AppTokens(store).get('key', source(7200).fetchToken);
    await sleep(10);
    expect(set).toHaveBeenLastCalledWith('key', expect.stringContaining('token-1'), 6_900_000);
  });

  const broken: [name: string, store: AppTokenStore][] = [
    ['rejects', { get: async () => Promise.reject(new Error('down')), set: rejecting, delete: rejecting }],
    ['throws', { get: throwing, set: throwing, delete: throwing }],
    ['never answers', { get: never, set: never, delete: never }],
    ['answers nonsense', { get: () => '{"accessToken":5}', set: () => {}, delete: () => {} }],
    ['cannot write', { get: () => undefined, set: rejecting, delete: rejecting }],
  ];
  it.each(broken)('that %s keeps nobody out, and is waited for only a moment', async (_name, store) => {
    const { asked, fetchToken } = source();
    const tokens = new AppTokens(store);
    const began = performance.now();
    expect(await tokens.get('key', fetchToken)).toBe('token-1');
    expect(performance.now() - began).toBeLessThan(8000);
    expect(await tokens.get('key', fetchToken)).toBe('token-1');
    expect(asked.times).toBe(1);
  });
});

async function rejecting(): Promise<never> {
  throw new Error('down');
}
function throwing(): never {
  throw new Error('down');
}
function never(): Promise<never> {
  return new Promise(() => {});
}
