import { describe, expect, it } from 'vitest';
import { check, invalid } from '../../lib/dingtalk/checks.js';
import { isObject } from '../../lib/dingtalk/values.js';

/** What a check says of a value. */
function complaint(give: () => unknown): string {
  try {
    give();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    expect((error as { code?: unknown }).code).toMatch(/^ERR_INVALID_ARG_(TYPE|VALUE)$/);
    return (error as Error).message;
  }
  return expect.unreachable('the value was taken');
}

/** No text, whatever else it is. */
const noTexts = [undefined, null, 5, true, [], ['a'], {}];

describe('the error for an option', () => {
  it.each([
    [undefined, 'undefined', 'TYPE'],
    [null, 'null', 'TYPE'],
    ['', 'an empty string', 'VALUE'],
    ['secret', 'this string', 'VALUE'],
    [5, 'this number', 'VALUE'],
    [true, 'this boolean', 'VALUE'],
    [['secret'], 'this list', 'TYPE'],
    [{ secret: 'secret' }, 'an object', 'TYPE'],
    [() => 'secret', 'a function', 'TYPE'],
  ])('tells of what kind %j is, and not the value', (value, kind, code) => {
    const error = invalid('name', 'something else', value);
    expect(error).toMatchObject({ name: 'TypeError', code: `ERR_INVALID_ARG_${code}` });
    expect(error.message).toBe(`DingTalk option \`name\` must be something else, not ${kind}.`);
  });

  it('tells what is wrong where the kind does not', () => {
    const error = invalid('name', 'a good one', 'secret', 'a bad one');
    expect(error.message).toBe('DingTalk option `name` must be a good one, not a bad one.');
  });
});

it.each([
  [{}, true],
  [Object.create(null), true],
  [null, false],
  [undefined, false],
  [[], false],
  ['text', false],
  [() => {}, false],
])('%o is an object with names: %j', (value, expected) => {
  expect(isObject(value)).toBe(expected);
});

describe('an option that need not be given', () => {
  it('is checked if it is', () => {
    expect(check.optional(check.flag, 'name', undefined)).toBeUndefined();
    expect(check.optional(check.flag, 'name', false)).toBe(false);
    expect(complaint(() => check.optional(check.flag, 'name', null))).toContain('`name`');
  });
});

describe('a text', () => {
  it.each(['a', 'a b', '密', 'a\u00a0b'])('may be %j', (value) => {
    expect(check.text('name', value)).toBe(value);
  });

  it.each(['', ' ', ' a', 'a ', '\ta', 'a\n', 'a\u0000b', 'a\u0085b', 'a\nb', '\u00a0a', ...noTexts])(
    'is never %j',
    (value) => {
      expect(complaint(() => check.text('name', value))).toMatch(
        /`name` must be a non-empty string without surrounding white space, not /,
      );
    },
  );
});

describe('a flag, a language, a kind of organization', () => {
  it.each([true, false])('is %j', (value) => {
    expect(check.flag('name', value)).toBe(value);
  });

  it.each(['true', '', 0, 1, null, undefined, [], {}])('is never %j', (value) => {
    expect(complaint(() => check.flag('name', value))).toContain('`name` must be true or false, not ');
  });

  it.each(['zh_CN', 'en_US'])('is %j', (value) => {
    expect(check.language('name', value)).toBe(value);
  });

  it.each(['', 'zh', 'en-US', 'ZH_CN', ...noTexts])('is never %j', (value) => {
    const says = "`name` must be 'zh_CN' or 'en_US', not ";
    expect(complaint(() => check.language('name', value))).toContain(says);
  });

  it('is management', () => {
    expect(check.orgType('name', 'management')).toBe('management');
  });

  it.each(['', 'all', 'Management', ...noTexts])('is never %j', (value) => {
    expect(complaint(() => check.orgType('name', value))).toContain("`name` must be 'management', not ");
  });
});

describe('scopes', () => {
  it.each([
    ['openid', 'openid'],
    ['openid  corpid', 'openid corpid'],
    [['openid', 'corpid'], 'openid corpid'],
    ['Contact.User.Read qyapi_get_member a:b-c', 'Contact.User.Read qyapi_get_member a:b-c'],
  ])('are joined by one space: %j', (value, expected) => {
    expect(check.scope('name', value)).toBe(expected);
  });

  it.each([
    ...['', ' ', ' openid', 'openid ', 'openid,corpid', '+openid', 'openid+', 'a\tb', 'ü'],
    ...[undefined, null, 5, true, {}, [], [''], ['a b'], ['openid', 5], ['openid', ['corpid']]],
  ])('are never %j', (value) => {
    expect(complaint(() => check.scope('name', value))).toMatch(
      /`name` must be scopes separated by spaces, /,
    );
  });
});

