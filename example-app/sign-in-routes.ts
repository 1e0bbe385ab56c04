import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import type passport from 'passport';
import type {
  DingTalkAuthenticateOptions,
  DingTalkFailure,
  DingTalkStrategy,
} from 'passport-dingtalk-oauth2';
import {
  ADMIN_PATH,
  type AppConfig,
  CALLBACK_PATH,
  IN_APP_PATH,
  IN_APP_PROBLEM_PATH,
  QR_CODE_PATH,
  SIGN_IN_PATH,
} from './config.js';
import { ClientProblem, HttpProblem, SignInFailure } from './problems.js';
import { safeReturnTo } from './security.js';
import { signIn } from './sign-in.js';
import type { Tokens } from './tokens.js';
import { personPage, type Show, textsFor } from './views.js';

/** What a strategy reports besides the user. */
interface Info {
  /** Only from the browser's sign-in. */
  tokens?: Tokens;
  /** What was kept beside the state when the sign-in began. */
  state?: { returnTo: string };
}

/** The link to DingTalk, the QR code in our own page, and the callback where both end. */
export function browserRoutes(
  config: AppConfig,
  authenticator: passport.Authenticator,
  strategy: DingTalkStrategy,
): Router {
  const router = Router();

  router.get(SIGN_IN_PATH, (req, res, next) => {
    // Kept beside the state parameter, so that nobody can change it on the way.
    const options: DingTalkAuthenticateOptions = { state: { returnTo: safeReturnTo(req.query.returnTo) } };
    authenticator.authenticate('dingtalk', options)(req, res, next);
  });

  const qrCode = qrCodeOptions(config);
  if (qrCode) {
    router.get(QR_CODE_PATH, async (req, res) => {
      const state = { returnTo: safeReturnTo(req.query.returnTo) };
      res.json(await strategy.qrLogin(req, { ...qrCode, state }));
    });
  }

  router.get(
    CALLBACK_PATH,
    finish(authenticator, 'dingtalk', (_req, { state }) => state?.returnTo ?? '/profile'),
  );
  return router;
}

/** What the QR code asks for; undefined where there can be none. */
export function qrCodeOptions({
  dingtalk: { region, allowedCorpIds },
  organization,
}: AppConfig): DingTalkAuthenticateOptions | undefined {
  // DingTalk's script knows dingtalk.com only.
  if (region === 'intl') return undefined;
  // Beside a QR code nobody is asked to choose an organization: we do without one if we can.
  if (!allowedCorpIds) return { scope: 'openid' };
  const [only, ...others] = allowedCorpIds;
  const corpId = others.length ? allowedCorpIds.find((id) => id === organization?.corpId) : only;
  return corpId ? { corpId, orgType: 'management' } : undefined;
}

/** Where a page that is open inside DingTalk posts the code that the DingTalk client gave it. */
export function inAppRoutes(authenticator: passport.Authenticator): Router {
  const router = Router();
  router.use(IN_APP_PATH, express.json({ limit: '4kb' }), unreadable);
  router.post(
    IN_APP_PATH,
    finish(authenticator, 'dingtalk-in-app', (req) => safeReturnTo(req.query.returnTo)),
  );
  // The DingTalk client has no log that an administrator could read: its refusals go into ours.
  router.post(IN_APP_PROBLEM_PATH, (req, _res, next) => {
    next(new ClientProblem(req.body));
  });
  return router;
}

/** A body that is no JSON is the sender's mistake, not ours. */
const unreadable: ErrorRequestHandler = (_error, _req, _res, next) => {
  next(new HttpProblem('callback-malformed', 400));
};

/** The admin page, which DingTalk's admin console opens with a code in its address. */
export function adminRoutes(config: AppConfig, authenticator: passport.Authenticator, show: Show): Router {
  const router = Router();
  if (!config.organization?.ssoSecret) return router;

  router.get(ADMIN_PATH, (req, res, next) => {
    const { user } = req;
    if (!user?.administrator || req.query.code !== undefined) return next();
    const { administrator } = user;
    show(req, res, 'admin', { title: textsFor(res).admin.title, ...personPage(user), administrator });
  });
  // Leads back here, so that the spent code is gone from the address.
  router.get(
    ADMIN_PATH,
    finish(authenticator, 'dingtalk-admin', () => ADMIN_PATH),
  );
  return router;
}

/**
 * The end of every sign-in: asks the strategy, opens a session and leads on, or ends in an error page.
 * @param landing - the path to lead to
 */
function finish(
  authenticator: passport.Authenticator,
  strategy: string,
  landing: (req: Request, info: Info) => string,
): RequestHandler {
  return (req, res, next) => {
    const answer: passport.AuthenticateCallback = async (error, user, info, status) => {
      try {
        if (error) throw error;
        if (!user) throw new SignInFailure(info as DingTalkFailure, status as number);
        await signIn(req, user, (info as Info).tokens);
        res.redirect(303, landing(req, info as Info));
      } catch (problem) {
        next(problem);
      }
    };
    authenticator.authenticate(strategy, answer)(req, res, next);
  };
}
