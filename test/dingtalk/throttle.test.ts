import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Outcome, type Priority, Recent, Throttle } from '../../lib/dingtalk/throttle.js';

let throttle: Throttle;
let started: string[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.advanceTimersByTime(60_000);
  throttle = new Throttle();
  started = [];
});
afterEach(() => {
  vi.useRealTimers();
});

interface Turn {
  priority?: Priority;
  inMs?: number;
  isRepeatable?: boolean;
  kind?: string;
}

/** Asks for a turn; notes the name once the call may be made. */
function ask(
  name: string,
  { priority = 'sign-in', inMs = 60_000, isRepeatable = true, kind = 'k' }: Turn = {},
) {
  const deadline = performance.now() + inMs;
  const turn = throttle.turn(kind, { priority, deadline, isRepeatable });
  if (!turn) started.push(name);
  void turn?.then((isTurn) => started.push(isTurn ? name : `not ${name}`));
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Makes so many calls at once, which end like this. */
function make(count: number, outcome: Outcome, kind = 'k') {
  for (let nth = 0; nth < count; nth += 1) {
    const deadline = performance.now() + 1000;
    expect(throttle.turn(kind, { priority: 'sign-in', deadline, isRepeatable: true })).toBeUndefined();
  }
  for (let nth = 0; nth < count; nth += 1) throttle.ended(kind, outcome);
}

/** Has the limit be so many in a second, at the end of a second without calls. */
async function limitTo(count: number) {
  for (let nth = 0; nth <= count; nth += 1) ask(`${nth}`);
  for (let nth = 0; nth < count; nth += 1) throttle.ended('k', 'accepted');
  throttle.ended('k', 'too-often');
  await pass(1011);
  started = [];
}

const answer = (count = started.length) => {
  for (let nth = 0; nth < count; nth += 1) throttle.ended('k', 'accepted');
};
const askMany = (count: number, turn?: Turn) => {
  for (let nth = 0; nth < count; nth += 1) ask(`${nth}`, turn);
};

describe('a limit', () => {
  it('is none before a refusal', () => {
    make(500, 'accepted');
    askMany(500);
    expect(started).toHaveLength(500);
  });

  it('is how many DingTalk has just accepted, until a second after they were answered', async () => {
    await limitTo(20);
    askMany(30, { isRepeatable: false });
    expect(started).toHaveLength(20);
    await pass(5000);
    expect(started).toHaveLength(20);
    answer(20);
    await pass(1009);
    expect(started).toHaveLength(20);
    await pass(1);
    expect(started).toHaveLength(30);
  });

  it('counts each call until a second after its answer, whatever that was', async () => {
    await limitTo(5);
    askMany(8, { isRepeatable: false });
    await pass(100);
    throttle.ended('k', 'lost');
    await pass(500);
    answer(4);
    await pass(509);
    expect(started).toHaveLength(5);
    await pass(1);
    expect(started).toHaveLength(6);
    await pass(499);
    expect(started).toHaveLength(6);
    await pass(1);
    expect(started).toHaveLength(8);
  });

  it('counts calls that were accepted after the first refusal, too', async () => {
    for (let nth = 0; nth < 12; nth += 1) ask(`${nth}`);
    throttle.ended('k', 'too-often');
    for (let nth = 0; nth < 11; nth += 1) throttle.ended('k', 'accepted');
    await pass(1011);
    started = [];
    askMany(20);
    expect(started).toHaveLength(11);
  });

  it('is five at least, and is one of each kind of call', async () => {
    make(10, 'too-often');
    ask('other', { kind: 'other' });
    expect(started).toEqual(['other']);
    await pass(1011);
    started = [];
    askMany(20);
    expect(started).toHaveLength(5);
  });

  it('does not rise by calls that were lost', async () => {
    for (let nth = 0; nth < 30; nth += 1) ask(`${nth}`);
    throttle.ended('k', 'too-often');
    for (let nth = 0; nth < 29; nth += 1) throttle.ended('k', 'lost');
    await pass(1011);
    started = [];
    askMany(20);
    expect(started).toHaveLength(5);
  });

  it('rises by a tenth for each second without a refusal, where calls wait that a refusal costs nothing', async () => {
    await limitTo(20);
    askMany(200);
    expect(started).toHaveLength(20);
    answer(20);
    await pass(1011);
    expect(started).toHaveLength(20 + 22);
    answer(22);
    await pass(1011);
    expect(started).toHaveLength(20 + 22 + 25);
  });

  it('rises no sooner than two seconds after a refusal, and one after it rose', async () => {
    await limitTo(20);
    await pass(1009);
    askMany(21);
    expect(started).toHaveLength(20);
    await pass(1);
    ask('soon');
    await pass(0);
    expect(started).toHaveLength(22);
    ask('waits');
    await pass(1010);
    expect(started).toHaveLength(22);
    await pass(1);
    ask('later');
    await pass(0);
    expect(started).toHaveLength(24);
  });

  it('rises with the first answer after these two seconds', async () => {
    await limitTo(5);
    askMany(5);
    await pass(900);
    ask('waits', { inMs: 600 });
    await pass(300);
    expect(started).toHaveLength(5);
    answer(1);
    await pass(0);
    expect(started.at(-1)).toBe('waits');
  });

  it('does not rise for what a refusal would spend', async () => {
    await limitTo(20);
    askMany(100, { isRepeatable: false });
    expect(started).toHaveLength(20);
    answer();
    await pass(1011);
    expect(started).toHaveLength(40);
  });

  it('is forgotten after half a minute without a refusal', async () => {
    await limitTo(20);
    await pass(28_989);
    askMany(21, { isRepeatable: false });
    expect(started).toHaveLength(20);
    await pass(1);
    ask('later', { isRepeatable: false });
    await pass(0);
    askMany(100, { isRepeatable: false });
    expect(started).toHaveLength(122);
  });
});

describe('calls that wait', () => {
  it('go by priority, then by deadline', async () => {
    await limitTo(5);
    askMany(5, { isRepeatable: false });
    ask('b2', { priority: 'background', inMs: 20_000, isRepeatable: false });
    ask('s2', { inMs: 40_000, isRepeatable: false });
    ask('b1', { priority: 'background', inMs: 10_000, isRepeatable: false });
    ask('s1', { inMs: 30_000, isRepeatable: false });
    ask('s3', { inMs: 40_000, isRepeatable: false });
    ask('b3', { priority: 'background', inMs: 30_000, isRepeatable: false });
    answer(5);
    await pass(1011);
    expect(started.slice(5)).toEqual(['s1', 's2', 's3', 'b1', 'b2']);
    answer(5);
    await pass(1011);
    expect(started.at(-1)).toBe('b3');
  });

  it('are a thousand at most', async () => {
    await limitTo(5);
    askMany(1005, { isRepeatable: false });
    ask('one more', { isRepeatable: false });
    await pass(0);
    expect(started.slice(5)).toEqual(['not one more']);
  });

  it('have nothing done for them until the next may start', async () => {
    await limitTo(5);
    askMany(6);
    const before = performance.now();
    await vi.advanceTimersToNextTimerAsync();
    expect(performance.now() - before).toBe(1010);
  });

  it('end at their deadline, and leave no timer', async () => {
    await limitTo(5);
    askMany(5);
    ask('late', { inMs: 300, isRepeatable: false });
    await pass(299);
    expect(started).toHaveLength(5);
    await pass(1);
    expect(started.at(-1)).toBe('not late');
    answer(5);
    await pass(1100);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('times are counted for a second, however many there are', () => {
  const recent = new Recent();
  for (let now = 0; now < 3000; now += 1) recent.add(now);
  expect(recent.count(2999)).toBe(1010);
  expect(recent.leftMs(2999)).toBe(1);
  expect(recent.count(4009)).toBe(0);
});

describe('what is known of limits', () => {
  const api = new URL('https://api.dingtalk.com');

  it('is known to all clients of an app at one DingTalk, and to no other, of a thousand apps', async () => {
    vi.resetModules();
    const { throttleOf } = await import('../../lib/dingtalk/throttle.js');
    const first = throttleOf(api, 'app 0');
    expect(throttleOf(new URL('https://api.dingtalk.io'), 'app 0')).not.toBe(first);
    for (let nth = 1; nth < 999; nth += 1) expect(throttleOf(api, `app ${nth}`)).not.toBe(first);
    expect(throttleOf(new URL('https://api.dingtalk.com/'), 'app 0')).toBe(first);
    throttleOf(api, 'one more');
    expect(throttleOf(api, 'app 0')).not.toBe(first);
  });
});
