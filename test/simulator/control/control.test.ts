import { describe, expect, test } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../../lib/simulator/index.js';
import { appToken, ask, startDirectory } from '../helpers/directory.js';
import {
  APP,
  call,
  getMe,
  LIN,
  parsed,
  postToken,
  REDIRECT,
  type Received,
  start,
  TEA,
  YUN,
} from '../helpers/start.js';

const CONTROL = '/simulator/control/';

function startControlled(options: SimulatorOptions = {}) {
  return start({ control: true, ...options });
}

const it = test.extend('simulator', () => startControlled());

function tell(simulator: Simulator, name: string, body: unknown = {}, headers = {}): Promise<Received> {
  return call(simulator.origins.api + CONTROL + name, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function told(
  simulator: Simulator,
  name: string,
  body: unknown = {},
): Promise<{ [name: string]: unknown }> {
  const answer = await tell(simulator, name, body);
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8' },
  });
  return JSON.parse(answer.body);
}

const ASKED = { clientId: APP.clientId, redirectUri: REDIRECT, unionId: LIN.unionId };

describe('the control interface', () => {
  it('is not there unless it is turned on', async () => {
    const simulator = await start();
    const answer = await tell(simulator, 'reset');
    expect(JSON.parse(answer.body)).toMatchObject({ errcode: 404 });
  });

  it('lists what can be asked of it: every method of a simulator but close', async ({ simulator }) => {
    const answer = await call(simulator.origins.api + CONTROL);
    const { origins, calls } = JSON.parse(answer.body) as { origins: object; calls: string[] };
    expect(origins).toEqual(simulator.origins);
    const names = calls.map((each) => each.slice(each.lastIndexOf('/') + 1)).sort();
    const others = ['origins', 'close', 'wait'];
    expect(names).toEqual(
      Object.keys(simulator)
        .filter((name) => !others.includes(name))
        .sort(),
    );
  });

  it('signs a person in without a page', async ({ simulator }) => {
    const asked = { ...ASKED, state: 'as it was', scope: 'openid corpid' };
    const { url } = await told(simulator, 'authorize', asked);
    const callback = new URL(String(url));
    expect(callback.searchParams.get('state')).toBe('as it was');
    const code = callback.searchParams.get('code');
    const { accessToken, corpId } = JSON.parse((await postToken(simulator, { code })).body);
    expect(corpId).toBe(TEA.corpId);
    expect(JSON.parse((await getMe(simulator, accessToken)).body)).toMatchObject({ unionId: LIN.unionId });
  });

  it('opens the app inside DingTalk and in the admin console', async () => {
    const app = { ...APP, adminUrl: 'http://localhost:4000/admin' };
    const simulator = await startControlled({ clients: [app] });
    const user = { clientId: APP.clientId, unionId: LIN.unionId };
    expect(await told(simulator, 'inAppCode', user)).toEqual({ code: expect.stringMatching(/^\w+$/) });
    const { url } = await told(simulator, 'adminUrl', user);
    expect(String(url)).toMatch(/^http:\/\/localhost:4000\/admin\?code=\w+$/);
  });

  it('makes the next calls fail so, or all of them', async ({ simulator }) => {
    await told(simulator, 'fail', { endpoint: 'me', answer: { status: 503, body: null }, times: 2 });
    await told(simulator, 'throttle', { endpoint: 'me' });
    await told(simulator, 'fail', { endpoint: 'me', answer: { status: 500 }, times: 'Infinity' });
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await getMe(simulator, 'x')).status);
    expect(statuses).toEqual([503, 503, 403, 500, 500]);
  });

  it('lets a person leave, join, and app tokens die', async () => {
    const simulator = await startDirectory({ control: true });
    const lookUp = async (token: string, unionid: string) =>
      (await ask(simulator, 'getbyunionid', { unionid }, token)).errcode;
    const token = await appToken(simulator);
    expect([await lookUp(token, LIN.unionId), await lookUp(token, YUN.unionId)]).toEqual([0, 60121]);
    expect(await told(simulator, 'leave', { unionId: LIN.unionId, corpId: TEA.corpId })).toEqual({});
    await told(simulator, 'join', { unionId: YUN.unionId, membership: { userId: 'tea-yun' } });
    expect([await lookUp(token, LIN.unionId), await lookUp(token, YUN.unionId)]).toEqual([60121, 0]);
    await told(simulator, 'expireAppTokens');
    // 88 with the code of a dead token in it, as from the gateway.
    expect(await lookUp(token, LIN.unionId)).not.toBe(60121);
  });

  it('shows the requests so far, its own not among them', async ({ simulator }) => {
    await postToken(simulator, { code: 'none' });
    await told(simulator, 'throttle', { endpoint: 'me' });
    const { body } = await call(`${simulator.origins.api}${CONTROL}requests`);
    const { requests } = JSON.parse(body);
    expect(requests).toEqual([
      expect.objectContaining({ endpoint: 'userAccessToken', method: 'POST', connection: 1 }),
    ]);
    expect(JSON.parse(requests[0].body)).toMatchObject({ code: 'none' });
  });

  it('makes everything as it was', async () => {
    const faults = [{ endpoint: 'me' as const, answer: { status: 418 } }];
    const simulator = await startDirectory({ control: true, faults });
    const member = async () => (await ask(simulator, 'getbyunionid', { unionid: LIN.unionId })).errcode;
    const dead = await appToken(simulator);
    expect((await getMe(simulator, 'x')).status).toBe(418);
    simulator.leave(LIN.unionId);
    simulator.fail('userAccessToken', { status: 503 });
    const code = new URL(simulator.authorize({ ...ASKED, unionId: YUN.unionId })).searchParams.get('code');
    const { requests } = simulator;

    await told(simulator, 'reset');
    expect([simulator.requests, requests]).toEqual([[], []]);
    expect(await member()).toBe(0);
    expect((await getMe(simulator, 'x')).status).toBe(418);
    expect((await getMe(simulator, 'x')).status).toBe(400);
    expect(await postToken(simulator, { code })).toMatchObject({
      status: 400,
      body: expect.stringContaining('notFound'),
    });
    expect((await ask(simulator, 'getbyunionid', { unionid: LIN.unionId }, dead)).errcode).not.toBe(0);
    expect(simulator.authorize({ ...ASKED, scope: 'openid corpid', corpId: TEA.corpId })).toContain('code=');
  });
});

