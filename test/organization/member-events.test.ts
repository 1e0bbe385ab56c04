import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { DingTalkEventReport } from '../../lib/index.js';
import { heardOn } from '../helpers/heard.js';
import {
  companyOf,
  eventOf,
  home,
  minuteMs,
  other,
  recheckMs,
  startKnowingMing,
  startMembers,
  thirdParty,
} from '../helpers/members.js';
import { oddValues } from '../helpers/mutations.js';
import { holds, holdsTimeoutMs } from '../helpers/property.js';

const listen = () => heardOn<DingTalkEventReport>('passport-dingtalk-oauth2:event');

const left = (...userId: string[]) => eventOf('user_leave_org', { timeStamp: '1685501863357', userId });

describe('user_leave_org', () => {
  it.each([
    ['an object', (event: object) => event],
    ['its text', (event: object) => JSON.stringify(event)],
    [
      'an object whose data was parsed',
      (event: { data?: string }) => ({ ...event, data: JSON.parse(event.data ?? '') }),
    ],
    ['an object without the type of its frame', ({ type: _, ...rest }: { type?: string }) => rest],
    [
      'an object that names no organization',
      (event: { headers?: object }) => ({ ...event, headers: { ...event.headers, eventCorpId: undefined } }),
    ],
  ])('as %s has the person out from that moment, without a question to DingTalk', async (_as, form) => {
    const { members, simulator, leavers, asked } = await startMembers();
    expect(await members.has('ming')).toBe(true);
    simulator.leave('ming');
    const shared = members.onEvent(form(left('user-ming')));
    expect(await members.has('ming')).toBe(false);
    await shared;
    expect(asked()).toHaveLength(1);
    await setImmediate();
    expect(leavers).toEqual([{ unionId: 'ming', corpId: home, userId: 'user-ming' }]);
  });

  it('has out whom it names by either name', async () => {
    const { members } = await startMembers({ corpId: home });
    for (const unionId of ['ming', 'hua']) await members.has(unionId);
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-ming'], unionid: 'hua' }));
    expect([await members.has('ming'), await members.has('hua')]).toEqual([false, false]);
  });

  it('of a third-party app names a unionId, in one organization', async () => {
    const { members } = await startMembers({}, thirdParty);
    const answers = async () => [
      await members.has('ming', { corpId: home }),
      await members.has('ming', { corpId: other }),
    ];
    expect(await answers()).toEqual([true, true]);
    await members.onEvent(eventOf('user_leave_org', { unionid: 'ming', dingId: '$:LWCP_v1:$x' }));
    expect(await answers()).toEqual([false, true]);
  });

  it('has out whom the directory knows by the userid now, not who had it before', async () => {
    const { members, simulator, pass, settle } = await startMembers();
    expect(await members.has('ming')).toBe(true);
    // As when an account becomes an enterprise account: the userid stays, the unionId is another.
    simulator.leave('ming');
    const result = { userid: 'user-ming', contact_type: 0 };
    simulator.fail('getbyunionid', { status: 200, body: { errcode: 0, errmsg: 'ok', result } });
    expect(await members.has('ming-enterprise')).toBe(true);
    await members.onEvent(eventOf('user_modify_org', { unionid: 'ming' }));
    await members.has('ming');
    await settle();
    expect(await members.has('ming')).toBe(false);
    await pass(1000);
    await members.onEvent(left('user-ming'));
    expect(await members.has('ming-enterprise')).toBe(false);
  });

  it('of another organization, where userids mean others, changes nothing', async () => {
    const { members } = await startKnowingMing({ corpId: home });
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-ming'] }, { corpId: other }));
    expect(await members.has('ming')).toBe(true);
  });

  it.each(['user_leave_org', 'org_remove'])(
    'of an organization that may be another (%s) puts out only who left, as nobody said which is the own',
    async (type) => {
      const { members, simulator, settle, leavers, asked } = await startMembers({ corpId: undefined });
      for (const unionId of ['ming', 'hua']) await members.has(unionId);
      simulator.leave('hua');
      const named = { userId: ['user-ming', 'user-hua'] };
      await members.onEvent(eventOf(type, named, { corpId: other }));
      expect(await members.has('ming')).toBe(true);
      await settle();
      expect([await members.has('ming'), await members.has('hua')]).toEqual([true, false]);
      expect(leavers).toEqual([{ unionId: 'hua', userId: 'user-hua' }]);
      expect(asked()).toHaveLength(4);
    },
  );

  it.each([
    ['by userid', {}, left('user-ming')],
    ['of a third-party app', thirdParty, eventOf('user_leave_org', { unionid: 'ming' })],
    ['of the whole organization', {}, eventOf('org_remove', {})],
  ])('outdoes the answer to the first question about the person, %s', async (_which, app, event) => {
    const { members, simulator, settle, asked } = await startMembers({}, app);
    await members.has('hua');
    simulator.fail('getbyunionid', { delayMs: 5 });
    const answer = members.has('ming');
    while (asked().length < 2) await setImmediate();
    await members.onEvent(event);
    vi.advanceTimersByTime(5);
    await settle();
    expect(await answer).toBe(false);
    expect(await members.has('ming')).toBe(false);
  });

  it('is believed for one minute about somebody whom the directory lists still, and then checked', async () => {
    const { members, asked, pass, settle } = await startKnowingMing();
    await members.onEvent(left('user-ming'));
    for (let seconds = 0; seconds < 60; seconds += 10) {
      expect(await members.has('ming')).toBe(false);
      await settle();
      expect(asked()).toHaveLength(1);
      await pass(10_000, 10_000);
    }
    expect(await members.has('ming')).toBe(false);
    await settle();
    expect(asked()).toHaveLength(2);
    expect(await members.has('ming')).toBe(true);
  });

  it('that was right stays so after the check', async () => {
    const { members, simulator, pass, settle, leavers } = await startKnowingMing();
    simulator.leave('ming');
    await members.onEvent(left('user-ming'));
    for (let minutes = 0; minutes < 30; minutes += 1) {
      await pass(minuteMs, minuteMs);
      expect(await members.has('ming')).toBe(false);
      await settle();
    }
    expect(leavers).toHaveLength(1);
  });

  it('that comes twice does no harm', async () => {
    const reports = listen();
    const { members, pass, settle, leavers } = await startKnowingMing();
    const event = eventOf('user_leave_org', { userId: ['user-ming'] }, { eventId: 'event-1' });
    await members.onEvent(event);
    await members.onEvent(event);
    await pass(minuteMs, minuteMs);
    await members.has('ming');
    await settle();
    expect(await members.has('ming')).toBe(true);
    // DingTalk sends again after a minute what was not acknowledged.
    await members.onEvent(JSON.stringify(event));
    expect(await members.has('ming')).toBe(true);
    expect(leavers).toHaveLength(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['handled', 'repeated', 'repeated']);
    // The same person can leave again.
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-ming'] }, { eventId: 'event-2' }));
    expect(await members.has('ming')).toBe(false);
  });

  it('holds while DingTalk cannot be asked', async () => {
    const { members, simulator, pass } = await startKnowingMing();
    simulator.fail('getbyunionid', { status: 500, body: '' }, Infinity);
    await members.onEvent(left('user-ming'));
    await pass(2 * recheckMs, recheckMs);
    expect(await members.has('ming')).toBe(false);
  });

  it('that comes while DingTalk is asked in vain is the answer', async () => {
    const { members, simulator, asked } = await startMembers();
    simulator.fail('getbyunionid', { status: 500, body: '' });
    const answer = members.has('ming');
    while (asked().length === 0) await setImmediate();
    await members.onEvent(eventOf('user_leave_org', { unionId: 'ming' }));
    expect(await answer).toBe(false);
  });
});

