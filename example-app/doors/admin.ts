import { Router } from 'express';
import type passport from 'passport';
import type { AppConfig } from '../config.js';
import { ADMIN_PATH } from '../paths.js';
import { personPage, type Show, textsFor } from '../views.js';
import { enter } from './enter.js';

/** The admin page, which DingTalk's admin console opens with a code in its address. */
export function adminDoor(config: AppConfig, authenticator: passport.Authenticator, show: Show): Router {
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
    enter(authenticator, 'dingtalk-admin', () => ADMIN_PATH),
  );
  return router;
}
