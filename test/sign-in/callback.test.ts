import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizationError, isCode, parametersOf, readCallback } from '../../lib/sign-in/callback.js';

const authorizationURL = new URL('https://login.dingtalk.com/oauth2/auth?secret=none');

const malformed = { kind: 'malformed' };

describe('a callback', () => {
  const whole = { code: 'c', authCode: 'c', state: 's' };

  it.each([
    ['code and state', { code: 'c', state: 's' }, { kind: 'code', code: 'c', state: 's' }],
    ['authCode and state', { authCode: 'c', state: 's' }, { kind: 'code', code: 'c', state: 's' }],
    ['both, as DingTalk sends them', whole, { kind: 'code', code: 'c', state: 's' }],
    ['a code without a state', { code: 'c' }, { kind: 'code', code: 'c', state: undefined }],
    ['an error', { error: 'e' }, { kind: 'error', error: 'e', state: undefined }],
    ['an error with a state', { error: 'e', state: 's' }, { kind: 'error', error: 'e', state: 's' }],
    ['an error beside a code', { ...whole, error: 'e' }, { kind: 'error', error: 'e', state: 's' }],
    ['a state alone', { state: 's' }, { kind: 'state', state: 's' }],
    ['nothing', {}, { kind: 'none' }],
    ['what is of no concern', { next: '/', codes: 'c' }, { kind: 'none' }],
  ])('says what it has: %s', (_, query, said) => {
    expect(readCallback(query)).toStrictEqual(said);
    expect(readCallback(undefined, query)).toStrictEqual(said);
    expect(readCallback({}, query)).toStrictEqual(said);
  });

  const fields = ['code', 'authCode', 'state', 'error'] as const;
  const odd: [string, unknown][] = [
    ['an empty text', ''],
    ['null', null],
    ['a number', 5],
    ['a list', ['c']],
    ['two values', ['c', 'd']],
    ['an object', { c: 'c' }],
    ['true', true],
  ];

  it.each(fields.flatMap((field) => odd.map(([what, value]) => [field, what, value] as const)))(
    'is malformed where only its %s is %s',
    (field, _, value) => {
      expect(readCallback({ ...whole, [field]: value })).toStrictEqual(malformed);
    },
  );

  it.each([
    ['code and authCode differ', [{ code: 'c', authCode: 'd', state: 's' }]],
    ['query and body differ in the code', [{ code: 'c', state: 's' }, { code: 'd' }]],
    ['query and body differ in the state', [{ code: 'c', state: 's' }, { state: 't' }]],
    ['query and body differ in the error', [{ error: 'e' }, { error: 'f' }]],
    ['a code beside an error is none', [{ error: 'e', state: 's', code: ['c'] }]],
  ])('is malformed where %s', (_, sources) => {
    expect(readCallback(...sources)).toStrictEqual(malformed);
  });

  it('may have its parts in query and body', () => {
    expect(readCallback({ code: 'c' }, { state: 's', authCode: 'c' })).toStrictEqual({
      ...{ kind: 'code', code: 'c', state: 's' },
    });
  });

  it.each([[null], ['code=c'], [7], [() => 'c']])('is read from objects only, and not from %s', (source) => {
    expect(readCallback(source, { code: 'c' })).toStrictEqual({ kind: 'code', code: 'c', state: undefined });
  });
});

describe('a code', () => {
  it.each([
    ['one character', '!', true],
    ['the last visible one', '~', true],
    ['1,024 characters', 'x'.repeat(1024), true],
    ['1,025 characters', 'x'.repeat(1025), false],
    ['none', '', false],
    ['a space at its start', ' c', false],
    ['a space at its end', 'c ', false],
    ['a line break at its end', 'c\n', false],
    ['DEL', 'c\u007F', false],
    ['a letter beyond ASCII', 'ç', false],
    ['something that is no text', ['c'], false],
  ])('of %s: %s', (_, value, itIs) => {
    expect(isCode(value)).toBe(itIs);
    if (typeof value !== 'string' || value === '') return;
    expect(readCallback({ code: value }).kind).toBe(itIs ? 'code' : 'malformed');
  });
});

describe('an error at the callback URL', () => {
  it.each([
    ['invalid_client', 'DINGTALK_CREDENTIALS'],
    ['unauthorized_client', 'DINGTALK_CREDENTIALS'],
    ['invalid_request', 'DINGTALK_REFUSED'],
    ['invalid_scope', 'DINGTALK_REFUSED'],
    ['unsupported_response_type', 'DINGTALK_REFUSED'],
    ['server_error', 'DINGTALK_UNAVAILABLE'],
    ['temporarily_unavailable', 'DINGTALK_UNAVAILABLE'],
  ])('%s is for an administrator: %s', (word, code) => {
    expect(authorizationError(word, authorizationURL)).toMatchObject({
      code,
      providerCode: word,
      message: expect.stringContaining('asking for authorization'),
      endpoint: 'GET login.dingtalk.com/oauth2/auth',
    });
  });

  it.each(['access_denied', 'user_cancel', '', 'toString', '__proto__', 'constructor'])(
    '%j is the person’s refusal',
    (word) => {
      expect(authorizationError(word, authorizationURL)).toBeUndefined();
    },
  );
});

describe('the query of a request', () => {
  it('has a parameter as a text, and one that is repeated as a list', () => {
    expect(parametersOf('/cb?code=a%20b&state=&code=c')).toEqual({ code: ['a b', 'c'], state: '' });
  });

  it.each(['', '/', '//', '/cb', '/cb?', '*', 'http://'])('is empty in %j', (target) => {
    expect(parametersOf(target)).toEqual({});
  });

  it('can be read whatever a stranger asks for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (path, query) => {
        const expected = [...new URLSearchParams(`?${query}`)].map(([, value]) => value);
        const target = `${path.replaceAll('?', '')}?${query}`;
        expect(Object.values(parametersOf(target)).flat().sort()).toEqual(expected.sort());
      }),
    );
  });

  it('is looked at once, however often a parameter is repeated', () => {
    const { a } = parametersOf(`/cb?${'a=1&'.repeat(100_000)}`);
    expect(a).toHaveLength(100_000);
  });
});
