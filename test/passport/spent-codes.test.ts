import { inspect } from 'node:util';
import { afterEach, expect, it, vi } from 'vitest';
import { SpentCodes } from '../../lib/passport/spent-codes.js';

afterEach(() => {
  vi.useRealTimers();
});

it('a code is spent by the first attempt, and stays so for longer than DingTalk knows it', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const codes = new SpentCodes();
  expect([codes.spend('one'), codes.spend('one'), codes.spend('two')]).toEqual([true, false, true]);
  vi.advanceTimersByTime(9 * 60_000);
  expect(codes.spend('one')).toBe(false);
});

it('codes are forgotten in time, and the oldest when there are 10,000', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const codes = new SpentCodes();
  for (let index = 0; index < 10_001; index += 1) codes.spend(`code ${index}`);
  expect([codes.spend('code 10000'), codes.spend('code 5000')]).toEqual([false, false]);
  expect(codes.spend('code 0')).toBe(true);
  vi.advanceTimersByTime(11 * 60_000);
  expect(codes.spend('code 10000')).toBe(true);
});

it('10,000 codes are remembered, and not one more', () => {
  const codes = new SpentCodes();
  for (let index = 0; index < 10_000; index += 1) codes.spend(`code ${index}`);
  // Looking forgets the oldest, as there is no room for whatever may come.
  expect(codes.spend('code 1')).toBe(false);
  expect(codes.spend('code 0')).toBe(true);
});

it('no code is kept as it came', () => {
  const codes = new SpentCodes();
  codes.spend('a-code-of-somebody');
  expect(inspect(codes, { showHidden: true, depth: 9 })).not.toContain('a-code-of-somebody');
});
