import { request } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DingTalkAdminStrategyOptions } from '../../lib/admin/options.js';
import { DingTalkAdminStrategy } from '../../lib/admin/strategy.js';
import type { SimulatorOptions } from '../../lib/simulator/index.js';
import { type Outcome, startCodeApp } from '../helpers/code-app.js';
import { simulate } from '../helpers/start.js';

const tea = { corpId: 'dingtea', name: '茶社', ssoSecret: 'sso-secret-of-tea' };
const books = { corpId: 'dingbooks', name: '书店', ssoSecret: 'sso-secret-of-books' };
const lin = {
  unionId: 'unionLin',
  nick: '林间',
  organizations: [tea.corpId],
  avatarUrl: '/simulator/avatars/unionLin.svg',
};
const yun = { unionId: 'unionYun', nick: '云上', organizations: [tea.corpId, books.corpId] };
const members = [{ unionId: lin.unionId, userId: 'lin01', admin: true, email: 'lin@tea.example' }];
const clientId = 'dingadminapp';

type Options = Partial<DingTalkAdminStrategyOptions>;

interface Setup {
  options?: Options;
  dingTalk?: SimulatorOptions;
  permissions?: string[];
}

async function start({ options, dingTalk, permissions }: Setup = {}) {
  const app = await startCodeApp();
  const client = { clientId, clientSecret: 'secret', redirectUrls: [], thirdParty: true };
  const simulator = await simulate({
    people: [lin, yun],
    organizations: [{ ...tea, members }, books],
    clients: [
      {
        ...client,
        permissions,
        adminUrl: `${app.origin}/admin?from=dingtalk`,
        authorizedCorpIds: [tea.corpId, books.corpId],
      },
    ],
    ...dingTalk,
  });
  const { corpId, ssoSecret } = tea;
  const given = { corpId, ssoSecret, origins: simulator.origins, ...options };
  app.use('/admin', new DingTalkAdminStrategy(given, (profile, done) => done(null, profile)));
  return {
    simulator,
    url: (unionId = lin.unionId, corpId = tea.corpId) => simulator.adminUrl({ clientId, unionId, corpId }),
    open: (url: string, headers = {}, method = 'GET') => visit(new URL(url, app.origin), headers, method),
    asked: (endpoint: string) => simulator.requests.filter((request) => request.endpoint === endpoint).length,
  };
}

/** Not `fetch`, which says of itself that it is no navigation. */
function visit(url: URL, headers: Record<string, string>, method: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve(text ? JSON.parse(text) : {});
    });
    sent.on('error', reject).end();
  });
}

const rejected = { status: 401, info: { code: 'code-rejected', message: expect.any(String) } };

describe('the code on the admin page’s URL', () => {
  it('becomes the administrator', async () => {
    const { open, url, simulator } = await start();
    const { user } = await open(url());
    expect(user).toEqual({
      provider: 'dingtalk',
      id: `${tea.corpId}/lin01`,
      userId: 'lin01',
      corpId: tea.corpId,
      corpName: '茶社',
      isAdmin: true,
      displayName: '林间',
      photos: [{ value: `${simulator.origins.api}${lin.avatarUrl}` }],
      emails: [{ value: 'lin@tea.example', type: 'personal', verified: false }],
      _raw: expect.stringContaining('"isAdmin":true'),
      _json: expect.objectContaining({ userId: 'lin01' }),
    });
  });

  it('is fetched with one token however many come at the same moment, and kept in a shared store', async () => {
    const kept = new Map<string, unknown>();
    const appTokenStore = {
      get: (key: string) => kept.get(key),
      set: (key: string, value: string) => kept.set(key, value),
      delete: (key: string) => kept.delete(key),
    };
    const { open, url, asked } = await start({ options: { appTokenStore } });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => open(url())));
    expect(outcomes.every(({ user }) => user)).toBe(true);
    expect(asked('ssoAccessToken')).toBe(1);
    expect([...kept.keys()].join()).not.toContain(tea.ssoSecret);
    expect([...kept.keys()].join()).toContain(tea.corpId);
  });

  it('is refused with 401 when DingTalk does not know it', async () => {
    const { open } = await start();
    expect(await open('/admin?code=madeup')).toEqual(rejected);
  });

  it('is asked about once more, with a new token, when DingTalk no longer knows the token', async () => {
    const { open, url, simulator, asked } = await start();
    await open(url());
    simulator.expireAppTokens();
    expect((await open(url())).user?.userId).toBe('lin01');
    expect([asked('ssoAccessToken'), asked('ssoUserInfo')]).toEqual([2, 3]);
  });
});

