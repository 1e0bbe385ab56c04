import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DingTalkAppToken } from '../../lib/dingtalk/readers.js';
import { AppTokens } from '../../lib/organization/app-tokens.js';
import type { DingTalkSharedStore } from '../../lib/organization/store.js';
import { brokenStores } from '../helpers/members.js';

const minuteMs = 60_000;

/** A DingTalk that answers at once, with a new token each time. */
function dingTalk(expiresIn = 7200) {
  const asked = { times: 0, failing: 0 };
  const fetchToken = async (): Promise<DingTalkAppToken> => {
    asked.times += 1;
    if (asked.failing > 0) {
      asked.failing -= 1;
      throw new Error(`failure ${asked.times}`);
    }
    return { accessToken: `token-${asked.times}`, expiresIn };
  };
  return { asked, fetchToken };
}

interface Question<T> {
  answer: (value: T) => void;
  refuse: (error: Error) => void;
}

/** Questions that are answered when the test says so. */
function held<T>() {
  const questions: Question<T>[] = [];
  const ask = () =>
    new Promise<T>((answer, refuse) => {
      questions.push({ answer, refuse });
    });
  return { questions, ask };
}

const token = (accessToken: string): DingTalkAppToken => ({ accessToken, expiresIn: 7200 });

/** Lets everything go on that waits for promises alone. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an app token', () => {
  it('is fetched once, however many ask at the same moment', async () => {
    const { questions, ask } = held<DingTalkAppToken>();
    const tokens = new AppTokens();
    const given = Promise.all(Array.from({ length: 50 }, () => tokens.get('key', ask)));
    await settle();
    questions[0]?.answer(token('the-one'));
    expect(new Set(await given)).toEqual(new Set(['the-one']));
    expect(await tokens.get('key', ask)).toBe('the-one');
    expect(questions).toHaveLength(1);
  });

  it('is another one for another key', async () => {
    const { fetchToken } = dingTalk();
    const tokens = new AppTokens();
    expect(await tokens.get('one', fetchToken)).toBe('token-1');
    expect(await tokens.get('two', fetchToken)).toBe('token-2');
  });

  it.each([
    [7200, 6600],
    [60, 54],
  ])('of %d seconds is renewed after %d, by whoever notices first', async (expiresIn, renewedAfter) => {
    const { asked, fetchToken } = dingTalk(expiresIn);
    const tokens = new AppTokens();
    await tokens.get('key', fetchToken);
    vi.setSystemTime(Date.now() + renewedAfter * 1000 - 1);
    await tokens.get('key', fetchToken);
    await settle();
    expect(asked.times).toBe(1);
    vi.setSystemTime(Date.now() + 1);
    await tokens.get('key', fetchToken);
    await settle();
    expect(await tokens.get('key', fetchToken)).toBe('token-2');
    expect(asked.times).toBe(2);
  });

  it('is given at once while it is being renewed, once for all who notice', async () => {
    const { questions, ask } = held<DingTalkAppToken>();
    const tokens = new AppTokens();
    const first = tokens.get('key', ask);
    await settle();
    questions[0]?.answer(token('old'));
    await first;
    vi.setSystemTime(Date.now() + 111 * minuteMs);
    expect(await Promise.all([1, 2, 3].map(() => tokens.get('key', ask)))).toEqual(['old', 'old', 'old']);
    await settle();
    expect(questions).toHaveLength(2);
    questions[1]?.answer(token('new'));
    await settle();
    expect(await tokens.get('key', ask)).toBe('new');
  });

  it('whose renewal fails is given on, until it ends', async () => {
    const { asked, fetchToken } = dingTalk();
    const tokens = new AppTokens();
    await tokens.get('key', fetchToken);
    asked.failing = Infinity;
    for (let minutes = 1; minutes < 120; minutes += 1) {
      vi.advanceTimersByTime(minuteMs);
      expect(await tokens.get('key', fetchToken)).toBe('token-1');
      await settle();
    }
    expect(asked.times).toBeGreaterThan(5);
    vi.advanceTimersByTime(minuteMs);
    await expect(tokens.get('key', fetchToken)).rejects.toThrow(/^failure/);
  });

  it('that is dead is replaced once, for all who met it', async () => {
    const { asked, fetchToken } = dingTalk();
    const tokens = new AppTokens();
    const dead = await tokens.get('key', fetchToken);
    const given = await Promise.all([1, 2, 3].map(() => tokens.get('key', fetchToken, dead)));
    expect(given).toEqual(['token-2', 'token-2', 'token-2']);
    expect(await tokens.get('key', fetchToken, dead)).toBe('token-2');
    expect(asked.times).toBe(2);
  });

  it('that was asked for earlier does not displace the later one, should its answer come last', async () => {
    const { questions, ask } = held<DingTalkAppToken>();
    const store = new Map<string, string>();
    const tokens = new AppTokens(store);
    const first = tokens.get('key', ask);
    await settle();
    questions[0]?.answer(token('dies-soon'));
    await first;
    // Its renewal is on its way when DingTalk refuses it.
    vi.setSystemTime(Date.now() + 111 * minuteMs);
    await tokens.get('key', ask);
    await settle();
    vi.setSystemTime(Date.now() + 1);
    const replaced = tokens.get('key', ask, 'dies-soon');
    await settle();
    questions[2]?.answer(token('later'));
    expect(await replaced).toBe('later');
    questions[1]?.answer(token('earlier'));
    await settle();
    expect(await tokens.get('key', ask)).toBe('later');
    expect(store.get('key')).toContain('later');
  });

  it('that was answered last stays, of two that were asked for in the same millisecond', async () => {
    const { questions, ask } = held<DingTalkAppToken>();
    const tokens = new AppTokens();
    const given = Promise.all([tokens.get('key', ask), tokens.get('key', ask, 'dead')]);
    await settle();
    questions[0]?.answer(token('first'));
    await settle();
    questions[1]?.answer(token('last'));
    expect(await given).toEqual(['first', 'last']);
    expect(await tokens.get('key', ask)).toBe('last');
  });

  it('that is dead is replaced for good, though the clock was set back since', async () => {
    const { asked, fetchToken } = dingTalk();
    const store = new Map<string, string>();
    const tokens = new AppTokens(store);
    const dead = await tokens.get('key', fetchToken);
    await settle();
    vi.setSystemTime(Date.now() - minuteMs);
    for (let times = 0; times < 2; times += 1)
      expect(await tokens.get('key', fetchToken, dead)).toBe('token-2');
    await settle();
    expect(await new AppTokens(store).get('key', fetchToken)).toBe('token-2');
    expect(asked.times).toBe(2);
  });

  it('that could not be fetched is not kept: the next to ask asks DingTalk', async () => {
    const { asked, fetchToken } = dingTalk();
    asked.failing = 1;
    const tokens = new AppTokens();
    await expect(tokens.get('key', fetchToken)).rejects.toThrow('failure 1');
    expect(await tokens.get('key', fetchToken)).toBe('token-2');
  });
});

describe('a shared store', () => {
  it('gives the token of one process to the next', async () => {
    const store = new Keyv();
    const { asked, fetchToken } = dingTalk();
    expect(await new AppTokens(store).get('key', fetchToken)).toBe('token-1');
    await settle();
    expect(await new AppTokens(store).get('key', fetchToken)).toBe('token-1');
    expect(asked.times).toBe(1);
  });

  it('keeps the newest of those that processes fetched at the same moment', async () => {
    const { questions, ask } = held<DingTalkAppToken>();
    const store = new Map<string, string>();
    const [one, two] = [new AppTokens(store), new AppTokens(store)] as const;
    const earlier = one.get('key', ask);
    await settle();
    vi.setSystemTime(Date.now() + 1);
    const later = two.get('key', ask);
    await settle();
    questions[1]?.answer(token('later'));
    expect(await later).toBe('later');
    await settle();
    questions[0]?.answer(token('earlier'));
    expect(await earlier).toBe('earlier');
    await settle();
    expect(await new AppTokens(store).get('key', ask)).toBe('later');
    // Whose own is refused is given the newest, and DingTalk is asked no more.
    expect(await one.get('key', ask, 'earlier')).toBe('later');
    expect(questions).toHaveLength(2);
  });

  it('has the process that notices first renew for all', async () => {
    const store = new Map<string, string>();
    const { asked, fetchToken } = dingTalk();
    const processes = Array.from({ length: 4 }, () => new AppTokens(store));
    for (const tokens of processes) {
      await tokens.get('key', fetchToken);
      await settle();
    }
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      vi.setSystemTime(Date.now() + 5 * minuteMs);
      for (const tokens of processes) {
        await tokens.get('key', fetchToken);
        await settle();
      }
    }
    expect(asked.times).toBe(1 + Math.floor((24 * 60) / 110));
  });

  it('has a token that is about to end for who comes when it cannot be renewed', async () => {
    const store = new Map<string, string>();
    const { asked, fetchToken } = dingTalk();
    await new AppTokens(store).get('key', fetchToken);
    await settle();
    vi.setSystemTime(Date.now() + 111 * minuteMs);
    asked.failing = 1;
    const tokens = new AppTokens(store);
    expect(await tokens.get('key', fetchToken)).toBe('token-1');
    expect(asked.times).toBe(2);
    await tokens.get('key', fetchToken);
    await settle();
    expect(await tokens.get('key', fetchToken)).toBe('token-3');
  });

  it('has the new token for whoever is refused while another process renews', async () => {
    const store = new Map<string, string>();
    const { questions, ask } = held<DingTalkAppToken>();
    const [one, two] = [new AppTokens(store), new AppTokens(store)] as const;
    const { fetchToken } = dingTalk();
    const dead = await one.get('key', fetchToken);
    await settle();
    expect(await two.get('key', fetchToken)).toBe(dead);
    vi.setSystemTime(Date.now() + minuteMs);
    const renewing = one.get('key', ask, dead);
    await settle();
    // Refused before the other's answer is there: it asks as well, and is told the same.
    const refusedMeanwhile = two.get('key', ask, dead);
    await settle();
    for (const { answer } of questions) answer(token('renewed'));
    expect(await Promise.all([renewing, refusedMeanwhile])).toEqual(['renewed', 'renewed']);
    await settle();
    // Refused after it: the store knows.
    const three = new AppTokens(store);
    expect(await three.get('key', ask, dead)).toBe('renewed');
    expect(questions).toHaveLength(2);
  });

  it.each([
    ['', 0, 'token-3'],
    [' while that cannot be replaced', 1, 'token-4'],
  ])('is not believed about a token that is older than one that died%s', async (_while, failing, next) => {
    const store = new Map<string, string>();
    const { asked, fetchToken } = dingTalk();
    await new AppTokens(store).get('key', fetchToken);
    await settle();
    const written = store.get('key') ?? '';
    vi.setSystemTime(Date.now() + minuteMs);
    const tokens = new AppTokens(store);
    const second = await tokens.get('key', fetchToken, 'token-1');
    await settle();
    store.set('key', written);
    asked.failing = failing;
    if (failing) await expect(tokens.get('key', fetchToken, second)).rejects.toThrow('failure');
    expect(await tokens.get('key', fetchToken, second)).toBe(next);
  });

  it('is asked once for a token that is good', async () => {
    const store = new Map<string, string>();
    const { fetchToken } = dingTalk();
    await new AppTokens(store).get('key', fetchToken);
    await settle();
    const tokens = new AppTokens(store);
    const get = vi.spyOn(store, 'get');
    for (let times = 0; times < 3; times += 1) expect(await tokens.get('key', fetchToken)).toBe('token-1');
    expect(get).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['no token', { accessToken: undefined }],
    ['an empty token', { accessToken: '' }],
    ['a token that no header can hold', { accessToken: 'a\r\nb' }],
    ['a token in another alphabet', { accessToken: 'тoken' }],
    ['a token of 5,000 characters', { accessToken: 'x'.repeat(5000) }],
    ['a token that is no text', { accessToken: 5 }],
    ['a token without its beginning', { askedAt: undefined }],
    ['a token whose beginning is a text', { askedAt: '0' }],
    ['a token without an end', { endsAt: undefined }],
    ['a token whose end is a text', { endsAt: '9e15' }],
    ['a token that is over', { endsAt: Date.now() }],
  ])('is not believed about %s', async (_, part) => {
    const whole = { accessToken: 'stored', askedAt: Date.now(), endsAt: Date.now() + 120 * minuteMs };
    const get = async (said: object) => {
      const store = new Map([['key', JSON.stringify(said)]]);
      return new AppTokens(store).get('key', dingTalk().fetchToken);
    };
    expect(await get(whole)).toBe('stored');
    expect(await get({ ...whole, ...part })).toBe('token-1');
  });

  it('is told how long to keep a token, in milliseconds, and nothing secret in its keys', async () => {
    const set = vi.fn();
    const store: DingTalkSharedStore = { get: () => undefined, set };
    await new AppTokens(store).get('key', dingTalk().fetchToken);
    await settle();
    expect(set).toHaveBeenLastCalledWith('key', expect.stringContaining('token-1'), 7_200_000);
  });

  it('that answers late is passed over after a quarter of a second, and its answer ignored', async () => {
    const answers = held<string>();
    const store: DingTalkSharedStore = { get: answers.ask, set: () => {} };
    const { asked, fetchToken } = dingTalk();
    const tokens = new AppTokens(store);
    const given = tokens.get('key', fetchToken);
    await vi.advanceTimersByTimeAsync(249);
    expect(asked.times).toBe(0);
    await vi.advanceTimersByTimeAsync(2);
    expect(await given).toBe('token-1');
    answers.questions[0]?.answer('{"accessToken":"late","askedAt":9e15,"endsAt":9e15}');
    await settle();
    expect(await tokens.get('key', fetchToken)).toBe('token-1');
  });

  const never = () => new Promise<never>(() => {});
  it.each([...brokenStores('{"accessToken":5}'), ['never answers', { get: never, set: never }]])(
    'that %s costs nobody a sign-in',
    async (_name, store) => {
      const { asked, fetchToken } = dingTalk();
      const tokens = new AppTokens(store);
      const given = tokens.get('key', fetchToken);
      await vi.advanceTimersByTimeAsync(251);
      expect(await given).toBe('token-1');
      expect(await tokens.get('key', fetchToken)).toBe('token-1');
      expect(asked.times).toBe(1);
      vi.setSystemTime(Date.now() + 111 * minuteMs);
      expect(await tokens.get('key', fetchToken)).toBe('token-1');
      await vi.advanceTimersByTimeAsync(251);
      expect(await tokens.get('key', fetchToken)).toBe('token-2');
    },
  );
});