describe('user_modify_org', () => {
  it('has the person asked about again, in the background', async () => {
    const { members, simulator, asked, settle } = await startKnowingMing();
    simulator.leave('ming');
    await members.onEvent(eventOf('user_modify_org', { userId: ['user-ming', 'user-hua'] }));
    expect(await members.has('hua')).toBe(true);
    expect(await members.has('ming')).toBe(true);
    await settle();
    expect(await members.has('ming')).toBe(false);
    expect(asked()).toEqual(['ming', 'hua', 'ming']);
  });

  it('changes nothing about who is no member, or not known', async () => {
    const { members, asked } = await startMembers();
    expect(await members.has('gone')).toBe(false);
    await members.onEvent(eventOf('user_modify_org', { unionId: ['stranger', 'gone'] }));
    expect(await members.has('gone')).toBe(false);
    expect(asked()).toEqual(['gone']);
  });
});

describe('org_remove', () => {
  it('has everybody of that organization out, and tells of each', async () => {
    const { members, leavers } = await startMembers({}, thirdParty);
    for (const unionId of ['ming', 'hua', 'nobody']) await members.has(unionId, { corpId: home });
    await members.has('ming', { corpId: other });
    await members.onEvent(eventOf('org_remove', {}));
    await setImmediate();
    expect(leavers).toEqual([
      { unionId: 'ming', corpId: home, userId: 'user-ming' },
      { unionId: 'hua', corpId: home, userId: 'user-hua' },
    ]);
    for (const unionId of ['ming', 'hua', 'somebody-new']) {
      expect(await members.has(unionId, { corpId: home })).toBe(false);
    }
    expect(await members.has('ming', { corpId: other })).toBe(true);
    expect(leavers).toHaveLength(2);
  });

  it('has out whom nobody asked about before, without a question to DingTalk', async () => {
    const { members, asked } = await startMembers();
    await members.onEvent(eventOf('org_remove', {}));
    expect(await members.has('ming')).toBe(false);
    expect(asked()).toEqual([]);
  });

  it('is newer than what a session says, also when its minute is over', async () => {
    const { members, simulator, pass } = await startMembers();
    const confirmedAt = new Date();
    await pass(1000);
    await members.onEvent(eventOf('org_remove', {}));
    await pass(minuteMs, minuteMs);
    simulator.fail('accessToken', { status: 400, body: { code: 'invalidClientIdOrSecret' } }, 9);
    expect(await members.has('hua', { confirmedAt }).catch(() => false)).toBe(false);
    await pass(1);
    expect(await members.has('hua', { confirmedAt: new Date() })).toBe(true);
  });

  it('is believed for one minute, and then checked', async () => {
    const { members, pass, settle } = await startKnowingMing();
    await members.onEvent(eventOf('org_remove', {}));
    await pass(minuteMs, minuteMs);
    expect(await members.has('hua')).toBe(true);
    await members.has('ming');
    await settle();
    expect(await members.has('ming')).toBe(true);
  });
});

