import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DingTalkInAppStrategy } from '../../lib/in-app/strategy.js';
import type { SimulatorOptions } from '../../lib/simulator/index.js';
import { type Outcome, startCodeApp } from '../helpers/code-app.js';
import { simulate } from '../helpers/start.js';
import { appToken } from '../simulator/helpers/directory.js';

const clientID = 'dinginapp';
const clientSecret = 'in-app-secret';
const tea = { corpId: 'dingtea', name: '茶社' };
const books = { corpId: 'dingbooks', name: '书店' };
const lin = { unionId: 'unionLin', nick: '林间', organizations: [tea.corpId], administers: [tea.corpId] };
const yun = { unionId: 'unionYun', nick: '云上', organizations: [tea.corpId, books.corpId] };
const he = { unionId: 'unionHe', nick: '荷塘', organizations: [tea.corpId] };
const organizations = [
  {
    ...tea,
    members: [
      { unionId: lin.unionId, userId: 'lin01', name: '林间', title: '掌柜', orgEmail: 'lin@tea.example' },
      { unionId: he.unionId, userId: 'he01', boss: true, mobile: '10000000009', stateCode: '86' },
    ],
  },
  books,
];

type Options = ConstructorParameters<typeof DingTalkInAppStrategy>[0];

interface Setup {
  options?: Partial<Options>;
  verify?: (...args: never[]) => unknown;
  dingTalk?: SimulatorOptions;
  parsers?: boolean;
}

async function start({ options, verify, dingTalk, parsers }: Setup = {}) {
  const app = await startCodeApp({ parsers: parsers ?? true });
  const client = { clientId: clientID, clientSecret, redirectUrls: [`${app.origin}/callback`] };
  const simulator = await simulate({
    people: [lin, yun, he],
    organizations,
    clients: [client, { ...client, clientId: 'dingother' }],
    ...dingTalk,
  });
  const accept = (profile: object, done: (error: null, user: object) => void) => done(null, profile);
  const given = { clientID, clientSecret, origins: simulator.origins, ...options } as Options;
  app.use('/in-app', new DingTalkInAppStrategy(given, (verify ?? accept) as never));
  const post = (fields: unknown, headers = {}, path = '/in-app'): Promise<Outcome> =>
    app.send(path, {
      method: 'POST',
      headers: { origin: app.origin, 'content-type': 'application/json', ...headers },
      body: typeof fields === 'string' ? fields : JSON.stringify(fields),
    });
  return {
    ...{ app, simulator, post },
    code: (unionId = lin.unionId, more = {}) => simulator.inAppCode({ clientId: clientID, unionId, ...more }),
    asked: (endpoint: string) => simulator.requests.filter((request) => request.endpoint === endpoint).length,
  };
}

const rejected = {
  status: 401,
  info: { code: 'code-rejected', message: expect.stringMatching(/sign in again/) },
};
const foreign = { status: 403, info: { code: 'origin-not-allowed', message: expect.any(String) } };
const malformed = { status: 400, info: { code: 'callback-malformed', message: expect.any(String) } };

describe('a code from inside DingTalk', () => {
  it('becomes the person, in the shape that the browser sign-in has', async () => {
    const { post, code } = await start();
    const { user } = await post({ code: code() });
    expect(user).toEqual({
      provider: 'dingtalk',
      id: lin.unionId,
      unionId: lin.unionId,
      displayName: '林间',
      staff: { userId: 'lin01', name: '林间', admin: true, boss: false },
      adminLevel: 1,
      deviceId: expect.stringMatching(/./),
      associatedUnionId: expect.stringMatching(/./),
      _raw: expect.stringContaining('"userid":"lin01"'),
      _json: expect.objectContaining({ errcode: 0, result: expect.objectContaining({ sys: true }) }),
    });
  });

  it('tells the level of an administrator: 100 the owner, 1 the main one, 0 nobody', async () => {
    const { post, code } = await start();
    const levels: unknown[] = [];
    for (const { unionId } of [he, lin, yun]) levels.push((await post({ code: code(unionId) })).user);
    expect(levels).toMatchObject([
      { adminLevel: 100, staff: { admin: true, boss: true } },
      { adminLevel: 1, staff: { admin: true, boss: false } },
      { adminLevel: 0, staff: { admin: false, boss: false } },
    ]);
  });

  it('is told with the staff record if that is asked for', async () => {
    const { post, code, asked } = await start({ options: { staff: true } });
    expect((await post({ code: code() })).user).toMatchObject({
      staff: { userId: 'lin01', title: '掌柜', orgEmail: 'lin@tea.example', admin: true },
      emails: [{ value: 'lin@tea.example', type: 'work' }],
    });
    expect((await post({ code: code(he.unionId) })).user).toMatchObject({
      phoneNumbers: [{ value: '+8610000000009' }],
    });
    expect([asked('accessToken'), asked('getbyunionid'), asked('userGet')]).toEqual([1, 0, 2]);
  });

  it.each([
    ['application/json; charset=utf-8', (code: string) => JSON.stringify({ code })],
    ['application/x-www-form-urlencoded', (code: string) => new URLSearchParams({ code }).toString()],
  ])('is taken from a body of %s', async (type, body) => {
    const { post, code } = await start();
    expect((await post(body(code()), { 'content-type': type })).user?.id).toBe(lin.unionId);
  });

  it('is tried once: again, or many times at the same moment, it is refused without asking DingTalk', async () => {
    const { post, code, asked } = await start();
    const used = code();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => post({ code: used })));
    expect(outcomes.filter(({ user }) => user)).toHaveLength(1);
    expect(outcomes.filter(({ info }) => info?.code === 'code-rejected')).toHaveLength(9);
    expect(await post({ code: used })).toEqual(rejected);
    expect(asked('getuserinfo')).toBe(1);
  });

  it('is refused with 401 when DingTalk does not know it', async () => {
    const { post } = await start();
    expect(await post({ code: 'madeup' })).toEqual(rejected);
  });

  it('is asked about once more, with a new app token, when DingTalk no longer knows the app token', async () => {
    const { post, code, simulator, asked } = await start();
    await post({ code: code() });
    simulator.expireAppTokens();
    expect((await post({ code: code() })).user?.id).toBe(lin.unionId);
    expect([asked('accessToken'), asked('getuserinfo')]).toEqual([2, 3]);
  });

  it('has the staff record read with the app token that proved to be good', async () => {
    const { post, code, simulator } = await start({ options: { staff: true } });
    await post({ code: code() });
    simulator.expireAppTokens();
    expect((await post({ code: code() })).user).toMatchObject({ staff: { title: '掌柜' } });
    const tokens = simulator.requests.flatMap(({ url }) => /access_token=([^&]+)/.exec(url)?.[1] ?? []);
    const [dead, fresh] = [tokens[0], tokens.at(-1)];
    expect(tokens).toEqual([dead, dead, dead, fresh, fresh]);
  });
});

