import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { isDingTalkError } from '../../lib/dingtalk/errors.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { stopClock } from '../helpers/clock.js';
import { answer, type Respond, startRawServer } from '../helpers/raw-server.js';

/** A DingTalk, and a clock by which nothing takes time but what is waited for. */
async function start(respond: Respond) {
  const server = await startRawServer(respond);
  return { server, ...stopClock() };
}

const tooOften = {
  'the new gateway': answer(403, { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', message: 'm' }),
  'the old gateway': answer(200, { errcode: 88, sub_code: '90018', errmsg: 'x' }),
};

/** A DingTalk that refuses every call. */
async function startRefusing(refusal = tooOften['the new gateway']) {
  const { server, agent, passUntil } = await start((socket) => socket.write(refusal));
  const origins = { api: server.origin, oapi: server.origin };
  const client = new DingTalkClient({ clientID: 'c', clientSecret: 's3cret', origins, agent });
  return { server, client, passUntil };
}

const many = <T>(count: number, make: (nth: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, nth) => make(nth)));
const failures = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));

/** A DingTalk that answers twenty calls a second to some of its paths, and any number to the others. */
async function startCompany(limited: string, departments: number[] = []) {
  const served: number[] = [];
  const bodies: Record<string, object> = {
    '/v1.0/oauth2/userAccessToken': { accessToken: 'a-token', expireIn: 7200 },
    '/v1.0/oauth2/accessToken': { accessToken: 'app-token', expireIn: 7200 },
    '/v1.0/contact/users/me': { unionId: 'union1', nick: 'N' },
    '/topapi/user/getbyunionid': { errcode: 0, result: { userid: 'u1', contact_type: 0 } },
    '/topapi/v2/user/get': { errcode: 0, result: { userid: 'u1', dept_id_list: departments } },
    '/topapi/v2/department/get': { errcode: 0, result: { name: 'D', parent_id: 0 } },
  };
  const codes: string[] = [];
  const { server, agent, passUntil } = await start((socket, request) => {
    const path = /^\w+ ([^? ]*)/.exec(request)?.[1] ?? '';
    const code = /"code":"([^"]*)"/.exec(request)?.[1];
    if (code) codes.push(code);
    const now = performance.now();
    const isOver = path === limited && served.filter((time) => now - time < 1000).length >= 20;
    if (path === limited && !isOver) served.push(now);
    socket.write(isOver ? tooOften['the old gateway'] : answer(200, bodies[path] ?? {}));
  });
  const signIn = (nth: number, options: object) =>
    new Promise<unknown>((resolve, reject) => {
      const origins = server.origin;
      const app = {
        clientID: 'c',
        clientSecret: 's3cret',
        callbackURL: 'https://example.com/cb',
        state: false,
        timeoutMs: 30_000,
        agent,
      };
      const strategy = new DingTalkStrategy({ ...app, origins, ...options }, (...given: unknown[]) =>
        (given.at(-1) as (error: null, user: unknown) => void)(null, given.at(-2)),
      );
      const attempt = Object.create(strategy, {
        success: { value: resolve },
        fail: { value: reject },
        error: { value: reject },
      }) as DingTalkStrategy;
      const query = { code: `code-${nth}` };
      attempt.authenticate({ method: 'GET', url: '/cb', query, headers: {} } as never);
    });
  return { signIn, codes, passUntil };
}

describe('at nine o’clock', () => {
  it.each([
    ['forty sign-ins that require membership', 40, '/topapi/user/getbyunionid', { membership: 'required' }],
    ['sixty sign-ins', 60, '/v1.0/contact/users/me', {}],
  ])('%s in a second all come in, and spend each code once', async (_what, count, limited, options) => {
    const { signIn, codes, passUntil } = await startCompany(limited);
    expect(failures(await passUntil(many(count, (nth) => signIn(nth, options))))).toEqual([]);
    expect(codes).toHaveLength(new Set(codes).size);
  });

  it('somebody in thirty departments comes in at the first try, with all of them named', async () => {
    const departments = Array.from({ length: 30 }, (_, index) => index + 2);
    const { signIn, passUntil } = await startCompany('/topapi/v2/department/get', departments);
    const profile = await passUntil(signIn(1, { staff: { departments: true } }));
    const named = departments.map((id) => ({ id, name: 'D', path: ['D'] }));
    expect(profile).toMatchObject({ staff: { userId: 'u1', departments: named } });
  });
});

