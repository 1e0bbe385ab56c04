import { describe, expect } from 'vitest';
import type { SimulatorAnswer } from '../../../lib/simulator/index.js';
import { call, codeFor, ending, getMe, it, postToken, signIn, start } from '../helpers/start.js';

describe('simulator.fail', () => {
  it('gives the answer so many times, then the true one again', async ({ simulator }) => {
    const { accessToken } = await signIn(simulator);
    simulator.fail('me', { status: 503, headers: { 'X-Reason': 'busy' }, body: { code: 'serviceBusy' } }, 2);
    simulator.fail('me', { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway' });
    const answers = [];
    for (let index = 0; index < 4; index += 1) answers.push(await getMe(simulator, accessToken));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 502, 200]);
    expect(answers[0]).toMatchObject({
      headers: { 'x-reason': 'busy', 'content-type': 'application/json;charset=utf-8' },
      body: '{"code":"serviceBusy"}',
    });
    expect(answers[2]).toMatchObject({ headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway' });
  });

  it('changes one endpoint and leaves the others', async ({ simulator }) => {
    simulator.fail('userAccessToken', { status: 500 }, Number.POSITIVE_INFINITY);
    expect((await getMe(simulator, 'x')).status).toBe(400);
    for (let index = 0; index < 3; index += 1) {
      expect(await postToken(simulator, {})).toMatchObject({ status: 500, body: '' });
    }
    simulator.fail('authorize', { status: 302, headers: { location: 'http://localhost/elsewhere' } });
    const page = await call(`${simulator.origins.login}/oauth2/auth`);
    expect(page).toMatchObject({ status: 302, headers: { location: 'http://localhost/elsewhere' } });
  });

  it('does not spend a code when another answer is given instead', async ({ simulator }) => {
    const code = codeFor(simulator);
    simulator.fail('userAccessToken', { status: 503 });
    simulator.fail('userAccessToken', { hangUp: true });
    expect((await postToken(simulator, { code })).status).toBe(503);
    await expect(postToken(simulator, { code })).rejects.toThrow('socket hang up');
    expect((await postToken(simulator, { code })).status).toBe(200);
  });

  it.for<[string, SimulatorAnswer]>([
    ['late', { delayMs: 20 }],
    ['cut', { after: ending(10, 'cut') }],
  ])('spends the code when the true answer comes, only %s', async ([, answer], { simulator }) => {
    const code = codeFor(simulator);
    simulator.fail('userAccessToken', answer);
    const first = await postToken(simulator, { code });
    expect(first.body).toMatch(/^\{"accessTo/);
    expect(first.isWhole).toBe('delayMs' in answer);
    expect((await postToken(simulator, { code })).status).toBe(400);
  });

  it('waits before the first byte', async ({ simulator }) => {
    simulator.fail('me', { delayMs: 150, status: 504 });
    const begun = performance.now();
    expect((await getMe(simulator, 'x')).status).toBe(504);
    expect(performance.now() - begun).toBeGreaterThan(140);
  });

  it('never answers after an infinite delay', async ({ simulator }) => {
    simulator.fail('me', { delayMs: Number.POSITIVE_INFINITY });
    const leaving = new AbortController();
    const { signal } = leaving;
    const asked = call(`${simulator.origins.api}/v1.0/contact/users/me`, { signal });
    asked.catch(() => {});
    await expect.poll(() => simulator.requests.length).toBe(1);
    setTimeout(() => leaving.abort(), 100);
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.for<[number, string]>([
    [0, ''],
    [4, '0123'],
    [10, '0123456789'],
    [99, '0123456789'],
  ])('cuts the connection after %i bytes of the body', async ([bytes, arrives], { simulator }) => {
    simulator.fail('me', { body: '0123456789', after: ending(bytes, 'cut') });
    const answer = await getMe(simulator, 'x');
    expect(answer).toMatchObject({ status: 200, body: arrives, isWhole: false });
  });

  it.for<[number, string]>([
    [0, ''],
    [0, '0123456789'],
    [4, '0123456789'],
    [10, '0123456789'],
  ])('stays silent after %i bytes of the body %j', async ([bytes, body], { simulator }) => {
    simulator.fail('me', { body, after: ending(bytes, 'stall') });
    const response = await fetch(`${simulator.origins.api}/v1.0/contact/users/me`);
    const reader = response.body?.getReader();
    let text = '';
    while (text.length < bytes) text += new TextDecoder().decode((await reader?.read())?.value);
    const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silence'));
    const more = reader?.read().then(
      () => 'more',
      () => 'cut',
    );
    expect(await Promise.race([silence, more])).toBe('silence');
    expect(text).toBe(body.slice(0, bytes));
  });

  it('hangs up after a while, when told to wait first', async ({ simulator }) => {
    simulator.fail('me', { hangUp: true, delayMs: 100 });
    const begun = performance.now();
    await expect(getMe(simulator, 'x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(performance.now() - begun).toBeGreaterThan(90);
  });

  it('sends lengths and encodings that are lies, when told to', async ({ simulator }) => {
    simulator.fail('me', {
      headers: { 'Content-Length': '50' },
      body: 'short',
      after: ending(5, 'cut'),
    });
    expect(await getMe(simulator, 'x')).toMatchObject({ body: 'short', isWhole: false });
  });

  it('throws a TypeError for what the settings do not take either, and changes nothing', async () => {
    const simulator = await start();
    expect(() => simulator.fail('users' as 'me', { status: 500 })).toThrow(/^endpoint: /);
    expect(() => simulator.fail('me', { delayMs: 2 ** 31 }, 0)).toThrow(/^answer\.delayMs: .*\ntimes: /);
    expect(() => simulator.fail('me', null as unknown as object)).toThrow(TypeError);
    expect((await getMe(simulator, 'x')).status).toBe(400);
  });

  it('has one answer for every call of both gateways', async () => {
    const simulator = await start({ faults: [{ endpoint: 'all', code: 1111 }] });
    simulator.refuse('all', 'unknownError', 2);
    simulator.fail('me', { status: 418 });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await getMe(simulator, 'x')).status);
    expect(statuses).toEqual([418, 200, 500, 500]);
    simulator.refuse('all', 'unknownError');
    const { body } = await call(`${simulator.origins.oapi}/gettoken`);
    expect(JSON.parse(body)).toMatchObject({ errcode: -1 });
  });
});
