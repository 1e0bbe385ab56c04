import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { Throttle } from '../../lib/dingtalk/throttle.js';
import { type DingTalkAuthenticateOptions, DingTalkClient } from '../../lib/index.js';
import { AppTokens } from '../../lib/organization/app-tokens.js';
import { Departments } from '../../lib/organization/departments.js';
import { SpentCodes } from '../../lib/passport/spent-codes.js';
import { documentAt } from '../helpers/markdown.js';
import { crowd, eventOf, minuteMs, recheckMs, startMembers } from '../helpers/members.js';
import { answer, startRawServer } from '../helpers/raw-server.js';
import { startSignInApp } from '../helpers/sign-in-app.js';
import type { Visitor } from '../helpers/visitor.js';

afterEach(() => {
  vi.useRealTimers();
});

const invalid = { code: 'DINGTALK_INVALID_RESPONSE' };

/** A client of a DingTalk that answers what it is given. */
async function startDingTalk() {
  let given = {};
  const server = await startRawServer((socket) => socket.write(answer(200, given)));
  const origins = { api: server.origin, oapi: server.origin };
  return {
    client: new DingTalkClient({ clientID: `ding${server.origin}`, clientSecret: 'secret', origins }),
    give: (body: object) => {
      given = body;
    },
  };
}

/** Reaches a documented number, and passes it by one. */
type Reach = (...numbers: number[]) => unknown;

