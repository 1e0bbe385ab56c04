import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import type { AppConfig } from './config.js';
import { home } from './home.js';
import { language } from './language.js';
import { createMembers } from './members.js';
import { lastProblem, notFound, problemHandler } from './problem-pages.js';
import { routes } from './routes.js';
import { allowPicture, sameOriginOnly, securityHeaders } from './security.js';
import { sessions } from './sessions.js';
import { createPassport } from './sign-in.js';
import { adminRoutes, browserRoutes, inAppRoutes } from './sign-in-routes.js';
import { createShow } from './views.js';

const PUBLIC = fileURLToPath(new URL('public', import.meta.url));
const require = createRequire(import.meta.url);
/** A stylesheet for plain HTML, to which ours adds what is missing. */
const PICO = dirname(require.resolve('@picocss/pico/css/pico.blue.min.css'));
/** The package's modules for pages, which run in browsers as they are. */
const MODULES = dirname(require.resolve('passport-dingtalk-oauth2/in-app.js'));

/** The whole app, ready to listen; see `server.ts`. */
export function createApp(config: AppConfig): Express {
  const app = express();
  const members = createMembers(config);
  const { authenticator, browser } = createPassport(config, members);
  const show = createShow({ simulated: config.simulator !== undefined });

  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy ?? false);

  app.use(language());
  app.use(securityHeaders(config));
  // Before the sessions: an error page keeps its looks when Redis is away.
  app.use('/assets', express.static(PUBLIC, { index: false }));
  app.use('/assets/pico', express.static(PICO, { index: false }));
  app.use('/modules', express.static(MODULES, { index: false }));
  app.use((_req, res, next) => {
    // Pages are about one person: the Back button after signing out must not bring them back.
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use(sameOriginOnly(config.publicUrl));
  app.use(sessions(config));
  app.use(authenticator.session());
  app.use(allowPicture(config));

  app.use(home(config, show));
  app.use(browserRoutes(config, authenticator, browser));
  app.use(inAppRoutes(authenticator));
  app.use(adminRoutes(config, authenticator, show));
  app.use(routes(config, members, show));
  app.use(lastProblem(config, show));
  app.use(notFound());
  app.use(problemHandler(config, show));
  return app;
}
