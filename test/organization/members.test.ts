import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DingTalkMembers, type DingTalkMembersOptions } from '../../lib/index.js';
import {
  companyOf,
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

const hourMs = 60 * minuteMs;

describe('who is a member', () => {
  it.each([
    ['a member', 'ming', true],
    ['an external contact', 'guest', false],
    ['somebody who left', 'gone', false],
    ['a stranger', 'nobody', false],
  ])('%s: %s is %s', async (_who, unionId, isMember) => {
    const { members } = await startMembers();
    expect(await members.has(unionId)).toBe(isMember);
  });

  it('is asked of DingTalk once, however many want to know at the same moment', async () => {
    const { members, asked } = await startMembers();
    const answers = await Promise.all(Array.from({ length: 50 }, () => members.has('ming')));
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(await members.has('ming')).toBe(true);
    expect(asked()).toEqual(['ming']);
  });

  it('is another matter in each organization', async () => {
    const { members, another, asked } = await startMembers({}, thirdParty);
    expect(await members.has('hua', { corpId: home })).toBe(true);
    expect(await members.has('hua', { corpId: other })).toBe(false);
    expect(await another({ corpId: other }).has('hua')).toBe(false);
    expect(await another({ corpId: other }).has('hua', { corpId: home })).toBe(true);
    expect(asked()).toHaveLength(4);
  });

  it('is asked with a suiteTicket for the organization that is named, and without one is an error', async () => {
    const { members } = await startMembers({ corpId: undefined, suiteTicket: () => 'ticket' }, thirdParty);
    expect(await members.has('ming', { corpId: home })).toBe(true);
    await expect(members.has('ming')).rejects.toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining('`corpId` must be given beside `suiteTicket`'),
    });
  });

  it('rejects an organization whose name is misspelt', async () => {
    const { members } = await startMembers();
    const misspelt = { corpID: other } as object;
    await expect(members.has('ming', misspelt)).rejects.toThrow('`options.corpId`');
  });

  it.each(['', ' ', 5, null, {}])('rejects a corpId and a unionId of %j', async (none) => {
    const { members } = await startMembers();
    const refusal = (name: string) => ({ name: 'TypeError', message: expect.stringContaining(name) });
    await expect(members.has('ming', { corpId: none as string })).rejects.toMatchObject(refusal('`corpId`'));
    if (none !== ' ') await expect(members.has(none as string)).rejects.toMatchObject(refusal('unionId'));
  });
});

