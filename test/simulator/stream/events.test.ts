import { once } from 'node:events';
import { describe, expect, onTestFinished, vi } from 'vitest';
import type { Simulator } from '../../../lib/simulator/index.js';
import { APP, BOOKS, HOURS, it, LIN, OTHER_APP, start, TEA, YUN } from '../helpers/start.js';
import { connect, connectTo, open } from './helpers.js';

const told = (simulator: Simulator) =>
  simulator.events.map(({ clientId, sent, answer }) => [clientId, sent, answer]);

describe('the connection request', () => {
  it('gives an app an address and a ticket that is good once', async ({ simulator }) => {
    const { status, body } = await open(simulator);
    const { endpoint, ticket } = JSON.parse(body);
    expect([status, endpoint]).toEqual([200, expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/connect$/)]);
    expect((await connectTo(`${endpoint}?ticket=${ticket}`)).socket.readyState).toBe(1);
    await expect(connectTo(`${endpoint}?ticket=${ticket}`)).rejects.toThrow('401');
    await expect(connectTo(`${endpoint}?ticket=made-up`)).rejects.toThrow('401');
    await expect(connectTo(endpoint)).rejects.toThrow('401');
  });

  it('gives tickets that end', async ({ simulator }) => {
    const { endpoint, ticket } = JSON.parse((await open(simulator)).body);
    simulator.wait(HOURS);
    await expect(connectTo(`${endpoint}?ticket=${ticket}`)).rejects.toThrow('401');
  });

  it.each([
    ['a wrong secret', { clientSecret: 'wrong' }, 'invalidClientIdOrSecret'],
    ['an unknown app', { clientId: 'ding-unknown' }, 'invalidClientIdOrSecret'],
    ['no secret', { clientSecret: '' }, 'MissingclientSecret'],
  ])('refuses %s', async (_what, more, code) => {
    const { status, body } = await open(await start(), more);
    expect([status, JSON.parse(body).code]).toEqual([400, code]);
  });
});

describe('an app that is connected', () => {
  it('is pinged, and told who left by userid', async () => {
    const simulator = await start({
      organizations: [{ ...TEA, members: [{ unionId: LIN.unionId, userId: 'tea-lin' }] }, BOOKS],
    });
    const app = await connect(simulator);
    expect(await app.next()).toMatchObject({ type: 'SYSTEM', headers: { topic: 'ping' } });
    simulator.leave(LIN.unionId);
    const { type, headers, data } = await app.next();
    expect([type, headers.topic, headers.eventType, headers.eventCorpId]).toEqual([
      ...['EVENT', '*', 'user_leave_org', TEA.corpId],
    ]);
    expect(JSON.parse(data)).toEqual({ timeStamp: expect.stringMatching(/^\d+$/), userId: ['tea-lin'] });
    expect(told(simulator)).toEqual([[APP.clientId, 1, undefined]]);
    expect(simulator.events[0]).toMatchObject({ eventId: headers.eventId, corpId: TEA.corpId, data });
  });

  it('is told nothing of another organization, of external contacts, or without a subscription', async () => {
    const guest = { unionId: YUN.unionId, userId: 'guest', external: true };
    const simulator = await start({ organizations: [{ ...TEA, members: [guest] }, BOOKS] });
    await connect(simulator);
    await connect(simulator, { ...OTHER_APP, subscriptions: [{ type: 'CALLBACK', topic: '/v1.0/im' }] });
    simulator.leave(LIN.unionId, BOOKS.corpId);
    simulator.leave(YUN.unionId);
    expect(simulator.events).toEqual([]);
    simulator.leave(LIN.unionId);
    expect(told(simulator)).toEqual([[APP.clientId, 1, undefined]]);
  });

  it('is told the unionId as a third-party app', async () => {
    const simulator = await start({
      clients: [{ ...APP, thirdParty: true, authorizedCorpIds: [BOOKS.corpId] }],
    });
    const app = await connect(simulator);
    await app.next();
    simulator.leave(LIN.unionId);
    const { headers, data } = await app.next();
    expect([headers.eventCorpId, JSON.parse(data).unionid]).toEqual([BOOKS.corpId, LIN.unionId]);
  });

  it('is told again after a minute until it answers SUCCESS, also by another connection', async () => {
    const simulator = await start();
    const app = await connect(simulator);
    await app.next();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    simulator.leave(LIN.unionId);
    const first = await app.next();
    vi.advanceTimersByTime(60_000);
    const second = await app.next();
    expect(second.headers.eventId).toBe(first.headers.eventId);
    expect(second.headers.messageId).not.toBe(first.headers.messageId);
    app.answer(second.headers.messageId, '{"status":"LATER"}');
    await vi.waitUntil(() => simulator.events[0]?.answer === 'LATER');

    app.socket.terminate();
    await app.closed;
    const again = await connect(simulator);
    await again.next();
    vi.advanceTimersByTime(60_000);
    const third = await again.next();
    for (const status of ['SUCCESS', 'LATER'])
      again.answer(third.headers.messageId, JSON.stringify({ status }));
    again.socket.ping();
    await once(again.socket, 'pong');
    vi.advanceTimersByTime(600_000);
    expect(told(simulator)).toEqual([[APP.clientId, 3, 'SUCCESS']]);
  });

  it('is cut off when it does not answer a ping', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const simulator = await start();
    const [deaf, app] = [await connect(simulator), await connect(simulator)];
    const { headers, data } = await app.next();
    app.answer(headers.messageId, data);
    const closed: string[] = [];
    deaf.socket.on('close', () => closed.push('deaf'));
    app.socket.on('close', () => closed.push('app'));
    app.socket.ping();
    await once(app.socket, 'pong');
    vi.advanceTimersByTime(30_000);
    await deaf.closed;
    expect(closed).toEqual(['deaf']);
  });

  it('is told that its connection ends, and connects anew', async ({ simulator }) => {
    const app = await connect(simulator);
    await app.next();
    simulator.disconnect();
    expect((await app.next()).headers.topic).toBe('disconnect');
    expect(await app.closed).toBe(1000);
    expect((await connect(simulator)).socket.readyState).toBe(1);
  });

  it('stays connected over a reset, which forgets the events', async ({ simulator }) => {
    const app = await connect(simulator);
    await app.next();
    simulator.leave(LIN.unionId);
    await app.next();
    simulator.reset();
    expect(simulator.events).toEqual([]);
    simulator.leave(LIN.unionId);
    expect((await app.next()).headers.eventType).toBe('user_leave_org');
  });
});
