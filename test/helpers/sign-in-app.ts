import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import session from 'express-session';
import { Passport, type PassportStatic } from 'passport';
import type {
  DingTalkAuthenticateOptions,
  DingTalkStrategyOptions,
  DingTalkStrategyOptionsWithRequest,
} from '../../lib/passport/options.js';
import type { DingTalkVerify } from '../../lib/passport/verify.js';
import {
  defaultOrganizations,
  defaultPeople,
  type Simulator,
  type SimulatorClient,
  type SimulatorEndpoint,
  type SimulatorOptions,
  startSimulator,
} from '../../lib/simulator/index.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { closeAfterTest } from './close.js';
import { locationOf, Visitor } from './visitor.js';

export const clientID = 'dingsigninapp';
const clientSecret = 'sign-in-app-secret';
export const person = defaultPeople[0] as (typeof defaultPeople)[0];
export const organization = defaultOrganizations[0] as (typeof defaultOrganizations)[0];

/** How Passport ended a callback, as the app under test reports it. */
export interface Outcome {
  user?: { id?: string } & Record<string, unknown>;
  info?: { code?: string; message?: string; state?: unknown };
  /** Status of a failure. */
  status?: number;
  /** `toJSON()` of the error, or its message. */
  error?: { code?: string; message?: string; status?: number; providerCode?: string };
}

export interface SignInApp {
  origin: string;
  /** For routes of a test's own. */
  app: Express;
  simulator: Simulator;
  passport: PassportStatic;
  strategy: DingTalkStrategy;
  visitor(): Visitor;
  /** Begins a sign-in and returns the URL at DingTalk. */
  begin(visitor: Visitor, path?: string): Promise<URL>;
  /** Begins a sign-in, agrees at DingTalk, and returns the URL that the browser is sent back to. */
  agree(visitor: Visitor, path?: string): Promise<URL>;
  /** Visits a callback URL, and says how Passport ended it. */
  finish(visitor: Visitor, callback: URL | string): Promise<Outcome>;
  /** How often DingTalk was asked for this. */
  asked(endpoint: SimulatorEndpoint): number;
  close(): Promise<void>;
}

export interface SignInAppOptions {
  options?: Partial<Omit<DingTalkStrategyOptions, 'passReqToCallback'>> & { passReqToCallback?: boolean };
  verify?: DingTalkVerify;
  /** A `verify` of another shape, which wins. */
  shapedVerify?: (...args: never[]) => unknown;
  /** What the starting route says to Passport. */
  authenticate?: DingTalkAuthenticateOptions;
  permissions?: string[];
  thirdParty?: boolean;
  /** More about the app in DingTalk's console. */
  client?: Partial<SimulatorClient>;
  /** More about the simulated DingTalk. */
  dingTalk?: Omit<SimulatorOptions, 'clients'>;
  /** Who agrees, in which organization. */
  unionId?: string;
  corpId?: string;
  /** @defaultValue true */
  session?: boolean;
}

/** The profile itself is the user, unless a test says otherwise. */
const acceptEverybody: DingTalkVerify = (_accessToken, _refreshToken, profile, done) => done(null, profile);

/** An Express 5 app with sessions, Passport and the strategy, beside a simulator that knows it; closed after the test. */
export async function startSignInApp(setup: SignInAppOptions = {}): Promise<SignInApp> {
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const simulator = await startSimulator({
    ...setup.dingTalk,
    clients: [
      {
        clientId: clientID,
        clientSecret,
        redirectUrls: [`${origin}/callback`, `${origin}/elsewhere`],
        permissions: setup.permissions,
        thirdParty: setup.thirdParty,
        ...setup.client,
      },
    ],
  });

  const passport = new Passport() as unknown as PassportStatic;
  const strategy = new DingTalkStrategy(
    {
      clientID,
      clientSecret,
      callbackURL: `${origin}/callback`,
      origins: simulator.origins,
      ...setup.options,
    } as DingTalkStrategyOptionsWithRequest,
    (setup.shapedVerify ?? setup.verify ?? acceptEverybody) as never,
  );
  passport.use(strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));

  if (setup.session ?? true) {
    app.use(session({ secret: 'test', resave: false, saveUninitialized: false }));
    app.use(passport.session());
  }
  app.use(express.urlencoded({ extended: false }));
  app.get('/login', passport.authenticate('dingtalk', setup.authenticate ?? {}));
  app.get('/me', (req, res) => {
    res.json(req.user ?? null);
  });
  app.get(
    '/plain',
    passport.authenticate('dingtalk', { failureRedirect: '/failed', successRedirect: '/me' }),
  );
  app.all('/callback', (req, res, next) => {
    const answer = (error: unknown, user: unknown, info: unknown, status?: unknown) => {
      const failed = error as Error & { toJSON?: () => object };
      if (error) res.json({ error: failed.toJSON?.() ?? { message: failed.message } });
      else if (!user) res.json({ info, status });
      else req.logIn(user as Express.User, (err) => (err ? next(err) : res.json({ user, info })));
    };
    passport.authenticate('dingtalk', answer)(req, res, next);
  });

  const close = async () => {
    server.closeAllConnections();
    server.close();
    await simulator.close();
  };
  closeAfterTest(close);
  const begin: SignInApp['begin'] = async (visitor, path = '/login') => locationOf(await visitor.get(path));
  return {
    origin,
    app,
    simulator,
    passport,
    strategy,
    begin,
    visitor: () => new Visitor(origin),
    async agree(visitor, path) {
      const { searchParams } = await begin(visitor, path);
      const scope = searchParams.get('scope') ?? '';
      const url = simulator.authorize({
        clientId: clientID,
        redirectUri: searchParams.get('redirect_uri') ?? '',
        unionId: setup.unionId ?? person.unionId,
        scope,
        state: searchParams.get('state') ?? undefined,
        ...(scope.includes('corpid') && { corpId: setup.corpId ?? organization.corpId }),
      });
      return new URL(url);
    },
    async finish(visitor, callback) {
      const { pathname, search } = new URL(callback, origin);
      const response = await visitor.get(pathname + search);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${text}`);
      return JSON.parse(text) as Outcome;
    },
    asked: (endpoint) => simulator.requests.filter((request) => request.endpoint === endpoint).length,
    close,
  };
}
