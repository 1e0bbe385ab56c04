import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type CookieOptions, type Express } from 'express';
import session from 'express-session';
import { Passport, type PassportStatic, type Strategy } from 'passport';
import { closeAfterTest } from './close.js';
import type { Outcome } from './sign-in-app.js';

/** An Express 5 app with sessions, parsers and Passport, whose strategies a test adds. */
export interface CodeApp {
  origin: string;
  app: Express;
  passport: PassportStatic;
  /** Adds a strategy and the route `path`, which reports how Passport ended. `options` are the route's. */
  use(path: string, strategy: Strategy & { name: string }, options?: object): void;
  /** Sends a request, and says how Passport ended it. */
  send(path: string, init?: RequestInit): Promise<Outcome>;
  close(): Promise<void>;
}

export async function startCodeApp({
  parsers = true,
  cookie = {},
}: {
  parsers?: boolean;
  cookie?: CookieOptions | undefined;
} = {}): Promise<CodeApp> {
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const passport = new Passport() as unknown as PassportStatic;
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));
  app.use(session({ secret: 'test', resave: false, saveUninitialized: false, cookie }));
  app.use(passport.session());
  if (parsers) app.use(express.json(), express.urlencoded({ extended: true }));
  app.get('/me', (req, res) => {
    res.json(req.user ?? null);
  });
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  closeAfterTest(close);
  return {
    origin,
    app,
    passport,
    use(path, strategy, options = {}) {
      passport.use(strategy);
      app.all(path, (req, res, next) => {
        const answer = (error: unknown, user: unknown, info: unknown, status?: unknown) => {
          const failed = error as Error & { toJSON?: () => object };
          if (error) res.json({ error: failed.toJSON?.() ?? { message: failed.message } });
          else if (!user) res.json({ info, status });
          else req.logIn(user as Express.User, (err) => (err ? next(err) : res.json({ user, info })));
        };
        passport.authenticate(strategy.name, options, answer)(req, res, next);
      });
    },
    async send(path, init) {
      const response = await fetch(new URL(path, origin), init);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${text}`);
      return JSON.parse(text) as Outcome;
    },
    close,
  };
}
