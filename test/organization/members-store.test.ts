import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { DingTalkMembersOptions } from '../../lib/index.js';
import { startSimulator } from '../../lib/simulator/index.js';
import {
  brokenStores,
  crowd,
  eventOf,
  home,
  minuteMs,
  other,
  recheckMs,
  startKnowingMing,
  startMembers,
  thirdParty,
} from '../helpers/members.js';

type Store = NonNullable<DingTalkMembersOptions['store']>;

const left = (...userId: string[]) => eventOf('user_leave_org', { userId });

/** Two processes of one application that share a store, as far as they can be told apart. */
async function startTwo(store: Store = new Map<string, string>()) {
  const harness = await startMembers({ store });
  return { ...harness, one: harness.members, two: harness.another(), store };
}

/** A store that a test can have down. */
function unsteady({ isFull = false, down = () => Promise.reject<never>(new Error('down')) } = {}) {
  const known = new Map<string, string>();
  const store: Store = {
    get: (key) => (state.isDown && !isFull ? down() : known.get(key)),
    set: (key, value) => (state.isDown ? down() : known.set(key, value)),
  };
  const state = { isDown: false, store };
  return state;
}

describe('processes that share a store', () => {
  it('ask DingTalk about a person once for all', async () => {
    const { one, two, another, asked, settle } = await startTwo();
    expect(await one.has('ming')).toBe(true);
    expect(await one.has('nobody')).toBe(false);
    await settle();
    expect([await two.has('ming'), await two.has('nobody')]).toEqual([true, false]);
    expect(await another().has('ming')).toBe(true);
    expect(asked()).toEqual(['ming', 'nobody']);
  });

  it('go on after a restart with what was known, even while DingTalk is down', async () => {
    const { one, another, simulator, pass, settle } = await startTwo();
    await one.has('ming');
    await settle();
    simulator.fail('getbyunionid', { status: 500, body: '' }, Infinity);
    await pass(3 * 60 * minuteMs, 60 * minuteMs);
    expect(await another().has('ming')).toBe(true);
    await pass(61 * minuteMs, 60 * minuteMs);
    await expect(another().has('ming')).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
  });

  it('have one of them ask again when an answer is no longer good, the others being told', async () => {
    const { one, two, asked, pass, settle } = await startTwo();
    for (const each of [one, two]) await each.has('ming');
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await pass(minuteMs, minuteMs);
      for (const each of [one, two]) {
        expect(await each.has('ming')).toBe(true);
        await settle();
      }
    }
    // After 13 to 17 minutes each time.
    expect(asked().length).toBeGreaterThanOrEqual(4);
    expect(asked().length).toBeLessThanOrEqual(5);
  });

  it('ask nothing that another answered while they waited for their turn', async () => {
    const { one, two, asked, pass, settle } = await startTwo();
    await two.has('ming');
    await pass(1.2 * recheckMs, recheckMs);
    // Whoever is waited for comes first, for six seconds.
    const newcomers = crowd(60).map(({ unionId }) => two.has(unionId));
    expect(await two.has('ming')).toBe(true);
    expect(await one.has('ming')).toBe(true);
    await settle();
    expect(asked().filter((unionId) => unionId === 'ming')).toHaveLength(2);
    await pass(8000);
    await Promise.all(newcomers);
    expect(asked()).toHaveLength(62);
    expect(asked().filter((unionId) => unionId === 'ming')).toHaveLength(2);
  });

  it('have whom an event names out in all of them within five seconds', async () => {
    const { one, two, pass, simulator, leavers } = await startTwo();
    for (const each of [one, two]) expect(await each.has('ming')).toBe(true);
    simulator.leave('ming');
    await one.onEvent(left('user-ming'));
    expect(await one.has('ming')).toBe(false);
    await pass(5000, 1000);
    expect(await two.has('ming')).toBe(false);
    // Each process has sessions of its own to end.
    expect(leavers.map(({ unionId }) => unionId)).toEqual(['ming', 'ming']);
  });

  it('have whom an event names out at once in one that was not asked about them for a while', async () => {
    const { one, two, pass } = await startTwo();
    for (const each of [one, two]) await each.has('ming');
    await pass(minuteMs, minuteMs);
    await one.onEvent(left('user-ming'));
    expect(await two.has('ming')).toBe(false);
  });

  it('know by an event that comes to one whom only another has seen', async () => {
    const { one, two, pass, settle, leavers } = await startTwo();
    expect(await two.has('ming')).toBe(true);
    await settle();
    await one.onEvent(left('user-ming'));
    expect(leavers).toEqual([{ unionId: 'ming', corpId: home, userId: 'user-ming' }]);
    await pass(5000, 1000);
    expect(await two.has('ming')).toBe(false);
    expect(leavers).toHaveLength(2);
  });

  it('look a userid up there only where they do not know it themselves', async () => {
    const known = new Map<string, string>();
    const get = vi.fn((key: string) => known.get(key));
    const { one, settle } = await startTwo({ get, set: (key, value) => known.set(key, value) });
    await one.has('ming');
    await settle();
    await one.onEvent(left('user-ming', 'user-hua'));
    const userIds = get.mock.calls.flatMap(([key]) => key.match(/(?<=userid.*:)[^:]*:[^:]*$/) ?? []);
    expect(userIds.sort()).toEqual(['dinghome:user-hua']);
  });

  it('know by an event who has the userid now, not who had it before', async () => {
    const { one, two, pass, settle, simulator } = await startTwo();
    expect(await two.has('ming')).toBe(true);
    simulator.leave('ming');
    const result = { userid: 'user-ming', contact_type: 0 };
    simulator.fail('getbyunionid', { status: 200, body: { errcode: 0, errmsg: 'ok', result } });
    expect(await two.has('ming-enterprise')).toBe(true);
    await pass(1000);
    await two.onEvent(eventOf('user_modify_org', { unionid: 'ming' }));
    await two.has('ming');
    await settle();
    expect(await two.has('ming')).toBe(false);
    await settle();
    await one.onEvent(left('user-ming'));
    await pass(5000, 1000);
    expect(await two.has('ming-enterprise')).toBe(false);
  });

  it('know by an event of a third-party app, of one organization', async () => {
    const { members: one, another, pass } = await startMembers({ store: new Map() }, thirdParty);
    const two = another();
    for (const corpId of [home, other]) expect(await two.has('ming', { corpId })).toBe(true);
    await one.onEvent(eventOf('user_leave_org', { unionid: 'ming' }));
    await pass(5000, 1000);
    expect(await two.has('ming', { corpId: home })).toBe(false);
    expect(await two.has('ming', { corpId: other })).toBe(true);
  });

  it('have everybody out in all of them when the organization is no more', async () => {
    const texts = new Map<string, string>();
    const { one, two, pass, leavers } = await startTwo(texts);
    for (const unionId of ['ming', 'hua']) await two.has(unionId);
    await one.onEvent(eventOf('org_remove', {}));
    // Under no person's name.
    expect([...texts.keys()]).toContainEqual(expect.stringMatching(/member.*:dinghome:$/));
    await pass(5000, 1000);
    for (const unionId of ['ming', 'hua', 'new']) expect(await two.has(unionId)).toBe(false);
    expect(leavers.map(({ unionId }) => unionId)).toEqual(['ming', 'hua']);
  });

  it('have whom user_modify_org names asked about again', async () => {
    const { one, two, pass, settle, simulator } = await startTwo();
    for (const each of [one, two]) await each.has('ming');
    simulator.leave('ming');
    await one.onEvent(eventOf('user_modify_org', { userId: ['user-ming'] }));
    await pass(6000, 1000);
    expect(await two.has('ming')).toBe(true);
    await settle();
    expect(await two.has('ming')).toBe(false);
  });

  it('do not undo an event by an answer that was asked for before', async () => {
    const { one, two, pass, simulator, settle, asked } = await startTwo();
    await one.has('ming');
    await pass(1.2 * recheckMs, recheckMs);
    await two.has('hua');
    simulator.fail('getbyunionid', { delayMs: 5 });
    expect(await two.has('ming')).toBe(true);
    while (asked().length < 3) await setImmediate();
    await one.onEvent(left('user-ming'));
    vi.advanceTimersByTime(5);
    await settle();
    await pass(6000, 1000);
    expect([await one.has('ming'), await two.has('ming')]).toEqual([false, false]);
  });

  it('do not lose an event to a process that was about to write what it was told before', async () => {
    const known = new Map<string, string>();
    let write = () => {};
    const slow: Store = {
      get: (key) => known.get(key),
      set: (key, value) => {
        if (key.includes('dingtalk-member')) write = () => known.set(key, value);
      },
    };
    const { one, another, pass, settle } = await startTwo(known);
    const two = another({ store: slow });
    expect(await two.has('ming')).toBe(true);
    await settle();
    await one.onEvent(eventOf('user_leave_org', { unionid: 'ming' }));
    write();
    await pass(5000, 1000);
    expect(await two.has('ming')).toBe(false);
  });

  it('are asked for no more than 10,000 of the people whom one event names', async () => {
    const get = vi.fn(() => undefined);
    const { members } = await startMembers({ store: { get, set: () => {} } });
    const userId = Array.from({ length: 10_001 }, (_, index) => `user-${index}`);
    await members.onEvent(eventOf('user_leave_org', { userId }));
    expect(get).toHaveBeenCalledTimes(10_000);
  });

  it('keep apps apart', async () => {
    const { one, another, asked } = await startTwo();
    await one.has('ming');
    const { origins } = await startSimulator();
    await expect(another({ origins, corpId: undefined }).has('ming')).rejects.toMatchObject({
      code: 'DINGTALK_CREDENTIALS',
    });
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['a yes stands', {}, 4 * 60 * minuteMs],
    ['an answer is given', { recheckMs: 3 * 60 * minuteMs }, 6 * 60 * minuteMs],
  ])('put nothing secret into it, and have it kept for as long as %s', async (_why, options, expected) => {
    const set = vi.fn();
    const { another, settle } = await startTwo({ get: () => undefined, set });
    await another(options).has('ming');
    await settle();
    expect(set).toHaveBeenCalledTimes(2);
    for (const [key, value, ttlMs] of set.mock.calls) {
      expect(`${key} ${value}`).not.toMatch(/secret/);
      expect(ttlMs).toBe(expected);
    }
  });
});