describe('a URL', () => {
  it.each([
    ...['https://example.com/', 'https://example.com/a?b=c', 'http://localhost/', 'http://localhost:3000/a'],
    ...[
      'http://127.0.0.1/',
      'http://127.10.200.30:80/',
      'http://[::1]/',
      'http://127.1/',
      'HTTP://LOCALHOST',
    ],
  ])('may be %s', (value) => {
    const url = check.url('name', value);
    expect(url).toBeInstanceOf(URL);
    expect(url.href).toBe(new URL(value).href);
  });

  it.each([
    ...['', 'example.com', '/path', 'ftp://example.com/', 'httpsx://example.com/', 'ftp://localhost/'],
    ...['http://example.com/', 'http://127.0.0.1.example.com/', 'http://localhost.example.com/'],
    ...['http://128.0.0.1/', 'http://[::2]/', 'http://xlocalhost/', 'http://127.example.com/'],
    ...['https://user@example.com/', 'https://:password@example.com/', 'https://user:password@example.com/'],
    ...['https://example.com/#fragment', 'http://user@localhost/', 'http://localhost/#fragment'],
    ...noTexts,
  ])('is never %j', (value) => {
    const says =
      '`name` must be an https: URL (http: for loopback only) without credentials or fragment, not ';
    expect(complaint(() => check.url('name', value))).toContain(says);
  });

  it('is not an object, though it is a URL', () => {
    expect(complaint(() => check.url('name', new URL('https://example.com')))).toContain('not an object');
  });
});

describe('an origin', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://API.example.com:443/', 'https://api.example.com'],
    ['http://localhost:3000/', 'http://localhost:3000'],
  ])('may be %s', (value, expected) => {
    expect(check.origin('name', value)).toBe(expected);
  });

  it.each(['https://example.com/path', 'https://example.com/?query', 'https://example.com//'])(
    'has no path and no query: %s',
    (value) => {
      const says = '`name` must be an origin, without a path, not this string.';
      expect(complaint(() => check.origin('name', value))).toContain(says);
    },
  );

  it('is a URL first', () => {
    expect(complaint(() => check.origin('name', 'http://example.com'))).toContain('https: URL');
  });
});

describe('a callbackURL', () => {
  it.each([
    'https://example.com/cb',
    'http://example.com/cb?a=b',
    'HTTPS://example.com',
    '/cb',
    '/',
    '/a//b',
  ])('may be %s', (value) => {
    expect(check.callbackURL('name', value)).toBe(value);
  });

  it.each([
    ['cb', 'a path without one'],
    ['auth/cb#top', 'a path without one'],
    ['//example.com/cb', 'a path with two'],
    ['/\\example.com/cb', 'a path with two'],
    ['\\/example.com/cb', 'a path with two'],
    ['javascript:alert(1)', 'a URL of another scheme'],
    ['httpsx://example.com/cb', 'a URL of another scheme'],
    ['xhttps://example.com/cb', 'a URL of another scheme'],
    ['/cb#top', 'one with a fragment'],
    ['https://example.com/cb#', 'one with a fragment'],
  ])('is never %s, which is %s', (value, kind) => {
    expect(complaint(() => check.callbackURL('name', value))).toBe(
      'DingTalk option `name` must be an http: or https: URL, or a path with a slash before it, ' +
        `such as '/auth/dingtalk/callback', not ${kind}.`,
    );
  });

  it.each(noTexts)('is a text, and not %j', (value) => {
    expect(complaint(() => check.callbackURL('name', value))).toContain('must be a non-empty string');
  });
});

describe('a key in the session', () => {
  it.each(['dingtalk', 'oauth2:login.dingtalk.com', 'a_b', 'Cookie'])('may be %s', (value) => {
    expect(check.sessionKey('name', value)).toBe(value);
  });

  it.each([
    ...['cookie', 'id', 'req', 'passport', 'then', 'expires', 'save', 'reload', 'regenerate', 'destroy'],
    ...['touch', 'resetMaxAge', 'isNew', 'sessionId', 'messages', '_', '_a', '_expire', '__proto__'],
    ...['constructor', 'hasOwnProperty', 'toString', 'valueOf'],
  ])('is none that sessions use: %s', (value) => {
    expect(complaint(() => check.sessionKey('name', value))).toBe(
      'DingTalk option `name` must be a name that session objects do not use themselves, not one of theirs.',
    );
  });

  it('is a text first', () => {
    expect(complaint(() => check.sessionKey('name', ' a'))).toContain('without surrounding white space');
  });
});

describe('headers', () => {
  it('are copied, and cannot be changed', () => {
    const given = { 'x-a': 'b', 'X-Empty': '' };
    const headers = check.headers('name', given);
    expect(headers).toStrictEqual(given);
    expect(headers).not.toBe(given);
    expect(Object.isFrozen(headers)).toBe(true);
    expect(Object.isFrozen(given)).toBe(false);
  });

  it.each([undefined, null, 'x: y', 5, [], [['x', 'y']]])('are never %j', (value) => {
    const says = '`name` must be an object of header names and strings, not ';
    expect(complaint(() => check.headers('name', value))).toContain(says);
  });

  it.each([
    [{ 'bad name': 'x' }, "name['bad name']", 'a header that HTTP allows, not this string'],
    [{ '': 'x' }, "name['']", 'a header that HTTP allows, not this string'],
    [{ a: 'line\r\nbreak' }, "name['a']", 'a header that HTTP allows, not this string'],
    [{ a: 'b', c: undefined }, "name['c']", 'a header that HTTP allows, not undefined'],
    [{ a: 'b', c: 5 }, 'name.c', 'a string, not this number'],
    [{ a: null }, 'name.a', 'a string, not null'],
    [{ a: ['b'] }, 'name.a', 'a string, not this list'],
  ])('are refused by the name of the one that is wrong: %j', (value, name, says) => {
    expect(complaint(() => check.headers('name', value))).toBe(
      `DingTalk option \`${name}\` must be ${says}.`,
    );
  });
});
