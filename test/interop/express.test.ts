import cookieSession from 'cookie-session';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import session from 'express-session';
import express4 from 'express4';
import { Passport, type PassportStatic } from 'passport';
import { expect, test } from 'vitest';
import type { DingTalkStrategy } from '../../lib/strategy.js';
import {
  beginOptions,
  endOptions,
  sessionSecret,
  startAppUnderTest,
  stateInSession,
  type User,
} from './app-under-test.js';
import { describeSignIn } from './sign-in-suite.js';

const inStore = session({ secret: sessionSecret, resave: false, saveUninitialized: false });
const asCookie = cookieSession({ keys: [sessionSecret] });

describeSignIn('Express 5', (strategy) => buildApp(express, strategy));

// Its query is a plain property, a getter in Express 5.
describeSignIn('Express 4', (strategy) => buildApp(express4, strategy));

describeSignIn(
  'Express 5 with the state in the session',
  (strategy) => buildApp(express, strategy),
  stateInSession,
);

describeSignIn(
  'Express 4 with the state in the session',
  (strategy) => buildApp(express4, strategy),
  stateInSession,
);

type Callback = () => void;

/**
 * Since 0.6 Passport renews the session at sign-in and sign-out, by methods that cookie-session does not have.
 * Its cookie is the session, without an id to renew: all there is to do is to empty it.
 */
const letPassportRenew: RequestHandler = (req, _res, next) => {
  const { session } = req as { session?: unknown } as { session?: Record<string, unknown> | null };
  const save = (callback: Callback) => callback();
  const regenerate = (callback: Callback) => {
    for (const name of Object.keys(session ?? {})) delete session?.[name];
    callback();
  };
  // Not enumerable, or they would be written into the cookie.
  if (session) Object.defineProperties(session, { save: { value: save }, regenerate: { value: regenerate } });
  next();
};

describeSignIn('Express with cookie-session, taught to renew', (strategy) =>
  buildApp(express, strategy, [asCookie, letPassportRenew]),
);

// Both set a cookie with the same answer.
describeSignIn(
  'Express with cookie-session and the state in the session',
  (strategy) => buildApp(express, strategy, [asCookie, letPassportRenew]),
  stateInSession,
);

test('cookie-session as it is ends in the error handling, and not the process', async () => {
  const seen: unknown[] = [];
  const report: ErrorRequestHandler = (error, _req, res, _next) => {
    seen.push(error);
    res.sendStatus(500);
  };
  const app = await startAppUnderTest((strategy) => buildApp(express, strategy, [asCookie]).use(report));
  const visitor = app.visitor();
  const response = await app.open(visitor, await app.agree(visitor));
  expect(response.status).toBe(500);
  expect(seen).toEqual([expect.objectContaining({ message: 'req.session.regenerate is not a function' })]);
});

function buildApp(
  framework: typeof express,
  strategy: DingTalkStrategy,
  middleware: RequestHandler[] = [inStore],
): express.Express {
  const passport = new Passport() as unknown as PassportStatic;
  passport.use(strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: User, done) => done(null, user));

  const app = framework();
  app.use(...middleware);
  app.use(passport.session());
  app.use(framework.urlencoded({ extended: false }));
  app.get('/auth/dingtalk', passport.authenticate('dingtalk', beginOptions));
  app.all('/auth/dingtalk/callback', passport.authenticate('dingtalk', endOptions));
  app.get('/', (req, res) => {
    res.json(req.user ?? null);
  });
  app.get('/failed', (req, res) => {
    res.json((req.session as { messages?: string[] }).messages ?? []);
  });
  app.post('/sign-out', (req, res, next) => {
    req.logout((error: unknown) => (error ? next(error) : res.redirect('/')));
  });
  return app;
}
