import express from 'express';
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
} from '../../lib/simulator/index.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { type Outcome, outcomeOf, type PassportApp, startPassportApp } from './code-app.js';
import { agreeFor, simulate } from './start.js';
import { locationOf, Visitor } from './visitor.js';

export const clientID = 'dingsigninapp';
export const clientSecret = 'sign-in-app-secret';
export const person = defaultPeople[0] as (typeof defaultPeople)[0];
export const organization = defaultOrganizations[0] as (typeof defaultOrganizations)[0];

export interface SignInApp extends PassportApp {
  simulator: Simulator;
  strategy: DingTalkStrategy;
  visitor(): Visitor;
  /** Begins a sign-in and returns the URL at DingTalk. */
  begin(visitor: Visitor, path?: string): Promise<URL>;
  /** Begins a sign-in, agrees at DingTalk, and returns the URL that the browser is sent back to. */
  agree(visitor: Visitor, path?: string): Promise<URL>;
  /** Visits a callback URL, and says how Passport ended it. */
  finish(visitor: Visitor, callback: URL | string): Promise<Outcome>;
  /** Signs in all the way, by default somebody new. */
  signIn(visitor?: Visitor): Promise<Outcome>;
  /** How often DingTalk was asked for this. */
  asked(endpoint: SimulatorEndpoint): number;
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
  const started = await startPassportApp(setup.session === false ? false : {});
  const { app, passport, origin, report } = started;
  const simulator = await simulate({
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
  app.use(express.urlencoded({ extended: false }));
  app.get('/login', passport.authenticate('dingtalk', setup.authenticate ?? {}));
  app.get(
    '/plain',
    passport.authenticate('dingtalk', { failureRedirect: '/failed', successRedirect: '/me' }),
  );
  app.all('/callback', report('dingtalk'));

  const signInApp: SignInApp = {
    ...started,
    simulator,
    strategy,
    visitor: () => new Visitor(origin),
    begin: async (visitor, path = '/login') => locationOf(await visitor.get(path)),
    async agree(visitor, path) {
      const { searchParams } = await signInApp.begin(visitor, path);
      const { unionId = person.unionId, corpId = organization.corpId } = setup;
      return agreeFor(simulator, searchParams, unionId, corpId);
    },
    async finish(visitor, callback) {
      const { pathname, search } = new URL(callback, origin);
      return outcomeOf(await visitor.get(pathname + search));
    },
    signIn: async (visitor = new Visitor(origin)) => {
      const callback = await signInApp.agree(visitor);
      return signInApp.finish(visitor, callback);
    },
    asked: (endpoint) => simulator.requests.filter((request) => request.endpoint === endpoint).length,
    async close() {
      await started.close();
      await simulator.close();
    },
  };
  return signInApp;
}

/** The same, and a visitor who has agreed at DingTalk: `callback` is where they are sent back to. */
export async function startCallback(
  setup?: SignInAppOptions,
): Promise<{ app: SignInApp; visitor: Visitor; callback: URL }> {
  const app = await startSignInApp(setup);
  const visitor = app.visitor();
  return { app, visitor, callback: await app.agree(visitor) };
}

/** Signs somebody in at an app that is started for that. */
export async function signIn(setup?: SignInAppOptions): Promise<Outcome> {
  return (await startSignInApp(setup)).signIn();
}