const limits: Record<string, Reach> = {
  'Sign-ins in progress in one browser': async (most = 0, cookieKiB = 0, sessionKiB = 0) => {
    const ours = /^(?:__Host-)?dingtalk-state\./;
    const cookies = (visitor: Visitor) =>
      visitor.cookies.flatMap((name) => (ours.test(name) ? `${name}=${visitor.cookie(name)}; ` : []));
    const session = async (visitor: Visitor) => {
      const { pending } = (await (await visitor.get('/pending')).json()) as { pending: object[] };
      return pending.map((each) => JSON.stringify(each));
    };
    const stores = [
      { store: undefined, kept: cookies, bytes: cookieKiB * 1024 },
      { store: true, kept: session, bytes: sessionKiB * 1024 },
    ] as const;
    for (const { store, kept, bytes } of stores) {
      vi.useFakeTimers({ toFake: ['Date'] });
      const { app, passport, visitor, begin, finish } = await startSignInApp({ options: { store } });
      // Of Node's `fetch`, which says that a script asks, a browser that does not say who does.
      app.use('/by-person', (req, _res, next) => {
        delete req.headers['sec-fetch-mode'];
        next();
      });
      app.get('/by-person', passport.authenticate('dingtalk'));
      const large: DingTalkAuthenticateOptions = { state: { to: 'x'.repeat(500) } };
      app.get('/by-person/large', passport.authenticate('dingtalk', large));
      app.get('/pending', (req, res) => {
        res.json(Object.values(req.session).find((entry) => entry?.pending));
      });
      const browser = visitor();
      const states: string[] = [];
      for (let count = 0; count <= most; count += 1) {
        vi.advanceTimersByTime(1);
        states.push((await begin(browser, '/by-person')).searchParams.get('state') ?? '');
      }
      expect(await kept(browser)).toHaveLength(most);
      const codes: unknown[] = [];
      for (const state of states)
        codes.push((await finish(browser, `/callback?code=none&state=${state}`)).info?.code);
      expect(codes).toEqual(['state-invalid', ...Array(most).fill('code-rejected')]);

      const hoarder = visitor();
      for (let count = 0; count < most; count += 1) await begin(hoarder, '/by-person/large');
      const held = await kept(hoarder);
      const size = held.join('').length;
      expect(size).toBeLessThanOrEqual(bytes);
      expect(size + (held[0]?.length ?? 0)).toBeGreaterThan(bytes);
      vi.useRealTimers();
    }
  },

  'Used codes and states in memory': (most = 0, last = 0, minutes = 0) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const codes = new SpentCodes();
    const has = (...indexes: number[]) => indexes.map((index) => codes.has(`code ${index}`));
    for (let index = 0; index < most; index += 1) codes.spend(`code ${index}`);
    expect(has(0, most - 1)).toEqual([true, true]);
    codes.spend(`code ${most}`);
    expect(has(last - 1, last, most)).toEqual([false, true, true]);
    for (const isKept of [true, false]) {
      vi.advanceTimersByTime(minutes * minuteMs + 1);
      expect([codes.spend(crypto.randomUUID()), ...has(most)]).toEqual([true, isKept]);
    }
  },

  'Calls that wait while DingTalk limits the app': async (most = 0) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const throttle = new Throttle();
    const turn = (kind = 'k') =>
      throttle.turn(kind, { priority: 'sign-in', deadline: performance.now() + 900, isRepeatable: false });
    void turn();
    throttle.ended('k', 'too-often');
    while (!turn()) throttle.ended('k', 'lost');
    let ended = 0;
    for (let waiting = 1; waiting < most; waiting += 1) void turn()?.then(() => (ended += 1));
    let isTurn: boolean | undefined;
    void turn()?.then((said) => {
      isTurn = said;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect([ended, isTurn]).toEqual([0, false]);
    expect(turn('another kind')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(900);
    expect(ended).toBe(most - 1);
  },

  'Departments named for one sign-in': async (most = 0, steps = 0) => {
    const departments = new Departments();
    const namesOf = async (...ids: number[]) => {
      // Each is in the next one, up to the next thousand.
      const read = async (id: number) => ({ name: `${id}`, ...(id % 1000 && { parentId: id + 1 }) });
      const named = await departments.name(
        ids.map((id) => ({ id })),
        'dingtea',
        read,
      );
      return named.flatMap(({ path }) => (path ? [path] : []));
    };
    const flat = (count: number) => Array.from({ length: count }, (_, index) => (index + 1) * 1000);
    for (const named of [most, most + 1]) expect(await namesOf(...flat(most + 1))).toHaveLength(named);

    const levels = 50;
    const towers = flat(steps / levels).map((top) => top - levels + 1);
    // Until all of them are known, of which one sign-in reads no more than so many.
    for (let read = 0; read < steps; read += most) await namesOf(...towers);
    expect(await namesOf(...towers)).toHaveLength(towers.length);
    expect((await namesOf(...towers, 1000)).length).toBeLessThanOrEqual(towers.length);
  },

  'Department names in memory': async (most = 0, minutes = 0) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const departments = new Departments();
    const asked: number[] = [];
    const name = (id: number) =>
      departments.name([{ id }], 'dingtea', async () => {
        asked.push(id);
        return {};
      });
    const keepMs = minutes * minuteMs;
    await name(1);
    await name(2);
    vi.advanceTimersByTime(keepMs - 1);
    await name(1);
    expect(asked).toEqual([1, 2]);
    vi.advanceTimersByTime(1);
    // Read anew, and the later for it.
    await name(1);
    for (let id = 3; id <= most; id += 1) await name(id);
    vi.setSystemTime(Date.now() + 1 - keepMs);
    await name(2);
    expect(asked).toHaveLength(most + 1);
    await name(most + 1);
    await name(1);
    expect(asked).toHaveLength(most + 2);
    await name(2);
    expect(asked).toHaveLength(most + 3);
  },

  'Users in the memory of DingTalkMembers': async (most = 0) => {
    let knowsAll = true;
    const store = {
      get: (key: string) =>
        knowsAll && key.includes('union-')
          ? JSON.stringify({ isMember: true, at: Date.now(), recheckAt: Date.now() + recheckMs })
          : undefined,
      set: () => {},
    };
    const { members, asked } = await startMembers({ store });
    // One of them is what is known of the organization as a whole.
    for (let index = 0; index < most; index += 1) {
      await members.has(`union-${index}`);
      if (index === most / 2) await members.has('union-0');
      if (index % 10_000 === 0) await setImmediate();
    }
    knowsAll = false;
    for (const index of [0, 2, most / 2, most - 1]) expect(await members.has(`union-${index}`)).toBe(true);
    expect(asked()).toEqual([]);
    // Unused the longest.
    expect(await members.has('union-1')).toBe(false);
    expect(asked()).toEqual(['union-1']);
  },

  'Users about whom DingTalkMembers waits to ask': async (most = 0, seconds = 0) => {
    const { members, simulator, pass, settle, asked } = await startMembers();
    simulator.throttle('getbyunionid', Infinity);
    let refused = 0;
    const ask = (unionId: string) =>
      members.has(unionId).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'DINGTALK_THROTTLED', status: 429 });
        refused += 1;
      });
    // Ten are being asked about, and one is too many.
    const asking = crowd(most + 11).map(({ unionId }) => ask(unionId));
    await settle();
    expect(refused).toBe(1);
    await pass((seconds - 1) * 1000, 1000);
    expect(refused).toBe(1);
    await pass(2000, 1000);
    await Promise.all(asking);
    expect(refused).toBe(asking.length);
    expect(asked().length).toBeLessThan(100);
  },

  'Events, and users that they name': async (most = 0) => {
    const { members, leavers } = await startMembers();
    const come = (id: number) =>
      members.onEvent(eventOf('user_leave_org', { userId: [`user-${id}`] }, { eventId: `event-${id}` }));
    const leaves = async (id: number) => {
      const before = leavers.length;
      await members.has('hua', { confirmedAt: new Date() });
      await members.onEvent(eventOf('user_leave_org', { unionId: ['hua'] }, { eventId: `event-${id}` }));
      return leavers.length > before;
    };
    await members.onEvent(eventOf('user_leave_org', { userId: ['user-ming'] }));
    for (let id = 0; id < most; id += 1) await come(id);
    // Of the userids Ming's is one too many, and no longer believed against the directory.
    expect(await members.has('ming')).toBe(true);
    expect(await leaves(0)).toBe(false);
    await come(most);
    expect(await leaves(1)).toBe(false);
    expect(await leaves(0)).toBe(true);
  },

  'App tokens in memory': async (most = 0) => {
    const tokens = new AppTokens();
    const get = (index: number) =>
      tokens.get(`key ${index}`, async () => ({ accessToken: `${Math.random()}`, expiresIn: 7200 }));
    const [first, second] = [await get(0), await get(1)];
    for (let index = 2; index < most; index += 1) await get(index);
    expect(await get(0)).toBe(first);
    await get(most);
    expect(await get(1)).toBe(second);
    expect(await get(0)).not.toBe(first);
  },

  'An answer from DingTalk': async (mebibytes = 0) => {
    const { client, give } = await startDingTalk();
    const most = mebibytes * 1024 * 1024;
    const answerOf = (length: number) => {
      const body = { unionId: 'lan', nick: '' };
      give({ ...body, nick: 'x'.repeat(length - JSON.stringify(body).length) });
      return client.me('token');
    };
    expect((await answerOf(most)).raw).toHaveLength(most);
    await expect(answerOf(most + 1)).rejects.toMatchObject(invalid);
  },

  "A code, a token, an id, a department's name": async (code = 0, token = 0, id = 0, name = 0) => {
    const { visitor, agree, finish } = await startSignInApp();
    const codes = [code, code + 1].map(async (length) => {
      const browser = visitor();
      const callback = await agree(browser);
      for (const parameter of ['code', 'authCode']) callback.searchParams.set(parameter, 'x'.repeat(length));
      return (await finish(browser, callback)).info?.code;
    });
    expect(await Promise.all(codes)).toEqual(['code-rejected', 'callback-malformed']);

    const { client, give } = await startDingTalk();
    const text = (length: number) => 'x'.repeat(length);
    const [tokens, me] = [() => client.exchangeCode('code'), () => client.me('token')];
    give({ accessToken: text(token), refreshToken: text(token), corpId: text(id) });
    expect((await tokens()).accessToken).toHaveLength(token);
    for (const odd of [{ accessToken: text(token + 1) }, { accessToken: 'a', corpId: text(id + 1) }]) {
      give(odd);
      await expect(tokens()).rejects.toMatchObject(invalid);
    }
    give({ unionId: text(id), openId: text(id + 1) });
    expect([(await me()).unionId, (await me()).openId]).toEqual([text(id), undefined]);
    give({ unionId: text(id + 1) });
    await expect(me()).rejects.toMatchObject(invalid);
    give({ errcode: 0, result: { name: text(name) } });
    expect(await client.department('token', 1)).toEqual({ name: text(name) });
    give({ errcode: 0, result: { name: text(name + 1), parent_id: 5 } });
    expect(await client.department('token', 1)).toEqual({ parentId: 5 });
  },

  'Failing organizations in memory': async (most = 0) => {
    // Its pauses are of no time here, however long the machine takes.
    vi.useFakeTimers({ toFake: ['performance'] });
    let asked = 0;
    const tokens = new AppTokens();
    const fail = (key: string) =>
      tokens
        .get(key, async () => {
          asked += 1;
          throw new Error('no');
        })
        .catch(() => {});
    for (const key of ['first', 'first', 'first']) await fail(key);
    // Asked a third time only when it has been forgotten that it failed twice.
    expect(asked).toBe(2);
    for (let index = 1; index < most; index += 1) await fail(`key ${index}`);
    await fail('first');
    expect(asked).toBe(2 + most - 1);
    await fail(`key ${most}`);
    await fail('first');
    expect(asked).toBe(2 + most + 1);
  },
};

const rowsIn = (folder: string) => documentAt(`${folder}/security.md`).tables.at(-1) ?? [];
const numbersIn = (text = '') =>
  (text.match(/\d+(?:,\d{3})*/g) ?? []).map((number) => Number(number.replaceAll(',', '')));
const documented = rowsIn('docs').map(([what = '', limit = '']) => [what, limit] as const);

it('each limit has a number, the same in both languages', () => {
  const numbers = documented.map(([, limit]) => numbersIn(limit));
  expect(numbers).not.toContainEqual([]);
  expect(rowsIn('docs/zh-CN').map(([, limit]) => numbersIn(limit))).toEqual(numbers);
});

it.each(documented)('%s: %s', { timeout: 180_000 }, async (what, limit) => {
  expect(limits).toHaveProperty([what]);
  await limits[what]?.(...numbersIn(limit));
});
