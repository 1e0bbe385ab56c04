import { createServer, type RequestListener } from 'node:http';
import cookie from '@fastify/cookie';
import fastifyPassport from '@fastify/passport';
import fastifySession from '@fastify/session';
import express, { type ErrorRequestHandler, type Router } from 'express';
import expressSession from 'express-session';
import express4 from 'express4';
import fastify, { type FastifyPluginAsync } from 'fastify';
import Koa, { type Middleware } from 'koa';
import koaPassport from 'koa-passport';
import { createSession } from 'koa-session';
import passport from 'passport';
import type { DingTalkStrategy } from 'passport-dingtalk-oauth2';
import { vi } from 'vitest';
import { importRecipe } from '../helpers/documentation.js';
import { sessionSecret, type User } from './app-under-test.js';
import { describeRecipe } from './problem-suite.js';
import { startRecipeApp } from './recipe-app.js';

const page = 'docs/frameworks.md';
type Log = (line: string) => void;

for (const [name, framework] of [
  ['Express 5', express],
  ['Express 4', express4],
] as const) {
  describeRecipe(name, (unionId) =>
    startRecipeApp((strategy, log) => buildExpress(framework, strategy, log), unionId),
  );
}
describeRecipe('Fastify', (unionId) => startRecipeApp(buildFastify, unionId));
describeRecipe('Koa', (unionId) => startRecipeApp(buildKoa, unionId));

async function buildExpress(framework: typeof express, strategy: DingTalkStrategy, log: Log) {
  const recipe = await importRecipe<{ router: Router; answerProblem: ErrorRequestHandler }>(
    page,
    'export const answerProblem: ErrorRequestHandler',
  );
  vi.spyOn(console, 'error').mockImplementation((line) => log(String(line)));
  passport.use(strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: User, done) => done(null, user));
  const app = framework();
  app.set('env', 'production');
  app.use(expressSession({ secret: sessionSecret, resave: false, saveUninitialized: false }));
  app.use(passport.session(), recipe.router);
  app.get('/', (req, res) => {
    res.json(req.user ?? null);
  });
  return app.use(recipe.answerProblem);
}

async function buildFastify(strategy: DingTalkStrategy, log: Log): Promise<RequestListener> {
  const recipe = await importRecipe<{
    signIn: FastifyPluginAsync;
  }>(page, 'app.setErrorHandler');
  fastifyPassport.use(strategy);
  fastifyPassport.registerUserSerializer(async (user: User) => user);
  fastifyPassport.registerUserDeserializer(async (user: User) => user);
  let listener: RequestListener = () => {};
  const app = fastify({
    logger: { level: 'error', stream: { write: log } },
    serverFactory(handler) {
      listener = handler;
      return createServer();
    },
  });
  await app.register(cookie);
  await app.register(fastifySession, { secret: sessionSecret, cookie: { secure: false } });
  await app.register(fastifyPassport.initialize());
  await app.register(fastifyPassport.secureSession());
  await app.register(recipe.signIn);
  app.get('/', (request, reply) => reply.type('application/json').send(JSON.stringify(request.user ?? null)));
  await app.ready();
  return listener;
}

async function buildKoa(strategy: DingTalkStrategy, log: Log): Promise<RequestListener> {
  const { answerProblem, begin, finish } = await importRecipe<Record<string, Middleware>>(
    page,
    'koa-passport',
  );
  vi.spyOn(console, 'error').mockImplementation((line) => log(String(line)));
  koaPassport.use(strategy);
  koaPassport.serializeUser((user, done) => done(null, user));
  koaPassport.deserializeUser((user: object, done) => done(null, user));
  const app = new Koa();
  app.keys = [sessionSecret];
  app.use(answerProblem as Middleware);
  app.use(createSession({}, app));
  app.use(koaPassport.initialize());
  app.use(koaPassport.session());
  app.use(async (ctx, next) => {
    if (ctx.path === '/auth/dingtalk') return begin?.(ctx, next);
    if (ctx.path === '/auth/dingtalk/callback') return finish?.(ctx, next);
    ctx.body = JSON.stringify(ctx.state.user ?? null);
  });
  return app.callback();
}
