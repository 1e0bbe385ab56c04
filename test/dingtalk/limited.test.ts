import { afterEach, describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { isDingTalkError } from '../../lib/dingtalk/errors.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const tooOften = {
  'the new gateway': answer(403, { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', message: 'm' }),
  'the old gateway': answer(200, { errcode: 88, sub_code: '90018', errmsg: 'x' }),
};

/** A DingTalk that refuses every call. */
async function startRefusing(refusal = tooOften['the new gateway']) {
  const server = await startRawServer((socket) => socket.write(refusal));
  closing.push(server.close);
  const origins = { api: server.origin, oapi: server.origin };
  const client = new DingTalkClient({ clientID: 'c', clientSecret: 's3cret', origins });
  return { server, client };
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
  const server = await startRawServer((socket, request) => {
    const path = /^\w+ ([^? ]*)/.exec(request)?.[1] ?? '';
    const code = /"code":"([^"]*)"/.exec(request)?.[1];
    if (code) codes.push(code);
    const now = performance.now();
    const isOver = path === limited && served.filter((time) => now - time < 1000).length >= 20;
    if (path === limited && !isOver) served.push(now);
    socket.write(isOver ? tooOften['the old gateway'] : answer(200, bodies[path] ?? {}));
  });
  closing.push(server.close);
  const signIn = (nth: number, options: object) =>
    new Promise<unknown>((resolve, reject) => {
      const origins = server.origin;
      const app = {
        clientID: 'c',
        clientSecret: 's3cret',
        callbackURL: 'https://example.com/cb',
        state: false,
        timeoutMs: 30_000,
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
  return { signIn, codes };
}

describe('at nine o’clock', () => {
  it.each([
    ['forty sign-ins that require membership', 40, '/topapi/user/getbyunionid', { membership: 'required' }],
    ['sixty sign-ins', 60, '/v1.0/contact/users/me', {}],
  ])('%s in a second all come in, and spend each code once', async (_what, count, limited, options) => {
    const { signIn, codes } = await startCompany(limited);
    expect(failures(await many(count, (nth) => signIn(nth, options)))).toEqual([]);
    expect(codes).toHaveLength(new Set(codes).size);
  });

  it('somebody in thirty departments comes in at the first try', async () => {
    const departments = Array.from({ length: 30 }, (_, index) => index + 2);
    const { signIn } = await startCompany('/topapi/v2/department/get', departments);
    expect(await signIn(1, { staff: { departments: true } })).toMatchObject({ staff: { userId: 'u1' } });
  });
});

it('strangers with codes that are none leave room for others in what DingTalk answers', async () => {
  const accepted: number[] = [];
  const server = await startRawServer((socket, request) => {
    const now = performance.now();
    const isOver = accepted.filter((time) => now - time < 1000).length >= 10;
    if (!isOver) accepted.push(now);
    const isReal = request.includes('"code":"real-');
    const tokens = { accessToken: 'a-token', expireIn: 7200 };
    const refusal = { code: 'invalidParameter.authCode.notFound', message: 'm' };
    const said = isReal ? answer(200, tokens) : answer(400, refusal);
    if (isOver) socket.write(tooOften['the new gateway']);
    else setTimeout(() => socket.write(said), 100);
  });
  closing.push(server.close);
  const app = { clientID: 'c', clientSecret: 's3cret', timeoutMs: 2000 };
  const client = new DingTalkClient({ ...app, origins: server.origin });
  const strangers: Promise<unknown>[] = [];
  const people: Promise<string>[] = [];
  for (let step = 0; step < 110; step += 1) {
    strangers.push(client.exchangeCode(`none-${step}`).catch(() => {}));
    // Once more are waiting than DingTalk answers in time.
    if (step > 50 && step % 4 === 0) {
      const isIn = client.exchangeCode(`real-${step}`).then(() => 'in');
      people.push(isIn.catch(({ code }) => code));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(strangers);
  const ends = await Promise.all(people);
  // DingTalk answers ten of twenty-five in a second.
  expect(ends.filter((end) => end === 'in').length).toBeGreaterThan(2);
  // Nobody's code was sent too late for its answer.
  expect(ends).not.toContain('DINGTALK_TIMEOUT');
}, 20_000);

describe('a limit that stays', () => {
  it('is DINGTALK_THROTTLED in the time of the exchange, and no storm of calls', async () => {
    const { client, server } = await startRefusing();
    const outcomes = failures(await many(30, () => client.me('a-token')));
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

  it('has an app token asked for again, as none was given', async () => {
    const { client, server } = await startRefusing();
    const refused = await client.appAccessToken().catch((error: unknown) => error);
    expect(isDingTalkError(refused) && refused.code).toBe('DINGTALK_THROTTLED');
    expect(server.received.length).toBeGreaterThan(1);
  });
});
