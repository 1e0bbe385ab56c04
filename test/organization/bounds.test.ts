import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Backoff, forgetOldest, Pace, within } from '../../lib/organization/bounds.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTime(ms);

/** Attempts of which each one fails in its own way, until told otherwise. */
function attempts(backoff = new Backoff()) {
  const made = { times: 0 };
  const attempt = (key: string) =>
    backoff.attempt(key, async () => {
      made.times += 1;
      throw new Error(`failure ${made.times}`);
    });
  const fail = (key: string) => attempt(key).catch(({ message }: Error) => message);
  return { made, fail, backoff };
}

describe('an attempt', () => {
  it('that fails is made again after pauses that double, up to five seconds, and not sooner', async () => {
    const { made, fail, backoff } = attempts();
    expect(await fail('key')).toBe('failure 1');
    for (const pauseMs of [0, 250, 500, 1000, 2000, 4000, 5000, 5000]) {
      if (pauseMs > 0) {
        pass(pauseMs - 1);
        const last = `failure ${made.times}`;
        expect(await fail('key')).toBe(last);
        expect(backoff.current('key')).toMatchObject({ error: { message: last } });
        pass(1);
      }
      expect(backoff.current('key')).toBeUndefined();
      expect(await fail('key')).toBe(`failure ${made.times}`);
    }
    expect(made.times).toBe(9);
  });

  it('that fails is not put off by a clock that is set back', async () => {
    const { made, fail } = attempts();
    for (let times = 0; times < 3; times += 1) await fail('key');
    vi.setSystemTime(Date.now() - 3_600_000);
    pass(250);
    await fail('key');
    expect(made.times).toBe(3);
  });

  it('that succeeds gives what was made, and ends the pauses', async () => {
    const { made, fail, backoff } = attempts();
    for (let times = 0; times < 3; times += 1) {
      await fail('key');
      pass(10_000);
    }
    expect(await backoff.attempt('key', async () => 'made')).toBe('made');
    await fail('key');
    await fail('key');
    expect(made.times).toBe(5);
  });

  it('counts once with those of the same moment', async () => {
    const { made, fail } = attempts();
    await Promise.all(Array.from({ length: 10 }, () => fail('key')));
    await fail('key');
    expect(made.times).toBe(11);
    await fail('key');
    expect(made.times).toBe(11);
  });

  it('that fails after another one succeeded does not count', async () => {
    const { fail, backoff } = attempts();
    await fail('key');
    const fails = backoff.attempt('key', async () => {
      await backoff.attempt('key', async () => 'made');
      throw new Error('later');
    });
    await expect(fails).rejects.toThrow('later');
    expect(backoff.last('key')).toBeUndefined();
  });

  it('that fails is of no concern to others', async () => {
    const { made, fail } = attempts();
    for (let times = 0; times < 5; times += 1) await fail('key');
    expect(made.times).toBe(2);
    expect(await fail('other')).toBe('failure 3');
  });
});

describe('a turn', () => {
  it('comes at once for the first twenty, then every 100 ms, and never for those who would wait over 5 s', async () => {
    const pace = new Pace();
    const began = performance.now();
    const turns = Array.from({ length: 72 }, async () => (await pace.turn()) && performance.now() - began);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await Promise.all(turns)).toEqual([
      ...Array.from({ length: 20 }, () => 0),
      ...Array.from({ length: 50 }, (_, index) => (index + 1) * 100),
      false,
      false,
    ]);
  });
});

describe('an answer within a time', () => {
  it('is there until the time is over', async () => {
    const answer = new Promise((resolve) => setTimeout(() => resolve('answer'), 999));
    const [soon, late] = [within(1000, answer), within(998, answer)];
    await vi.advanceTimersByTimeAsync(1000);
    expect(await soon).toEqual({ value: 'answer' });
    expect(await late).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    { blockedMs: 100, waitsMs: 1000 },
    { blockedMs: 101, waitsMs: 1100 },
  ])(
    'waits once more in a process that was blocked, which has not read its sockets: $blockedMs ms',
    async (each) => {
      vi.spyOn(performance, 'now')
        .mockReturnValueOnce(0)
        .mockReturnValueOnce(1000 + each.blockedMs);
      const ended = vi.fn();
      void within(1000, new Promise(() => {})).then(ended);
      await vi.advanceTimersByTimeAsync(each.waitsMs - 1);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(ended).toHaveBeenCalledWith(undefined);
    },
  );
});

it('the oldest are forgotten of more than a Map or a Set may hold', () => {
  const [map, set] = [new Map([...'abcd'].map((name) => [name, name])), new Set('abcd')];
  for (const kept of [map, set]) {
    forgetOldest(kept, 4);
    expect(kept.size).toBe(4);
    forgetOldest(kept, 2);
    expect([...kept.keys()]).toEqual(['c', 'd']);
  }
});
