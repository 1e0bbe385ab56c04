import { describe, expect, it } from 'vitest';
import type { ReadAnswer } from '../../lib/dingtalk/answer.js';
import { failure, type RequestDetails } from '../../lib/dingtalk/http-request.js';
import {
  readAdmin,
  readAppScopes,
  readAppToken,
  readDepartment,
  readInAppUser,
  readMember,
  readTokens,
  readUser,
  readUserId,
} from '../../lib/dingtalk/readers.js';
import { integer, isToken } from '../../lib/dingtalk/values.js';

const request: RequestDetails = {
  method: 'GET',
  url: new URL('https://api.dingtalk.com/v1.0/path?query'),
  operation: 'reading what is to be read',
  secrets: [],
};

function read<Value>(reader: ReadAnswer<Value>, json: object): Value {
  return reader({
    ...{ json: json as Record<string, unknown>, raw: JSON.stringify(json), status: 200 },
    invalid: (detail) => failure(request, 'DINGTALK_INVALID_RESPONSE', { upstreamStatus: 200, detail }),
  });
}

/** What `reader` says is wrong with an answer. */
function complaint(reader: ReadAnswer<unknown>, json: object): string {
  try {
    read(reader, json);
  } catch (error) {
    expect(error).toMatchObject({
      name: 'DingTalkError',
      code: 'DINGTALK_INVALID_RESPONSE',
      upstreamStatus: 200,
      endpoint: 'GET api.dingtalk.com/v1.0/path',
    });
    return /\((.*?)\) while reading what is to be read\./.exec((error as Error).message)?.[1] ?? '';
  }
  return expect.unreachable('the answer was taken');
}

/** What JSON can have in place of a text that identifies somebody. */
const noIds = [undefined, null, '', ' ', '\n', 5, true, ['id'], { id: 'id' }];

/** An answer of the old gateway. */
const old = (result: unknown) => ({ errcode: 0, errmsg: 'ok', result });

describe("a person's tokens", () => {
  it('are read as documented, and nothing else of the answer', () => {
    const tokens = { accessToken: 'a', refreshToken: 'r', corpId: 'dingcorp' };
    expect(read(readTokens, { ...tokens, expireIn: 60, other: 'x' })).toStrictEqual({
      ...tokens,
      expiresIn: 60,
    });
  });

  it.each([
    [{ expireIn: 60 }, 60],
    [{ expiresIn: 60 }, 60],
    [{ expireIn: 60, expiresIn: 61 }, 61],
    [{ expireIn: '60' }, 60],
    [{ expireIn: '7200.25' }, 7200.25],
    [{ expireIn: 0.5 }, 0.5],
    [{}, 7200],
    [{ expireIn: null }, 7200],
    [{ expireIn: '' }, 7200],
  ])('live, by %j, for %d seconds', (fields, expiresIn) => {
    expect(read(readTokens, { accessToken: 'a', ...fields })).toStrictEqual({ accessToken: 'a', expiresIn });
  });

  it.each([
    ...[0, -1, '0', '-1', Infinity, '9'.repeat(400), 'soon', '60s', 's60', '1e3', '0x10', ' 60', '60 '],
    ...['60.', '.5', '6.0.0', true, [], [60], {}],
  ])('have no life like %j', (expireIn) => {
    const says = 'a token lifetime that is not a number of seconds';
    expect(complaint(readTokens, { accessToken: 'a', expireIn })).toBe(says);
  });

  it.each([undefined, null, '', ' ', 'a b', 'a\n', 'ü', 5, true, ['a'], {}])(
    'are none where the access token is %j',
    (accessToken) => {
      expect(complaint(readTokens, { accessToken, expireIn: 60 })).toBe('no access token in it');
    },
  );

  it.each([' ', 'a b', 'a\n', 'ü', 0, 5, false, true, ['a'], {}])(
    'are none where the refresh token is there, and is %j',
    (refreshToken) => {
      const says = 'a malformed refresh token';
      expect(complaint(readTokens, { accessToken: 'a', refreshToken })).toBe(says);
    },
  );

  it.each([0, 5, false, true, ['dingcorp'], {}])('are none where the corpId is there as %j', (corpId) => {
    expect(complaint(readTokens, { accessToken: 'a', corpId })).toBe('a malformed corpId');
  });

  it.each([undefined, null, ''])('have neither refresh token nor corpId where these are %j', (none) => {
    const answer = { accessToken: 'a', refreshToken: none, corpId: none };
    expect(read(readTokens, answer)).toStrictEqual({ accessToken: 'a', expiresIn: 7200 });
  });
});

