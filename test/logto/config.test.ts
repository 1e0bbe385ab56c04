import { describe, expect, test } from 'vitest';
import { configGuard } from '../../lib/logto/config.js';
import { connect, connectorErrorOf, noSession } from './connect.js';

const credentials = { clientId: 'ding1', clientSecret: 's3cret-of-the-app' };
const defaults = { ...credentials, region: 'cn', email: 'none', staff: false };

/** The fields complained of, and the words. */
function problemsOf(config: unknown): { fields: string[]; text: string } {
  const result = configGuard.safeParse(config);
  if (result.success) return { fields: [], text: '' };
  const { issues } = result.error;
  return { fields: issues.map(({ path }) => path.join('.')), text: JSON.stringify(result.error) };
}

describe('a configuration is taken', () => {
  test('with nothing but the credentials', () => {
    expect(configGuard.parse(credentials)).toEqual(defaults);
  });

  test('as the guide to Logto’s own connector has it', () => {
    expect(configGuard.parse({ ...credentials, scope: 'openid corpid' }).scope).toBe('openid corpid');
  });

  test('with everything that it can have', () => {
    const all = {
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
    expect(configGuard.parse(all)).toEqual(all);
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
    const { fields, text } = problemsOf({ ...credentials, [written]: 'misplaced-secret' });
    expect(fields).toEqual([written]);
    expect(text).toContain(`\`${written}\` is unknown, and would have no effect. Did you mean \`${meant}\`?`);
    expect(text).not.toContain('misplaced-secret');
  });

  test('with fields that were left empty', () => {
    const optional = ['scope', 'region', 'email', 'prompt', 'corpId', 'orgType', 'exclusiveLogin'];
    for (const empty of ['', '  ', null, undefined]) {
      const config = Object.fromEntries([...optional, 'exclusiveCorpId'].map((key) => [key, empty]));
      expect(configGuard.parse({ ...credentials, ...config })).toEqual(defaults);
    }
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

describe('the allowed organizations', () => {
  const readCorpIds = (allowedCorpIds: unknown) =>
    configGuard.parse({ ...credentials, allowedCorpIds }).allowedCorpIds;

  test.each([
    'dinga,dingb',
    'dinga , dingb',
    'dinga;dingb',
    'dinga，dingb',
    'dinga；dingb',
    'dinga dingb',
    'dinga\ndingb\n',
    ',dinga,,dingb,',
  ])('are each of %j', (text) => {
    expect(readCorpIds(text)).toEqual(['dinga', 'dingb']);
  });

  test.each(['', '  ', null])('are all where the field is %j', (empty) => {
    expect(readCorpIds(empty)).toBeUndefined();
  });

  test.each([[','], [' ; '], [[]], [5], [{}], [['dinga', 5]], [['dinga', '']], [['dinga dingb\n']]])(
    'are not %j',
    (wrong) => {
      expect(problemsOf({ ...credentials, allowedCorpIds: wrong }).fields).toEqual(['allowedCorpIds']);
    },
  );

  test('that are none are told how to be written', () => {
    expect(problemsOf({ ...credentials, allowedCorpIds: 5 }).text).toContain('corpIds separated by commas');
  });
});

describe('a configuration that cannot work is refused by the name of the field', () => {
  test.each([
    ['clientId', undefined],
    ['clientId', ''],
    ['clientId', '  '],
    ['clientId', 5],
    ['clientId', 'ding\n1'],
    ['clientSecret', undefined],
    ['clientSecret', null],
    ['clientSecret', ['s']],
    ['scope', 'corpid'],
    ['scope', 'openid profile'],
    ['scope', 'openid,corpid'],
    ['scope', ['openid']],
    ['region', 'us'],
    ['region', true],
    ['email', 'verified'],
    ['email', true],
    ['prompt', 5],
    ['corpId', {}],
    ['orgType', 'all'],
    ['exclusiveLogin', 'yes'],
    ['exclusiveCorpId', 1],
  ])('%s: %j', (field, value) => {
    const { fields, text } = problemsOf({ ...credentials, [field]: value });
    expect(fields).toEqual([field]);
    expect(text).toContain(`\`${field}\``);
  });

  test.each([
    ['scope', 'x', "must be 'openid' or 'openid corpid'"],
    ['region', 'us', "must be 'cn' or 'intl'"],
    ['email', 'all', "must be 'none' or 'organization' or 'personal'"],
    ['membership', 'yes', "must be 'required'"],
    ['staff', 'yes', 'must be true or false'],
  ])('%s: %j, with what it can be', (field, value, expected) => {
    const result = configGuard.safeParse({ ...credentials, [field]: value });
    expect(result.error?.issues).toEqual([
      { code: 'custom', path: [field], message: expect.stringContaining(`\`${field}\` ${expected}`) },
    ]);
  });

  test('corpId with a scope that leaves it without effect', () => {
    const corpId = 'dingcorp';
    const { fields, text } = problemsOf({ ...credentials, corpId, scope: 'openid' });
    expect(fields).toEqual(['corpId']);
    expect(text).toContain('`corpId` has no effect unless the scope is `openid corpid`');
    for (const more of [
      {},
      { scope: 'openid corpid' },
      // With which DingTalk is asked for the organization whatever the scope says.
      { scope: 'openid', allowedCorpIds: corpId },
    ]) {
      expect(problemsOf({ ...credentials, corpId, ...more }).fields).toEqual([]);
    }
    expect(problemsOf({ ...credentials, scope: 'openid' }).fields).toEqual([]);
  });

  test('all of them at once', () => {
    expect(problemsOf({ scope: 'x', region: 'y' }).fields).toEqual([
      ...['clientId', 'clientSecret', 'scope', 'region'],
    ]);
  });

  test.each([undefined, null, 'x', 5, []])('%j instead of an object', (config) => {
    expect(configGuard.safeParse(config).success).toBe(false);
  });

  test('without quoting what is in it', () => {
    const misplaced = 'the-secret-in-the-wrong-field';
    for (const field of ['scope', 'region', 'email', 'orgType', 'exclusiveLogin']) {
      const { text } = problemsOf({ clientId: 'c', clientSecret: 's\u0000ecret-x', [field]: misplaced });
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
