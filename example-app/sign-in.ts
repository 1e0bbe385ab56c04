import type { Request } from 'express';
import passport from 'passport';
import type { DingTalkStrategy } from 'passport-dingtalk-oauth2';
import type { Account } from './account.js';
import type { AppConfig } from './config.js';
import type { Members } from './members.js';
import { adminStrategy, browserStrategy, inAppStrategy } from './strategies.js';
import type { Tokens } from './tokens.js';

declare global {
  namespace Express {
    interface User extends Account {}
  }
}

declare module 'express-session' {
  interface SessionData {
    tokens: Tokens;
  }
}

/** Passport, set up to sign people in by every door there is. */
export function createPassport(
  config: AppConfig,
  members: Members,
): {
  authenticator: passport.Authenticator;
  browser: DingTalkStrategy;
} {
  // An instance of its own: two apps in one process (as in tests) do not share strategies.
  const authenticator = new passport.Passport();
  const browser = browserStrategy(config);
  authenticator.use(browser);
  authenticator.use(inAppStrategy(config));
  const { corpId, ssoSecret } = config.organization ?? {};
  if (corpId && ssoSecret) authenticator.use(adminStrategy(config, ssoSecret, corpId));

  // Without a database of people, the session holds all we know of one.
  authenticator.serializeUser<Express.User>((user, done) => done(null, user));
  authenticator.deserializeUser<Express.User, Request>(async (req, user, done) => {
    try {
      const mayStay = await members.mayStay(user);
      if (!mayStay) {
        delete req.session.tokens;
        req.session.notice = 'not-a-member-any-more';
      }
      done(null, mayStay ? user : false);
    } catch (error) {
      done(error);
    }
  });
  return { authenticator, browser };
}

/**
 * Opens a new session for the person; Passport renews its id, so one planted beforehand is worth nothing. Only the
 * doors of the browser bring tokens.
 */
export function signIn(req: Request, account: Express.User, tokens?: Tokens): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(account, (error: unknown) => {
      if (error) return reject(error);
      if (tokens) req.session.tokens = tokens;
      resolve();
    });
  });
}

/** Ends the session and all that was in it. */
export function signOut(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logOut((error: unknown) => (error ? reject(error) : resolve()));
  });
}
