import type { Request } from 'express';
import passport from 'passport';
import { DingTalkStrategy, type DingTalkVerifyWithParams } from 'passport-dingtalk-oauth2';
import { type Account, accountFrom } from './account.js';
import type { AppConfig } from './config.js';
import { type Tokens, tokensFrom } from './tokens.js';

export const SIGN_IN_PATH = '/auth/dingtalk';
export const CALLBACK_PATH = '/auth/dingtalk/callback';

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

/** Passport, set up to sign people in with DingTalk. */
export function createPassport(config: AppConfig): passport.Authenticator {
  // An instance of its own: two apps in one process (as in tests) do not share strategies.
  const authenticator = new passport.Passport();

  const verify: DingTalkVerifyWithParams = (accessToken, refreshToken, params, profile, done) => {
    const account = accountFrom(profile);
    if (config.mayEnter && !config.mayEnter(account)) return done(null, false);
    done(null, account, {
      tokens: tokensFrom({ accessToken, refreshToken, expiresIn: params.expires_in }),
    });
  };
  // A path is completed from each request, so that it fits whichever name of ours the visitor typed.
  const callbackURL = `${config.publicUrl ?? ''}${CALLBACK_PATH}`;
  authenticator.use(new DingTalkStrategy({ ...config.dingtalk, callbackURL }, verify));

  // Without a database of people, the session holds all we know of one.
  authenticator.serializeUser<Express.User>((user, done) => done(null, user));
  authenticator.deserializeUser<Express.User>((user, done) => done(null, user));
  return authenticator;
}

/** Opens a new session for the person; Passport renews its id, so one planted beforehand is worth nothing. */
export function signIn(req: Request, account: Express.User, tokens: Tokens): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(account, (error: unknown) => {
      if (error) return reject(error);
      req.session.tokens = tokens;
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