describe('whoever', () => {
  const refused = (code: string) => ({ status: 403, info: { code, message: expect.any(String) } });
  const everybody = { allowNonAdmins: true };
  const ofBooks = { allowedCorpIds: [books.corpId], ...everybody };
  const [yunAtTea, yunAtBooks] = [[yun.unionId] as const, [yun.unionId, books.corpId] as const];

  it.each<[who: string, Options, readonly [unionId?: string, corpId?: string], outcome: object]>([
    ['is no administrator is refused', {}, yunAtTea, refused('not-an-administrator')],
    ['is none comes in where that is allowed', everybody, yunAtTea, { user: { isAdmin: false } }],
    ['is of another organization is refused', {}, yunAtBooks, refused('organization-not-allowed')],
    ['is of another is, whoever may come', everybody, yunAtBooks, refused('organization-not-allowed')],
    ['is of one in `allowedCorpIds` comes in', ofBooks, yunAtBooks, { user: { corpId: books.corpId } }],
    ['is of none in `allowedCorpIds` is refused', ofBooks, [], refused('organization-not-allowed')],
  ])('%s', async (_who, options, visitor, outcome) => {
    const { open, url } = await start({ options });
    expect(await open(url(...visitor))).toMatchObject(outcome);
  });
});

describe('a visit is refused before DingTalk is asked', () => {
  const good = '/admin?code=one';
  it.each<[how: string, status: number, code: string, path: string, mode?: string, method?: string]>([
    ['as a POST', 405, 'method-not-allowed', good, 'navigate', 'POST'],
    ['as a picture or a script', 403, 'origin-not-allowed', good, 'no-cors'],
    ['by a script of another site', 403, 'origin-not-allowed', good, 'cors'],
    ['by a script of this site', 403, 'origin-not-allowed', good, 'same-origin'],
    ['without a code', 401, 'code-missing', '/admin'],
    ['with an empty code', 400, 'callback-malformed', '/admin?code='],
    ['with several codes', 400, 'callback-malformed', '/admin?code=a&code=b'],
    ['with a code of no sensible length', 400, 'callback-malformed', `/admin?code=${'x'.repeat(1025)}`],
  ])('%s', async (_how, status, code, path, mode = 'navigate', method = 'GET') => {
    const { open, simulator } = await start();
    expect(await open(path, { 'sec-fetch-mode': mode }, method)).toMatchObject({ status, info: { code } });
    expect(simulator.requests).toEqual([]);
  });

  it('when a browser loads it ahead, which spends no code', async () => {
    const { open, url, simulator } = await start();
    const address = url();
    expect((await open(address, { 'sec-purpose': 'prefetch' })).error).toBeDefined();
    expect(simulator.requests).toEqual([]);
    expect((await open(address)).user?.userId).toBe('lin01');
  });

  it('and let in when the console of another site opens it as a page', async () => {
    const { open, url } = await start();
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' };
    expect((await open(url(), headers)).user?.userId).toBe('lin01');
  });
});

describe('something that an administrator has to mend is an error', () => {
  it('such as a wrong SSO secret, and it says which secret that is', async () => {
    const { open, url } = await start({ options: { ssoSecret: 'wrong-sso-secret' } });
    const { error } = await open(url());
    expect(error).toMatchObject({
      code: 'DINGTALK_CREDENTIALS',
      status: 500,
      providerCode: 'invalidClientIdOrSecret',
    });
    expect(error?.message).toMatch(/ssoSecret/);
    expect(JSON.stringify(error)).not.toContain('wrong-sso-secret');
  });

  it('such as a permission that is missing, by name', async () => {
    const { open, url } = await start({ permissions: [] });
    expect((await open(url())).error).toMatchObject({
      code: 'DINGTALK_PERMISSION',
      requiredScopes: ['qyapi_get_omp_sso_userinfo'],
    });
  });
});

describe('the strategy', () => {
  const { corpId, ssoSecret } = tea;
  const make = (options: object) => new DingTalkAdminStrategy({ corpId, ssoSecret, ...options }, () => {});

  it('is named dingtalk-admin, and shows no secret', () => {
    expect(make({}).name).toBe('dingtalk-admin');
    expect(inspect(make({}), { depth: 9, showHidden: true })).not.toContain(ssoSecret);
  });

  it.each([
    ['corpId', { corpId: '' }],
    ['ssoSecret', { ssoSecret: undefined }],
    ['allowedCorpIds', { allowedCorpIds: [] }],
    ['allowNonAdmins', { allowNonAdmins: 'yes' }],
    ['appTokenStore', { appTokenStore: {} }],
    ['passReqToCallback', { passReqToCallback: 1 }],
  ])('is refused with a TypeError that names %s', (name, options) => {
    expect(() => make(options)).toThrow(TypeError);
    expect(() => make(options)).toThrow(`\`${name}\``);
  });
});
