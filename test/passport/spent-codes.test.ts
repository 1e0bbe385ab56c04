import { afterEach, expect, it, vi } from 'vitest';
import { SpentCodes } from '../../lib/passport/spent-codes.js';

afterEach(() => {
  vi.useRealTimers();
});

it('a code is spent by the first attempt, for longer than DingTalk knows it, and then forgotten', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const codes = new SpentCodes();
  expect([codes.spend('one'), codes.spend('one'), codes.spend('two')]).toEqual([true, false, true]);
  vi.advanceTimersByTime(9 * 60_000);
  expect(codes.spend('one')).toBe(false);
  vi.advanceTimersByTime(2 * 60_000);
  expect([codes.spend('three'), codes.spend('one')]).toEqual([true, false]);
  vi.advanceTimersByTime(11 * 60_000);
  expect([codes.spend('four'), codes.spend('one')]).toEqual([true, true]);
  for (let number = 0; number <= 20_000; number += 1) codes.spend(`of ${number}`);
  expect([codes.spend('of 0'), codes.spend('of 10001')]).toEqual([true, false]);
});

it('codes that differ in their last character are two, however long', () => {
  const codes = new SpentCodes();
  const long = 'x'.repeat(1000);
  expect([codes.spend(`${long}1`), codes.spend(`${long}2`), codes.spend(`${long}1`)]).toEqual([
    ...[true, true, false],
  ]);
});
