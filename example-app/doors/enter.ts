import type { Request, RequestHandler } from 'express';
import type passport from 'passport';
import type { DingTalkFailure } from 'passport-dingtalk-oauth2';
import { SignInFailure } from '../problems.js';
import { signIn } from '../sign-in.js';
import type { Tokens } from '../tokens.js';

/** What a strategy says besides who it is. */
export interface Info {
  /** Only from the browser's doors. */
  tokens?: Tokens;
  /** What was kept in the session when the sign-in began. */
  state?: { returnTo: string };
}

/**
 * The end of every sign-in: asks the strategy, opens a session for the person and leads on, or ends in an error page.
 * @param landing - the path to lead to
 */
export function enter(
  authenticator: passport.Authenticator,
  strategy: string,
  landing: (req: Request, info: Info) => string,
): RequestHandler {
  return (req, res, next) => {
    const finish: passport.AuthenticateCallback = async (error, user, info, status) => {
      try {
        if (error) throw error;
        if (!user) throw new SignInFailure(info as DingTalkFailure, status as number);
        await signIn(req, user, (info as Info).tokens);
        res.redirect(303, landing(req, info as Info));
      } catch (problem) {
        next(problem);
      }
    };
    authenticator.authenticate(strategy, finish)(req, res, next);
  };
}
