import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { LookupQueue, type Urgency } from '../../lib/organization/lookup-queue.js';
import { type Membership, personOf } from '../../lib/organization/member-cache.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const tooOften = new DingTalkError('DINGTALK_THROTTLED');
const busy = {
  code: 'DINGTALK_THROTTLED',
  message: expect.stringContaining('looking the person up in the directory'),
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const answers = async () => ({ isMember: true }) as Membership;
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `${from + index}`);

/** A queue, and who was looked up, in order. */
function startQueue() {
  const queue = new LookupQueue();
  const asked: string[] = [];
  const ask = (name: string, urgency: Urgency = 'waiting', make = answers, corpId = 'dinghome') =>
    queue.ask(personOf(name, corpId), urgency, () => {
      asked.push(name);
      return make();
    });
  /** Ten lookups, as many as may start in a second. */
  const fill = (make = answers) => numbers(10).map((name) => ask(name, 'waiting', make));
  return { queue, asked, ask, fill };
}

describe('lookups that wait for their turn', () => {
  it('go by urgency, and then by age; who asks more urgently for the same brings it forward', async () => {
    const { ask, asked, fill } = startQueue();
    fill();
    const early = ask('early', 'background');
    for (const [name, urgency] of [
      ['soon', 'soon'],
      ['later', 'background'],
      ['now', 'waiting'],
    ] as const) {
      await pass(1);
      ask(name, urgency);
    }
    for (const urgency of ['waiting', 'soon', 'background'] as const)
      expect(ask('early', urgency)).toBe(early);
    ask('soon', 'background');
    await pass(1010);
    expect(asked.slice(10)).toEqual(['early', 'now', 'soon', 'later']);
    const again = ask('early');
    expect(again).not.toBe(early);
    expect(asked).toHaveLength(15);
  });

  it('are a thousand at most; the least urgent is given up', async () => {
    const { ask, fill } = startQueue();
    fill();
    const waiting = numbers(1000, 10).map((name) => ask(name, name === '500' ? 'background' : 'waiting'));
    const urgent = ask('urgent');
    await expect(waiting[490]?.answer).rejects.toMatchObject(busy);
    await expect(ask('soon', 'soon').answer).rejects.toMatchObject(busy);
    expect(ask('500', 'background')).not.toBe(waiting[490]);
    await pass(120_000);
    expect(
      await Promise.all([...waiting.toSpliced(490, 1), urgent].map(({ answer }) => answer)),
    ).toHaveLength(1000);
  });

  it('are given up after two minutes', async () => {
    const { ask, asked, fill } = startQueue();
    const ends: ((answer: Membership) => void)[] = [];
    const slow = () => new Promise<Membership>((resolve) => ends.push(resolve));
    fill(slow);
    ask('last', 'waiting', slow);
    await pass(1);
    const late = ask('late');
    await pass(119_999);
    ends[0]?.(await answers());
    await pass(2);
    ends[10]?.(await answers());
    await expect(late.answer).rejects.toMatchObject(busy);
    expect(asked.slice(10)).toEqual(['last']);
  });

  it.each([
    ['background', false],
    ['waiting', true],
  ] as const)('keep the process alive if they are %s: %s', async (urgency, isKept) => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const { ask, fill } = startQueue();
    fill();
    await pass(0);
    ask('eleventh', 'background');
    ask('twelfth', urgency);
    expect(timers.mock.results.map(({ value }) => value.hasRef())).toEqual([isKept]);
  });
});

describe('lookups at the same time', () => {
  it('are ten at most, however long they take', async () => {
    const { ask, asked, fill } = startQueue();
    const ends: ((answer: Membership) => void)[] = [];
    fill(() => new Promise((resolve) => ends.push(resolve)));
    ask('eleventh');
    await pass(5000);
    expect(asked).toHaveLength(10);
    ends[3]?.(await answers());
    await pass(0);
    expect(asked.slice(10)).toEqual(['eleventh']);
  });

  it('are started half as often after a refusal as too often, which is raised by one in two seconds', async () => {
    const { ask, asked } = startQueue();
    const overAt = performance.now() + 4500;
    const make = () => (performance.now() < overAt ? Promise.reject(tooOften) : answers());
    const all = numbers(200).map((name) => ask(name, 'waiting', make));
    const starts: number[] = [asked.length];
    while (starts.length < 26) {
      const before = asked.length;
      await pass(1010);
      starts.push(asked.length - before);
    }
    const raised = [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 10, 10];
    expect(starts).toEqual([10, 5, 3, 2, 1, ...raised]);
    await pass(60_000);
    await Promise.all(all.map(({ answer }) => answer));
  });

  it('keep their place when they are refused as too often', async () => {
    const { ask, asked } = startQueue();
    let refused = 0;
    const make = () => (refused++ < 3 ? Promise.reject(tooOften) : answers());
    for (const name of ['first', 'second', 'third']) {
      ask(name, 'waiting', make);
      vi.advanceTimersByTime(1);
    }
    await pass(1010);
    expect(asked.slice(3)).toEqual(['first', 'second', 'third']);
  });

  it('that fail for one organization take no turn from another', async () => {
    const { ask, asked } = startQueue();
    const fails = () => Promise.reject(new Error('down'));
    for (const name of ['once', 'twice']) await ask(name, 'waiting', fails).answer.catch(() => {});
    const others = numbers(50).map((name) => ask(name, 'waiting', fails));
    for (const { answer } of others) await expect(answer).rejects.toThrow('down');
    for (const name of numbers(8)) await ask(name, 'waiting', answers, 'dingother').answer;
    expect(asked).toEqual(['once', 'twice', ...numbers(8)]);
  });
});