describe('a post is refused before DingTalk is asked', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const notVouchedFor = { 'x-forwarded-host': 'evil.example', origin: 'http://evil.example' };
  const code = { code: 'one' };

  it.each<[what: string, outcome: object, body: unknown, headers?: Record<string, string>, path?: string]>([
    ['from another site', foreign, code, { origin: 'https://evil.example' }],
    ['with a forwarded host that nobody vouches for', foreign, code, notVouchedFor],
    ['without a code', malformed, {}],
    ['with an empty code', malformed, { code: '' }],
    ['with several codes', malformed, { code: ['one', 'two'] }],
    ['with a code of no sensible length', malformed, { code: 'x'.repeat(1025) }],
    ['with a corpId that is no text', malformed, { ...code, corpId: ['a'] }],
    ['with a list for a body', malformed, ['code']],
    ['with two codes in a form', malformed, 'code=one&code=two', form],
    ['as plain text', malformed, '{"code":"one"}', { 'content-type': 'text/plain' }],
    ['with the code in the query, where it ends in logs', malformed, {}, {}, '/in-app?code=one'],
  ])('%s', async (_what, outcome, body, headers, path) => {
    const { post, simulator } = await start();
    expect(await post(body, headers, path)).toEqual(outcome);
    expect(simulator.requests).toEqual([]);
  });

  it.each(['GET', 'PUT', 'DELETE'])('as a %s', async (method) => {
    const { app, simulator } = await start();
    const outcome = await app.send('/in-app?code=one', { method, headers: { origin: app.origin } });
    expect(outcome).toMatchObject({ status: 405, info: { code: 'method-not-allowed' } });
    expect(simulator.requests).toEqual([]);
  });

  it('with an error that names the parser, where none is mounted', async () => {
    const { post, code } = await start({ parsers: false });
    expect((await post({ code: code() })).error?.message).toMatch(/express\.json\(\)/);
  });
});

describe('a page of our own', () => {
  it('is known by the forwarded address where the proxy is trusted', async () => {
    const { app, post, code } = await start({ options: { proxy: true } });
    const forwarded = { 'x-forwarded-host': 'app.example.com, inner', 'x-forwarded-proto': 'https' };
    const send = (origin: string) => post({ code: code() }, { ...forwarded, origin });
    expect((await send('https://app.example.com')).user?.id).toBe(lin.unionId);
    expect(await send('http://app.example.com')).toEqual(foreign);
    expect(await send(app.origin)).toEqual(foreign);
  });

  it('may be of another origin that is allowed by name', async () => {
    const allowedOrigins = ['https://m.example.com'];
    const { post, code } = await start({ options: { allowedOrigins } });
    const from = (origin: string) => post({ code: code() }, { origin, 'sec-fetch-site': 'same-site' });
    expect((await from('https://m.example.com')).user?.id).toBe(lin.unionId);
    expect(await from('https://n.example.com')).toEqual(foreign);
  });
});

