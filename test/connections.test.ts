import { describe, expect, it } from 'vitest';
import { hasHeavyPackages } from './helpers/heavy.js';
import { answer, type RawServer, startRawServer } from './helpers/raw-server.js';
import { type SignInAppOptions, startSignInApp } from './helpers/sign-in-app.js';

const answers: Record<string, object> = {
  '/v1.0/oauth2/userAccessToken': { accessToken: 'a-token', expireIn: 7200 },
  '/v1.0/contact/users/me': { unionId: 'u' },
  '/v1.0/oauth2/accessToken': { accessToken: 'app-token', expireIn: 7200 },
  '/v1.0/oauth2/ssoAccessToken': { accessToken: 'sso-token', expireIn: 7200 },
  '/v1.0/oauth2/ssoUserInfo': { corpId: 'dingcorp', userId: 'u', isAdmin: true },
  '/topapi/user/getbyunionid': { errcode: 0, result: { contact_type: 0, userid: 'u' } },
  '/topapi/v2/user/get': { errcode: 0, result: { userid: 'u' } },
  '/topapi/v2/user/getuserinfo': { errcode: 0, result: { userid: 'u', unionid: 'union' } },
};

/** A DingTalk that says yes to everybody, on a host for each API. */
async function startHosts() {
  const [api, oapi] = [await startHost(), await startHost()];
  return { api, oapi, origins: { api: api.origin, oapi: oapi.origin } };
}

async function startHost(): Promise<RawServer> {
  const server = await startRawServer((socket, request) => {
    socket.write(answer(200, answers[/^[A-Z]+ ([^ ?]+)/.exec(request)?.[1] ?? ''] ?? {}));
  });
  return server;
}

async function startApp(options: SignInAppOptions['options'] = {}) {
  const hosts = await startHosts();
  const app = await startSignInApp({ options: { origins: hosts.origins, ...options } });
  app.app.get('/qr', (req, res) => {
    app.strategy.qrLogin(req).then(
      ({ state }) => res.redirect(`/?state=${state}`),
      () => res.sendStatus(500),
    );
  });
  return { ...hosts, app };
}

const openedByNow = async ({ api, oapi }: { api: RawServer; oapi: RawServer }) => [
  await api.acceptedByNow(),
  await oapi.acceptedByNow(),
];
const opened = ({ api, oapi }: { api: RawServer; oapi: RawServer }) => [api.accepted(), oapi.accepted()];
const requests = ({ api, oapi }: { api: RawServer; oapi: RawServer }) => [
  api.received.length,
  oapi.received.length,
];

describe('the connections of a sign-in', () => {
  it.each(['/login', '/qr'])('are opened when it begins at %s, and are all that it needs', async (path) => {
    const { app, ...hosts } = await startApp();
    const visitor = app.visitor();
    const state = (await app.begin(visitor, path)).searchParams.get('state');
    await expect.poll(() => opened(hosts)).toEqual([1, 0]);
    expect(requests(hosts)).toEqual([0, 0]);
    expect((await app.finish(visitor, `/callback?code=c&state=${state}`)).user?.id).toBe('u');
    expect([opened(hosts), requests(hosts)]).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('are opened to both hosts where the staff record will be asked for', async () => {
    const { app, ...hosts } = await startApp({ staff: true });
    const visitor = app.visitor();
    const state = (await app.begin(visitor)).searchParams.get('state');
    await expect.poll(() => opened(hosts)).toEqual([1, 1]);
    expect((await app.finish(visitor, `/callback?code=c&state=${state}`)).user?.id).toBe('u');
    expect(opened(hosts)[1]).toBe(1);
  });
});

describe.skipIf(!hasHeavyPackages)('a Logto connector', async () => {
  if (!hasHeavyPackages) return;
  const { createDingTalkConnector } = await import('../lib/logto-bridge.js');
  const config = { clientId: 'dingclient', clientSecret: 's' };
  const begun = { state: 's', redirectUri: 'https://logto.example.com/callback/dingtalk' };
  const session = [{} as never, {} as never] as const;

  it('opens connections when a sign-in begins, and shares them among all that Logto makes of it', async () => {
    const hosts = await startHosts();
    const create = createDingTalkConnector({ origins: hosts.origins });
    const connect = (more = {}) => create({ getConfig: async () => ({ ...config, ...more }) });
    await (await connect()).getAuthorizationUri({ ...begun } as never, session[0]);
    await expect.poll(() => opened(hosts)).toEqual([1, 0]);
    for (let count = 0; count < 2; count += 1) {
      const connector = await connect();
      expect((await connector.getUserInfo({ code: 'c' }, session[0])).id).toBe('u');
    }
    expect([opened(hosts), requests(hosts)]).toEqual([
      [1, 0],
      [4, 0],
    ]);
    await (await connect({ staff: true })).getAuthorizationUri({ ...begun } as never, session[0]);
    await expect.poll(() => opened(hosts)).toEqual([2, 1]);
  });

  it('opens none ahead with `preconnect: false`', async () => {
    const hosts = await startHosts();
    const create = createDingTalkConnector({ origins: hosts.origins, preconnect: false });
    const connector = await create({ getConfig: async () => config });
    await connector.getAuthorizationUri({ ...begun } as never, session[0]);
    expect(await openedByNow(hosts)).toEqual([0, 0]);
  });
});