describe('a store', () => {
  it('is looked into every two and a half seconds, and written to when there is something new', async () => {
    const known = new Map<string, string>();
    const get = vi.fn((key: string) => known.get(key));
    const set = vi.fn((key: string, value: string) => known.set(key, value));
    const { members, pass, settle } = await startKnowingMing({ store: { get, set } });
    await settle();
    const looks = () => get.mock.calls.filter(([key]) => key.endsWith(':ming')).length;
    const before = looks();
    for (let tenths = 0; tenths < 600; tenths += 1) {
      await pass(100);
      await members.has('ming');
    }
    expect(looks() - before).toBe(24);
    expect(set.mock.calls.map(([key]) => key.replace(/:[^:]*:/, ':…:'))).toEqual([
      'dingtalk-member:…:dingmembers:dinghome:ming',
      'dingtalk-userid:…:dingmembers:dinghome:user-ming',
    ]);
  });

  const future = JSON.stringify({ isMember: true, at: 9e15, recheckAt: 9e15 });
  it.each([
    ...brokenStores('{"isMember":"yes"}'),
    ['has what a clock gone wrong put there', { get: () => future, set: () => {} }],
  ])('that %s keeps nobody out or in', async (_how, store) => {
    const { members, simulator, pass, asked } = await startMembers({ store });
    expect([await members.has('ming'), await members.has('nobody')]).toEqual([true, false]);
    expect(await members.has('ming')).toBe(true);
    expect(asked()).toHaveLength(2);
    await members.onEvent(left('user-ming'));
    expect(await members.has('ming')).toBe(false);
    await members.has('hua');
    simulator.leave('hua');
    await pass(3 * recheckMs, recheckMs);
    expect(await members.has('hua')).toBe(false);
  });

  it('that hangs is waited for a quarter of a second, and then left alone for two seconds', async () => {
    let asked = 0;
    const get = () => {
      asked += 1;
      return new Promise<never>(() => {});
    };
    const { members, pass } = await startMembers({ store: { get, set: get } });
    const answer = members.has('ming');
    await pass(251, 251);
    expect(await answer).toBe(true);
    const before = asked;
    for (const unionId of ['ming', 'hua', 'nobody']) await members.has(unionId);
    expect(asked).toBe(before);
    await pass(1998, 1998);
    await members.has('gone');
    expect(asked).toBe(before);
    await pass(2, 2);
    const another = members.has('guest');
    expect(asked).toBeGreaterThan(before);
    await pass(251, 251);
    expect(await another).toBe(false);
  });

  it('that comes back is told what it missed', async () => {
    const shared = unsteady();
    const { one, two, pass } = await startTwo(shared.store);
    for (const each of [one, two]) await each.has('ming');
    shared.isDown = true;
    await pass(6000, 6000);
    await one.onEvent(left('user-ming'));
    shared.isDown = false;
    await pass(6000, 6000);
    expect(await one.has('ming')).toBe(false);
    await pass(6000, 6000);
    expect(await two.has('ming')).toBe(false);
  });
});

