import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SimulatorClient, SimulatorEndpoint, SimulatorMember } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { freePort } from '../helpers/free-port.js';
import { describeWithRedis, startRedis } from '../helpers/redis.js';
import { agreeFor, closeAfterTest, simulate } from '../helpers/start.js';
import { locationOf, Visitor } from '../helpers/visitor.js';

const home = 'ding0123456789abcdef';
const other = 'dingother';
const clientID = 'dingclientid';
const clientSecret = 'secret-of-the-recipes';
const ssoSecret = 'sso-secret-of-the-recipes';

const members: SimulatorMember[] = [
  {
    ...{ unionId: 'union-lan', userId: 'lan', title: '工程师', orgEmail: 'lan@home.example.com' },
    ...{ email: 'lan@elsewhere.example.com', departmentIds: [11], admin: true },
    roles: [{ id: 7, name: '值班', groupName: '默认' }],
  },
  { unionId: 'union-without', userId: 'without', email: 'without@elsewhere.example.com' },
  { unionId: 'union-guest', userId: 'guest', external: true },
];
const organizations = [home, other];
const people = [
  { unionId: 'union-lan', nick: 'Lan', email: 'lan@own.example.com', organizations },
  { unionId: 'union-without', nick: 'Without', email: 'without@own.example.com', organizations },
  { unionId: 'union-guest', nick: 'Guest', organizations },
  { unionId: 'union-stranger', nick: 'Stranger', organizations: [other] },
];

const fileOf = (page: string, mark: string) => fileOfRecipe(`docs/${page}`, mark).file;

/** A DingTalk where the app has these permissions and no others. */
async function startDingTalk(permissions: string[], app: Partial<SimulatorClient> = {}) {
  const simulator = await simulate({
    clients: [
      {
        ...{ clientId: clientID, clientSecret, permissions, ...app },
        redirectUrls: ['https://example.com/auth/dingtalk/callback', 'https://example.com/auth/tea/callback'],
      },
    ],
    organizations: [
      {
        ...{ corpId: home, name: '家', members, ssoSecret },
        departments: [
          { id: 10, name: '研发' },
          { id: 11, name: '登录', parentId: 10 },
        ],
      },
      { corpId: other, name: '别家' },
    ],
    people,
  });
  const hosts = await startDingTalkHosts(simulator.origins.api);
  const asked = (endpoint: SimulatorEndpoint) =>
    simulator.requests.filter((request) => request.endpoint === endpoint).length;
  return { simulator, asked, env: hosts.env };
}

type DingTalk = Awaited<ReturnType<typeof startDingTalk>>;

/** Runs a recipe as it stands, in a process where DingTalk's host names lead to the simulator. */
async function startProcess(file: string, dingTalk: DingTalk, use: string, env: object = {}) {
  const told = JSON.stringify({ file, use, clientID, corpId: home });
  const child = fork(new URL('../helpers/recipe-process.mjs', import.meta.url), [told], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...dingTalk.env, DINGTALK_CLIENT_SECRET: clientSecret, ...env },
  });
  closeAfterTest(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(() => expect.unreachable('the process ended'));
  const [port] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return `http://127.0.0.1:${port}`;
}

async function startRecipe(file: string, dingTalk: DingTalk, use = 'strategy', env: object = {}) {
  const origin = await startProcess(file, dingTalk, use, env);

  /** Signs somebody in; `change` is what the person does to the authorization URL. */
  return async (person: string, corpId = home, change: (url: URLSearchParams) => void = () => {}) => {
    const visitor = new Visitor(origin);
    const { searchParams } = locationOf(await visitor.get('/begin'));
    change(searchParams);
    const { pathname, search } = agreeFor(dingTalk.simulator, searchParams, `union-${person}`, corpId);
    const response = await visitor.get(pathname + search);
    return (await response.json()) as { user?: object; info?: { code: string }; error?: string };
  };
}

const basic = ['Contact.User.Read', 'qyapi_get_member'];

test('"My organization only" lets in members, and nobody else', async () => {
  const dingTalk = await startDingTalk(basic);
  const signIn = await startRecipe(fileOf('organization.md', 'ourCorpId'), dingTalk);
  expect((await signIn('lan')).user).toEqual({ id: 'union-lan' });
  expect((await signIn('guest')).info?.code).toBe('not-a-member');
  expect((await signIn('stranger', other)).info?.code).toBe('organization-not-allowed');
  expect((await signIn('lan', other)).info?.code).toBe('organization-not-allowed');
  const withoutOrganization = await signIn('lan', home, (url) => url.set('scope', 'openid'));
  expect(withoutOrganization.info?.code).toBe('organization-not-allowed');
});

