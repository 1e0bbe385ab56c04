import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Turnstile } from '../../lib/organization/turnstile.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Turns that note their names when they come. */
function crowd(perSecond: number) {
  const turnstile = new Turnstile(perSecond);
  const passed: string[] = [];
  const turnOf = (name: string, takesIt = true) => {
    const turn = () => {
      passed.push(name);
      return takesIt;
    };
    return { turn, enter: (isUrgent = false) => turnstile.enter(turn, isUrgent) };
  };
  const enter = (names: string, isUrgent = false) => {
    for (const name of names) turnOf(name).enter(isUrgent);
  };
  return { turnstile, turnOf, enter, passed: () => passed.join('') };
}

describe('a turnstile', () => {
  it('lets so many through at once, in order, and the others a second after each', () => {
    const { enter, passed } = crowd(3);
    enter('ab');
    expect(passed()).toBe('ab');
    vi.advanceTimersByTime(400);
    enter('cdefgh');
    expect(passed()).toBe('abc');
    vi.advanceTimersByTime(599);
    expect(passed()).toBe('abc');
    vi.advanceTimersByTime(1);
    expect(passed()).toBe('abcde');
    vi.advanceTimersByTime(399);
    expect(passed()).toBe('abcde');
    vi.advanceTimersByTime(1);
    expect(passed()).toBe('abcdef');
    vi.advanceTimersByTime(600);
    expect(passed()).toBe('abcdefgh');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets through at once whoever comes when the second is over', () => {
    const { enter, passed } = crowd(1);
    enter('a');
    vi.advanceTimersByTime(1000);
    enter('bc');
    expect(passed()).toBe('ab');
    vi.advanceTimersByTime(1000);
    expect(passed()).toBe('abc');
  });

  it('lets those through first for whom somebody waits', () => {
    const { enter, passed } = crowd(1);
    enter('abc');
    enter('xy', true);
    vi.advanceTimersByTime(4000);
    expect(passed()).toBe('axybc');
  });

  it('lets through earlier whoever is hurried, and nobody twice', () => {
    const { turnstile, turnOf, enter, passed } = crowd(1);
    const [first, last] = [turnOf('a'), turnOf('z')];
    first.enter();
    enter('b');
    last.enter();
    turnstile.hurry(last.turn);
    turnstile.hurry(last.turn);
    turnstile.hurry(first.turn);
    turnstile.hurry(turnOf('never entered').turn);
    vi.advanceTimersByTime(10_000);
    expect(passed()).toBe('azb');
  });

  it('does not count who had no more use for the turn', () => {
    const { turnOf, enter, passed } = crowd(2);
    enter('a');
    for (const name of 'xyz') turnOf(name, false).enter();
    enter('bc');
    expect(passed()).toBe('axyzb');
  });

  it('keeps a process going for those only for whom somebody waits', () => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const isKept = () => setTimer.mock.results.at(-1)?.value?.hasRef();
    const { enter } = crowd(1);
    enter('ab');
    expect(isKept()).toBe(false);
    enter('x', true);
    expect(isKept()).toBe(true);
    enter('c');
    expect(isKept()).toBe(true);
    expect(setTimer).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(isKept()).toBe(false);
  });
});
