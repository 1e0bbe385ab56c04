import express from 'express';
import session from 'express-session';
import express4 from 'express4';
import { Passport, type PassportStatic } from 'passport';
import type { DingTalkStrategy } from '../../lib/strategy.js';
import { beginOptions, endOptions, sessionSecret, stateInSession, type User } from './app-under-test.js';
import { describeSignIn } from './sign-in-suite.js';

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

function buildApp(framework: typeof express, strategy: DingTalkStrategy): express.Express {
  const passport = new Passport() as unknown as PassportStatic;
  passport.use(strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: User, done) => done(null, user));

  const app = framework();
  app.use(session({ secret: sessionSecret, resave: false, saveUninitialized: false }));
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
