import { expect, it } from 'vitest';
import { MemberCache, personOf } from '../../lib/organization/member-cache.js';

const corpId = 'dinghome';

function startCache() {
  const cache = new MemberCache({
    ...{ store: undefined, ttlMs: 1000, maxRecheckMs: () => 1000, onLeave: () => {} },
    storeKey: (...names) => names.join(':'),
  });
  const put = (unionId: string, userId: string, isMember = true) =>
    cache.put(personOf(unionId, corpId), {
      ...{ isMember, userId, at: Date.now(), since: performance.now(), recheckMs: 1000 },
    });
  const isKnown = (unionId: string) => cache.get(personOf(unionId, corpId)) !== undefined;
  const use = (unionId: string) => void cache.refresh(personOf(unionId, corpId));
  const count = () => cache.of(corpId).length;
  const whoHas = (userId: string) => cache.byUserId(corpId, userId)?.unionId;
  return { put, isKnown, use, count, whoHas };
}

it('beyond 100,000 users, those unused for the longest time are forgotten, with their userids', () => {
  const { put, isKnown, use, count, whoHas } = startCache();
  for (let index = 0; index < 100_000; index += 1) put(`${index}`, `user-${index}`);
  expect(isKnown('0')).toBe(true);
  use('0');
  put('new', 'user-new');
  expect(['0', '1', '2', 'new'].map(isKnown)).toEqual([true, false, true, true]);
  expect(['user-0', 'user-1', 'user-2'].map(whoHas)).toEqual(['0', undefined, '2']);
  for (let index = 2; index < 100_000; index += 1) use(`${index}`);
  use('new');
  put('newer', 'user-newer');
  expect(['0', '2', 'new', 'newer'].map(isKnown)).toEqual([false, true, true, true]);
  use('new');
  use('newer');
  for (let index = 2; index < 100_000; index += 1) use(`${index}`);
  put('newest', 'user-newest');
  expect(['2', '99999', 'new', 'newest'].map(isKnown)).toEqual([true, true, true, true]);
  expect(count()).toBe(100_000);
});

it('a userid leads to its user of today', () => {
  const { put, whoHas } = startCache();
  put('ming', 'user-1');
  put('ming-enterprise', 'user-1');
  expect(whoHas('user-1')).toBe('ming-enterprise');
  put('ming', 'user-2');
  put('hua', 'user-3', false);
  expect(['user-1', 'user-2', 'user-3'].map(whoHas)).toEqual(['ming-enterprise', 'ming', undefined]);
  put('ming', 'user-4');
  expect(['user-1', 'user-2', 'user-4'].map(whoHas)).toEqual(['ming-enterprise', undefined, 'ming']);
});
