import { describe, expect, it } from 'vitest';
import { DingTalkAdminStrategy, DingTalkInAppStrategy, DingTalkStrategy } from '../../lib/index.js';

const app = { clientID: 'dingclient', clientSecret: 'secret' };

/** A function of so many parameters. */
function ofLength(length: number): (...args: unknown[]) => void {
  return Object.defineProperty(() => {}, 'length', { value: length });
}

const strategies: Record<
  string,
  {
    make: (verify: unknown, more?: object) => unknown;
    plain: number[];
    withRequest: number[];
    shapes: string[];
  }
> = {
  DingTalkStrategy: {
    make: (verify, more) =>
      new DingTalkStrategy({ ...app, callbackURL: '/cb', ...more }, verify as () => void),
    plain: [4, 5],
    withRequest: [5, 6],
    shapes: ['accessToken, refreshToken, profile, done', 'accessToken, refreshToken, params, profile, done'],
  },
  DingTalkInAppStrategy: {
    make: (verify, more) => new DingTalkInAppStrategy({ ...app, ...more }, verify as () => void),
    plain: [2],
    withRequest: [3],
    shapes: ['profile, done'],
  },
  DingTalkAdminStrategy: {
    make: (verify, more) =>
      new DingTalkAdminStrategy({ corpId: 'dingcorp', ssoSecret: 'secret', ...more }, verify as () => void),
    plain: [2],
    withRequest: [3],
    shapes: ['profile, done'],
  },
};

describe.each(Object.entries(strategies))('%s', (_name, { make, plain, withRequest, shapes }) => {
  const say = (withRequest: boolean) =>
    shapes.map((shape) => (withRequest ? `(req, ${shape})` : `(${shape})`)).join(' or ');

  it.each([2, 3, 4, 5, 6, 7])('takes a verify of %i parameters if there is such a shape', (length) => {
    for (const [passReqToCallback, lengths] of [
      [false, plain],
      [true, withRequest],
    ] as const) {
      const given = () => make(ofLength(length), { passReqToCallback });
      if (lengths.includes(length)) expect(given).not.toThrow();
      else {
        expect(given).toThrow(expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' }));
        expect(given).toThrow(
          `\`verify\` takes ${length} parameters and must take ${say(passReqToCallback)}, as`,
        );
        expect(given).toThrow(
          `\`passReqToCallback\` is ${passReqToCallback}. If it is ${!passReqToCallback}: `,
        );
        expect(given).toThrow('Parameters count up to the first with a default value');
        expect(given).toThrow(`${say(!passReqToCallback)}. `);
      }
    }
  });

  it('takes one of which nobody can tell', () => {
    const async = async (..._args: unknown[]) => {};
    // The last two as Midway and Ts.ED make them.
    const [midway, tsed] = [ofLength(1), async (_req: unknown, ..._args: unknown[]) => {}];
    for (const verify of [() => {}, (..._args: unknown[]) => {}, async, midway, tsed]) {
      for (const passReqToCallback of [undefined, false, true]) {
        expect(() => make(verify, { passReqToCallback })).not.toThrow();
      }
    }
  });

  it('counts what is left of one that is bound', () => {
    const [fits = 0] = plain;
    expect(() => make(ofLength(fits + 1).bind(null, 'accounts'))).not.toThrow();
    expect(() => make(ofLength(fits + 3).bind(null, 'accounts'))).toThrow('`verify` takes');
  });

  it('takes nothing but a function', () => {
    for (const verify of [undefined, null, {}, 'verify'])
      expect(() => make(verify)).toThrow('`verify` must be a function');
  });
});
