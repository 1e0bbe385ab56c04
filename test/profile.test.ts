import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Profile } from 'passport';
import { describe, expect, it } from 'vitest';
import { toAdminProfile } from '../lib/admin/profile.js';
import { DingTalkClient } from '../lib/dingtalk/client.js';
import { toE164 } from '../lib/dingtalk/phone-number.js';
import { completeProfile, type DingTalkProfile, toProfile } from '../lib/profile.js';
import { answer, startRawServer } from './helpers/raw-server.js';

const fixtures = new URL('./fixtures/me/', import.meta.url);

/** What becomes of an answer of contact/users/me on its way through the client. */
async function profileOf(raw: string, corpId?: string): Promise<DingTalkProfile> {
  const server = await startRawServer((socket) => socket.write(answer(200, raw)));
  try {
    const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api: server.origin } });
    return completeProfile(toProfile(await client.me('token')), corpId, undefined);
  } finally {
    await server.close();
  }
}

const read = (name: string) => readFileSync(new URL(name, fixtures), 'utf8');

describe('the profile', () => {
  it('of a person who told everything has every field', async () => {
    const raw = read('complete.json');
    expect(await profileOf(raw, 'dingcorp')).toEqual({
      provider: 'dingtalk',
      id: 'z21HjQliSzpw0Yxxxx',
      unionId: 'z21HjQliSzpw0Yxxxx',
      openId: '123',
      corpId: 'dingcorp',
      displayName: '张三',
      photos: [{ value: 'https://static.example.com/avatar.png' }],
      emails: [{ value: 'zhangsan@example.com', type: 'personal', verified: false }],
      phoneNumbers: [{ value: '+8615012349144' }],
      _raw: raw,
      _json: JSON.parse(raw),
    });
  });

  it('of a member has the staff record, and the organization’s address before the person’s own', async () => {
    const own = toProfile({ unionId: 'u', email: 'own@example.com', raw: '{}', json: {} });
    const unaddressed = toProfile({ unionId: 'u', raw: '{}', json: {} });
    const staff = { userId: 'zhang01', orgEmail: 'zhangsan@corp.example' };
    const work = { value: 'zhangsan@corp.example', type: 'work' };
    expect(completeProfile(own, undefined, staff)).toMatchObject({
      staff,
      emails: [work, { value: 'own@example.com', type: 'personal', verified: false }],
    });
    expect(completeProfile(unaddressed, undefined, staff).emails).toEqual([work]);
    const member = completeProfile(unaddressed, undefined, { userId: 'zhang01' });
    expect(member).toStrictEqual({ ...unaddressed, staff: { userId: 'zhang01' } });
  });

  it('has a name to show: the nick, else the organization’s, else the unionId', () => {
    const own = { unionId: 'u', raw: '{}', json: {} };
    const nameOf = (nick?: string, name?: string) =>
      completeProfile(toProfile({ ...own, nick }), '', { userId: 'z', ...(name && { name }) }).displayName;
    expect([nameOf('N', '张三'), nameOf(undefined, '张三'), nameOf()]).toEqual(['N', '张三', 'u']);
  });

  it('of the application’s own is completed as a copy, and left as it is where there is nothing to add', () => {
    const own = Object.freeze(toProfile({ unionId: 'u', raw: '{}', json: {} }));
    expect(completeProfile(own, undefined, undefined)).toBe(own);
    expect(completeProfile(own, 'dingcorp', undefined)).toStrictEqual({ ...own, corpId: 'dingcorp' });
    expect(completeProfile(undefined, 'dingcorp', undefined)).toBeUndefined();
  });

  it('is one of Passport’s', () => {
    const profile: Profile = toProfile({ unionId: 'u', raw: '{}', json: {} });
    expect(profile.displayName).toBe('u');
    const admin: Profile = toAdminProfile({ corpId: 'c', userId: 'm', isAdmin: true, raw: '{}', json: {} });
    expect(admin.displayName).toBe('m');
  });

  const minimal = { provider: 'dingtalk', id: 'u', unionId: 'u', displayName: 'u' };
  it.each([
    [
      'without-permission-for-mobile.json',
      { displayName: 'N', emails: [{ value: 'n@example.com', type: 'personal', verified: false }] },
    ],
    ['masked-mobile.json', { displayName: 'N' }],
    ['mobile-without-country-code.json', { displayName: 'N' }],
    ['country-code-with-plus.json', { displayName: 'N', phoneNumbers: [{ value: '+85251234567' }] }],
    ['empty-strings.json', {}],
    ['nulls.json', {}],
    ['fields-of-other-types.json', {}],
    ['unknown-fields.json', { displayName: 'N' }],
    ['only-union-id.json', {}],
  ])('from %s has what is there, and nothing else', async (name, expected) => {
    const { _raw, _json, ...rest } = await profileOf(read(name));
    expect(rest).toEqual({ ...minimal, ...expected });
    // toEqual forgives undefined; absent has to be absent.
    expect(Object.values(rest)).not.toContain(undefined);
    expect(_raw).toBe(read(name));
  });

  it('is shown for every fixture that there is', () => {
    expect(readdirSync(fixtures)).toHaveLength(10);
  });

  it('never has an empty value, whatever DingTalk sends', async () => {
    const field = fc.oneof(
      fc.string(),
      fc.constantFrom('', ' ', null, undefined, 0, false, '155****3240', [], {}),
    );
    const record = fc.record({
      unionId: fc.string({ minLength: 1 }).filter((id) => id.trim() !== ''),
      openId: field,
      nick: field,
      avatarUrl: field,
      email: field,
      mobile: field,
      stateCode: field,
    });
    const server = await startRawServer((socket) => socket.write(answer(200, body)));
    const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins: { api: server.origin } });
    let body = '';
    await fc.assert(
      fc.asyncProperty(record, async (json) => {
        body = JSON.stringify(json);
        const { _raw, _json, ...profile } = toProfile(await client.me('token'));
        expect(profile.id).toBe(json.unionId);
        for (const value of Object.values(profile)) {
          const texts = Array.isArray(value) ? value.map((entry) => entry.value) : [value];
          expect(texts).toHaveLength(1);
          for (const text of texts) expect(text).toMatch(/\S/);
        }
      }),
      { numRuns: 200 },
    );
    await server.close();
  });
});

describe('a phone number', () => {
  it.each([
    ['86', '15012349144', '+8615012349144'],
    ['+86', '150 1234-9144', '+8615012349144'],
    ['852', '51234567', '+85251234567'],
    ['1', '2015550123', '+12015550123'],
    ['86', '155****3240', undefined],
    ['', '15012349144', undefined],
    [undefined, '15012349144', undefined],
    ['86', undefined, undefined],
    ['0', '15012349144', undefined],
    ['86', '+8615012349144', undefined],
    ['86', '123456789012345', undefined],
    ['4', '0000', undefined],
    ['683', '4000', '+6834000'],
    ['1', '12345678901234', '+112345678901234'],
    ['86', '12345678901234', undefined],
    ['8+6', '15012349144', undefined],
    ['x86', '15012349144', undefined],
    ['86x', '15012349144', undefined],
    ['86', '15012349144x', undefined],
  ])('of %j and %j is %j', (stateCode, mobile, expected) => {
    expect(toE164(stateCode, mobile)).toBe(expected);
  });

  it('is E.164 or none at all', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[+\d*\s-]{0,20}$/));
    fc.assert(
      fc.property(text, text, (stateCode, mobile) => {
        const number = toE164(stateCode, mobile);
        if (number !== undefined) expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
        if (/\*/.test(mobile)) expect(number).toBeUndefined();
      }),
    );
  });
});
