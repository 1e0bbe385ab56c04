import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { readStrategyOptions } from '../../lib/passport/options.js';
import { SessionStateStore } from '../../lib/passport/state/session-store.js';
import { CookieOrSession } from '../../lib/passport/state/store.js';
import { DingTalkStrategy } from '../../lib/strategy.js';

const credentials = { clientID: 'dingclient', clientSecret: 'very-secret-secret' };
const valid = { ...credentials, callbackURL: '/callback' };
const verify = () => {};
const strategy = (options: object) => new DingTalkStrategy({ ...valid, ...options } as typeof valid, verify);

/** One of each; the tests of what reads them have all kinds that there are. */
const malformed: [name: string, value: unknown][] = [
  ['clientID', undefined],
  ['clientSecret', ' very-secret-secret'],
  ['region', 'us'],
  ['origins.api', { api: 'http://api.example.com' }],
  ['origins.web', { web: 'https://example.com' }],
  ['tokenURL', 'http://example.com/token'],
  ['userProfileURL', 'https://example.com/#fragment'],
  ['timeoutMs', 0],
  ['agent', {}],
  ['customHeaders', 'x: y'],
  ['callbackURL', undefined],
  ['authorizationURL', 'http://login.example.com/'],
  ['scope', 'openid,corpid'],
  ['orgType', 'all'],
  ['exclusiveLogin', 'true'],
  ['exclusiveCorpId', 5],
  ['sessionKey', 'passport'],
  ['proxy', 'yes'],
  ['passReqToCallback', 1],
  ['allowedCorpIds', []],
  ['membership', true],
  ['staff', 'yes'],
  ['staff.departments', { departments: 'all' }],
  ['appToken', 'a-token'],
  ['suiteTicket', 'a-ticket'],
  ['appTokenStore', { get() {} }],
];

describe('an option that is missing or malformed', () => {
  const given = (name: string, value: unknown) => ({ [name.split('.')[0] as string]: value });

  it.each(malformed)('is refused by the strategy, by name: %s %j', (name, value) => {
    expect(() => strategy(given(name, value))).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: expect.stringMatching(/^ERR_INVALID_ARG_(TYPE|VALUE)$/),
        message: expect.stringContaining(`\`${name}`),
      }),
    );
  });

  it('is never quoted, as it may be a secret in the wrong place', () => {
    const hidesIt = (error: unknown) => !inspect(error).includes('misplaced-secret');
    for (const [name] of malformed.filter(([option]) => !option.includes('.'))) {
      const make = () => strategy({ [name]: ' misplaced-secret,' });
      expect(make).toThrow(expect.toSatisfy(hidesIt));
    }
  });

  it.each([
    ['pkce', true, /DingTalk has no PKCE/],
    ['scopeSeparator', ',', /separated by spaces only/],
    ['state', 1, /what to keep or to send is for passport\.authenticate/],
    ['store', {}, /true or an object with the methods store and verify/],
    ['skipUserProfile', true, /answer with the tokens names nobody/],
    ['skipUserProfile', () => true, /answer with the tokens names nobody/],
  ])('says what is to be done instead: %s', (name, value, message) => {
    expect(() => strategy({ [name]: value })).toThrow(message);
  });

  it('includes verify, and options altogether', () => {
    expect(() => new DingTalkStrategy(valid, undefined as never)).toThrow(/`verify`/);
    expect(() => new DingTalkStrategy(undefined as never, verify)).toThrow(/`options`/);
    expect(() => new DingTalkClient(null as never)).toThrow(TypeError);
  });
});

describe('options', () => {
  it.each<[string, unknown]>([
    ['scope', 'openid corpid Contact.User.Read'],
    ['callbackURL', 'http://localhost:3000/callback?tenant=1'],
    ['state', false],
    ['corpId', undefined],
    ['sessionKey', 'dingtalk'],
    ['sessionKey', 'oauth2:login.dingtalk.com'],
  ])('may be %s %j', (name, value) => {
    expect(strategy({ [name]: value }).name).toBe('dingtalk');
  });

  it('are neither changed nor watched', async () => {
    const options = Object.freeze({
      ...valid,
      scope: Object.freeze(['openid']),
      origins: Object.freeze({ api: 'https://gateway.example.com' }),
      customHeaders: Object.freeze({ 'x-a': 'b' }),
    });
    expect(() => strategy(options)).not.toThrow();

    const changing = { ...valid, prompt: 'consent' };
    const made = strategy(changing);
    changing.prompt = 'none';
    expect(made.authorizationParams({})).toEqual({ prompt: 'consent' });
  });

  it('are not given back: printing strategy or client shows no secret', () => {
    for (const made of [strategy({}), new DingTalkClient(credentials)]) {
      expect(inspect(made, { depth: Infinity })).not.toContain('very-secret');
      expect(JSON.stringify(made)).not.toContain('very-secret');
    }
  });
});

