import cookieSession from 'cookie-session';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import express4 from 'express4';
import { expect, test } from 'vitest';
import type { DingTalkStrategy } from '../../lib/strategy.js';
import {
  beginOptions,
  endOptions,
  sessionSecret,
  startAppUnderTest,
  stateInSession,
} from './app-under-test.js';
import { expressApp } from './frameworks.js';
import { describeSignIn } from './sign-in-suite.js';

const asCookie = cookieSession({ keys: [sessionSecret] });

// The query of 4 is a plain property, a getter in 5.
for (const [name, framework] of [['Express 5', express] as const, ['Express 4', express4] as const]) {
  const build = (strategy: DingTalkStrategy) => buildApp(strategy, expressApp(framework));
  describeSignIn(name, build);
  describeSignIn(`${name} with the state in the session`, build, stateInSession);
}

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

const taughtToRenew = (strategy: DingTalkStrategy) =>
  buildApp(strategy, expressApp(express, [asCookie, letPassportRenew]));
describeSignIn('Express with cookie-session, taught to renew', taughtToRenew);

// Both set a cookie with the same answer.
describeSignIn('Express with cookie-session and the state in the session', taughtToRenew, stateInSession);

test('cookie-session as it is ends in the error handling, and not the process', async () => {
  const seen: unknown[] = [];
  const report: ErrorRequestHandler = (error, _req, res, _next) => {
    seen.push(error);
    res.sendStatus(500);
  };
  const app = await startAppUnderTest((strategy) =>
    buildApp(strategy, expressApp(express, [asCookie])).use(report),
  );
  const visitor = app.visitor();
  const response = await app.open(visitor, await app.agree(visitor));
  expect(response.status).toBe(500);
  expect(seen).toEqual([expect.objectContaining({ message: 'req.session.regenerate is not a function' })]);
});

function buildApp(
  strategy: DingTalkStrategy,
  { app, passport }: ReturnType<typeof expressApp>,
): express.Express {
  passport.use(strategy);
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