describe("an app's token", () => {
  it.each([
    [{ accessToken: 'a', expireIn: 60 }, 60],
    [{ access_token: 'a', expires_in: 60 }, 60],
    [{ access_token: 'a' }, 7200],
    [{ accessToken: 'a', refreshToken: 5, corpId: 5 }, 7200],
  ])('is read from %j', (answer, expiresIn) => {
    expect(read(readAppToken, answer)).toStrictEqual({ accessToken: 'a', expiresIn });
  });

  it('is none without a token, or with a life that is none', () => {
    expect(complaint(readAppToken, { expires_in: 60 })).toBe('no access token in it');
    expect(complaint(readAppToken, { access_token: 'a', expires_in: 0 })).toContain('token lifetime');
  });
});

describe('a token', () => {
  it.each(['!', '~', '0', 'a-b_c.d/e+f=', 'x'.repeat(4096)])('may be %j', (value) => {
    expect(isToken(value)).toBe(true);
  });

  it.each([
    ...['', ' ', ' a', 'a ', 'a\n', '\na', '\u007f', 'ü', 'x'.repeat(4097)],
    ...[undefined, null, 5, true, ['a'], { toString: () => 'a' }],
  ])('is never %j', (value) => {
    expect(isToken(value)).toBe(false);
  });
});

describe('a whole number', () => {
  it.each([
    [0, 0],
    [-5, -5],
    ['5', 5],
    [2 ** 53 - 1, 2 ** 53 - 1],
  ])('is read from %j', (value, expected) => {
    expect(integer(value)).toBe(expected);
  });

  it.each(['', ' ', '\n', 1.5, '1.5', 2 ** 53, 'five', null, undefined, true, [], ['5'], { valueOf: 5 }])(
    'is not read from %j',
    (value) => {
      expect(integer(value)).toBeUndefined();
    },
  );
});

describe('a person', () => {
  const texts = { openId: 'o', nick: 'n', avatarUrl: 'a', email: 'e', mobile: 'm', stateCode: '86' };

  it('is read as documented, with the answer as it came', () => {
    const json = { unionId: 'u', ...texts, other: 'x' };
    expect(read(readUser, json)).toStrictEqual({
      unionId: 'u',
      ...texts,
      json,
      raw: JSON.stringify(json),
    });
  });

  it.each([undefined, null, '', ' ', 5, true, ['x'], {}])('lacks what is %j', (none) => {
    const json = { unionId: 'u', ...Object.fromEntries(Object.keys(texts).map((name) => [name, none])) };
    expect(read(readUser, json)).toStrictEqual({ unionId: 'u', json, raw: JSON.stringify(json) });
  });

  it.each(noIds)('is nobody where the unionId is %j', (unionId) => {
    expect(complaint(readUser, { ...texts, unionId })).toBe('no unionId in it');
  });
});

describe('a person inside DingTalk', () => {
  const who = { userid: 'user', unionid: 'union' };

  it('is read as documented, with the answer as it came', () => {
    const more = { associated_unionid: 'other', device_id: 'd', name: 'n', sys: true, sys_level: 1, x: 'y' };
    const json = old({ ...who, ...more });
    expect(read(readInAppUser, json)).toStrictEqual({
      ...{ unionId: 'union', userId: 'user', associatedUnionId: 'other', deviceId: 'd', name: 'n' },
      ...{ isAdmin: true, adminLevel: 1, json, raw: JSON.stringify(json) },
    });
  });

  it('lacks what is absent, and is no administrator then', () => {
    const json = old(who);
    expect(read(readInAppUser, json)).toStrictEqual({
      ...{ unionId: 'union', userId: 'user', isAdmin: false, json, raw: JSON.stringify(json) },
    });
  });

  it('has the level 0 where it is said', () => {
    expect(read(readInAppUser, old({ ...who, sys_level: '0' })).adminLevel).toBe(0);
  });

  it.each(noIds)('is nobody where an id is %j', (none) => {
    expect(complaint(readInAppUser, old({ ...who, unionid: none }))).toBe('no unionid in it');
    expect(complaint(readInAppUser, old({ ...who, userid: none }))).toBe('no userid in it');
  });
});

describe('who comes from the admin console', () => {
  const ids = { corpId: 'dingcorp', userId: 'user' };
  const texts = { corpName: 'c', userName: 'n', avatar: 'a', email: 'e' };

  it('is read as documented, with the answer as it came', () => {
    const json = { ...ids, ...texts, isAdmin: true, other: 'x' };
    expect(read(readAdmin, json)).toStrictEqual({
      ...{ ...ids, ...texts, isAdmin: true, json, raw: JSON.stringify(json) },
    });
  });

  it.each(noIds)('is nobody where an id is %j', (none) => {
    expect(complaint(readAdmin, { ...ids, corpId: none })).toBe('no corpId in it');
    expect(complaint(readAdmin, { ...ids, userId: none })).toBe('no userId in it');
  });

  it.each([
    [true, true],
    ['true', true],
    ...[false, 'false', 'TRUE', 1, '1', '', null, undefined, [], ['true'], {}].map(
      (said): [unknown, boolean] => [said, false],
    ),
  ])('where DingTalk says %j is an administrator: %j', (said, isAdmin) => {
    expect(read(readAdmin, { ...ids, isAdmin: said }).isAdmin).toBe(isAdmin);
    expect(read(readInAppUser, old({ userid: 'u', unionid: 'un', sys: said })).isAdmin).toBe(isAdmin);
  });
});

