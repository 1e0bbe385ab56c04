import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import type { AppConfig } from './config.js';
import { language } from './language.js';
import { lastProblem, notFound, problemHandler } from './problem-pages.js';
import { authentication, pages } from './routes.js';
import { allowPicture, sameOriginOnly, securityHeaders } from './security.js';
import { sessions } from './sessions.js';
import { createPassport } from './sign-in.js';
import { createShow } from './views.js';

/** The whole app, ready to listen; see `server.ts`. */
export function createApp(config: AppConfig): Express {
  const app = express();
  const passport = createPassport(config);
  const site = { https: config.publicUrl?.startsWith('https:') ?? false };
  const show = createShow({ simulated: config.simulator !== undefined });

  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy ?? false);

  app.use(language());
  app.use(securityHeaders(site));
  // Before the sessions: an error page keeps its looks when Redis is away.
  app.use('/assets', express.static(fileURLToPath(new URL('public', import.meta.url)), { index: false }));
  app.use((_req, res, next) => {
    // Pages are about one person: the Back button after signing out must not bring them back.
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use(sameOriginOnly(config.publicUrl));
  app.use(sessions(config));
  app.use(passport.session());
  app.use(allowPicture(site));

  app.use(pages(config, show));
  app.use(authentication(config, passport));
  app.use(lastProblem(config, show));
  app.use(notFound());
  app.use(problemHandler(config, show));
  return app;
}
