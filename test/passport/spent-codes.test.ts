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

it('no code is kept as it came', () => {
  const codes = new SpentCodes();
  codes.spend('a-code-of-somebody');
  expect(inspect(codes, { showHidden: true, depth: 9 })).not.toContain('a-code-of-somebody');
});