describe('any other event', () => {
  it.each([
    ['of another kind', eventOf('user_add_org', { userId: ['user-ming'] })],
    ['of the connection', { type: 'SYSTEM', headers: { topic: 'ping' }, data: '{}' }],
    ['to call back', { type: 'CALLBACK', headers: { topic: '/v1.0/im/bot' }, data: '{}' }],
  ])('%s is ignored without a word', async (_kind, event) => {
    const reports = listen();
    const { members } = await startKnowingMing();
    await members.onEvent(event);
    expect(await members.has('ming')).toBe(true);
    expect(reports).toEqual([]);
  });

  const malformed: [string, unknown, detail: RegExp, eventType?: string][] = [
    ['nothing', undefined, /neither an object/],
    ['null', null, /neither an object/],
    ['a number', 5, /neither an object/],
    ['a list', [], /neither an object/],
    ['text that is no JSON', '{"type":"EVENT"', /nor the JSON of one/],
    ['text that is no object', '"user_leave_org"', /nor the JSON of one/],
    ['an object without headers', { type: 'EVENT', data: '{}' }, /no eventType/],
    ['headers without a type', { type: 'EVENT', headers: {}, data: '{}' }, /no eventType/],
    [
      'an organization that is none',
      eventOf('user_leave_org', { userId: ['user-ming'] }, { corpId: `${home}\u0000` }),
      /a malformed corpId/,
      'user_leave_org',
    ],
    ['data that is no JSON', { ...left('user-ming'), data: '{' }, /nobody named/, 'user_leave_org'],
    ['data that names nobody', eventOf('user_leave_org', { userId: [] }), /nobody named/, 'user_leave_org'],
    [
      'data that names no text',
      eventOf('user_modify_org', { userId: [5, null, '', 'x'.repeat(257), 'user-ming\n'] }),
      /nobody named/,
      'user_modify_org',
    ],
  ];
  it.each(malformed)(
    'that is malformed, %s, is ignored with a diagnostic message',
    async (_what, event, detail, eventType) => {
      const reports = listen();
      const { members } = await startKnowingMing();
      await members.onEvent(event);
      expect(await members.has('ming')).toBe(true);
      expect(reports).toEqual([{ eventType, outcome: 'malformed', detail: expect.stringMatching(detail) }]);
      expect(JSON.stringify(reports)).not.toContain('ming');
    },
  );

  it(
    'whatever it is changes nothing, and never throws',
    async () => {
      const { members, asked } = await startKnowingMing({ store: new Map() });
      // Half a surrogate pair, which no URL can hold.
      await members.onEvent(eventOf('user_leave_org', { unionid: '\ud800', userId: ['\udfff'] }));
      const frame = fc.record(
        { type: fc.anything(), headers: fc.anything(), data: fc.anything() },
        { requiredKeys: [] },
      );
      const known = fc.record({
        type: fc.constant('EVENT'),
        headers: fc.record({
          eventType: fc.constantFrom('user_leave_org', 'user_modify_org'),
          eventId: fc.oneof(fc.anything(), oddValues),
          eventCorpId: fc.oneof(fc.anything(), oddValues),
        }),
        data: fc.oneof(
          fc.anything(),
          fc.json(),
          fc.record({ userId: fc.oneof(oddValues, fc.array(oddValues)), unionId: oddValues }),
          fc.record({ userId: fc.array(fc.string({ unit: 'binary' })) }),
        ),
      });
      await holds(
        fc.asyncProperty(fc.oneof(fc.anything(), fc.json(), frame, known), async (event) => {
          await members.onEvent(event);
          expect(await members.has('ming')).toBe(true);
        }),
      );
      expect(asked()).toHaveLength(1);
    },
    holdsTimeoutMs,
  );
});

