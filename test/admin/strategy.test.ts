import { request } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DingTalkAdminStrategy } from '../../lib/admin/strategy.js';
import type { SimulatorOptions } from '../../lib/simulator/index.js';
import type { Outcome } from '../helpers/code-app.js';
import { startCodeApp } from '../helpers/code-app.js';
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

type Options = ConstructorParameters<typeof DingTalkAdminStrategy>[0];

interface Setup {
  options?: Partial<Options>;
  verify?: (...args: never[]) => unknown;
  dingTalk?: SimulatorOptions;
  permissions?: string[];
}

async function start({ options, verify, dingTalk, permissions }: Setup = {}) {
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
  const accept = (profile: object, done: (error: null, user: object) => void) => done(null, profile);
  const { corpId, ssoSecret } = tea;
  const strategy = new DingTalkAdminStrategy(
    { corpId, ssoSecret, origins: simulator.origins, ...options } as Options,
    (verify ?? accept) as never,
  );
  app.use('/admin', strategy);
  return {
    ...{ app, simulator, strategy },
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

  it('is tried once: again, or at the same moment, it is refused without asking DingTalk', async () => {
    const { open, url, asked } = await start();
    const used = url();
    const outcomes = await Promise.all([open(used), open(used), open(used)]);
    expect(outcomes.filter(({ user }) => user)).toHaveLength(1);
    expect(await open(used)).toEqual(rejected);
    expect(asked('ssoUserInfo')).toBe(1);
  });

  it('is refused with 401 when it is made up, expired, or of another method', async () => {
    let now = Date.now();
    const { open, url, simulator } = await start({ dingTalk: { clock: () => now } });
    const late = url();
    now += 5 * 60 * 1000;
    expect(await open(late)).toEqual(rejected);
    expect(await open('/admin?code=madeup')).toEqual(rejected);
    const code = simulator.inAppCode({ clientId, unionId: lin.unionId });
    expect(await open(`/admin?code=${code}`)).toEqual(rejected);
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
  it('is no administrator is refused with 403', async () => {
    const { open, url } = await start();
    expect(await open(url(yun.unionId))).toEqual({
      status: 403,
      info: { code: 'not-an-administrator', message: expect.any(String) },
    });
  });

  it('is no administrator comes in where that is allowed, and is known as none', async () => {
    const { open, url } = await start({ options: { allowNonAdmins: true } });
    expect((await open(url(yun.unionId))).user).toMatchObject({ displayName: '云上', isAdmin: false });
  });

  it.each([false, true])(
    'comes from another organization is refused with 403 (allowNonAdmins: %s)',
    async (allowNonAdmins) => {
      const { open, url } = await start({ options: { allowNonAdmins } });
      expect(await open(url(yun.unionId, books.corpId))).toMatchObject({
        status: 403,
        info: { code: 'organization-not-allowed' },
      });
    },
  );

  it('comes to a third-party app from an organization in `allowedCorpIds` is let in', async () => {
    const { open, url } = await start({ options: { allowedCorpIds: [books.corpId], allowNonAdmins: true } });
    expect((await open(url(yun.unionId, books.corpId))).user).toMatchObject({ corpId: books.corpId });
    expect(await open(url())).toMatchObject({ status: 403, info: { code: 'organization-not-allowed' } });
  });
});

describe('a visit is refused before DingTalk is asked', () => {
  it.each(['POST', 'PUT', 'HEAD'])('when it is a %s', async (method) => {
    const { open, url, simulator } = await start();
    const outcome = await open(url(), {}, method);
    if (method !== 'HEAD')
      expect(outcome).toMatchObject({ status: 405, info: { code: 'method-not-allowed' } });
    expect(simulator.requests).toEqual([]);
  });

  it.each(['no-cors', 'cors', 'same-origin'])(
    'when a page asks for it behind the scenes (%s)',
    async (mode) => {
      const { open, url, simulator } = await start();
      expect(await open(url(), { 'sec-fetch-mode': mode })).toMatchObject({
        status: 403,
        info: { code: 'origin-not-allowed' },
      });
      expect(simulator.requests).toEqual([]);
    },
  );

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

  it.each([
    ['/admin', { status: 401, info: { code: 'code-missing' } }],
    ['/admin?code=', { status: 400, info: { code: 'callback-malformed' } }],
    ['/admin?code=a&code=b', { status: 400, info: { code: 'callback-malformed' } }],
    [`/admin?code=${'x'.repeat(1025)}`, { status: 400, info: { code: 'callback-malformed' } }],
    ['/admin?code=%00', { status: 400, info: { code: 'callback-malformed' } }],
  ])('when it is to %s', async (path, outcome) => {
    const { open, simulator } = await start();
    expect(await open(path)).toMatchObject(outcome);
    expect(simulator.requests).toEqual([]);
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

describe('verify', () => {
  it('is given the profile, and the request if asked for', async () => {
    const seen: unknown[] = [];
    const { open, url } = await start({
      options: { passReqToCallback: true } as object,
      verify: (
        ...[req, profile, done]: [{ path: string }, { userId: string }, (e: null, u: object) => void]
      ) => {
        seen.push(req.path, profile.userId);
        done(null, { id: 'ours' });
      },
    });
    expect((await open(url())).user).toEqual({ id: 'ours' });
    expect(seen).toEqual(['/admin', 'lin01']);
  });
});

describe('the strategy', () => {
  const make = (options: object, verify: unknown = () => {}) =>
    new DingTalkAdminStrategy(
      { corpId: tea.corpId, ssoSecret: tea.ssoSecret, ...options } as never,
      verify as never,
    );

  it('is named dingtalk-admin, and shows no secret', () => {
    expect(make({}).name).toBe('dingtalk-admin');
    expect(inspect(make({}), { depth: 9, showHidden: true })).not.toContain(tea.ssoSecret);
  });

  it.each([
    ['corpId', { corpId: '' }],
    ['ssoSecret', { ssoSecret: undefined }],
    ['allowedCorpIds', { allowedCorpIds: [] }],
    ['allowNonAdmins', { allowNonAdmins: 'yes' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['origins.api', { origins: { api: 'http://example.com' } }],
    ['appTokenStore', { appTokenStore: {} }],
    ['passReqToCallback', { passReqToCallback: 1 }],
  ])('is refused with a TypeError that names %s', (name, options) => {
    expect(() => make(options)).toThrow(TypeError);
    expect(() => make(options)).toThrow(`\`${name}\``);
  });

  it('is refused without verify', () => {
    expect(() => make({}, null)).toThrow('`verify`');
  });
});
