import { describe, expect, it } from 'vitest';
import { defaultOrganizations, defaultPeople } from '../../../lib/simulator/index.js';
import { decide } from '../../helpers/visitor.js';
import { checksOf, freeCallback, sectionOf, signIn, startSignIn } from '../helpers/doctor.js';

const checks = [
  'sign-in',
  'permission:Contact.User.Read',
  'union-id',
  'permission:Contact.User.mobile',
  'corp-id-in-token',
  'refresh',
  'membership',
  'staff-record',
];

describe('a sign-in that works', () => {
  it('says so, and of people no more than which kinds of values there are', async () => {
    const { doctor, address } = await startSignIn();
    await signIn(address);
    const finished = await doctor.finished;
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    for (const name of checks) expect(sectionOf(finished, name.replace('permission:', ''))).toMatch(/^✓/);
    expect(finished.stdout).toMatch(/\nSign-in works\.\n$/);
    expect(sectionOf(finished, 'Contact.User.mobile')).toContain('+86, 11 digits');
    expect(sectionOf(finished, 'staff-record')).toContain('orgEmail');
    const [person] = defaultPeople;
    const { departmentIds: _, leads, roles, ...member } = defaultOrganizations[0]?.members?.[0] ?? {};
    const values = [...Object.values(person ?? {}), ...Object.values(member)].filter(
      (one) => typeof one === 'string' && one.length > 2,
    );
    expect(values.length).toBeGreaterThan(7);
    for (const value of values) expect(finished.stdout).not.toContain(value);
  });

  it('can be made with --json, which leaves stdout to the object', async () => {
    const { doctor, address } = await startSignIn(['--json', '--language', 'zh']);
    await signIn(address);
    const finished = await doctor.finished;
    expect(finished.code).toBe(0);
    expect(finished.stderr).toMatch(/^http:\S+\/oauth2\/auth\?\S+$/m);
    const found = checksOf(finished);
    for (const name of checks) expect(found[name]?.state).toBe('ok');
    expect(found['permission:Contact.User.mobile']?.message).toBe('+86，11 位数字');
  });

  it('asks for what the page needs, with the redirect URL as it has to be registered', async () => {
    const callback = `${await freeCallback()}?from=dingtalk`;
    const { doctor, address } = await startSignIn([], callback);
    expect(address).not.toContain('+');
    const { searchParams } = new URL(address);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'dingsimulatorexample',
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid corpid',
      prompt: 'consent',
      state: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    await signIn(address);
    expect((await doctor.finished).code).toBe(0);
  });
});

describe('the callback URL', () => {
  it('takes the sign-in that was begun here, and no other request', async () => {
    const { callback, doctor, address } = await startSignIn();
    const { state = '' } = Object.fromEntries(new URL(address).searchParams);
    const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;
    expect(await statusOf(`${callback}?code=x&state=other`)).toBe(403);
    expect(await statusOf(`${callback}?code=x`)).toBe(403);
    expect(await statusOf(`${callback}?code=x&authCode=y&state=${state}`)).toBe(403);
    expect(await statusOf(callback)).toBe(403);
    expect(await statusOf(`${callback}?code=x&state=${state}`, { method: 'POST' })).toBe(404);
    expect(await statusOf(`${new URL(callback).origin}//`)).toBe(404);
    expect(await statusOf(new URL('/favicon.ico', callback).href)).toBe(404);
    const { status, body } = await signIn(address);
    expect([status, body]).toEqual([200, expect.stringContaining('You can close this page')]);
    expect((await doctor.finished).code).toBe(0);
  });

  it.each(['127.0.0.1', '[::1]'])('of localhost is served where a browser looks first: %s', async (host) => {
    const callback = (await freeCallback()).replace('127.0.0.1', 'localhost');
    const { doctor, address } = await startSignIn([], callback);
    const { href } = await decide(address);
    const back = href.replace('localhost', host);
    const { status } = await fetch(back).catch((error: Error) => {
      // A machine without IPv6 has one way only.
      if (host === '[::1]') return fetch(back.replace(host, '127.0.0.1'));
      throw error;
    });
    expect(status).toBe(200);
    expect((await doctor.finished).code).toBe(0);
  });
});
