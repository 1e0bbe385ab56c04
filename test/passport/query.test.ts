import { describe, expect, it } from 'vitest';
import { queryOf } from '../../lib/passport/request.js';

const read = (url: string | undefined, query?: unknown) => queryOf({ url, query } as never);

describe('the query of a request', () => {
  it('is the host’s, where it reads one', () => {
    expect(read('/?code=a', { code: 'b' })).toEqual({ code: 'b' });
    expect(read('/?code=a', {})).toEqual({});
  });

  it.each([null, undefined, () => {}, 'code=b', 7])('is read out of the URL beside %s', (query) => {
    expect(read('/?code=a', query)).toEqual({ code: 'a' });
  });

  it.each<[string | undefined, object]>([
    ['/callback?code=a%20b&state=c+d', { code: 'a b', state: 'c d' }],
    ['/callback?code=a&code=b', { code: ['a', 'b'] }],
    ['https://example.com/callback?code=a', { code: 'a' }],
    ['/callback', {}],
    [undefined, {}],
  ])('is read out of %s otherwise', (url, query) => {
    expect(read(url)).toEqual(query);
  });

  // Node's server takes any of these for the target of a request; a throw here would end a process without a router.
  it.each(['//', '//?code=a', 'http://', '*', '//[', 'http://a:b/?code=a', '/%?code=%'])(
    'is read whatever a stranger has for a path: %s',
    (url) => {
      expect(() => read(url)).not.toThrow();
    },
  );
});
