import { once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import formBody from '@fastify/formbody';
import { Authenticator } from '@fastify/passport';
import fastifySession from '@fastify/session';
import express from 'express';
import expressSession from 'express-session';
import express4 from 'express4';
import fastify from 'fastify';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import koaPassport from 'koa-passport';
import { createSession } from 'koa-session';
import { Passport, type PassportStatic } from 'passport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DingTalkAdminStrategy, DingTalkInAppStrategy } from '../../lib/index.js';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { sessionSecret } from './app-under-test.js';

/**
 * Builds an app of one framework around both strategies, written as that framework's users write it: `/in-app` and
 * `/admin` sign in, for all methods, and tell the user as JSON.
 */
type BuildApp = (strategies: Strategies) => RequestListener | Promise<RequestListener>;

interface Strategies {
  'dingtalk-in-app': DingTalkInAppStrategy;
  'dingtalk-admin': DingTalkAdminStrategy;
}

const methods = [
  ['/in-app', 'dingtalk-in-app'],
  ['/admin', 'dingtalk-admin'],
] as const;

const frameworks: [name: string, buildApp: BuildApp][] = [
  ['Express 5', (strategies) => buildExpress(express, strategies)],
  ['Express 4', (strategies) => buildExpress(express4, strategies)],
  ['Koa', buildKoa],
  ['Fastify', buildFastify],
];

const tea = { corpId: 'dingtea', name: '茶社', ssoSecret: 'sso-secret-of-tea' };
const lin = { unionId: 'unionLin', nick: '林间', organizations: [tea.corpId] };
const he = { unionId: 'unionHe', nick: '荷塘', organizations: [tea.corpId] };
const members = [{ unionId: lin.unionId, userId: 'lin01', admin: true }];
const clientId = 'dingmethods';

describe.each(frameworks)('in an app of %s', (_name, buildApp) => {
  const server = createServer();
  let origin: string;
  let simulator: Simulator;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = {
      clientId,
      clientSecret: 'methods-secret',
      redirectUrls: [],
      adminUrl: `${origin}/admin`,
    };
    simulator = await startSimulator({
      people: [lin, he],
      organizations: [{ ...tea, members }],
      clients: [client],
    });
    const { origins } = simulator;
    const { corpId, ssoSecret } = tea;
    const strategies = {
      'dingtalk-in-app': new DingTalkInAppStrategy(
        { clientID: clientId, clientSecret: client.clientSecret, origins },
        (profile, done) => done(null, { id: profile.id }),
      ),
      'dingtalk-admin': new DingTalkAdminStrategy({ corpId, ssoSecret, origins }, (profile, done) =>
        done(null, { id: profile.id }),
      ),
    };
    server.on('request', await buildApp(strategies));
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await simulator.close();
  });

  const inAppCode = () => simulator.inAppCode({ clientId, unionId: lin.unionId });
  const postInApp = (body: string, contentType: string, from = origin) =>
    send(`${origin}/in-app`, {
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

function buildExpress(framework: typeof express, strategies: Strategies): RequestListener {
  const passport = new Passport() as unknown as PassportStatic;
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));
  const app = framework();
  app.use(expressSession({ secret: sessionSecret, resave: false, saveUninitialized: false }));
  app.use(passport.session());
  app.use(framework.json(), framework.urlencoded({ extended: false }));
  for (const [path, name] of methods) {
    passport.use(strategies[name]);
    app.all(path, passport.authenticate(name), (req, res) => {
      res.json(req.user);
    });
  }
  return app;
}

function buildKoa(strategies: Strategies): RequestListener {
  const passport = new koaPassport.KoaPassport();
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: object, done) => done(null, user));
  const app = new Koa();
  app.keys = [sessionSecret];
  app.silent = true;
  app.use(createSession({}, app));
  app.use(bodyParser());
  app.use(passport.initialize());
  app.use(passport.session());
  for (const [path, name] of methods) {
    passport.use(strategies[name]);
    const authenticate = passport.authenticate(name);
    app.use(async (ctx, next) => (ctx.path === path ? authenticate(ctx, next) : next()));
  }
  app.use((ctx) => {
    ctx.body = JSON.stringify(ctx.state.user);
  });
  return app.callback();
}

async function buildFastify(strategies: Strategies): Promise<RequestListener> {
  const passport = new Authenticator();
  passport.registerUserSerializer(async (user: object) => user);
  passport.registerUserDeserializer(async (user: object) => user);
  let listener: RequestListener | undefined;
  const app = fastify({
    serverFactory(handler) {
      listener = handler;
      return createServer();
    },
  });
  await app.register(cookie);
  await app.register(fastifySession, { secret: sessionSecret, cookie: { secure: false } });
  await app.register(formBody);
  await app.register(passport.initialize());
  await app.register(passport.secureSession());
  for (const [url, name] of methods) {
    passport.use(strategies[name]);
    app.route({
      method: ['GET', 'POST'],
      url,
      preValidation: passport.authenticate(name),
      handler: (req, reply) => reply.type('application/json').send(JSON.stringify(req.user)),
    });
  }
  await app.ready();
  if (!listener) throw new Error('Fastify asked for no server');
  return listener;
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
