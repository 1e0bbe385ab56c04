import { createServer, type RequestListener } from 'node:http';
import cookie from '@fastify/cookie';
import formBody from '@fastify/formbody';
import { Authenticator } from '@fastify/passport';
import fastifySession from '@fastify/session';
import express, { type Express, type RequestHandler } from 'express';
import expressSession from 'express-session';
import fastify, { type FastifyInstance } from 'fastify';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import koaPassport from 'koa-passport';
import { createSession } from 'koa-session';
import { Passport, type PassportStatic } from 'passport';
import { sessionSecret } from './app-under-test.js';

/** An app of Express with Passport, sessions and what reads bodies. Strategies and routes are for tests to add. */
export function expressApp(
  framework: typeof express = express,
  sessions: RequestHandler[] = [
    expressSession({ secret: sessionSecret, resave: false, saveUninitialized: false }),
  ],
): { app: Express; passport: PassportStatic } {
  const passport = new Passport() as unknown as PassportStatic;
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));
  const app = framework();
  app.use(...sessions, passport.session());
  app.use(framework.json(), framework.urlencoded({ extended: false }));
  return { app, passport };
}

/** The same of Koa. */
export function koaApp() {
  const passport = new koaPassport.KoaPassport();
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: object, done) => done(null, user));
  const app = new Koa();
  app.keys = [sessionSecret];
  app.silent = true;
  // koa-session keeps the session in the cookie unless it is given a store.
  app.use(createSession({}, app)).use(bodyParser());
  app.use(passport.initialize()).use(passport.session());
  return { app, passport };
}

/** The same of Fastify. Once `ready`, it is a listener for a server of the test's own. */
export async function fastifyApp(addSessions = inMemory) {
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
  await addSessions(app);
  await app.register(formBody);
  await app.register(passport.initialize());
  await app.register(passport.secureSession());
  const ready = async (): Promise<RequestListener> => {
    await app.ready();
    if (!listener) throw new Error('Fastify asked for no server');
    return listener;
  };
  return { app, passport, ready };
}

/** The sessions that most apps of Fastify have. */
export async function inMemory(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
  await app.register(fastifySession, { secret: sessionSecret, cookie: { secure: false } });
}