describe('of several organizations', () => {
  const thirdParty = {
    clients: [
      {
        ...{ clientId: clientID, clientSecret, redirectUrls: ['http://127.0.0.1:1/'], thirdParty: true },
        ...{ authorizedCorpIds: [tea.corpId, books.corpId], suiteTicket: 'ticket' },
      },
    ],
  };
  const both = { allowedCorpIds: [tea.corpId, books.corpId] };
  const inBooks = { corpId: books.corpId };
  const notAllowed = { status: 403, info: { code: 'organization-not-allowed' } };

  it('the page says which it is opened in, and DingTalk proves it', async () => {
    const { post, code } = await start({ options: both, dingTalk: thirdParty });
    const { user } = await post({ code: code(yun.unionId, inBooks), ...inBooks });
    expect(user).toMatchObject({ corpId: books.corpId, staff: { corpId: books.corpId } });
    expect(await post({ code: code(yun.unionId, inBooks), corpId: tea.corpId })).toEqual(rejected);
  });

  const suiteTicket = () => 'ticket';
  it.each([
    ['a page that does not say it', both, {}],
    ['a page of an organization that is not allowed', both, { corpId: 'dingstranger' }],
    ['a page of another than the option `corpId`', { corpId: tea.corpId }, inBooks],
    ['a page that does not say it, of an older third-party app', { suiteTicket }, {}],
  ])('%s is refused', async (_who, options, said) => {
    const { post, simulator } = await start({ options, dingTalk: thirdParty });
    expect(await post({ code: 'one', ...said })).toMatchObject(notAllowed);
    expect(simulator.requests).toEqual([]);
  });

  it('the only allowed one need not be said, nor the one in the option `corpId`', async () => {
    for (const options of [
      { allowedCorpIds: [tea.corpId] },
      { corpId: tea.corpId },
      { ...both, corpId: tea.corpId },
    ]) {
      const { post, code, asked } = await start({ options, dingTalk: thirdParty });
      expect((await post({ code: code() })).user).toMatchObject({ corpId: tea.corpId });
      expect(asked('corpToken')).toBe(1);
    }
  });

  it('an older third-party app asks with its suiteTicket', async () => {
    const { post, code, asked } = await start({ options: { suiteTicket }, dingTalk: thirdParty });
    expect((await post({ code: code(yun.unionId, inBooks), ...inBooks })).user?.id).toBe(yun.unionId);
    expect(asked('corpAccessToken')).toBe(1);
  });

  it('none is taken from the page where the token of the application could be of any', async () => {
    const options = { appToken: () => token };
    const { post, code, simulator } = await start({ options: { ...options, staff: true } });
    const token = await appToken(simulator, { clientId: clientID, clientSecret });
    const { user } = await post({ code: code(), corpId: 'dingother' });
    expect(user).toMatchObject({ id: lin.unionId, staff: { userId: 'lin01' } });
    for (const each of [user, user?.staff]) expect(each).not.toHaveProperty('corpId');
    // With a list, the application has said which organizations its tokens are of.
    const listed = await start({ options: { ...options, allowedCorpIds: [tea.corpId] } });
    listed.simulator.fail('getuserinfo', {
      body: { errcode: 0, errmsg: 'ok', result: { userid: 'lin01', unionid: lin.unionId } },
    });
    const inTea = { code: listed.code(), corpId: tea.corpId };
    expect((await listed.post(inTea)).user).toMatchObject({ corpId: tea.corpId });
  });

  it("an internal app's is its own, whatever the page says", async () => {
    const { post, code, asked } = await start();
    const { user } = await post({ code: code(), corpId: 'dingstranger' });
    expect(user).toMatchObject({ id: lin.unionId });
    expect(user).not.toHaveProperty('corpId');
    expect(asked('accessToken')).toBe(1);
  });
});

describe('verify', () => {
  it('is given the profile, and the request if asked for', async () => {
    const seen: unknown[] = [];
    const { post, code } = await start({
      options: { passReqToCallback: true } as object,
      verify: (...[req, profile, done]: [{ path: string }, { id: string }, (e: null, u: object) => void]) => {
        seen.push(req.path, profile.id);
        done(null, { id: 'ours' });
      },
    });
    expect((await post({ code: code() })).user).toEqual({ id: 'ours' });
    expect(seen).toEqual(['/in-app', lin.unionId]);
  });
});

describe('the strategy', () => {
  const make = (options: object) =>
    new DingTalkInAppStrategy({ clientID, clientSecret, ...options }, () => {});

  it('is named dingtalk-in-app, and shows no secret', () => {
    expect(make({}).name).toBe('dingtalk-in-app');
    expect(inspect(make({}), { depth: 9, showHidden: true })).not.toContain(clientSecret);
  });

  it.each([
    ['corpId', { corpId: 5 }],
    ['corpId', { corpId: 'a', allowedCorpIds: ['b'] }],
    ['allowedOrigins', { allowedOrigins: 'https://a.example' }],
    ['allowedOrigins[0]', { allowedOrigins: ['http://a.example'] }],
    ['allowedOrigins[1]', { allowedOrigins: ['https://a.example', 'https://a.example/path'] }],
    ['proxy', { proxy: 'yes' }],
    ['passReqToCallback', { passReqToCallback: 1 }],
  ])('is refused with a TypeError that names %s', (name, options) => {
    expect(() => make(options)).toThrow(TypeError);
    expect(() => make(options)).toThrow(`\`${name}\``);
  });
});