test('"Company e-mail" tells the organization\'s address, and takes no other in its place', async () => {
  const dingTalk = await startDingTalk([...basic, 'qyapi_get_department_list']);
  const signIn = await startRecipe(fileOf('organization.md', 'orgEmail'), dingTalk);
  expect((await signIn('lan')).user).toEqual({
    ...{ id: 'union-lan', email: 'lan@home.example.com', title: '工程师' },
    ...{ departments: ['家 / 研发 / 登录'], roles: ['值班'] },
  });
  expect((await signIn('without')).info?.code).toBe('no-company-email');
});

test('"Multiple tenants" signs in under a name of its own, and only its own people', async () => {
  const dingTalk = await startDingTalk(basic);
  const signIn = await startRecipe(fileOf('organization.md', 'addTenant'), dingTalk, 'addTenant');
  expect((await signIn('lan')).user).toEqual({ tenant: 'tea', id: 'union-lan' });
  expect((await signIn('stranger', other)).info?.code).toBe('organization-not-allowed');
});

describeWithRedis('"Redis behind multiple processes"', () => {
  test('fetches one app token for all of them', async () => {
    const redis = await startRedis();
    closeAfterTest(() => redis.stop());
    const dingTalk = await startDingTalk(basic);
    const [file, env] = [fileOf('tokens.md', 'KeyvRedis'), { REDIS_URL: redis.url }];
    const start = () => startRecipe(file, dingTalk, 'strategy', env);
    for (const signIn of await Promise.all([start(), start()])) {
      expect((await signIn('lan')).user).toEqual({ id: 'union-lan' });
      expect((await signIn('guest')).info?.code).toBe('not-a-member');
    }
    expect(dingTalk.asked('accessToken')).toBe(1);
  });

  test('keeps nobody out when there is no Redis', async () => {
    const dingTalk = await startDingTalk(basic);
    const env = { REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
    const signIn = await startRecipe(fileOf('tokens.md', 'KeyvRedis'), dingTalk, 'strategy', env);
    expect((await signIn('lan')).user).toEqual({ id: 'union-lan' });
    expect((await signIn('lan')).user).toEqual({ id: 'union-lan' });
    expect(dingTalk.asked('accessToken')).toBe(1);
  });
});

describe('"A third-party (ISV) app"', () => {
  const app = { thirdParty: true, authorizedCorpIds: [home], suiteTicket: 'the-latest-ticket' };

  test.each([
    ['withSuiteTicket', 'corpAccessToken', { info: { code: 'organization-not-allowed' } }],
    ['withAppTokens', 'corpToken', { error: 'DingTalk named no organization' }],
  ] as const)('lets in the members of those that installed it, %s', async (use, asked, none) => {
    const dingTalk = await startDingTalk(basic, app);
    const signIn = await startRecipe(fileOf('organization.md', 'withSuiteTicket'), dingTalk, use);
    expect((await signIn('lan')).user).toEqual({ tenant: home, id: 'union-lan' });
    expect(dingTalk.asked(asked)).toBe(1);
    expect((await signIn('guest')).info?.code).toBe('not-a-member');
    expect(await signIn('stranger', other)).toEqual({ error: 'DINGTALK_CREDENTIALS' });
    expect(await signIn('lan', home, (url) => url.set('scope', 'openid'))).toMatchObject(none);
  });
});

test('"DingTalk\'s admin console" signs in administrators, and leads on', async () => {
  const adminUrl = 'https://example.com/auth/dingtalk/admin';
  const dingTalk = await startDingTalk(['qyapi_get_omp_sso_userinfo'], { adminUrl });
  const file = fileOf('admin-console.md', 'DingTalkAdminStrategy(');
  const origin = await startProcess(file, dingTalk, 'routes', { DINGTALK_SSO_SECRET: ssoSecret });
  // Not fetch, which says that it is no page that is opened.
  const open = async (unionId: string) => {
    const url = new URL(dingTalk.simulator.adminUrl({ clientId: clientID, unionId, corpId: home }));
    const [answer] = await once(get(origin + url.pathname + url.search), 'response');
    answer.resume();
    return answer as IncomingMessage;
  };
  const { statusCode, headers } = await open('union-lan');
  expect([statusCode, headers.location]).toEqual([302, '/admin']);
  const cookie = headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
  const me = await fetch(`${origin}/me`, { headers: { cookie } });
  expect(await me.json()).toMatchObject({ id: `${home}/lan` });
  expect((await open('union-without')).statusCode).toBe(403);
});

test('"From a hand-written integration" says whom a code is of', async () => {
  const dingTalk = await startDingTalk(['Contact.User.Read']);
  const origin = await startProcess(fileOf('migrating.md', 'personOf'), dingTalk, 'routes');
  const redirectUri = 'https://example.com/auth/dingtalk/callback';
  const { simulator } = dingTalk;
  const callback = simulator.authorize({ clientId: clientID, redirectUri, unionId: 'union-lan' });
  const code = new URL(callback).searchParams.get('authCode') ?? '';
  const response = await fetch(`${origin}/person?code=${encodeURIComponent(code)}`);
  expect(await response.json()).toEqual({ id: 'union-lan', name: 'Lan' });
});

test('"Move from something else" gives an account known by openId its unionId', async () => {
  const { verifyWith } = await import(fileOf('migrating.md', 'verifyWith'));
  const accounts = [{ openId: 'open-lan', plan: 'team' }, { openId: 'open-other' }];
  const verify = verifyWith({
    find: async (by: object) =>
      accounts.find((account) =>
        Object.entries(by).every(([name, value]) => account[name as 'openId'] === value),
      ),
    save: async (account: (typeof accounts)[0]) => {
      const place = accounts.findIndex(({ openId }) => openId === account.openId);
      accounts.splice(place, place === -1 ? 0 : 1, account);
      return account;
    },
  });
  const signIn = (profile: object) =>
    new Promise((resolve, reject) => {
      const done = (error: unknown, user: unknown) => (error ? reject(error) : resolve(user));
      verify('access-token', 'refresh-token', profile, done).catch(reject);
    });
  const moved = { openId: 'open-lan', plan: 'team', unionId: 'union-lan' };
  expect(await signIn({ unionId: 'union-lan', openId: 'open-lan' })).toEqual(moved);
  expect(await signIn({ unionId: 'union-lan', openId: 'open-elsewhere' })).toEqual(moved);
  expect(await signIn({ unionId: 'union-new', openId: 'open-new' })).toEqual({ unionId: 'union-new' });
});

test('"From Logto\'s own connector" finds the unionId of those who signed in with DingTalk', async () => {
  const { unionIds } = await import(fileOf('migrating.md', 'unionIds'));
  const users = [
    { id: 'one', identities: { dingtalk: { userId: 'union-lan', details: {} } } },
    { id: 'two', identities: { github: { userId: '1' } } },
  ];
  expect(unionIds(users)).toEqual(new Map([['one', 'union-lan']]));
});

test('"Security notes" lead to the own site, whatever was asked for', async () => {
  const { ownAddress } = await import(fileOf('security.md', 'ownAddress'));
  expect(ownAddress('/profile?tab=2#name')).toBe('https://example.com/profile?tab=2#name');
  expect(ownAddress('https://example.com/profile')).toBe('https://example.com/profile');
  const elsewhere = [
    ...['//elsewhere.example', '/\\elsewhere.example', 'https://example.com.elsewhere.example/'],
    ...['https://example.com@elsewhere.example', 'blob:https://example.com/1', 'javascript:alert(1)'],
    ...[undefined, 5, ['/profile'], 'http://example.com/', 'https://'],
  ];
  for (const asked of elsewhere) expect(ownAddress(asked)).toBe('https://example.com');
  const pieces = fc.array(
    fc.constantFrom('/', '\\', '.', '@', ':', '\t', '?', '#', 'a', 'example.com', 'https:'),
  );
  const asked = fc.oneof(
    fc.string(),
    fc.webUrl(),
    pieces.map((some) => some.join('')),
  );
  fc.assert(
    fc.property(asked, (address) => {
      const { origin, username } = new URL(ownAddress(address));
      expect([origin, username]).toEqual(['https://example.com', '']);
    }),
  );
});
