import { describe, expect, it } from 'vitest';
import { DingTalkAdminStrategy, DingTalkInAppStrategy } from '../../lib/index.js';
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
    const absent = { scope: undefined, prompt: undefined, callbackURL: undefined, state: undefined };
    expect(readAuthenticateOptions(absent)).toStrictEqual({});
    expect(readAuthenticateOptions({})).toStrictEqual({});
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

describe.each([
  ['in-app', new DingTalkInAppStrategy({ clientID: 'c', clientSecret: 's' }, () => {}), 'allowedOrigins'],
  ['admin', new DingTalkAdminStrategy({ corpId: 'dingcorp', ssoSecret: 's' }, () => {}), 'allowNonAdmins'],
] as const)('a route of the %s strategy', (_method, strategy, own) => {
  /** How a request ends that is of the wrong method: its errors, and the codes of its failures. */
  const endsOf = (options?: object) => {
    const ends: unknown[] = [];
    const attempt = Object.create(strategy, {
      error: { value: (error: Error) => ends.push(error) },
      fail: { value: ({ code }: { code: string }) => ends.push(code) },
    }) as typeof strategy;
    attempt.authenticate({ method: 'PUT', url: '/', headers: {} } as never, options);
    return ends;
  };

  it.each(['allowedCorpIds', 'membership', 'staff', 'appToken', 'corpId', own])(
    'cannot say who may come in, not even by undefined: %s',
    (name) => {
      expect(endsOf({ [name]: undefined })).toEqual([asInvalid(`\`${name}\` is for the strategy`)]);
    },
  );

  it.each([
    ['allowedCorpId', 'allowedCorpIds'],
    ['memberShip', 'membership'],
    ['corpid', 'corpId'],
    [own.replace(/s$/, ''), own],
  ])('cannot nearly say so: %s', (written, meant) => {
    expect(endsOf({ [written]: ['dingother'] })).toEqual([asInvalid(`Did you mean \`${meant}\`?`)]);
  });

  it("may have Passport's options, and those of another strategy, or none", async () => {
    const options = { session: false, scope: 'openid', state: 'a', prompt: 'consent', tenant: 'a' };
    const ends = [endsOf(options), endsOf()];
    await expect.poll(() => ends).toEqual([['method-not-allowed'], ['method-not-allowed']]);
  });
});
