import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import koaPassport from 'koa-passport';
import { createSession } from 'koa-session';
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

// koa-session keeps the session in the cookie unless it is given a store.
describeSignIn('Koa with koa-passport and koa-session', buildApp);

describeSignIn('Koa with the state in the session', buildApp, stateInSession);

test('what Koa answers to an error by itself does not drop the cookie of the state', async () => {
  const app = await startAppUnderTest(buildApp, stateInSession);
  const visitor = app.visitor();
  const callback = await app.agree(visitor);
  const [cookie] = visitor.cookies;
  app.simulator.fail('me', { status: 500, body: {} });
  expect((await app.open(visitor, callback)).status).toBe(503);
  expect(visitor.cookies).toContain(cookie);
  await app.close();
});

function buildApp(strategy: DingTalkStrategy) {
  const passport = new koaPassport.KoaPassport();
  passport.use(strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: User, done) => done(null, user));

  const app = new Koa();
  app.keys = [sessionSecret];
  app.silent = true;
  app.use(createSession({}, app));
  app.use(bodyParser());
  app.use(passport.initialize());
  app.use(passport.session());

  const begin = passport.authenticate('dingtalk', beginOptions);
  const end = passport.authenticate('dingtalk', endOptions);
  app.use(async (ctx, next) => {
    switch (ctx.path) {
      case '/auth/dingtalk':
        return begin(ctx, next);
      case '/auth/dingtalk/callback':
        return end(ctx, next);
      case '/failed':
        ctx.body = ctx.session?.messages ?? [];
        return;
      case '/sign-out':
        await ctx.logout();
        return ctx.redirect('/');
      default:
        ctx.body = JSON.stringify(ctx.state.user ?? null);
    }
  });
  return app.callback();
}
