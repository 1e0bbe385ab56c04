import type { AuthenticateOptions } from 'passport';
import { expect, test } from 'vitest';
import { locationOf } from '../helpers/visitor.js';
import { type StrategyOptions, startAppUnderTest, stateInSession } from './app-under-test.js';
import { expressApp } from './frameworks.js';

// One sign-in ends, and Passport renews the session; what becomes of the one that another tab began before?
test.each<[what: string, ends: string, AuthenticateOptions, StrategyOptions]>([
  ['with Passport as it is', '/', {}, {}],
  ['with the state in the session', '/failed', {}, stateInSession],
  ['with the state in the session and keepSessionInfo', '/', { keepSessionInfo: true }, stateInSession],
])('a sign-in that another tab began meets its own end, %s', async (_what, ends, kept, options) => {
  const app = await startAppUnderTest((strategy) => {
    const { app: host, passport } = expressApp();
    passport.use(strategy);
    host.get('/auth/dingtalk', passport.authenticate('dingtalk'));
    const redirects = { successRedirect: '/', failureRedirect: '/failed' };
    host.get('/auth/dingtalk/callback', passport.authenticate('dingtalk', { ...redirects, ...kept }));
    return host;
  }, options);
  const visitor = app.visitor();
  const [one, other] = [await app.agree(visitor), await app.agree(visitor)];
  const before = visitor.cookie('connect.sid');
  expect(locationOf(await app.open(visitor, one)).pathname).toBe('/');
  // The session is another one in any case.
  expect(visitor.cookie('connect.sid')).not.toBe(before);
  expect(locationOf(await app.open(visitor, other)).pathname).toBe(ends);
});
