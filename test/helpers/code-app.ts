import { createServer } from 'node:http';
import express, { type CookieOptions, type Express, type RequestHandler } from 'express';
import session from 'express-session';
import { Passport, type PassportStatic, type Strategy } from 'passport';
import { listen } from './start.js';

/** How Passport ended a callback, as the app under test reports it. */
export interface Outcome {
  user?: { id?: string } & Record<string, unknown>;
  info?: { code?: string; message?: string; state?: unknown };
  /** Status of a failure. */
  status?: number;
  /** `toJSON()` of the error, or its message. */
  error?: { code?: string; message?: string; status?: number; providerCode?: string };
}

/** An Express 5 app with Passport, to which a test adds strategies and routes. */
export interface PassportApp {
  origin: string;
  app: Express;
  passport: PassportStatic;
  /** A route that reports how Passport ended. */
  report(strategy: string): RequestHandler;
  close(): Promise<void>;
}

/** @param cookie - attributes of the session cookie; `false` for an app without sessions */
export async function startPassportApp(cookie: CookieOptions | false = {}): Promise<PassportApp> {
  const app = express();
  const passport = new Passport() as unknown as PassportStatic;
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));
  if (cookie) {
    app.use(session({ secret: 'test', resave: false, saveUninitialized: false, cookie }));
    app.use(passport.session());
  }
  app.get('/me', (req, res) => {
    res.json(req.user ?? null);
  });
  return {
    ...(await listen(createServer(app))),
    app,
    passport,
    report:
      (strategy, _options = {}) =>
      (req, res, next) => {
        const answer = (error: unknown, user: unknown, info: unknown, status?: unknown) => {
          const failed = error as Error & { toJSON?: () => object };
          if (error) res.json({ error: failed.toJSON?.() ?? { message: failed.message } });
          else if (!user) res.json({ info, status });
          else req.logIn(user as Express.User, (err) => (err ? next(err) : res.json({ user, info })));
        };
        passport.authenticate(strategy, answer)(req, res, next);
      },
  };
}

/** The outcome that a route of {@link PassportApp.report} answered. */
export async function outcomeOf(response: Response): Promise<Outcome> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${text}`);
  return JSON.parse(text) as Outcome;
}

/** An app for sign-in methods that are handed a code. */
export interface CodeApp extends PassportApp {
  /** Adds a strategy and the route `path`, which reports how Passport ended. */
  use(path: string, strategy: Strategy & { name: string }): void;
  /** Sends a request, and says how Passport ended it. */
  send(path: string, init?: RequestInit): Promise<Outcome>;
}

export async function startCodeApp({
  parsers = true,
  cookie,
}: {
  parsers?: boolean;
  cookie?: CookieOptions | undefined;
} = {}): Promise<CodeApp> {
  const started = await startPassportApp(cookie);
  const { app, passport, origin, report } = started;
  if (parsers) app.use(express.json(), express.urlencoded({ extended: true }));
  return {
    ...started,
    use(path, strategy) {
      passport.use(strategy);
      app.all(path, report(strategy.name));
    },
    send: async (path, init) => outcomeOf(await fetch(new URL(path, origin), init)),
  };
}
