import { Router } from 'express';
import { DingTalkClient, isDingTalkError } from 'passport-dingtalk-oauth2';
import { ADMIN_PATH, type AppConfig, IN_APP_PATH, IN_APP_PROBLEM_PATH } from './config.js';
import { languageOf } from './language.js';
import type { Members } from './members.js';
import { HttpProblem } from './problems.js';
import { signOut } from './sign-in.js';
import { createRefresher } from './tokens.js';
import { profilePage, type Show, takeNotice, textsFor } from './views.js';

/** For users who are signed in: profile, refreshing, signing out. */
export function routes(config: AppConfig, members: Members, show: Show): Router {
  const router = Router();
  const { clientID, clientSecret, region, origins, timeoutMs } = config.dingtalk;
  const client = new DingTalkClient({ clientID, clientSecret, region, origins, timeoutMs });
  const refresh = createRefresher(client);

  router.get('/profile', (req, res) => {
    if (!req.user) return res.redirect(303, `/?${new URLSearchParams({ returnTo: req.originalUrl })}`);
    if (req.user.administrator) return res.redirect(303, ADMIN_PATH);
    show(req, res, 'profile', {
      title: textsFor(res).profile.title,
      notice: takeNotice(req, res),
      staffAsked: Boolean(config.dingtalk.staff) || req.user.via === 'in-app',
      ...profilePage(
        req.user,
        { tokens: req.session.tokens, confirmedAt: members.confirmedAt(req.user) },
        languageOf(res),
      ),
    });
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

  router.all(['/refresh', '/sign-out', IN_APP_PATH, IN_APP_PROBLEM_PATH], (_req, res, next) => {
    res.set('Allow', 'POST');
    next(new HttpProblem('method-not-allowed', 405));
  });

  return router;
}

/** A refresh token that DingTalk no longer takes: only signing in again helps. */
function isDeadToken(error: unknown): boolean {
  return isDingTalkError(error) && error.code === 'DINGTALK_TOKEN_REJECTED';
}