describe('what is stored', () => {
  it('is replaced when it cannot be read, by a store that is not left alone for that', async () => {
    const known = new Map<string, string>();
    const get = vi.fn(async (key: string) => {
      if (known.has(key) || !key.endsWith(':ming')) return known.get(key);
      throw new SyntaxError('Unexpected token');
    });
    const { one, two, settle, asked } = await startTwo({ get, set: (key, value) => known.set(key, value) });
    expect(await one.has('ming')).toBe(true);
    await settle();
    expect(await two.has('ming')).toBe(true);
    expect(asked()).toEqual(['ming']);
  });

  it.each([
    ['a yes', true, 1.1 * recheckMs],
    ['a no', false, 30_000],
  ])('as %s is believed no longer than the settings of today allow', async (_what, isMember, goodMs) => {
    const at = Date.parse('2026-03-02T09:00:00Z');
    vi.setSystemTime(at);
    const said = JSON.stringify({ isMember, at, recheckAt: at + 24 * 60 * minuteMs });
    const { members, asked, pass, settle } = await startMembers({
      store: { get: (key) => (key.endsWith(':ming') ? said : undefined), set: () => {} },
    });
    await pass(at - Date.now() + goodMs - 1, recheckMs);
    expect(await members.has('ming')).toBe(isMember);
    expect(asked()).toEqual([]);
    await pass(2);
    await members.has('ming');
    await settle();
    expect(asked()).toEqual(['ming']);
  });

  const now = Date.now();
  it.each([
    ['isMember', { isMember: 'yes', at: now, recheckAt: now + recheckMs }],
    ['at', { isMember: true, at: `${now}`, recheckAt: now + recheckMs }],
    ['recheckAt', { isMember: true, at: now, recheckAt: `${now + recheckMs}` }],
  ])('is nothing where a field is of another type: %s', async (_field, value) => {
    const store = { get: (key: string) => (key.endsWith(':ming') ? value : undefined), set: () => {} };
    const { asked } = await startKnowingMing({ store });
    expect(asked()).toEqual(['ming']);
  });

  it('has no userid that DingTalk would not give', async () => {
    const said = { isMember: true, at: Date.now(), recheckAt: Date.now() + recheckMs, userId: 'user-ming\n' };
    const { members, leavers } = await startMembers({
      store: { get: (key) => (key.endsWith(':ming') ? said : undefined), set: () => {} },
    });
    expect(await members.has('ming')).toBe(true);
    await members.onEvent(eventOf('user_leave_org', { unionId: 'ming' }));
    await setImmediate();
    expect(leavers).toEqual([{ unionId: 'ming', corpId: home }]);
  });

  it.each([
    ['is down is tried again for a minute', 50_000, false, {}],
    ['is down is tried again no longer', 70_000, true, {}],
    ['hangs is tried again for a minute', 50_000, false, { down: () => new Promise<never>(() => {}) }],
    ['is full is tried again for a minute', 50_000, false, { isFull: true }],
  ])('of an event, in a store that %s', async (_how, downMs, isLost, how) => {
    // Whom this process knows, and whom only the other one has seen.
    for (const isKnown of [true, false]) {
      const shared = unsteady(how);
      const { one, two, pass, settle } = await startTwo(shared.store);
      expect(await two.has('ming')).toBe(true);
      if (isKnown) await one.has('ming');
      await settle();
      shared.isDown = true;
      void one.onEvent(left('user-ming'));
      await pass(downMs, 1000);
      shared.isDown = false;
      await pass(5000, 1000);
      expect(await two.has('ming')).toBe(isLost);
    }
  });
});