describe('options that are left out', () => {
  const read = (options: object = {}) => readStrategyOptions({ ...valid, ...options } as typeof valid);

  it('are completed', () => {
    expect(read()).toMatchObject({
      authorizationURL: new URL('https://login.dingtalk.com/oauth2/auth'),
      meta: {
        authorizationURL: 'https://login.dingtalk.com/oauth2/auth',
        tokenURL: 'https://api.dingtalk.com/v1.0/oauth2/userAccessToken',
        clientID: credentials.clientID,
      },
      authorization: {},
      callbackURL: '/callback',
      sessionKey: 'oauth2:login.dingtalk.com',
      proxy: false,
      passReqToCallback: false,
    });
  });

  it('are as given otherwise', () => {
    expect(
      read({
        ...{ sessionKey: 'mine', proxy: true, passReqToCallback: true },
        ...{ scope: ['openid', 'corpid'], authorizationURL: 'https://example.com/auth' },
      }),
    ).toMatchObject({
      ...{ sessionKey: 'mine', proxy: true, passReqToCallback: true },
      authorizationURL: new URL('https://example.com/auth'),
      meta: { authorizationURL: 'https://example.com/auth' },
      authorization: { scope: 'openid corpid' },
    });
  });

  it('are those of the region', () => {
    expect(read({ region: 'intl' }).authorizationURL.host).toBe('login.dingtalk.io');
  });

  it('keep the state in a cookie, unless they say where else', () => {
    expect(read().store).toBeInstanceOf(CookieOrSession);
    expect(read({ state: false }).store).toBeUndefined();
    for (const state of [true, false]) {
      expect(read({ state, store: true }).store).toBeInstanceOf(SessionStateStore);
    }
  });

  it('keep the state in a store that is given, which has two methods', () => {
    const store = { store() {}, verify() {} };
    expect(read({ store }).store).toBe(store);
    expect(read({ store, state: false }).store).toBe(store);
    for (const half of [{ store() {} }, { verify() {} }, null, false]) {
      expect(() => read({ store: half })).toThrow(/`store` must be true or an object/);
    }
  });
});

describe('what hosts put among the options', () => {
  const app = { key: valid.clientID, secret: valid.clientSecret };

  it.each<[host: string, more: object]>([
    ['Node-RED', { verify: () => {}, callbackMethod: 'POST' }],
    ['Egg', app],
    ['Backstage', { scope: '' }],
    ['passport-oauth2', { pkce: false, scopeSeparator: ' ', skipUserProfile: false }],
    ['an empty form', { corpId: '', prompt: null, sessionKey: '', proxy: null, agent: null, state: '' }],
  ])('changes nothing where it means nothing: %s', (_host, more) => {
    expect(strategy(more)._settings).toEqual(strategy({})._settings);
  });

  it.each<[name: string, more: object]>([
    ['verify', { verify: 'required' }],
    ['callbackMethod', { callbackMethod: 'FORGET' }],
    ['callbackMethod', { callbackMethod: 'POSTS' }],
    ['key', { key: 'dingother' }],
    ['secret', { ...app, secret: 'other' }],
    ['clientID', { clientID: undefined, ...app }],
    ['clientID', { clientID: '' }],
    ['clientSecret', { clientSecret: null }],
    ['callbackURL', { callbackURL: '' }],
    ['memberShip', { memberShip: 'required' }],
    ['membership', { membership: null }],
    ['membership', { membership: '' }],
    ['allowedCorpID', { allowedCorpID: ['dingcorp'] }],
    ['allowedCorpIds', { allowedCorpIds: '' }],
    ['allowedCorpIds', { allowedCorpIds: null }],
    ['departments', { departments: true }],
    ['departments', { departments: '' }],
    ['staff', { staff: null }],
    ['appToken', { appToken: null }],
    ['suiteTicket', { suiteTicket: '' }],
  ])('is an error where it may mean something: %s %j', (name, more) => {
    expect(() => strategy(more)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(`\`${name}\``) }),
    );
  });
});