describe('a yes', () => {
  it.each([
    [0, 0.9],
    [1, 1.1],
  ])(
    'is good for fifteen minutes, give or take a tenth: with %i by chance %d times as long',
    async (chance, share) => {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      onTestFinished(() => {
        vi.restoreAllMocks();
      });
      const { members, asked, pass, settle } = await startKnowingMing();
      for (const [ms, questions] of [
        [share * recheckMs - 1, 1],
        [1, 2],
      ] as const) {
        await pass(ms, recheckMs);
        await members.has('ming');
        await settle();
        expect(asked()).toHaveLength(questions);
      }
    },
  );

  it('that is good still takes no turn from who is to be asked about', async () => {
    const { members, asked, settle } = await startMembers();
    for (let times = 0; times < 12; times += 1) {
      await members.has('ming');
      await settle();
    }
    const answer = members.has('hua');
    await settle();
    expect(asked()).toEqual(['ming', 'hua']);
    expect(await answer).toBe(true);
  });

  it('is given at once for as long again, while DingTalk is asked in the background', async () => {
    const { members, simulator, asked, pass, settle } = await startKnowingMing();
    simulator.leave('ming');
    await pass(1.2 * recheckMs, recheckMs);
    // Answered when the clock is set forward.
    simulator.fail('getbyunionid', { delayMs: 5 });
    expect(await members.has('ming')).toBe(true);
    while (asked().length < 2) await setImmediate();
    expect(await members.has('ming')).toBe(true);
    vi.advanceTimersByTime(5);
    await settle();
    expect(await members.has('ming')).toBe(false);
    expect(asked()).toEqual(['ming', 'ming']);
  });

  it('that was confirmed more than twice as long ago is waited for, and none before', async () => {
    const { members, simulator, pass } = await startMembers();
    for (const unionId of ['ming', 'hua']) await members.has(unionId);
    for (const unionId of ['ming', 'hua']) simulator.leave(unionId);
    await pass(2 * recheckMs, recheckMs);
    expect(await members.has('ming')).toBe(true);
    await pass(1);
    expect(await members.has('hua')).toBe(false);
  });

  it.each([
    ['is throttled', { body: { errcode: 88, sub_code: '90020', errmsg: 'x' } }, 'DINGTALK_THROTTLED'],
    ['lacks a permission', { body: { errcode: 88, sub_code: '60011', errmsg: 'x' } }, 'DINGTALK_PERMISSION'],
    ['answers nonsense', { body: { errcode: 0, errmsg: 'ok', result: [] } }, 'DINGTALK_INVALID_RESPONSE'],
    ['may not see the person', { body: { errcode: 50002, errmsg: 'x' } }, 'DINGTALK_CONTACT_SCOPE'],
    ['hangs up', { hangUp: true }, 'DINGTALK_NETWORK'],
  ])('stands for `graceMs` when the app %s', async (_how, answer, code) => {
    const { members, simulator, pass } = await startKnowingMing({ graceMs: hourMs });
    simulator.fail('getbyunionid', answer, Infinity);
    await pass(hourMs - 1000, hourMs);
    const yes = members.has('ming');
    // A limit may be over at any moment: that is waited for, but not for ever.
    const waited = code === 'DINGTALK_THROTTLED';
    if (waited) await pass(1000);
    expect(await yes).toBe(true);
    await pass(minuteMs, minuteMs);
    const refused = expect(members.has('ming')).rejects.toMatchObject({ name: 'DingTalkError', code });
    if (waited) await pass(31_000, 1000);
    await refused;
  });

  it('stands until `graceMs` are over, to the millisecond', async () => {
    const { members, simulator, pass } = await startKnowingMing({ graceMs: hourMs });
    simulator.fail('getbyunionid', { status: 503, body: '' }, Infinity);
    await pass(hourMs - 1, hourMs);
    expect(await members.has('ming')).toBe(true);
    await pass(1);
    await expect(members.has('ming')).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
  });

  it('does not outlast an event that comes while DingTalk is asked in vain', async () => {
    const { members, simulator, pass, asked, settle } = await startKnowingMing();
    await pass(hourMs, hourMs);
    simulator.fail('getbyunionid', { status: 500, body: '', delayMs: 5 });
    const answer = members.has('ming');
    while (asked().length < 2) await setImmediate();
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-ming'] }));
    vi.advanceTimersByTime(5);
    await settle();
    expect(await answer).toBe(false);
  });

  it('with a grace of nothing stands no longer than until it is to be confirmed', async () => {
    const { members, simulator, pass } = await startKnowingMing({ graceMs: 0 });
    simulator.fail('getbyunionid', { status: 503, body: '' }, Infinity);
    await pass(1.1 * recheckMs, recheckMs);
    await expect(members.has('ming')).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
  });

  it.each([-24 * hourMs, 24 * hourMs])('is worth as much when the clock is set by %i ms', async (ms) => {
    const { members, simulator, pass } = await startKnowingMing();
    await members.has('hua');
    vi.setSystemTime(Date.now() + ms);
    simulator.leave('ming');
    expect(await members.has('ming')).toBe(true);
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-hua'] }));
    expect(await members.has('hua')).toBe(false);
    await pass(2 * recheckMs + 1, recheckMs);
    expect(await members.has('ming')).toBe(false);
  });

  it('stands when the clock is set back while DingTalk fails, and is confirmed as soon as it answers', async () => {
    const { members, simulator, pass, asked } = await startKnowingMing();
    simulator.fail('getbyunionid', { status: 500, body: '' }, 2);
    await pass(hourMs, hourMs);
    for (let times = 0; times < 3; times += 1) expect(await members.has('ming')).toBe(true);
    vi.setSystemTime(Date.now() - 24 * hourMs);
    expect(await members.has('ming')).toBe(true);
    await expect(members.has('hua')).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
    simulator.leave('ming');
    await pass(250);
    expect(await members.has('ming')).toBe(false);
    expect(asked()).toHaveLength(4);
  });

  it('is followed by no error that nobody handles when the background question fails', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { members, simulator, pass, settle } = await startKnowingMing();
    simulator.fail('getbyunionid', { status: 503, body: '' }, Infinity);
    await pass(1.2 * recheckMs, recheckMs);
    await members.has('ming');
    await settle();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('a session that says when DingTalk confirmed the person', () => {
  const forms: [string, (at: number) => Date | string | number][] = [
    ['a Date', (at) => new Date(at)],
    ['the text of one', (at) => new Date(at).toJSON()],
    ['milliseconds', (at) => at],
  ];

  it.each(forms)(
    'as %s lets them in without waiting, and who left is out by the second request',
    async (_as, form) => {
      const { members, simulator, settle, leavers, asked } = await startMembers();
      simulator.leave('hua');
      const confirmedAt = form(Date.now() - hourMs);
      for (const unionId of ['ming', 'hua']) expect(await members.has(unionId, { confirmedAt })).toBe(true);
      expect(asked()).toEqual([]);
      await settle();
      expect(await members.has('ming', { confirmedAt })).toBe(true);
      expect(await members.has('hua', { confirmedAt })).toBe(false);
      expect(leavers).toMatchObject([{ unionId: 'hua' }]);
      expect(asked()).toEqual(['ming', 'hua']);
    },
  );

  it.each([
    ['`graceMs` ago', 4 * hourMs],
    ['in a future that no clock explains', -3 * minuteMs],
  ])('%s is not believed', async (_when, agoMs) => {
    const { members, simulator } = await startMembers();
    simulator.leave('ming');
    expect(await members.has('ming', { confirmedAt: Date.now() - agoMs })).toBe(false);
  });

  it('of a clock that is ahead is older than what DingTalk says', async () => {
    const { members, simulator, settle, leavers, asked } = await startMembers();
    simulator.leave('hua');
    const confirmedAt = Date.now() + minuteMs;
    expect(await members.has('hua', { confirmedAt })).toBe(true);
    await settle();
    for (let times = 0; times < 3; times += 1) expect(await members.has('hua', { confirmedAt })).toBe(false);
    expect([asked(), leavers.length]).toEqual([['hua'], 1]);
  });

  it('says the same as is known, and has nobody asked again', async () => {
    const { members, asked, pass, settle } = await startKnowingMing();
    await pass(minuteMs);
    for (let times = 0; times < 3; times += 1) {
      expect(await members.has('ming', { confirmedAt: members.confirmedAt('ming') })).toBe(true);
      await settle();
    }
    expect(asked()).toEqual(['ming']);
  });

  it('is believed until `graceMs` after it was confirmed, and not after it was read', async () => {
    const { members, simulator, pass, passUntil } = await startMembers();
    simulator.fail('getbyunionid', { status: 503, body: '' }, Infinity);
    const confirmedAt = Date.now() - 4 * hourMs + minuteMs;
    expect(await members.has('ming', { confirmedAt })).toBe(true);
    await pass(minuteMs, minuteMs);
    await expect(passUntil(members.has('ming', { confirmedAt }))).rejects.toMatchObject({
      code: 'DINGTALK_UNAVAILABLE',
    });
  });

  it('is believed against an older no, as of who signs in again, and not against a newer one', async () => {
    const { members, simulator, pass } = await startMembers();
    const before = Date.now() - 1000;
    expect(await members.has('nobody', { confirmedAt: before - 5 * hourMs })).toBe(false);
    expect(await members.has('nobody', { confirmedAt: before })).toBe(false);
    simulator.join('nobody');
    await pass(1000);
    expect(await members.has('nobody', { confirmedAt: Date.now() })).toBe(true);
  });

  it('is not believed against an event of the last minute', async () => {
    const { members, pass } = await startKnowingMing();
    await members.onEvent(eventOf('user_leave_org', { userId: 'user-ming' }));
    await pass(1000);
    expect(await members.has('ming', { confirmedAt: new Date() })).toBe(false);
  });

  it('has to say it with a date', async () => {
    const { members } = await startMembers();
    for (const confirmedAt of ['yesterday', Number.NaN, null, {}]) {
      await expect(members.has('ming', { confirmedAt: confirmedAt as string })).rejects.toMatchObject({
        name: 'TypeError',
        message: expect.stringContaining('`confirmedAt` must be a date'),
      });
    }
  });

  it('lets 2,000 people in after a restart while DingTalk is silent, and none of them waits', async () => {
    const { members, simulator, asked } = await startMembers();
    simulator.fail('getbyunionid', { delayMs: Infinity }, Infinity);
    const confirmedAt = Date.now() - hourMs;
    const answers = crowd(2000).map(({ unionId }) => members.has(unionId, { confirmedAt }));
    expect(new Set(await Promise.all(answers))).toEqual(new Set([true]));
    while (asked().length < 10) await setImmediate();
  });
});

describe('a yes that is older than twice `recheckMs`', () => {
  it('is waited for a second while DingTalk is silent, and then stands for all requests', async () => {
    const { members, simulator, pass, asked } = await startMembers();
    for (const unionId of ['ming', 'hua']) await members.has(unionId);
    await pass(hourMs, hourMs);
    simulator.fail('getbyunionid', { delayMs: Infinity }, Infinity);
    let answered = 0;
    const ask = (unionId: string) =>
      members.has(unionId).then((isMember) => {
        expect(isMember).toBe(true);
        answered += 1;
      });
    void ask('ming');
    while (asked().length < 3) await setImmediate();
    vi.advanceTimersByTime(999);
    await setImmediate();
    expect(answered).toBe(0);
    vi.advanceTimersByTime(1);
    while (answered < 1) await setImmediate();
    // Whether DingTalk is asked still, or has not answered in time.
    await ask('ming');
    vi.advanceTimersByTime(4000);
    await setImmediate();
    await ask('hua');
    expect(answered).toBe(3);
    vi.advanceTimersByTime(5000);
    await setImmediate();
  });
});

describe('a limit of DingTalk', () => {
  it('is no outage: who has no other answer waits for it to be over, and others are asked about more slowly', async () => {
    const { members, simulator, pass, asked } = await startKnowingMing();
    simulator.throttle('getbyunionid', 4);
    const answers = Promise.all(['hua', 'guest', 'gone'].map((unionId) => members.has(unionId)));
    await pass(1000);
    expect(await members.has('ming')).toBe(true);
    await pass(20_000, 1000);
    expect(await answers).toEqual([true, false, false]);
    // One about Ming, four that were refused, and three.
    expect(asked()).toHaveLength(8);
  });
});

describe('when it was confirmed', () => {
  it('is told of members, and of nobody else', async () => {
    const { members, pass, settle, simulator } = await startMembers();
    expect(members.confirmedAt('ming')).toBeUndefined();
    await members.has('ming');
    await members.has('guest');
    const first = Date.now();
    await pass(1.2 * recheckMs, recheckMs);
    expect([members.confirmedAt('ming'), members.confirmedAt('guest')]).toEqual([new Date(first), undefined]);
    await members.has('ming');
    await settle();
    expect(members.confirmedAt('ming')).toEqual(new Date());
    simulator.leave('ming');
    await members.onEvent(eventOf('user_leave_org', { userId: 'user-ming' }));
    expect(members.confirmedAt('ming')).toBeUndefined();
    expect(() => members.confirmedAt('')).toThrow(TypeError);
  });
});

describe('a no', () => {
  it('is good for 30 seconds, so that a person who joins gets in', async () => {
    const { members, simulator, asked, pass, settle } = await startMembers();
    expect(await members.has('nobody')).toBe(false);
    simulator.join('nobody');
    await pass(29_999, 30_000);
    expect(await members.has('nobody')).toBe(false);
    await settle();
    expect(asked()).toHaveLength(1);
    await pass(1);
    expect(await members.has('nobody')).toBe(false);
    await settle();
    expect(await members.has('nobody')).toBe(true);
    expect(asked()).toHaveLength(2);
  });

  it('that is older than twice `recheckMs` is not given without asking', async () => {
    const { members, simulator, pass } = await startMembers();
    for (const unionId of ['nobody', 'gone']) await members.has(unionId);
    for (const unionId of ['nobody', 'gone']) simulator.join(unionId);
    await pass(2 * recheckMs, recheckMs);
    expect(await members.has('gone')).toBe(false);
    await pass(1);
    expect(await members.has('nobody')).toBe(true);
  });

  it('stays a no while DingTalk cannot be asked', async () => {
    const { members, simulator, pass } = await startMembers();
    await members.has('nobody');
    simulator.join('nobody');
    simulator.fail('getbyunionid', { status: 503, body: '' }, Infinity);
    await pass(24 * hourMs, hourMs);
    expect(await members.has('nobody')).toBe(false);
  });
});

describe('DingTalk', () => {
  it('that cannot be asked about somebody for the first time is an error', async () => {
    const { members, simulator } = await startMembers();
    simulator.fail('getbyunionid', { status: 500, body: '' });
    await expect(members.has('ming')).rejects.toMatchObject({ code: 'DINGTALK_UNAVAILABLE' });
    expect(await members.has('ming')).toBe(true);
  });

  it('that quotes a secret or the app token has it shown in no error', async () => {
    const { members, simulator } = await startKnowingMing();
    const url = simulator.requests.at(-1)?.url ?? '';
    const token = new URLSearchParams(url.slice(url.indexOf('?'))).get('access_token') ?? '';
    expect(token).toMatch(/^\w{32}$/);
    const errmsg = `${token} secret-of-the-members`;
    simulator.fail('getbyunionid', { body: { errcode: 50002, errmsg } });
    const error = await members.has('hua').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DINGTALK_CONTACT_SCOPE', providerMessage: '*** ***' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(
      new RegExp(`${token}|secret-of-the-members`),
    );
  });

  it.each([
    ['of an app of its own', {}],
    ['of a third-party app', thirdParty],
  ])('is asked with a new app token of the same organization when that %s died', async (_whose, app) => {
    const { members, simulator } = await startKnowingMing({}, app);
    simulator.expireAppTokens();
    expect(await members.has('hua')).toBe(true);
  });

  it.each([
    ['about whom nothing is known', 'newcomer', false],
    ['whose answer is too old to be given', 'ming', true],
  ])('is asked first about those %s, as somebody waits for it', async (_whom, unionId, isMember) => {
    const people = crowd(30);
    const company = companyOf([...people, { unionId: 'ming', userId: 'm' }]);
    const { members, asked, pass, settle } = await startKnowingMing({}, company);
    await pass(recheckMs, recheckMs);
    const everybody = () => Promise.all(people.map(({ unionId }) => members.has(unionId)));
    const first = everybody();
    await pass(3500);
    await first;
    await pass(1.2 * recheckMs, recheckMs);
    // Thirty are to be asked about in the background, ten of them at once.
    await everybody();
    const answer = members.has(unionId);
    await settle();
    expect(asked()).toHaveLength(41);
    await pass(1100);
    expect(await answer).toBe(isMember);
    expect(asked().slice(41, 51)).toContain(unionId);
    await pass(2200);
    expect(asked()).toHaveLength(62);
  });

  it('that fails for one organization is asked about another all the same', async () => {
    const { members, simulator } = await startMembers({}, thirdParty);
    simulator.fail('getbyunionid', { status: 500, body: '' }, 2);
    for (const unionId of ['ming', 'hua']) {
      await expect(members.has(unionId, { corpId: home })).rejects.toThrow();
    }
    expect(await members.has('ming', { corpId: other })).toBe(true);
    await expect(members.has('ming', { corpId: home })).rejects.toThrow();
  });

  it('that has something against one person is asked about the next all the same', async () => {
    const { members, simulator } = await startMembers();
    simulator.fail('getbyunionid', { body: { errcode: 50002, errmsg: 'x' } }, 5);
    for (let index = 0; index < 5; index += 1) {
      await expect(members.has(`hidden-${index}`)).rejects.toMatchObject({ code: 'DINGTALK_CONTACT_SCOPE' });
    }
    expect(await members.has('ming')).toBe(true);
  });
});

describe('onLeave', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is told once, when the directory lists a member no more', async () => {
    const { members, simulator, pass, leavers } = await startKnowingMing();
    await members.has('nobody');
    simulator.leave('ming');
    await pass(3 * recheckMs, recheckMs);
    await members.has('ming');
    await members.has('nobody');
    await pass(3 * recheckMs, recheckMs);
    await members.has('ming');
    expect(leavers).toEqual([{ unionId: 'ming', corpId: home, userId: 'user-ming' }]);
  });

  const down = new Error('the database is down');
  const fail = () => {
    throw down;
  };
  it.each([
    ['throws', down, fail],
    ['rejects', down, () => Promise.reject(down)],
    [
      'rejects with what has no prototype',
      '[Object: null prototype] {}',
      () => Promise.reject({ __proto__: null }),
    ],
    ['rejects with what is no error', '503', () => Promise.reject(503)],
  ])('that %s keeps nobody in, and becomes a warning', async (_how, warning, onLeave) => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { members, settle } = await startKnowingMing({ onLeave });
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-ming'] }));
    expect(await members.has('ming')).toBe(false);
    await settle();
    expect(warned.mock.calls).toEqual([[warning]]);
  });
});

