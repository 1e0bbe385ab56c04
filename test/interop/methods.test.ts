import { once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import express4 from 'express4';
import type { Strategy } from 'passport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DingTalkAdminStrategy, DingTalkInAppStrategy } from '../../lib/index.js';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { listen } from '../helpers/start.js';
import { expressApp, fastifyApp, koaApp } from './frameworks.js';

/** Strategies by the path that is to sign in with them, for all methods, and to tell the user as JSON. */
type Routes = [path: string, strategy: Strategy & { name: string }][];

const frameworks: [name: string, buildApp: (routes: Routes) => RequestListener | Promise<RequestListener>][] =
  [
    ['Express 5', (routes) => buildExpress(expressApp(), routes)],
    ['Express 4', (routes) => buildExpress(expressApp(express4), routes)],
    ['Koa', buildKoa],
    ['Fastify', buildFastify],
  ];

const tea = { corpId: 'dingtea', name: '茶社', ssoSecret: 'sso-secret-of-tea' };
const lin = { unionId: 'unionLin', nick: '林间', organizations: [tea.corpId] };
const he = { unionId: 'unionHe', nick: '荷塘', organizations: [tea.corpId] };
const members = [{ unionId: lin.unionId, userId: 'lin01', admin: true }];
const clientId = 'dingmethods';

describe.each(frameworks)('in an app of %s', (_name, buildApp) => {
  let app: Awaited<ReturnType<typeof listen>>;
  let simulator: Simulator;
  beforeAll(async () => {
    const server = createServer();
    app = await listen(server);
    const client = { clientId, clientSecret: 'methods-secret', adminUrl: `${app.origin}/admin` };
    simulator = await startSimulator({
      people: [lin, he],
      organizations: [{ ...tea, members }],
      clients: [{ ...client, redirectUrls: [] }],
    });
    const { origins } = simulator;
    const { corpId, ssoSecret } = tea;
    const inApp = { clientID: clientId, clientSecret: client.clientSecret, origins };
    const listener = await buildApp([
      ['/in-app', new DingTalkInAppStrategy(inApp, ({ id }, done) => done(null, { id }))],
      [
        '/admin',
        new DingTalkAdminStrategy({ corpId, ssoSecret, origins }, ({ id }, done) => done(null, { id })),
      ],
    ]);
    server.on('request', listener);
  });
  afterAll(async () => {
    await app.close();
    await simulator.close();
  });

  const inAppCode = () => simulator.inAppCode({ clientId, unionId: lin.unionId });
  const postInApp = (body: string, contentType: string, from = app.origin) =>
    send(`${app.origin}/in-app`, {
      method: 'POST',
      headers: { origin: from, 'content-type': contentType },
      body,
    });

  it.each([
    ['JSON', 'application/json', (code: string) => JSON.stringify({ code })],
    ['a form', 'application/x-www-form-urlencoded', (code: string) => `code=${code}`],
  ])('a code from inside DingTalk that is posted as %s signs in, once', async (_kind, contentType, write) => {
    const body = write(inAppCode());
    expect(await postInApp(body, contentType)).toEqual({ status: 200, text: '{"id":"unionLin"}' });
    expect((await postInApp(body, contentType)).status).toBe(401);
  });

  it('a code that another site’s page posts is refused', async () => {
    const asked = simulator.requests.length;
    const body = JSON.stringify({ code: inAppCode() });
    expect((await postInApp(body, 'application/json', 'https://evil.example')).status).toBe(403);
    expect(simulator.requests.length).toBe(asked);
  });

  it('an administrator comes in from the admin console, and nobody else', async () => {
    const { corpId } = tea;
    const admin = simulator.adminUrl({ clientId, unionId: lin.unionId, corpId });
    expect(await send(admin)).toEqual({ status: 200, text: expect.stringContaining('lin01') });
    expect((await send(admin)).status).toBe(401);
    const other = simulator.adminUrl({ clientId, unionId: he.unionId, corpId });
    expect((await send(other)).status).toBe(403);
  });
});

function buildExpress({ app, passport }: ReturnType<typeof expressApp>, routes: Routes): RequestListener {
  for (const [path, strategy] of routes) {
    passport.use(strategy);
    app.all(path, passport.authenticate(strategy.name), (req, res) => {
      res.json(req.user);
    });
  }
  return app;
}

function buildKoa(routes: Routes): RequestListener {
  const { app, passport } = koaApp();
  for (const [path, strategy] of routes) {
    passport.use(strategy);
    const authenticate = passport.authenticate(strategy.name);
    app.use(async (ctx, next) => (ctx.path === path ? authenticate(ctx, next) : next()));
  }
  app.use((ctx) => {
    ctx.body = JSON.stringify(ctx.state.user);
  });
  return app.callback();
}

async function buildFastify(routes: Routes): Promise<RequestListener> {
  const { app, passport, ready } = await fastifyApp();
  for (const [url, strategy] of routes) {
    passport.use(strategy);
    app.route({
      method: ['GET', 'POST'],
      url,
      preValidation: passport.authenticate(strategy.name),
      handler: (req, reply) => reply.type('application/json').send(JSON.stringify(req.user)),
    });
  }
  return ready();
}

/** Not `fetch`, which says of itself that it is no navigation. */
async function send(
  url: string,
  { body, ...options }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number | undefined; text: string }> {
  const sent = request(url, options).end(body);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, text };
}
