import { describe, expect, it } from 'vitest';
import { readAuthenticateOptions, refuseDecisions } from '../../lib/passport/options.js';

const asInvalid = (message: string | RegExp) =>
  expect.objectContaining({
    name: 'TypeError',
    code: expect.stringMatching(/^ERR_INVALID_ARG_(TYPE|VALUE)$/),
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  });

const given = (options: unknown) => () => readAuthenticateOptions(options as object);

describe('who may come in', () => {
  const decisive = { membership: true, allowedCorpIds: true } as const;

  it('is not for a route to say with a slip of the pen either', () => {
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
    ['redirect_uri', 'callbackURL'],
    ['corpid', 'corpId'],
    ['org_type', 'orgType'],
    ['promt', 'prompt'],
    ['states', 'state'],
    ['alowedCorpIds', 'allowedCorpIds'],
  ])('is nothing that is nearly one of ours: %s', (name, meant) => {
    expect(given({ [name]: 'openid' })).toThrow(asInvalid(`Did you mean \`${meant}\`?`));
  });

  it("may be Passport's, passport-oauth2's or another's, which goes through untouched", () => {
    const options = {
      ...{
        session: false,
        failureRedirect: '/',
        failureFlash: true,
        failureMessage: true,
        failWithError: true,
      },
      ...{ successRedirect: '/', successReturnToOrRedirect: '/', successMessage: true, successFlash: 'x' },
      ...{
        keepSessionInfo: true,
        assignProperty: 'account',
        authInfo: false,
        userProperty: 'u',
        pauseStream: true,
      },
      ...{ passReqToCallback: true, accessType: 'offline', tenant: 'a' },
    };
    expect(readAuthenticateOptions(options as never)).toEqual(options);
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