describe('the options', () => {
  const right = { clientID: 'ding', clientSecret: 'secret-never-shown' };

  it.each<[string, object, string]>([
    ['clientSecret', { clientSecret: undefined }, 'must be a non-empty string'],
    ['corpId', { corpId: 5 }, 'must be a non-empty string'],
    ['recheckMs', { recheckMs: 999 }, 'must be a whole number of milliseconds, 1000 or more'],
    ['recheckMs', { recheckMs: 1000.5 }, 'must be a whole number'],
    ['recheckMs', { recheckMs: '900000' }, 'must be a whole number'],
    ['graceMs', { graceMs: -1 }, 'must be a whole number of milliseconds, 0 or more'],
    ['graceMs', { graceMs: Infinity }, 'must be a whole number'],
    ['store', { store: { get() {} } }, 'must be an object with get and set'],
    ['onLeave', { onLeave: 'log' }, 'must be a function'],
    ['onLeave', { onLeave: null }, 'must be a function'],
    ['recheckMS', { recheckMS: 5000 }, 'is unknown'],
    ['membership', { membership: 'required' }, 'is unknown'],
    ['preconnect', { preconnect: true }, 'is unknown'],
  ])('name `%s` when it is wrong: %j', (name, wrong, says) => {
    const make = () => new DingTalkMembers({ ...right, ...wrong } as DingTalkMembersOptions);
    expect(make).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: expect.stringMatching(/^ERR_INVALID_ARG_(?:VALUE|TYPE)$/),
        message: expect.stringContaining(`\`${name}\` ${says}`),
      }),
    );
    const hidesSecrets = (error: unknown) => !inspect(error).includes('secret-never-shown');
    expect(make).toThrow(expect.toSatisfy(hidesSecrets));
  });

  it('may be the least: a second, and no grace', () => {
    expect(() => new DingTalkMembers({ ...right, recheckMs: 1000, graceMs: 0 })).not.toThrow();
  });

  it('may be no object at all only by mistake', () => {
    expect(() => new DingTalkMembers(undefined as never)).toThrow(TypeError);
  });

  it('are not shown by who prints the members', () => {
    const members = new DingTalkMembers(right);
    expect(inspect(members, { depth: Infinity, showHidden: true })).not.toContain('secret-never-shown');
  });
});
