import { type Request, type Response, Router } from 'express';
import type passport from 'passport';
import {
  type DingTalkAuthenticateOptions,
  DingTalkClient,
  type DingTalkFailure,
  isDingTalkError,
} from 'passport-dingtalk-oauth2';
import type { AppConfig } from './config.js';
import { languageOf, type Texts } from './language.js';
import { HttpProblem, SignInFailure } from './problems.js';
import { safeReturnTo } from './return-to.js';
import { CALLBACK_PATH, SIGN_IN_PATH, signIn, signOut } from './sign-in.js';
import { createRefresher, type Tokens } from './tokens.js';
import { profilePage, type Show, textsFor } from './views.js';

type Notice = keyof Texts['notices'];

declare module 'express-session' {
  interface SessionData {
    /** Said once, on the next page. */
    notice: Notice;
  }
}

/** Home and profile. */
export function pages(config: AppConfig, show: Show): Router {
  const router = Router();

  router.get('/', (req, res) => {
    const returnTo = safeReturnTo(req.query.returnTo);
    const own = config.publicUrl ?? `${req.protocol}://${req.host}`;
    show(req, res, 'home', {
      title: textsFor(res).siteName,
      signInHref: `${SIGN_IN_PATH}?${new URLSearchParams({ returnTo })}`,
      notice: takeNotice(req, res),
      simulator: config.simulator,
      redirectUrl: config.production || config.simulator ? undefined : own + CALLBACK_PATH,
    });
  });

  router.get('/profile', (req, res) => {
    if (!req.user) return res.redirect(303, `/?${new URLSearchParams({ returnTo: req.originalUrl })}`);
    show(req, res, 'profile', {
      title: textsFor(res).profile.title,
      notice: takeNotice(req, res),
      staffAsked: Boolean(config.dingtalk.staff),
      ...profilePage(req.user, req.session.tokens, languageOf(res)),
    });
  });

  return router;
}

/** Signing in, refreshing, signing out. */
export function authentication(config: AppConfig, authenticator: passport.Authenticator): Router {
  const router = Router();
  const refresh = createRefresher(new DingTalkClient(config.dingtalk));

  router.get(SIGN_IN_PATH, (req, res, next) => {
    // Kept in the session beside the state parameter, so nobody can change it on the way.
    const options: DingTalkAuthenticateOptions = { state: { returnTo: safeReturnTo(req.query.returnTo) } };
    authenticator.authenticate('dingtalk', options)(req, res, next);
  });

  router.get(CALLBACK_PATH, (req, res, next) => {
    const finish: passport.AuthenticateCallback = async (error, user, info, status) => {
      try {
        if (error) throw error;
        if (!user) throw new SignInFailure(info as DingTalkFailure, status as number);
        const { tokens, state } = info as { tokens: Tokens; state: { returnTo: string } };
        await signIn(req, user, tokens);
        res.redirect(303, state.returnTo);
      } catch (problem) {
        next(problem);
      }
    };
    authenticator.authenticate('dingtalk', finish)(req, res, next);
  });

  router.post('/refresh', async (req, res) => {
    const refreshToken = req.session.tokens?.refreshToken;
    if (!req.user || !refreshToken) return res.redirect(303, '/');
    try {
      req.session.tokens = await refresh(refreshToken);
      req.session.notice = 'refreshed';
      res.redirect(303, '/profile');
    } catch (error) {
      if (!isDeadToken(error)) throw error;
      await signOut(req);
      req.session.notice = 'sign-in-ended';
      res.redirect(303, '/');
    }
  });

  router.post('/sign-out', async (req, res) => {
    await signOut(req);
    req.session.notice = 'signed-out';
    res.redirect(303, '/');
  });

  router.all(['/refresh', '/sign-out'], (_req, res, next) => {
    res.set('Allow', 'POST');
    next(new HttpProblem('method-not-allowed', 405));
  });

  return router;
}

/** A refresh token that DingTalk no longer takes: only signing in again helps. */
function isDeadToken(error: unknown): boolean {
  return isDingTalkError(error) && error.code === 'DINGTALK_TOKEN_REJECTED';
}

function takeNotice(req: Request, res: Response): string | undefined {
  const { notice } = req.session;
  if (!notice) return undefined;
  delete req.session.notice;
  return textsFor(res).notices[notice];
}
