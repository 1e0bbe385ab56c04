import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeReturnTo } from '../../example-app/security.js';

const SITE = 'https://app.example';

describe('safeReturnTo', () => {
  it.each(['/', '/profile', '/a/b?c=d&e=%2F#f', '/profile?next=https://other.example', '/%5Cevil.example'])(
    'keeps %s',
    (path) => {
      expect(safeReturnTo(path)).toBe(path);
    },
  );

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'https://evil.example/',
    'https:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '@evil.example',
    ' //evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/profile\r\nSet-Cookie: a=b',
    '/\u0000',
    '',
    `/${'a'.repeat(3000)}`,
  ])('does not go to %j', (value) => {
    expect(safeReturnTo(value)).toBe('/profile');
  });

  it.each([undefined, null, 7, ['/a', '/b'], { toString: () => '/a' }])('takes no %j for a path', (value) => {
    expect(safeReturnTo(value, '/')).toBe('/');
  });

  it('does not lead back into the sign-in', () => {
    expect(safeReturnTo('/auth/dingtalk')).toBe('/profile');
    expect(safeReturnTo('/x/../auth/dingtalk')).toBe('/profile');
  });

  it('stays on this site for whatever it is given, as browsers read addresses', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '//',
      'evil.example',
      ':',
      'https:',
      '@',
      '?',
      '#',
      '\t',
      '\n',
      '%2f',
      '%5c',
      ' ',
    );
    const crafted = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const value = fc.oneof(
      crafted,
      crafted.map((rest) => `/${rest}`),
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(value, (candidate) => {
        const path = safeReturnTo(candidate);
        // Where a browser ends up that gets it in a Location header, from any page of ours.
        for (const page of [`${SITE}/`, `${SITE}/auth/dingtalk/callback?code=x`]) {
          expect(new URL(path, page).origin).toBe(SITE);
        }
        // And the same when it comes through us a second time.
        expect(safeReturnTo(path)).toBe(path);
      }),
      { numRuns: 5000 },
    );
  });
});
