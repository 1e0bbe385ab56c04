import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor } from '../../lib/dingtalk/redact.js';
import { forms } from '../helpers/leaks.js';

describe('redaction', () => {
  it('removes every secret in every form, wherever it stands', () => {
    const secret = fc.string({ minLength: 4, maxLength: 40, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.string(),
        fc.string(),
        (secrets, a, b) => {
          const clean = redactor(secrets);
          const text = secrets
            .flatMap((each) => [
              each,
              encodeURIComponent(each),
              JSON.stringify(each).slice(1, -1),
              each.toUpperCase(),
            ])
            .join(a + b);
          // The words that blot out, and the neighbours, may happen to spell a secret; those say nothing of it.
          const shown = clean(text, 100_000);
          for (const each of secrets) {
            if (`***${a}${b}***${a}${b}`.repeat(4).toLowerCase().includes(each.toLowerCase())) continue;
            expect(shown.toLowerCase()).not.toContain(each.toLowerCase());
          }
        },
      ),
    );
  });

  it('removes a secret that begins like another, tail and all', () => {
    expect(redactor(['abcd', 'abcdefgh'])('x abcdefgh y')).toBe('x *** y');
  });

  it.each(['"a"b"', 'a\\b\\c', 'a%b&c', 'a\tb\nc', '密码密码'])(
    'removes %j in each of its forms',
    (secret) => {
      const clean = redactor([undefined, secret]);
      expect(clean(`x ${secret} y`)).toBe('x *** y');
      expect(clean(`x ${encodeURIComponent(secret)} y`)).toBe('x *** y');
      expect(clean(JSON.stringify({ x: secret }))).toBe('{"x":"***"}');
    },
  );

  it('takes what has four characters for a secret', () => {
    expect(redactor(['abcd', 'xyz'])('abcd xyz')).toBe('*** xyz');
  });

  it('takes a secret for text, not for a pattern', () => {
    expect(redactor(['.*.*'])('hello')).toBe('hello');
    expect(redactor(['(((('])('a (((( b')).toBe('a *** b');
  });

  it('leaves words alone that a very short value would eat', () => {
    expect(redactor(['a', '', undefined])('a banana')).toBe('a banana');
    expect(redactor(['%61%62%63'])('abc %61%62%63')).toBe('abc ***');
    expect(redactor(['%61%62%63%64'])('abcd')).toBe('***');
  });

  it('puts an end to control characters and to text without end', () => {
    const clean = redactor([]);
    expect(clean('a\r\nERROR forged\u001b[31m\u202egnp\u0000')).toBe('a ERROR forged [31m gnp');
    expect(clean('x'.repeat(500))).toBe('x'.repeat(500));
    expect(clean('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
    expect(clean('12345', 5)).toBe('12345');
    expect(clean('123456', 5)).toBe('1234…');
    expect(() => encodeURIComponent(clean('😀'.repeat(600), 10))).not.toThrow();
  });
});

describe('what is escaped', () => {
  const secret = "a~b!c'd(e)f*g+h i/j%k";
  const strictly = encodeURIComponent(secret).replace(
    /[~!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  const everyByte = Buffer.from(secret).toString('hex').replace(/../g, '%$&');

  it.each([
    ['as addresses are', encodeURIComponent(secret)],
    ['as RFC 3986 reserves it', strictly],
    ['byte by byte, in capitals', everyByte.toUpperCase()],
    ['as forms are', new URLSearchParams({ '': secret }).toString().slice(1)],
    ['in an address within an address', encodeURIComponent(encodeURIComponent(strictly))],
    ['as some write JSON', secret.replaceAll('/', '\\/').replace("'", '\\u0027')],
    ['as JSON within an address', encodeURIComponent(JSON.stringify(secret).slice(1, -1))],
  ])('is removed %s', (_how, text) => {
    expect(redactor([secret])(`x ${text} y`)).toBe('x *** y');
  });

  it('is removed beyond ASCII, too', () => {
    const clean = redactor(['密码😀密码']);
    expect(clean('x \\u5bc6\\u7801\\ud83d\\ude00\\u5bc6\\u7801 y')).toBe('x *** y');
    expect(clean(`x ${encodeURIComponent('密码😀密码').toLowerCase()} y`)).toBe('x *** y');
  });
});

describe('a secret that looks escaped itself', () => {
  const part = fc.constantFrom(
    '%',
    '%00',
    '%5c',
    '%25',
    '\\',
    '\\u0041',
    '\\n',
    '"',
    '+',
    'n',
    'b',
    '0041',
    '密',
  );
  const secrets = fc.array(part, { minLength: 12, maxLength: 20 }).map((parts) => parts.join(''));

  it('is removed, however often and in whichever order it is escaped', () => {
    const ways = fc.array(fc.nat(5), { maxLength: 3 });
    fc.assert(
      fc.property(secrets, ways, (secret, chosen) => {
        const text = chosen.reduce(
          (inner, way) => forms(inner).at(way % forms(inner).length) as string,
          secret,
        );
        expect(redactor([secret])(`x ${text} y`, Infinity)).toBe('x *** y');
      }),
      { numRuns: 1000 },
    );
  });

  it('is removed from an address, which escapes only the rest of it', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const address = `x ${secret.replace(/[^\w%]/gu, encodeURIComponent)} y`;
        expect(redactor([secret])(address, Infinity)).toBe('x *** y');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is cut', () => {
  it('ends before a secret that the end cuts off', () => {
    const clean = redactor(['abcdefgh']);
    expect(clean('123 abcdefgh', 9)).toBe('123 ***…');
    expect(clean('123 %61%62%63%64%65', 18)).toBe('123 ***…');
    expect(clean('12345 abcdefgh', 9)).toBe('12345 ab…');
  });

  it('shows nothing of a text with more secrets than an answer has', () => {
    const secrets = Array.from({ length: 101 }, (_, index) => `secret-${index}`);
    expect(redactor(secrets)('any text')).toBe('***');
    expect(redactor(secrets.slice(1))('any text secret-0')).toBe('any text secret-0');
  });

  it.each(['(', '[', '\\', '*', '%', 'a'])('takes as long as a text needs, be it all %j', (mark) => {
    const long = mark.repeat(2 ** 20);
    expect(redactor([long, mark.repeat(2 ** 15)])(long)).toMatch(/…$/);
  });
});
