import { socialUserInfoGuard } from '@logto/connector-kit';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { configGuard } from '../../lib/logto/config.js';
import { toUserInfo } from '../../lib/logto/user-info.js';
import type { Simulator } from '../../lib/simulator/index.js';
import { connect, consent, noSession, startDingTalk } from './connect.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startDingTalk();
});

async function userInfo(config: object = {}) {
  const connector = await connect(simulator.origins, config);
  const info = await connector.getUserInfo(consent(simulator), noSession);
  expect(socialUserInfoGuard.strict().parse(info)).toEqual(info);
  return info;
}

/** What comes of an answer of contact/users/me. */
function userInfoFor(body: object, config?: object) {
  simulator.fail('me', { body });
  return userInfo(config);
}

test('raw data is DingTalk’s answer, field by field', async () => {
  const body = { unionId: 'u', nick: null, list: [1, 'a', null, { b: false }], visitor: false };
  expect((await userInfoFor(body)).rawData).toEqual(body);
});

describe('the name', () => {
  const nameOf = (displayName: string) => {
    const config = configGuard.parse({ clientId: 'c', clientSecret: 's' });
    const profile = {
      provider: 'dingtalk',
      id: 'u',
      unionId: 'u',
      displayName,
      _raw: '',
      _json: {},
    } as const;
    return toUserInfo(profile, config).name ?? '';
  };

  test('is the beginning of the nick, as long as Logto can store, for every nick', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300, size: 'max' }), (nick) => {
        const name = nameOf(nick);
        expect(nick.startsWith(name)).toBe(true);
        expect(name.length).toBeLessThanOrEqual(128);
        expect(name.length).toBeGreaterThanOrEqual(Math.min(nick.length, 127));
        expect(Buffer.from(name).toString()).toBe(name);
      }),
    );
  });
});

test('what Logto could not store is left out: too long an address, and the id in place of a name', async () => {
  const body = {
    ...{ unionId: 'u', email: `${'x'.repeat(120)}@example.com` },
    avatarUrl: `https://static.example.com/${'x'.repeat(2048)}`,
  };
  expect(await userInfoFor(body, { email: 'personal' })).toEqual({ id: 'u', rawData: body });
});
