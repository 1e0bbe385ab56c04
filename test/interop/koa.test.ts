import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { DingTalkStrategy } from '../../lib/strategy.js';
import { locationOf } from '../helpers/visitor.js';
import { beginOptions, endOptions, startAppUnderTest, stateInSession } from './app-under-test.js';
import { koaApp } from './frameworks.js';
import { describeSignIn } from './sign-in-suite.js';

describeSignIn('Koa with koa-passport and koa-session', buildApp);

describeSignIn('Koa with the state in the session', buildApp, stateInSession);

test('a session that is a cookie holds the newest of five sign-ins with 700 characters each', async () => {
  const begin = { ...beginOptions, state: { to: 'x'.repeat(700) } };
  const app = await startAppUnderTest((strategy) => buildApp(strategy, begin), stateInSession);
  const visitor = app.visitor();
  const callbacks: URL[] = [];
  // Node's `fetch` calls itself a script, which pushes no sign-in out.
  const navigate = () =>
    new Promise<URL>((resolve) => {
      const cookie = visitor.cookies.map((name) => `${name}=${visitor.cookie(name)}`).join('; ');
      request(`${app.origin}/auth/dingtalk`, { headers: { cookie } }, (answer) => {
        const lines = (answer.headers['set-cookie'] ?? []).map((line): [string, string] => [
          'set-cookie',
          line,
        ]);
        visitor.keep(new Response(null, { headers: lines }));
        resolve(new URL(answer.headers.location ?? ''));
        answer.resume();
      }).end();
    });
  for (let count = 0; count < 5; count += 1) callbacks.push(await app.decide(await navigate(), 'agree'));
  // A browser drops a cookie of more than 4 KiB, and all sign-ins with it.
  const size = visitor.cookies.map((name) => `${name}=${visitor.cookie(name)}`.length);
  expect(Math.max(...size)).toBeLessThan(4096);
  expect(locationOf(await app.open(visitor, callbacks.at(-1) as URL)).pathname).toBe('/');
});

test('what Koa answers to an error by itself does not drop the cookie of the state', async () => {
  const app = await startAppUnderTest(buildApp);
  const visitor = app.visitor();
  const callback = await app.agree(visitor);
  const [cookie] = visitor.cookies;
  app.simulator.fail('me', { status: 500, body: {} });
  expect((await app.open(visitor, callback)).status).toBe(503);
  expect(visitor.cookies).toContain(cookie);
});

function buildApp(strategy: DingTalkStrategy, beginning: object = beginOptions) {
  const { app, passport } = koaApp();
  passport.use(strategy);
  const begin = passport.authenticate('dingtalk', beginning);
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