describe('events in any number and order', () => {
  it('leave in exactly those whom none of them named', async () => {
    const names = ['ming', 'hua', 'lan', 'bo'];
    const company = companyOf(names.map((name) => ({ unionId: name, userId: `user-${name}` })));
    const { simulator, another } = await startMembers({}, company);
    expect(simulator.requests).toEqual([]);
    const someNames = fc.uniqueArray(fc.constantFrom(...names, 'nobody'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ kind: fc.constantFrom('leave', 'modify'), who: someNames, id: fc.option(fc.nat(3)) }),
          {
            maxLength: 6,
          },
        ),
        async (events) => {
          vi.advanceTimersByTime(1000);
          const members = another();
          for (const name of names) expect(await members.has(name)).toBe(true);
          const out = new Set<string>();
          const seen = new Set<string>();
          for (const { kind, who, id } of events) {
            const eventId = id === null ? undefined : `event-${id}`;
            const userId = who.map((name) => `user-${name}`);
            await members.onEvent(eventOf(`user_${kind}_org`, { userId }, { eventId }));
            if (eventId !== undefined && seen.has(eventId)) continue;
            if (eventId !== undefined) seen.add(eventId);
            if (kind === 'leave') for (const name of who) out.add(name);
          }
          for (const name of names) expect(await members.has(name)).toBe(!out.has(name));
        },
      ),
      { numRuns: 60 },
    );
  });
});
