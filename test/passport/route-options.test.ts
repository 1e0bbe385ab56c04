import { describe, expect, it } from 'vitest';
import { readAuthenticateOptions, readQrLoginOptions, refuseDecisions } from '../../lib/passport/options.js';

const asInvalid = (message: string | RegExp) =>
  expect.objectContaining({
    name: 'TypeError',
    code: expect.stringMatching(/^ERR_INVALID_ARG_(TYPE|VALUE)$/),
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  });

const given = (options: unknown) => () => readAuthenticateOptions(options as object);

describe('who may come in', () => {
  const decisive = { membership: true, allowedCorpIds: true } as const;

  it.each(['membership', 'allowedCorpIds'])('is not for a route to say, by %s', (name) => {
    for (const value of ['required', undefined]) {
      expect(() => refuseDecisions({ session: false, [name]: value }, decisive)).toThrow(
        asInvalid(`DingTalk option \`${name}\` is for the strategy, and would have no effect on a route.`),
      );
    }
  });

  it('is not for a route to say with a slip of the pen either', () => {
    expect(() => refuseDecisions({ allowedCorpId: [] }, decisive)).toThrow(
      asInvalid('Did you mean `allowedCorpIds`?'),
    );
    const ours = { ...decisive, prompt: true } as const;
    expect(() => refuseDecisions({ promt: 'consent' }, decisive, ours)).toThrow(asInvalid('`prompt`'));
    expect(() => refuseDecisions({ promt: 'consent' }, decisive)).not.toThrow();
  });

  it('is not decided by what else a route may say, to us, to Passport or to others', () => {
    const ours = { ...decisive, prompt: true } as const;
    expect(() => refuseDecisions({}, decisive)).not.toThrow();
    expect(() => refuseDecisions({ prompt: 'consent', audience: 'x' }, decisive, ours)).not.toThrow();
    // Passport's own word, however near it is to one of ours.
    expect(() => refuseDecisions({ session: false }, { sessions: true })).not.toThrow();
  });

  it.each([[undefined], [null], ['dingtalk'], [[]]])('cannot be told from %j', (options) => {
    expect(() => refuseDecisions(options, decisive)).toThrow(asInvalid('`options` must be an object'));
  });
});

describe('what a route asks for', () => {
  it('is a copy, with what is DingTalk’s in the form that is used', () => {
    const options = Object.freeze({
      ...{ session: false, failureRedirect: '/', audience: 'x' },
      ...{ scope: ['openid', 'corpid'], prompt: 'login consent', corpId: 'dingcorp' },
      ...{ callbackURL: 'https://example.com/callback', state: { to: '/x' } },
    });
    const asked = readAuthenticateOptions(options);
    expect(asked).toStrictEqual({ ...options, scope: 'openid corpid' });
    expect(asked).not.toBe(options);
  });

  it('does not cover what the strategy was given by what is undefined', () => {
    const asked = readAuthenticateOptions({ scope: undefined, callbackURL: undefined, state: undefined });
    expect(asked).not.toHaveProperty('scope');
    expect(asked.callbackURL).toBeUndefined();
    expect(readAuthenticateOptions({})).toStrictEqual({});
  });

  it.each<[string, unknown]>([
    ['callbackURL', 'callback'],
    ['scope', 'openid,corpid'],
    ['scope', []],
    ['prompt', ' '],
    ['lang', 'fr'],
    ['orgType', 'all'],
    ['exclusiveLogin', 'true'],
  ])('is refused when it is malformed: %s %j', (name, value) => {
    expect(given({ [name]: value })).toThrow(asInvalid(`\`${name}\``));
  });

  it.each(['membership', 'allowedCorpIds', 'staff', 'appToken', 'suiteTicket', 'appTokenStore'])(
    'is nothing that is for the strategy: %s',
    (name) => {
      for (const value of [true, null, '']) {
        expect(given({ [name]: value })).toThrow(asInvalid(`\`${name}\` is for the strategy`));
      }
    },
  );

  it.each([
    ['scopes', 'scope'],
    ['callback_url', 'callbackURL'],
    ['alowedCorpIds', 'allowedCorpIds'],
  ])('is nothing that is nearly one of ours: %s', (name, meant) => {
    expect(given({ [name]: 'openid' })).toThrow(asInvalid(`Did you mean \`${meant}\`?`));
  });

  it.each([['scope'], ['state'], ['prompt'], ['corpId'], ['lang'], ['callbackURL']])(
    'is absent where it is null or empty: %s',
    (name) => {
      for (const value of [null, '']) {
        expect(readAuthenticateOptions({ session: false, [name]: value })).toStrictEqual({ session: false });
      }
    },
  );

  it.each([[{ to: '/x' }], [{}], ['chosen'], [undefined]])('may be the state %j', (state) => {
    expect(readAuthenticateOptions({ state }).state).toEqual(state);
  });

  it.each([[true], [false], [5], [['chosen']]])('is never the state %j', (state) => {
    expect(given({ state })).toThrow(
      asInvalid(/`state` must be an object.*authInfo\.state.*non-empty string to send.*not for a route, not/),
    );
  });
});

describe('what qrLogin is asked for', () => {
  const qr = (options: unknown) => () => readQrLoginOptions(options as object);

  it('is read as a route’s options are', () => {
    const options = { session: false, scope: ['openid'], callbackURL: '/cb', state: { to: '/x' } };
    expect(readQrLoginOptions(options)).toStrictEqual({ ...options, scope: 'openid' });
    expect(readQrLoginOptions({})).toStrictEqual({});
  });

  it.each([
    ['state', { state: 5 }],
    ['membership', { membership: 'required' }],
    ['callbackURL', { callbackURL: 'cb' }],
    ['audience', { audience: 'x' }],
    ['options', undefined],
  ])('is refused when %s is not one that it takes', (name, options) => {
    expect(qr(options)).toThrow(asInvalid(`\`${name}\``));
  });
});
