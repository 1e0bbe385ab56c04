import { type Request, Router } from 'express';
import type { AppConfig } from './config.js';
import { qrCodeOptions } from './doors/browser.js';
import { takeNotice } from './notices.js';
import { CALLBACK_PATH, IN_APP_PATH, IN_APP_PROBLEM_PATH, QR_CODE_PATH, SIGN_IN_PATH } from './paths.js';
import { safeReturnTo } from './return-to.js';
import { dingtalkScripts } from './scripts.js';
import { allow } from './security.js';
import { initialOf, type Show, textsFor } from './views.js';

/** The home page: link and QR code side by side; inside DingTalk it signs in by itself. */
export function home(config: AppConfig, show: Show): Router {
  const router = Router();
  const { simulator } = config;
  const scripts = dingtalkScripts(simulator);
  const hasQrCode = qrCodeOptions(config) !== undefined;

  router.get('/', (req, res) => {
    const query = new URLSearchParams({ returnTo: safeReturnTo(req.query.returnTo) });
    const own = config.publicUrl ?? `${req.protocol}://${req.host}`;
    const notice = takeNotice(req, res);
    const inDingTalk = /DingTalk/i.test(req.get('user-agent') ?? '');
    const isStranger = !req.user;
    // Whoever has just signed out does not want to be signed in at once; opening the page anew does it.
    const signsInItself = isStranger && inDingTalk && !notice && req.query.by !== 'link';
    const offersQrCode = isStranger && !inDingTalk && hasQrCode;

    if (signsInItself) allow(req, res, config, { script: scripts.jsApi, connect: simulator });
    if (offersQrCode) allow(req, res, config, { script: scripts.qrCode, frame: scripts.qrFrame });
    show(req, res, 'home', {
      title: textsFor(res).siteName,
      signInHref: inDingTalk && notice ? req.originalUrl : `${SIGN_IN_PATH}?${query}`,
      initial: initialOf(req.user),
      notice,
      qrCode: offersQrCode ? { action: `${QR_CODE_PATH}?${query}`, script: scripts.qrCode } : undefined,
      inApp: signsInItself
        ? {
            action: `${IN_APP_PATH}?${query}`,
            report: IN_APP_PROBLEM_PATH,
            script: scripts.jsApi,
            clientId: config.dingtalk.clientID,
            corpId: corpIdOf(req) ?? config.organization?.corpId ?? '',
          }
        : undefined,
      simulator,
      adminConsole: scripts.adminConsole,
      directory: scripts.directory,
      redirectUrl: config.production || simulator ? undefined : own + CALLBACK_PATH,
    });
  });

  return router;
}

/** The organization that the page was opened in: DingTalk puts it where the home page's address has `$CORPID$`. */
function corpIdOf(req: Request): string | undefined {
  const { corpId } = req.query;
  // Only the workbench does; elsewhere the placeholder stays.
  return typeof corpId === 'string' && corpId !== '' && corpId !== '$CORPID$' ? corpId : undefined;
}
