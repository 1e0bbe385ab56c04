import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../lib/sign-in/query.js';

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
