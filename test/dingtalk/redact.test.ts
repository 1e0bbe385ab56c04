import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor } from '../../lib/dingtalk/redact.js';

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
