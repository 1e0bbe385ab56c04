import { describe, expect, test } from 'vitest';
import { configGuard } from '../../lib/logto/config.js';
import { connect, connectorErrorOf, noSession } from './connect.js';

const credentials = { clientId: 'ding1', clientSecret: 's3cret-of-the-app' };
const defaults = { ...credentials, region: 'cn', email: 'none', staff: false };

const whole = {
  ...credentials,
  scope: 'openid corpid',
  region: 'intl',
  email: 'personal',
  prompt: 'login consent',
  corpId: 'dingcorp',
  orgType: 'management',
  exclusiveLogin: true,
  exclusiveCorpId: 'dingcorp',
  allowedCorpIds: ['dingcorp', 'dingother'],
  membership: 'required',
  staff: true,
};

const problemsOf = (config: unknown) => configGuard.safeParse(config).error?.issues ?? [];

/** What is said of a field. */
const problem = (field: string, words: string) => ({
  ...{ code: 'custom', path: [field], message: expect.stringContaining(`\`${field}\` ${words}`) },
});

describe('a configuration is taken', () => {
  test('with nothing but the credentials', () => {
    expect(configGuard.parse(credentials)).toEqual(defaults);
  });

  test('with everything that it can have', () => {
    expect(configGuard.parse(whole)).toEqual(whole);
  });

  test('with keys that are unknown here, which do no harm', () => {
    const older = { ...credentials, appKey: 'x', timeout: { request: 5 }, customConfig: null };
    expect(configGuard.parse(older)).toEqual(defaults);
  });

  test.each([
    ['memberShip', 'membership'],
    ['allowedCorpIDs', 'allowedCorpIds'],
    ['allowed_corp_ids', 'allowedCorpIds'],
    ['staffs', 'staff'],
    ['clientID', 'clientId'],
    ['scopes', 'scope'],
  ])('unless a key is nearly one that is known: %s', (written, meant) => {
    const problems = problemsOf({ ...credentials, [written]: 'misplaced-secret' });
    const words = `is unknown, and would have no effect. Did you mean \`${meant}\`?`;
    expect(problems).toEqual([problem(written, words)]);
    expect(JSON.stringify(problems)).not.toContain('misplaced-secret');
  });

  test.each(['', '  ', null, undefined])('with fields that were left empty: %j', (empty) => {
    const config = Object.fromEntries(Object.keys(whole).map((key) => [key, empty]));
    expect(configGuard.parse({ ...config, ...credentials })).toEqual(defaults);
  });

  test('with the blanks that copying brings', () => {
    const pasted = { clientId: ' ding1\n', clientSecret: '\ts3cret-of-the-app ' };
    expect(configGuard.parse(pasted)).toEqual(defaults);
  });

  test.each([
    ['openid%20corpid', 'openid corpid'],
    ['openid+corpid', 'openid corpid'],
    ['openid%2Bcorpid', 'openid corpid'],
    ['openid%20%2B%20corpid', 'openid corpid'],
    ['openid%2bcorpid', 'openid corpid'],
    ['openid  corpid', 'openid corpid'],
    ['corpid openid', 'openid corpid'],
    ['openid openid', 'openid'],
    ['+openid%20', 'openid'],
    [' openid\n', 'openid'],
  ])('with the scope %j of an older configuration', (scope, expected) => {
    expect(configGuard.parse({ ...credentials, scope }).scope).toBe(expected);
  });
});

test.each([
  'dinga,dingb',
  'dinga , dingb',
  'dinga;dingb',
  'dinga，dingb',
  'dinga；dingb',
  'dinga dingb',
  'dinga\ndingb\n',
  ',dinga,,dingb,',
])('the allowed organizations are each of %j', (allowedCorpIds) => {
  expect(configGuard.parse({ ...credentials, allowedCorpIds }).allowedCorpIds).toEqual(['dinga', 'dingb']);
});

describe('a configuration that cannot work is refused by the name of the field', () => {
  const text = 'must be a non-empty string';
  test.each<[field: string, words: string, ...values: unknown[]]>([
    ['clientId', text, undefined, '', '  ', 5, 'ding\n1'],
    ['clientSecret', text, undefined, null, ['s']],
    ['scope', "must be 'openid' or 'openid corpid'", 'corpid', 'openid profile', 'openid,corpid', ['openid']],
    ['region', "must be 'cn' or 'intl'", 'us', true],
    ['email', "must be 'none' or 'organization' or 'personal'", 'verified', true],
    ['allowedCorpIds', 'must be corpIds separated by commas', ',', ' ; ', [], 5, {}],
    ['allowedCorpIds', text, ['dinga', 5], ['dinga', ''], ['dinga dingb\n']],
    ['membership', "must be 'required'", 'yes'],
    ['staff', 'must be true or false', 'yes'],
    ['prompt', text, 5],
    ['corpId', text, {}],
    ['orgType', "must be 'management'", 'all'],
    ['exclusiveLogin', 'must be true or false', 'yes'],
    ['exclusiveCorpId', text, 1],
  ])('%s, which %s', (field, words, ...values) => {
    for (const value of values) {
      expect(problemsOf({ ...credentials, [field]: value })).toEqual([problem(field, words)]);
    }
  });

  test('corpId with a scope that leaves it without effect', () => {
    const corpId = 'dingcorp';
    expect(problemsOf({ ...credentials, corpId, scope: 'openid' })).toEqual([
      problem('corpId', 'has no effect unless the scope is `openid corpid`'),
    ]);
    for (const more of [
      { corpId },
      { corpId, scope: 'openid corpid' },
      { scope: 'openid' },
      // With which DingTalk is asked for the organization whatever the scope says.
      { corpId, scope: 'openid', allowedCorpIds: corpId },
    ]) {
      expect(problemsOf({ ...credentials, ...more })).toEqual([]);
    }
  });

  test('all of them at once', () => {
    const fields = problemsOf({ scope: 'x', region: 'y' }).flatMap(({ path }) => path);
    expect(fields).toEqual(['clientId', 'clientSecret', 'scope', 'region']);
  });

  test.each([undefined, null, 'x', 5, []])('%j instead of an object', (config) => {
    expect(configGuard.safeParse(config).success).toBe(false);
  });

  test('without quoting what is in it', () => {
    const misplaced = 'the-secret-in-the-wrong-field';
    for (const field of ['scope', 'region', 'email', 'orgType', 'exclusiveLogin']) {
      const config = { clientId: 'c', clientSecret: 's\u0000ecret-x', [field]: misplaced };
      const text = JSON.stringify(problemsOf(config));
      expect(text).toContain('clientSecret');
      expect(text).not.toContain(misplaced);
      expect(text).not.toContain('ecret-x');
    }
  });
});

test('at a sign-in, what is wrong with the configuration is InvalidConfig with the field in it', async () => {
  const connector = await connect(undefined, { clientSecret: '', region: 'us' });
  const attempts = [
    connector.getUserInfo({ code: 'x' }, noSession),
    connector.getAuthorizationUri({ state: 'S', redirectUri: 'https://a.b/c' } as never, noSession),
    connector.getAccessTokenByRefreshToken?.('r') ?? Promise.resolve(),
  ];
  for (const attempt of attempts) {
    const { code, data } = await connectorErrorOf(attempt);
    expect(code).toBe('invalid_config');
    expect(data).toMatchObject({
      errorDescription: expect.stringMatching(/not set up.*contact the administrator/),
      problems: [expect.stringContaining('clientSecret'), expect.stringContaining('region')],
    });
  }
});