describe('the control interface answers clearly', () => {
  const failing = { endpoint: 'me', answer: { status: 500 } };

  it.for<[string, unknown, number, string]>([
    ['authorise', {}, 404, 'There is no /simulator/control/authorise: known are authorize, '],
    ['constructor', {}, 404, 'known are authorize, inAppCode'],
    ['__proto__', {}, 404, 'There is no'],
    ['authorize', '{', 400, 'The body must be a JSON object.'],
    ['authorize', [], 400, 'The body must be a JSON object.'],
    ['authorize', { ...ASKED, redirectURI: 'x' }, 400, 'redirectURI: not a known field; known are '],
    ['authorize', { ...ASKED, unionId: 'nobody' }, 400, 'unionId: "nobody" is not one of the people'],
    ['authorize', { ...ASKED, redirectUri: 'http://localhost/' }, 400, 'authorize: '],
    ['inAppCode', {}, 400, 'clientId: '],
    ['adminUrl', { clientId: APP.clientId, unionId: LIN.unionId }, 400, 'adminUrl'],
    ['fail', { endpoint: 'me' }, 400, 'must have exactly one of answer, code'],
    ['fail', { ...failing, time: 2 }, 400, 'time: not a known field; known are endpoint, answer, times'],
    ['fail', { endpoint: 'us', answer: { status: 500 } }, 400, 'endpoint: '],
    ['fail', { endpoint: 'me', answer: { delayMs: null } }, 400, 'answer.delayMs: '],
    ['throttle', { endpoint: 'authorize' }, 400, 'code: must be a code that'],
    ['throttle', { endpoint: 'constructor' }, 400, 'endpoint: '],
    ['throttle', { endpoint: 'me', times: 0 }, 400, 'times: '],
    ['leave', { unionId: YUN.unionId }, 400, 'unionId: "union-yun" is not a member'],
    ['leave', { unionId: LIN.unionId, corpId: null }, 400, 'corpId: '],
    ['join', { unionId: YUN.unionId, membership: null }, 400, 'membership: '],
    ['join', { unionId: YUN.unionId, corpId: TEA.corpId }, 400, 'corpId: not a known field'],
    ['reset', { hard: true }, 400, 'hard: not a known field'],
    ['expireAppTokens', { now: true }, 400, 'now: not a known field'],
    ['fail', JSON.stringify({ endpoint: 'x'.repeat(70_000) }), 413, 'The body is larger than 64 KiB.'],
  ])('when %s is told %j', async ([name, body, status, error], { simulator }) => {
    const answer = await tell(simulator, name, body);
    expect(parsed(answer)).toEqual({ status, error: expect.stringContaining(error) });
  });

  it('when the method is another', async ({ simulator }) => {
    const url = simulator.origins.api + CONTROL;
    expect(await call(`${url}reset`)).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await tell(simulator, 'requests')).toMatchObject({ status: 405, headers: { allow: 'GET' } });
    expect(await tell(simulator, '')).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });
});

describe('a page of another site', () => {
  it.for<[string, Record<string, string>, number]>([
    ['of another origin', { origin: 'https://evil.example' }, 403],
    ['of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['without an origin to speak of', { origin: 'null' }, 403],
    ['of another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of another port, by what the browser says', { 'sec-fetch-site': 'same-site' }, 403],
    ['by a form', { 'content-type': 'text/plain' }, 415],
    ['by a form with fields', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['by a name of its own for this machine', { host: 'evil.example' }, 403],
  ])('%s controls nothing', async ([, headers, status], { simulator }) => {
    const answer = await tell(simulator, 'fail', { endpoint: 'me', answer: { status: 503 } }, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await getMe(simulator, 'x')).status).toBe(400);
  });

  it('is not told that it may ask, and reads no requests', async ({ simulator }) => {
    const url = `${simulator.origins.api}${CONTROL}`;
    const headers = { origin: 'https://evil.example' };
    const preflight = await call(`${url}fail`, {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(Object.keys(preflight.headers).join()).not.toContain('access-control');
    expect((await call(`${url}requests`, { headers })).status).toBe(403);
  });
});