describe('what the directory knows of a unionId', () => {
  it.each([
    [0, 0],
    ['0', 0],
    [1, 1],
    ['1', 1],
  ])('is, with the contact_type %j, that it is %i', (contact_type, contactType) => {
    const answer = old({ userid: 'user', contact_type });
    expect(read(readUserId, answer)).toStrictEqual({ userId: 'user', contactType });
  });

  it.each([undefined, null, '', ' ', 2, '2', -1, 0.5, '00', 'member', true, false, [], [0], {}])(
    'is nothing with the contact_type %j',
    (contact_type) => {
      const answer = old({ userid: 'user', contact_type });
      expect(complaint(readUserId, answer)).toBe('no contact_type in it');
    },
  );

  it.each(noIds)('is nothing where the userid is %j', (userid) => {
    expect(complaint(readUserId, old({ userid, contact_type: 0 }))).toBe('no userid in it');
  });
});

it("a member's record is read, and is none without a userid", () => {
  expect(read(readMember, old({ userid: 'user', name: 'n' }))).toStrictEqual({ userId: 'user', name: 'n' });
  expect(complaint(readMember, old({ name: 'n' }))).toBe('no userid in it');
});

describe('a department', () => {
  it.each([
    [
      { name: 'n', parent_id: 5 },
      { name: 'n', parentId: 5 },
    ],
    [
      { name: 'n', parent_id: '1' },
      { name: 'n', parentId: 1 },
    ],
    [{ name: 'n', parent_id: 0 }, { name: 'n' }],
    [{ name: 'n', parent_id: -1 }, { name: 'n' }],
    [{ name: 'n' }, { name: 'n' }],
    [{ name: ' ' }, {}],
  ])('is read from %j', (result, expected) => {
    expect(read(readDepartment, old(result))).toStrictEqual(expected);
  });
});

describe.each([
  ['readInAppUser', readInAppUser],
  ['readUserId', readUserId],
  ['readMember', readMember],
  ['readDepartment', readDepartment],
])("%s reads the old gateway's answer", (_name, reader: ReadAnswer<unknown>) => {
  const result = { userid: 'user', unionid: 'union', contact_type: 0 };

  it('only where it says that it is a success', () => {
    expect(() => read(reader, { errcode: 0, result })).not.toThrow();
    expect(() => read(reader, { errcode: '0', result })).not.toThrow();
    for (const errcode of [undefined, null, '', false, 1, [], {}]) {
      expect(complaint(reader, { errcode, result })).toBe('no errcode 0 in it');
    }
  });

  it.each([undefined, null, '', 'result', 5, true, [], [result]])('never from %j', (odd) => {
    expect(complaint(reader, old(odd))).toBe('no result in it');
  });
});

describe('what an app may see', () => {
  const seen = (departmentIds: number[], userIds: string[], userFields: string[]) => ({
    ...{ departmentIds, userIds, userFields },
  });

  it.each([
    ['["1",20]', '["u1"]', '["name"]'],
    [
      [1, 'a', null, {}, '20'],
      ['u1', 2, null],
      ['name', 3, {}],
    ],
    ['[1,"a",null,"20"]', '["u1",2,null]', '["name",3]'],
  ])('is read from %j, %j and %j, without what is no id and no name', (authed_dept, authed_user, names) => {
    const answer = { errcode: '0', auth_org_scopes: { authed_dept, authed_user }, auth_user_field: names };
    expect(read(readAppScopes, answer)).toStrictEqual(seen([1, 20], ['u1'], ['name']));
  });

  it.each(['{"0":1}', 'null', '1', '"[1]"', '[1', '', 7, null, {}])('is nothing where there is %j', (no) => {
    const answer = { errcode: 0, auth_org_scopes: { authed_dept: no, authed_user: no }, auth_user_field: no };
    expect(read(readAppScopes, answer)).toStrictEqual(seen([], [], []));
  });

  it.each([
    [{ errcode: 0, errmsg: 'ok' }, 'no auth_org_scopes in it'],
    [{ errcode: 0, auth_org_scopes: null }, 'no auth_org_scopes in it'],
    [{ errcode: 0, auth_org_scopes: [1] }, 'no auth_org_scopes in it'],
    [{ errcode: 0, auth_org_scopes: '1' }, 'no auth_org_scopes in it'],
    [{ auth_org_scopes: { authed_dept: [1], authed_user: [] } }, 'no errcode 0 in it'],
  ])('is not told by %j: %s', (answer, lack) => {
    expect(complaint(readAppScopes, answer)).toBe(lack);
  });
});
