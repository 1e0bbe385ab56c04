import { createClient } from 'redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventOf } from '../helpers/members.js';
import { describeWithRedis, startRedis } from '../helpers/redis.js';
import { Visitor } from '../helpers/visitor.js';
import {
  expressRecipe,
  fileOf,
  minuteMs,
  pageOfEvents,
  seenBy,
  startMembersApp,
  startOrganization,
} from './members-app.js';

describe.each([
  ['Express', expressRecipe, {}],
  ['Fastify', 'export async function checkMember', { FRAMEWORK: 'fastify' }],
])('the recipe for %s', (_name, mark, env) => {
  it('has strangers out, and whoever left with the second request, and out of the session', async () => {
    const organization = await startOrganization();
    const app = await startMembersApp(organization, { RECIPE: fileOf(mark), ...env });
    expect((await new Visitor(app.origin).get('/me')).status).toBe(401);
    const [lan, bo] = [await app.signedIn('lan'), await app.signedIn('bo')];
    expect([await seenBy(lan), await seenBy(bo)]).toEqual([
      [200, true],
      [200, true],
    ]);
    organization.simulator.leave('union-lan');
    await app.forward(31 * minuteMs);
    // Answered without waiting for DingTalk, which has often answered by then.
    await lan.get('/me');
    await expect.poll(() => seenBy(lan)).toEqual([401, false]);
    expect(await seenBy(bo)).toEqual([200, true]);
    organization.simulator.join('union-lan');
    await app.forward(31 * minuteMs);
    expect(await seenBy(lan)).toEqual([401, false]);
    expect(await seenBy(await app.signedIn('lan'))).toEqual([200, true]);
  });

  it('lets nobody in, and forgets nobody, while DingTalk cannot be asked for long', async () => {
    const organization = await startOrganization();
    const app = await startMembersApp(organization, { RECIPE: fileOf(mark), ...env });
    const lan = await app.signedIn();
    expect(await seenBy(lan)).toEqual([200, true]);
    organization.simulator.fail('getbyunionid', { status: 500, body: '' }, Infinity);
    organization.simulator.fail('accessToken', { status: 500, body: '' }, Infinity);
    await app.forward(3 * 60 * minuteMs);
    expect((await lan.get('/me')).status).toBe(200);
    await app.forward(2 * 60 * minuteMs);
    expect((await lan.get('/me')).status).toBe(503);
    organization.simulator.reset();
    await app.forward(minuteMs);
    expect(await seenBy(lan)).toEqual([200, true]);
  });
});

describeWithRedis('the recipe for several processes', () => {
  async function startTwo() {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const organization = await startOrganization();
    const env = {
      REDIS_URL: redis.url,
      SESSION_SECRET: 'secret-of-the-sessions',
      RECIPE: fileOf(expressRecipe),
    };
    const start = () =>
      startMembersApp(organization, { ...env, SESSIONS: fileOf('new RedisStore', pageOfEvents) });
    const [one, two] = await Promise.all([start(), start()]);
    const lan = await one.signedIn();
    const lanAtTwo = new Visitor(two.origin);
    lanAtTwo.adopt(lan);
    const status = async (visitor: Visitor) => (await visitor.get('/me')).status;
    /** Until the first process has told the other what it learned, which it does once it has answered. */
    const shared = async () => {
      const client = await createClient({ url: redis.url }).connect();
      await expect.poll(() => client.keys('*dingtalk-userid*')).not.toEqual([]);
      await client.close();
    };
    return { ...organization, one, two, lan, lanAtTwo, status, shared };
  }

  it('asks DingTalk once for both', async () => {
    const { lan, lanAtTwo, asked, status, shared } = await startTwo();
    expect(await status(lan)).toBe(200);
    await shared();
    expect(await status(lanAtTwo)).toBe(200);
    // Besides the sign-in, which has an app token of its own.
    expect([asked('getbyunionid'), asked('corpToken')]).toEqual([2, 1]);
  });

  it('has whoever left out in both, and out of the session that they share', async () => {
    const { simulator, one, two, lan, lanAtTwo, status } = await startTwo();
    expect([await status(lan), await status(lanAtTwo)]).toEqual([200, 200]);
    simulator.leave('union-lan');
    for (const app of [one, two]) await app.forward(31 * minuteMs);
    expect(await status(lanAtTwo)).toBe(401);
    expect(await seenBy(lan)).toEqual([401, false]);
  });

  it('has whom one process hears of out in the other within five seconds, without asking DingTalk', async () => {
    const { one, two, lan, lanAtTwo, asked, status, shared } = await startTwo();
    expect(await status(lan)).toBe(200);
    await shared();
    expect(await status(lanAtTwo)).toBe(200);
    await one.hear(eventOf('user_leave_org', { userId: ['user-lan'] }, { corpId: 'dinghome' }));
    for (const app of [one, two]) await app.forward(5000);
    expect(await status(lanAtTwo)).toBe(401);
    expect(await seenBy(lan)).toEqual([401, false]);
    expect(asked('getbyunionid')).toBe(2);
  });
});
