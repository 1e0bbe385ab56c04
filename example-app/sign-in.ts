import type { Request } from 'express';
import passport from 'passport';
import {
  DingTalkAdminStrategy,
  DingTalkInAppStrategy,
  DingTalkStrategy,
  type DingTalkVerifyWithParams,
} from 'passport-dingtalk-oauth2';
import { type Account, accountFrom, accountFromAdmin } from './account.js';
import { type AppConfig, CALLBACK_PATH } from './config.js';
import type { Members } from './members.js';
import { type Tokens, tokensFrom } from './tokens.js';

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

/** Passport with a strategy for each sign-in method that the configuration has. */
export function createPassport(
  config: AppConfig,
  members: Members,
): { authenticator: passport.Authenticator; browser: DingTalkStrategy } {
  // An instance of its own: two apps in one process (as in tests) do not share strategies.
  const authenticator = new passport.Passport();
  const browser = browserStrategy(config);
  authenticator.use(browser);
  authenticator.use(inAppStrategy(config));
  const { corpId, ssoSecret } = config.organization ?? {};
  if (corpId && ssoSecret) authenticator.use(adminStrategy(config, ssoSecret, corpId));

  // Without a database of users, the session holds all we know of one.
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

/** The link and the QR code, which end at the same callback. */
function browserStrategy(config: AppConfig): DingTalkStrategy {
  const verify: DingTalkVerifyWithParams = (accessToken, refreshToken, params, profile, done) => {
    done(null, admitted(config, accountFrom(profile, 'browser')), {
      tokens: tokensFrom({ accessToken, refreshToken, expiresIn: params.expires_in }),
    });
  };
  // A path is completed from each request, so that it fits whichever host name the visitor typed.
  const callbackURL = `${config.publicUrl ?? ''}${CALLBACK_PATH}`;
  return new DingTalkStrategy({ ...config.dingtalk, callbackURL }, verify);
}

/** Pages that are opened inside DingTalk. */
function inAppStrategy(config: AppConfig): DingTalkInAppStrategy {
  const { allowedCorpIds, scope: _scope, ...settings } = config.dingtalk;
  const only = allowedCorpIds ? { allowedCorpIds } : { corpId: config.organization?.corpId };
  return new DingTalkInAppStrategy({ ...settings, ...only }, (profile, done) =>
    done(null, admitted(config, accountFrom(profile, 'in-app'))),
  );
}

/** The admin page, opened from DingTalk's admin console; `ssoSecret` is the organization's. */
function adminStrategy(config: AppConfig, ssoSecret: string, corpId: string): DingTalkAdminStrategy {
  const { region, origins, timeoutMs } = config.dingtalk;
  return new DingTalkAdminStrategy({ region, origins, timeoutMs, corpId, ssoSecret }, (profile, done) =>
    done(null, admitted(config, accountFromAdmin(profile))),
  );
}

/** The account, or `false` for a user whom the app does not let in. */
function admitted({ mayEnter }: AppConfig, account: Account): Account | false {
  return mayEnter && !mayEnter(account) ? false : account;
}

/** Opens a session for the user; Passport renews its id, so that one planted beforehand is worth nothing. */
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
