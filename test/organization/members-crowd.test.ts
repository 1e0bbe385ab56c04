import { expect, it, vi } from 'vitest';
import { companyOf, crowd, recheckMs, startMembers } from '../helpers/members.js';

const activeSeconds = 1150;

it('10,000 sessions that are all active cost at most 12 calls a second, and none of them waits', {
  timeout: 180_000,
}, async () => {
  const people = crowd(10_000);
  // All of them were confirmed in the last quarter of an hour, some time or other, by a process that is no more.
  const known = new Map<string, unknown>();
  const confirmed = (key: string) => {
    const at = Date.now() - Math.floor(Math.random() * 0.9 * recheckMs);
    const recheckAt = at + recheckMs * (0.9 + Math.random() / 5);
    if (!known.has(key)) known.set(key, JSON.stringify({ isMember: true, at, recheckAt }));
    return known.get(key);
  };
  const store = {
    get: (key: string) => (key.includes('union-') ? confirmed(key) : undefined),
    set: (key: string, value: string) => known.set(key, value),
  };
  const { members, simulator, settle } = await startMembers({ store }, companyOf(people));
  let last = simulator.requests.at(-1);
  const perSecond: number[] = [];
  let waiting = 0;
  const request = async (unionId: string) => {
    waiting += 1;
    if (await members.has(unionId)) waiting -= 1;
  };
  for (let seconds = 0; seconds < activeSeconds; seconds += 1) {
    // Each makes a request every minute.
    const requests: Promise<void>[] = [];
    for (let index = seconds % 60; index < people.length; index += 60)
      requests.push(request(`union-${index}`));
    for (let turns = 0; turns < 20; turns += 1) await undefined;
    expect(waiting).toBe(0);
    await Promise.all(requests);
    await settle();
    // All calls since the last count, that for an app token too.
    const calls = simulator.requests;
    perSecond.push(calls.length - 1 - (last ? calls.lastIndexOf(last) : -1));
    last = calls.at(-1);
    vi.advanceTimersByTime(1000);
  }
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(12);
  // Each was asked about at the least once, as the longest that an answer is good for was over.
  expect(activeSeconds * 1000).toBeGreaterThan(1.1 * recheckMs);
  expect(perSecond.reduce((sum, calls) => sum + calls)).toBeGreaterThanOrEqual(people.length);
});
