import { Router } from 'express';
import type passport from 'passport';
import type { DingTalkAuthenticateOptions, DingTalkStrategy } from 'passport-dingtalk-oauth2';
import type { AppConfig } from '../config.js';
import { CALLBACK_PATH, QR_CODE_PATH, SIGN_IN_PATH } from '../paths.js';
import { safeReturnTo } from '../return-to.js';
import { enter } from './enter.js';

/** The link to DingTalk, the QR code in our own page, and the callback where both end. */
export function browserDoor(
  config: AppConfig,
  authenticator: passport.Authenticator,
  strategy: DingTalkStrategy,
): Router {
  const router = Router();

  router.get(SIGN_IN_PATH, (req, res, next) => {
    // Kept in the session beside the state parameter, so nobody can change it on the way.
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
    enter(authenticator, 'dingtalk', (_req, { state }) => state?.returnTo ?? '/profile'),
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
