import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptMembers, keyOf, type Membership, type Person } from '../../lib/organization/kept-members.js';
import type { DingTalkSharedStore } from '../../lib/organization/store.js';

const now = Date.parse('2026-03-02T09:00:00Z');
const storeKey = (...names: string[]) => names.join(':');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(now);
});
afterEach(() => {
  vi.useRealTimers();
});

const ming: Person = { unionId: 'ming', corpId: 'dinghome' };
const yes: Membership = { isMember: true, userId: 'user-ming', at: now, recheckAt: now + 900_000 };
const no: Membership = { ...yes, isMember: false };

/** One process's memory, and what was told of who left. */
function remember(store?: DingTalkSharedStore) {
  const leavers: [string, Membership][] = [];
  const onLeave = ({ unionId }: Person, membership: Membership) => leavers.push([unionId, membership]);
  return { kept: new KeptMembers({ store, ttlMs: 14_400_000, storeKey, onLeave }), leavers };
}

/** A store in memory that writes down what is asked of it, and is down or slow when a test says so. */
function startStore(entries: Record<string, unknown> = {}) {
  const texts = new Map(
    Object.entries(entries).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const calls: string[] = [];
  const ttls: number[] = [];
  const state = { isDown: false };
  const meet = (call: string) => {
    calls.push(call);
    if (state.isDown) throw new Error('down');
  };
  const store: DingTalkSharedStore = {
    get(key) {
      meet(`get ${key}`);
      return texts.get(key);
    },
    set(key, value, ttlMs) {
      meet(`set ${key}`);
      ttls.push(ttlMs);
      texts.set(key, value);
    },
  };
  const take = () => calls.splice(0);
  return { store, texts, take, ttls, state, read: (key: string) => JSON.parse(texts.get(key) ?? 'null') };
}

const mingKey = 'dingtalk-member:dinghome:ming';
const mingUserKey = 'dingtalk-userid:dinghome:user-ming';

describe('what is put', () => {
  it('stands, and is given back', () => {
    const { kept } = remember();
    expect(kept.get(ming)).toBeUndefined();
    expect(kept.put(ming, yes)).toEqual(yes);
    expect(kept.get(ming)).toEqual(yes);
  });

  it('is of one organization', () => {
    const { kept } = remember();
    kept.put(ming, yes);
    expect(kept.get({ unionId: 'ming', corpId: 'dingother' })).toBeUndefined();
    expect(kept.get({ unionId: 'ming', corpId: undefined })).toBeUndefined();
  });

  it('changes nothing that is newer, and tells what stands', () => {
    const { kept, leavers } = remember();
    kept.put(ming, yes);
    expect(kept.put(ming, { ...no, at: now - 1 })).toEqual(yes);
    expect(kept.get(ming)).toEqual(yes);
    expect(leavers).toEqual([]);
  });

  it('stands over what is as old', () => {
    const { kept } = remember();
    kept.put(ming, yes);
    expect(kept.put(ming, no)).toEqual(no);
    expect(kept.get(ming)).toEqual(no);
  });

  it('without a userid keeps the one that was known', () => {
    const { kept } = remember();
    expect(kept.put(ming, { ...yes, userId: undefined }).userId).toBeUndefined();
    kept.put(ming, yes);
    expect(kept.put(ming, { ...no, userId: undefined })).toEqual(no);
  });

  it('without a userid has none of who was looked for in vain', async () => {
    const { kept } = remember(startStore().store);
    await kept.look(ming);
    expect(kept.put(ming, { ...no, userId: undefined })).toEqual({ ...no, userId: undefined });
  });

  it('is believed up to two minutes ahead of the clock, and no further', () => {
    const { kept } = remember();
    const ahead = { ...yes, at: now + 120_000 };
    kept.put(ming, ahead);
    expect(kept.get(ming)).toEqual(ahead);
    vi.setSystemTime(now - 1);
    expect(kept.get(ming)).toBeUndefined();
    expect(kept.put(ming, { ...no, at: now - 1 })).toMatchObject({ isMember: false, at: now - 1 });
  });
});

describe('who leaves', () => {
  it('is told of when a yes becomes a no, once, by the userid known before', () => {
    const { kept, leavers } = remember();
    kept.put(ming, yes);
    kept.put(ming, { ...no, userId: undefined });
    kept.put(ming, { ...no, at: now + 1 });
    expect(leavers).toEqual([['ming', no]]);
  });

  it('is nobody who was a member never, or is still', () => {
    const { kept, leavers } = remember();
    kept.put(ming, no);
    kept.put(ming, no);
    kept.put(ming, yes);
    kept.put(ming, { ...yes, at: now + 1 });
    expect(leavers).toEqual([]);
  });
});

describe('doubt', () => {
  it('has a member asked about from now on, whose yes stands until then', () => {
    const { kept } = remember();
    kept.put(ming, yes);
    vi.setSystemTime(now + 7);
    kept.doubt(ming);
    expect(kept.get(ming)).toEqual({ ...yes, recheckAt: now + 7 });
  });

  it('changes nothing for who is none, or is not known', async () => {
    const { store } = startStore();
    const { kept } = remember(store);
    kept.doubt(ming);
    expect(kept.get(ming)).toBeUndefined();
    await kept.look(ming);
    kept.doubt(ming);
    expect(kept.get(ming)).toBeUndefined();
    kept.put(ming, no);
    kept.doubt(ming);
    expect(kept.get(ming)).toEqual(no);
  });
});

describe('a userid', () => {
  it('is that of the member who was found to have it, in one organization', () => {
    const { kept } = remember();
    expect(kept.byUserId('dinghome', 'user-ming')).toBeUndefined();
    kept.put(ming, yes);
    expect(kept.byUserId('dinghome', 'user-ming')).toEqual(ming);
    expect(kept.byUserId('dingother', 'user-ming')).toBeUndefined();
    expect(kept.byUserId('dinghome', 'user-hua')).toBeUndefined();
  });

  it('says nothing about who never was a member', () => {
    const { kept } = remember();
    kept.put(ming, no);
    expect(kept.byUserId('dinghome', 'user-ming')).toBeUndefined();
  });

  it('is still that of who left, so that an event can name them again', () => {
    const { kept } = remember();
    kept.put(ming, yes);
    kept.put(ming, no);
    expect(kept.byUserId('dinghome', 'user-ming')).toEqual(ming);
  });

  it('that was changed names nobody any more', () => {
    const { kept } = remember();
    kept.put(ming, yes);
    kept.put(ming, { ...yes, userId: 'user-ming-2' });
    expect(kept.byUserId('dinghome', 'user-ming')).toBeUndefined();
    expect(kept.byUserId('dinghome', 'user-ming-2')).toEqual(ming);
  });

  it('that somebody else has got by now stays theirs when the first gets another', () => {
    const { kept } = remember();
    const enterprise = { unionId: 'ming-enterprise', corpId: 'dinghome' };
    kept.put(ming, yes);
    kept.put(enterprise, yes);
    kept.put(ming, { ...yes, userId: 'user-ming-2' });
    expect(kept.byUserId('dinghome', 'user-ming')).toEqual(enterprise);
  });
});

describe('everybody of an organization', () => {
  it('is whoever is known there, and nobody of another', () => {
    const { kept } = remember();
    const people = ['ming', 'hua'].map((unionId) => ({ unionId, corpId: 'dinghome' }));
    for (const person of people) kept.put(person, yes);
    kept.put({ unionId: 'lan', corpId: 'dingother' }, yes);
    kept.put({ unionId: 'bo', corpId: undefined }, yes);
    expect(kept.of('dinghome')).toEqual(people);
    expect(kept.of(undefined)).toEqual([{ unionId: 'bo', corpId: undefined }]);
    expect(kept.of('dingnone')).toEqual([]);
  });

  it('is nobody who was only asked about', async () => {
    const { kept } = remember();
    expect(await kept.look(ming)).toBeUndefined();
    expect(kept.of('dinghome')).toEqual([]);
  });
});

describe('a look', () => {
  it('finds what another process put into the store', async () => {
    const { store } = startStore({ [mingKey]: yes });
    const { kept } = remember(store);
    expect(await kept.look(ming)).toEqual(yes);
    expect(kept.get(ming)).toEqual(yes);
    expect(kept.byUserId('dinghome', 'user-ming')).toEqual(ming);
  });

  it('at the app’s own organization has a name of its own in the store', async () => {
    const { store, take } = startStore({ 'dingtalk-member::ming': yes });
    const { kept } = remember(store);
    expect(await kept.look({ unionId: 'ming', corpId: undefined })).toEqual(yes);
    kept.put({ unionId: 'ming', corpId: undefined }, { ...yes, at: now + 1 });
    take();
    await kept.share({ unionId: 'ming', corpId: undefined });
    expect(take()).toEqual([
      'get dingtalk-member::ming',
      'set dingtalk-member::ming',
      'set dingtalk-userid::user-ming',
    ]);
  });

  it('is made once by all who want to know at the same moment', async () => {
    const { store, take } = startStore({ [mingKey]: yes });
    const { kept } = remember(store);
    expect(await Promise.all([kept.look(ming), kept.look(ming)])).toEqual([yes, yes]);
    expect(take()).toEqual([`get ${mingKey}`]);
  });

  it.each([
    ['known', { [mingKey]: yes }],
    ['not known', {}],
  ])('is made again after five seconds at somebody who is %s', async (_how, entries) => {
    const { store, take } = startStore(entries);
    const { kept } = remember(store);
    await kept.look(ming);
    take();
    vi.setSystemTime(now + 4999);
    await kept.look(ming);
    expect(take()).toEqual([]);
    vi.setSystemTime(now + 5000);
    await kept.look(ming);
    expect(take()).toEqual([`get ${mingKey}`]);
    vi.setSystemTime(now + 9999);
    await kept.look(ming);
    expect(take()).toEqual([]);
  });

  it('is made at somebody known who was not looked for', async () => {
    const { store, take } = startStore();
    const { kept } = remember(store);
    kept.put(ming, yes);
    expect(await kept.look(ming)).toEqual(yes);
    expect(take()[0]).toBe(`get ${mingKey}`);
  });

  it('is not made again because something was learned meanwhile', async () => {
    const { store, take } = startStore();
    const { kept } = remember(store);
    await kept.look(ming);
    kept.put(ming, yes);
    take();
    expect(await kept.look(ming)).toEqual(yes);
    expect(take()).toEqual([]);
  });

  it('takes what is newer in the store, and tells who left by that', async () => {
    const { store } = startStore({ [mingKey]: { ...no, at: now + 1 } });
    const { kept, leavers } = remember(store);
    kept.put(ming, yes);
    expect(await kept.look(ming)).toEqual({ ...no, at: now + 1 });
    expect(leavers).toHaveLength(1);
  });

  it('puts into the store what is newer here', async () => {
    const { store, read } = startStore({ [mingKey]: yes });
    const { kept, leavers } = remember(store);
    kept.put(ming, { ...no, at: now + 1 });
    expect(await kept.look(ming)).toEqual({ ...no, at: now + 1 });
    expect(read(mingKey)).toEqual({ ...no, at: now + 1 });
    expect(leavers).toEqual([]);
  });

  it.each([
    ['in the store', now + 5, now + 9, now + 5],
    ['here', now + 9, now + 5, now + 5],
  ])('of two as old takes the one to be asked about sooner, %s', async (_where, stored, own, stands) => {
    const { store, read } = startStore({ [mingKey]: { ...yes, recheckAt: stored } });
    const { kept } = remember(store);
    kept.put(ming, { ...yes, recheckAt: own });
    expect(await kept.look(ming)).toMatchObject({ recheckAt: stands });
    expect(read(mingKey)).toMatchObject({ recheckAt: stands });
  });

  it('of two as old that are to be asked about at once takes neither', async () => {
    const { store, take } = startStore({ [mingKey]: no });
    const { kept } = remember(store);
    kept.put(ming, yes);
    expect(await kept.look(ming)).toEqual(yes);
    expect(take()).toEqual([`get ${mingKey}`]);
  });

  it.each([
    ['the store', { ...no, at: now + 1, recheckAt: now + 9 }, { ...yes, recheckAt: now + 5 }],
    ['this process', { ...yes, recheckAt: now + 5 }, { ...no, at: now + 1, recheckAt: now + 9 }],
  ])('believes what %s learned later, whenever that is to be asked about', async (_who, stored, own) => {
    const { store, read } = startStore({ [mingKey]: stored });
    const { kept } = remember(store);
    kept.put(ming, own);
    expect(await kept.look(ming)).toMatchObject({ isMember: false });
    expect(read(mingKey)).toMatchObject({ isMember: false });
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', []],
    ['neither yes nor no', { ...yes, isMember: 'yes' }],
    ['no time', { ...yes, at: undefined }],
    ['a time that is text', { ...yes, at: String(now) }],
    ['no time to ask again', { ...yes, recheckAt: undefined }],
    ['a time to ask again that is text', { ...yes, recheckAt: String(now) }],
    ['a time to come', { ...yes, at: now + 120_001 }],
  ])('takes nothing from a store that has %s', async (_what, stored) => {
    const { store, read } = startStore({ [mingKey]: stored });
    const { kept } = remember(store);
    expect(await kept.look(ming)).toBeUndefined();
    expect(kept.get(ming)).toBeUndefined();
    const old = { ...no, at: now - 1000 };
    kept.put(ming, old);
    await kept.share(ming);
    expect(read(mingKey)).toEqual(old);
  });

  it('takes a time that is two minutes ahead, as that of an event is nearly', async () => {
    const ahead = { ...no, at: now + 120_000 };
    const { store } = startStore({ [mingKey]: ahead });
    expect(await remember(store).kept.look(ming)).toEqual(ahead);
  });

  it('takes what has no userid, or one that is no text, without it', async () => {
    for (const userId of [undefined, 5]) {
      const { store } = startStore({ [mingKey]: { ...yes, userId } });
      const { kept } = remember(store);
      expect(await kept.look(ming)).toEqual({ ...yes, userId: undefined });
      expect(kept.of('dinghome')).toEqual([ming]);
    }
  });
});

describe('sharing', () => {
  it('writes what is known, and whose the userid is, for as long as the store need keep it', async () => {
    const { store, read, take, ttls } = startStore();
    const { kept } = remember(store);
    kept.put(ming, yes);
    await kept.share(ming);
    expect(take()).toEqual([`get ${mingKey}`, `set ${mingKey}`, `set ${mingUserKey}`]);
    expect(read(mingKey)).toEqual(yes);
    expect(read(mingUserKey)).toEqual({ unionId: 'ming' });
    expect(ttls).toEqual([14_400_000, 14_400_000]);
  });

  it('writes nothing that the store knows, and nothing of whom nobody knows', async () => {
    const { store, take } = startStore({ [mingKey]: yes });
    const { kept } = remember(store);
    kept.put(ming, yes);
    await kept.share(ming);
    await kept.share({ unionId: 'hua', corpId: 'dinghome' });
    expect(take()).toEqual([`get ${mingKey}`, 'get dingtalk-member:dinghome:hua']);
  });

  it('writes no userid where none is known', async () => {
    const { store, take } = startStore();
    const { kept } = remember(store);
    kept.put(ming, { ...yes, userId: undefined });
    await kept.share(ming);
    expect(take()).toEqual([`get ${mingKey}`, `set ${mingKey}`]);
  });

  it('does not take the userid from who has it now', async () => {
    const { store, take, read } = startStore();
    const { kept } = remember(store);
    const enterprise = { unionId: 'ming-enterprise', corpId: 'dinghome' };
    kept.put(ming, yes);
    kept.put(enterprise, yes);
    await kept.share(enterprise);
    take();
    await kept.share(ming);
    expect(take()).toEqual([`get ${mingKey}`, `set ${mingKey}`]);
    expect(read(mingUserKey)).toEqual({ unionId: 'ming-enterprise' });
  });

  it('writes no userid of who never was a member', async () => {
    const { store, take } = startStore();
    const { kept } = remember(store);
    kept.put(ming, no);
    await kept.share(ming);
    expect(take()).toEqual([`get ${mingKey}`, `set ${mingKey}`]);
  });

  it('without a store changes nothing', async () => {
    const { kept } = remember();
    await kept.share(ming);
    expect(kept.of('dinghome')).toEqual([]);
  });

  it('counts as a look', async () => {
    const { store, take } = startStore();
    const { kept } = remember(store);
    await kept.share(ming);
    take();
    await kept.look(ming);
    expect(take()).toEqual([]);
  });
});

describe('a userid in the store', () => {
  it('is that of whom any process found to have it', async () => {
    const { store } = startStore({
      [mingUserKey]: { unionId: 'ming' },
      'dingtalk-userid::user-ming': { unionId: 'ming-of-the-app' },
    });
    const { kept } = remember(store);
    expect(await kept.byStoredUserId('dinghome', 'user-ming')).toEqual(ming);
    expect(await kept.byStoredUserId(undefined, 'user-ming')).toEqual({
      unionId: 'ming-of-the-app',
      corpId: undefined,
    });
    expect(await kept.byStoredUserId('dinghome', 'user-hua')).toBeUndefined();
  });

  it.each([{}, { unionId: '' }, { unionId: 5 }, { unionId: null }, [], 'nonsense'])(
    'is nobody’s where the store has %j',
    async (stored) => {
      const { store } = startStore({ [mingUserKey]: stored });
      expect(await remember(store).kept.byStoredUserId('dinghome', 'user-ming')).toBeUndefined();
    },
  );

  it('is nobody’s without a store', async () => {
    expect(await remember().kept.byStoredUserId('dinghome', 'user-ming')).toBeUndefined();
  });
});

describe('a store that failed', () => {
  const hua: Person = { unionId: 'hua', corpId: 'dinghome' };

  it('is left alone for five seconds, about anybody', async () => {
    const { store, state, take } = startStore({ [mingKey]: yes, 'dingtalk-member:dinghome:hua': yes });
    const { kept } = remember(store);
    state.isDown = true;
    kept.put(ming, no);
    expect(await kept.look(ming)).toEqual(no);
    expect(take()).toEqual([`get ${mingKey}`]);
    state.isDown = false;
    vi.setSystemTime(now + 4999);
    expect(await kept.look(hua)).toBeUndefined();
    expect(await kept.byStoredUserId('dinghome', 'user-ming')).toBeUndefined();
    await kept.share(ming);
    expect(take()).toEqual([]);
    vi.setSystemTime(now + 5000);
    expect(await kept.look(hua)).toEqual(yes);
    expect(take()).toEqual(['get dingtalk-member:dinghome:hua']);
    await kept.byStoredUserId('dinghome', 'user-ming');
    expect(take()).toEqual([`get ${mingUserKey}`]);
  });

  it('gives nobody what it could not say, and takes it when it comes back', async () => {
    const { store, state, read } = startStore();
    const { kept } = remember(store);
    state.isDown = true;
    kept.put(ming, yes);
    await kept.share(ming);
    state.isDown = false;
    vi.setSystemTime(now + 5000);
    await kept.share(ming);
    expect(read(mingKey)).toEqual(yes);
  });

  it('only to be written to is read from all the same', async () => {
    const { store, take } = startStore();
    const { kept } = remember({ ...store, set: () => Promise.reject(new Error('full')) });
    kept.put(ming, yes);
    await kept.share(ming);
    await kept.look(hua);
    expect(take()).toEqual([`get ${mingKey}`, 'get dingtalk-member:dinghome:hua']);
  });
});

describe('the key of a person', () => {
  it('is another for each pair of organization and unionId', () => {
    const pairs: Person[] = [
      { unionId: 'a', corpId: 'b' },
      { unionId: 'b', corpId: 'a' },
      { unionId: 'a', corpId: undefined },
      { unionId: 'a', corpId: '' },
      { unionId: '","a', corpId: 'b' },
    ];
    expect(new Set(pairs.map(keyOf)).size).toBe(pairs.length);
  });
});

describe('of more than 100,000 people', () => {
  const union = (index: number): Person => ({ unionId: `union-${index}`, corpId: 'dinghome' });
  const putAll = (kept: KeptMembers, count: number) => {
    for (let index = 0; index < count; index += 1)
      kept.put(union(index), { ...yes, userId: `user-${index}` });
  };

  it('the longest unused is forgotten, by userid too', async () => {
    const { kept } = remember();
    putAll(kept, 100_000);
    for (const index of [0, 1, 99_999]) expect(kept.get(union(index))).toBeDefined();
    await kept.look(union(0));
    kept.put(union(100_000), yes);
    expect(kept.of('dinghome')).toHaveLength(100_000);
    expect([0, 1, 2].map((index) => kept.get(union(index)) !== undefined)).toEqual([true, false, true]);
    expect(kept.byUserId('dinghome', 'user-1')).toBeUndefined();
    expect(kept.byUserId('dinghome', 'user-2')).toEqual(union(2));
  });

  it('one who was looked for in vain is forgotten as well', async () => {
    const { store } = startStore();
    const { kept } = remember(store);
    await kept.look(ming);
    putAll(kept, 100_000);
    expect(kept.of('dinghome')).not.toContainEqual(ming);
    expect(kept.get(union(0))).toBeDefined();
  });
});
