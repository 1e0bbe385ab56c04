import { type Request, Router } from 'express';
import {
  type AppConfig,
  CALLBACK_PATH,
  IN_APP_PATH,
  IN_APP_PROBLEM_PATH,
  QR_CODE_PATH,
  SIGN_IN_PATH,
} from './config.js';
import { allow, safeReturnTo } from './security.js';
import { qrCodeOptions } from './sign-in-routes.js';
import { initialOf, type Show, takeNotice, textsFor } from './views.js';

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
    // A user who has just signed out is not signed in again at once; opening the page anew does it.
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

/** What pages load from DingTalk: only the page that needs it, and nothing else from there. */
interface DingTalkScripts {
  /** Gives pages inside DingTalk their `window.dd`. */
  jsApi: string;
  /** Draws the QR code, in a frame of `qrFrame`. */
  qrCode: string;
  qrFrame: string;
  /** Where to open the admin page from; DingTalk's own is known to administrators. */
  adminConsole: string | undefined;
  /** Where to let people leave the organization; DingTalk's own is known to administrators. */
  directory: string | undefined;
}

/** DingTalk's own scripts, or those of the simulator at this address. */
function dingtalkScripts(simulator?: string): DingTalkScripts {
  if (simulator) {
    return {
      jsApi: `${simulator}/simulator/dd.js`,
      qrCode: `${simulator}/simulator/ddlogin.js`,
      qrFrame: simulator,
      adminConsole: `${simulator}/simulator/admin-console`,
      directory: `${simulator}/simulator/directory`,
    };
  }
  return {
    jsApi: 'https://g.alicdn.com/dingding/dingtalk-jsapi/3.1.0/dingtalk.open.js',
    qrCode: 'https://g.alicdn.com/dingding/h5-dingtalk-login/0.21.0/ddlogin.js',
    qrFrame: 'https://login.dingtalk.com',
    adminConsole: undefined,
    directory: undefined,
  };
}
