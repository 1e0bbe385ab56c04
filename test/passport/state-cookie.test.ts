import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Cookie,
  endOf,
  lifetimeMs,
  readCookies,
  StateCookies,
} from '../../lib/passport/state-cookie.js';

const secret = 'a-secret-of-at-least-thirty-two-characters';
const make = (...secrets: string[]) => new StateCookies(secrets, 'dingtalk-state');
const now = 1_700_000_000_000;
const pending = { handle: 'the-handle', clientID: 'dingclient', state: undefined };
const name = 'dingtalk-state.N6Fe8sI1Jdo5a_Bs';

let cookies: StateCookies;
beforeEach(() => {
  cookies = make(secret);
});

/** What a browser sends back that was told to keep `state`. */
const kept = (state: unknown, at = now): Cookie => [name, cookies.seal(name, { ...pending, state }, at)];

describe('the name of a cookie', () => {
  it('is one for each sign-in, and says nothing of it', () => {
    expect(cookies.nameOf(pending.handle, false)).toBe(name);
    expect(cookies.nameOf('other', false)).not.toBe(name);
    expect(cookies.nameOf(pending.handle, true)).toBe(`__Host-${name}`);
  });

  it.each([
    [name, true],
    [`__Host-${name}`, true],
    [name.slice(0, -1), false],
    [`${name}x`, false],
    [`x${name}`, false],
    [`__Secure-${name}`, false],
    [name.replace('.', '-'), false],
    ['dingtalk-state.with a space!!', false],
    ['', false],
  ])('%j is one of ours: %s', (given, isOurs) => {
    expect(cookies.isOurs(given)).toBe(isOurs);
  });
});

describe('what is in a cookie', () => {
  it('is the same in each release, so that sign-ins outlive an update', () => {
    expect(cookies.seal(name, { ...pending, state: { to: '/x' } }, now)).toBe(
      'loywgq0w.eyJ0byI6Ii94In0.q3HaFzXfith0tbZFFq7ca7BVSddl9B1DV5PIXB_fZ2E',
    );
    expect(cookies.seal(name, pending, now)).toBe('loywgq0w..MTIZhDkjkzS88ay83jq5hi40kSADyCxV0HuFocRsQS4');
  });

  it('comes back to whoever asks for this sign-in in time', () => {
    for (const state of [undefined, { to: '/x' }, 'text', null, 0]) {
      expect(cookies.open(kept(state), pending, now + lifetimeMs - 1)).toEqual({ ...pending, state });
    }
    expect(cookies.open(kept({}), pending, now + lifetimeMs)).toBeUndefined();
  });

  it('has room for 2048 characters', () => {
    // In base64 and between quotes these fill the cookie to the last character.
    const [, longest] = kept('x'.repeat(1494));
    expect(longest).toHaveLength(2048);
    expect(() => kept('x'.repeat(1495))).toThrow(
      'The `state` of this route is too long for a cookie: 1996 characters.',
    );
  });

  it.each<[string, (value: string) => Cookie]>([
    ['nothing', () => [name, '']],
    ['without a signature', (value) => [name, value.replace(/\.[^.]*$/, '')]],
    ['with a signature cut short', (value) => [name, value.slice(0, -1)]],
    ['with a signature of its own', (value) => [name, value.replace(/.{43}$/, 'A'.repeat(43))]],
    ['under another name', (value) => [cookies.nameOf('other', false), value]],
    ['of later', (value) => [name, value.replace(/^[^.]+/, (now + lifetimeMs + 1).toString(36))]],
    ['with something after it', (value) => [name, `${value}.x`]],
  ])('is nothing when it is %s', (_what, change) => {
    expect(cookies.open(change(kept(1)[1]), pending, now)).toBeUndefined();
  });

  it.each([
    ['handle', { ...pending, handle: 'other' }],
    ['app', { ...pending, clientID: 'dingother' }],
  ])('is nothing to another %s', (_what, sought) => {
    expect(cookies.open(kept(1), sought, now)).toBeUndefined();
  });

  it('is signed with the first secret, and taken with each', () => {
    const older = `${secret} of last year`;
    const [both, old] = [make(secret, older), make(older)];
    const signed = both.seal(name, pending, now);
    expect(cookies.open([name, signed], pending, now)).toBeDefined();
    expect(old.open([name, signed], pending, now)).toBeUndefined();
    expect(both.open([name, old.seal(name, pending, now)], pending, now)).toBeDefined();
  });
});

describe('the header that sets a cookie', () => {
  it('has the browser keep it for ten minutes, or drop it', () => {
    expect(cookies.header('a', 'b')).toBe('a=b; Max-Age=600; Path=/; HttpOnly; SameSite=Lax');
    expect(cookies.header('a')).toBe('a=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax');
    expect(cookies.header('__Host-a', 'b')).toBe(
      '__Host-a=b; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    expect(cookies.header('a__Host-')).not.toContain('Secure');
  });
});

describe('cookies as they come', () => {
  it.each<[unknown, Cookie[]]>([
    ['a=b', [['a', 'b']]],
    [
      'a=b; c=d=e',
      [
        ['a', 'b'],
        ['c', 'd=e'],
      ],
    ],
    [
      ' a = b ;c=',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    ['=b; a', [['', 'b']]],
    ['', []],
    [undefined, []],
    [['a=b'], []],
  ])('are read from %j', (header, expected) => {
    expect(readCookies(header)).toEqual(expected);
  });

  it('end when they say, and never if they are none of ours', () => {
    expect(endOf(kept({ to: '/x' })[1])).toBe(now + lifetimeMs);
    expect(endOf('tossed')).toBe(0);
  });
});