it('strangers with codes that are none leave room for others, and time for an answer', async () => {
  const accepted: number[] = [];
  const asked = new Map<string, number>();
  const sentAfterMs: number[] = [];
  const { server, agent, passUntil, pass } = await start((socket, request) => {
    const now = performance.now();
    const code = /"code":"([^"]*)"/.exec(request)?.[1] ?? '';
    sentAfterMs.push(now - (asked.get(code) ?? 0));
    if (accepted.filter((time) => now - time < 1000).length >= 10) {
      socket.write(tooOften['the new gateway']);
      return;
    }
    accepted.push(now);
    const refusal = { code: 'invalidParameter.authCode.notFound', message: 'm' };
    const tokens = { accessToken: 'a-token', expireIn: 7200 };
    socket.write(code.startsWith('real-') ? answer(200, tokens) : answer(400, refusal));
  });
  const app = { clientID: 'c', clientSecret: 's3cret', timeoutMs: 2000, agent };
  const client = new DingTalkClient({ ...app, origins: server.origin });
  const exchange = (code: string) => {
    asked.set(code, performance.now());
    return client.exchangeCode(code).then(
      () => true,
      () => false,
    );
  };
  const strangers: Promise<boolean>[] = [];
  const people: Promise<boolean>[] = [];
  for (let step = 0; step < 440; step += 1) {
    if (step % 2 === 0) strangers.push(exchange(`none-${step}`));
    // Once more are waiting than DingTalk answers in time.
    if (step > 200 && step % 7 === 0) people.push(exchange(`real-${step}`));
    await pass(12.5);
  }
  await passUntil(Promise.all(strangers));
  expect(await passUntil(Promise.all(people))).toContain(true);
  // What is sent in its last second spends the code and has no time for an answer; connecting takes steps of the clock.
  expect(Math.max(...sentAfterMs)).toBeLessThan(1500);
});

describe('a limit that stays', () => {
  it('is DINGTALK_THROTTLED in the time of the exchange, and no storm of calls', async () => {
    const { client, server, passUntil } = await startRefusing();
    const outcomes = failures(await passUntil(many(30, () => client.me('a-token'))));
    expect(outcomes).toHaveLength(30);
    for (const error of outcomes) {
      expect(error).toMatchObject({ code: 'DINGTALK_THROTTLED', retryable: true });
    }
    // Each once, and then five a second of them all.
    expect(server.received.length).toBeLessThan(60);
  });

  it.each([
    [403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'],
    [403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    [200, '90020'],
  ])('for longer than a second is not waited out: HTTP %i with %s', async (status, code) => {
    const body = status === 200 ? { errcode: Number(code), errmsg: 'x' } : { code, message: 'x' };
    const { client, server } = await startRefusing(answer(status, body));
    await expect(client.me('a-token')).rejects.toMatchObject({ code: 'DINGTALK_THROTTLED' });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, (client: DingTalkClient) => Promise<unknown>]>([
    ['exchangeCode', (client) => client.exchangeCode('code')],
    ['refresh', (client) => client.refresh('token')],
    ['inAppUser', (client) => client.inAppUser('token', 'code')],
  ])('has no code or token sent again: %s', async (_name, make) => {
    const { client, server } = await startRefusing();
    await expect(make(client)).rejects.toMatchObject({ code: 'DINGTALK_THROTTLED' });
    expect(server.received).toHaveLength(1);
  });

  it('stays the reason when the repetition gets no answer', async () => {
    const { server, agent } = await start((socket) => {
      if (server.received.length === 1) socket.write(tooOften['the new gateway']);
    });
    const app = { clientID: 'c', clientSecret: 's', origins: server.origin };
    const ended = new DingTalkClient({ ...app, agent, timeoutMs: 60_000 })
      .me('a-token')
      .catch((error) => error);
    while (server.received.length < 2) {
      vi.advanceTimersByTime(10);
      await turn();
    }
    vi.advanceTimersByTime(60_000);
    expect(await ended).toMatchObject({ code: 'DINGTALK_THROTTLED', upstreamStatus: 403 });
  });

  it('has an app token asked for again, as none was given', async () => {
    const { client, server, passUntil } = await startRefusing();
    const refused = await passUntil(client.appAccessToken().catch((error: unknown) => error));
    expect(isDingTalkError(refused) && refused.code).toBe('DINGTALK_THROTTLED');
    expect(server.received.length).toBeGreaterThan(1);
  });
});
