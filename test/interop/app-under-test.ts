import { createServer, type RequestListener } from 'node:http';
import type { DingTalkStrategyOptions } from '../../lib/index.js';
import { defaultPeople, type Simulator } from '../../lib/simulator/index.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { listen, simulate } from '../helpers/start.js';
import { decide, locationOf, Visitor } from '../helpers/visitor.js';

/**
 * Builds an app of one framework around a strategy, written as that framework's users write it:
 *
 * - `GET /auth/dingtalk` begins, with {@link beginOptions}
 * - `GET` and `POST /auth/dingtalk/callback` end with {@link endOptions}
 * - `GET /` tells the user as JSON, `null` when nobody is signed in
 * - `GET /failed` tells the session's `messages` as JSON
 * - `POST /sign-out` signs out
 * - errors go to the framework's own error handling
 */
export type BuildApp = (strategy: DingTalkStrategy) => RequestListener | Promise<RequestListener>;

/** What the strategy is told besides. */
export type StrategyOptions = Pick<DingTalkStrategyOptions, 'store'>;

/** What the apps keep in their sessions. */
export interface User {
  id: string;
  name: string | undefined;
}

// With `scope`, since @fastify/passport types no option of a strategy but that one.
export const beginOptions = { scope: 'openid', prompt: 'login consent' };
export const endOptions = { successRedirect: '/', failureRedirect: '/failed', failureMessage: true };
export const sessionSecret = 'a-session-secret-of-at-least-32-characters';

/** Instead of the cookie that a strategy has for the state by default. */
export const stateInSession: StrategyOptions = { store: true };

export const client = { clientId: 'dinginterop', clientSecret: 'interop-secret' };
export const callbackPath = '/auth/dingtalk/callback';

/** Whom DingTalk's page has preselected. */
export const person: User = { id: defaultPeople[0]?.unionId ?? '', name: defaultPeople[0]?.nick };

/** An app on a real socket, until the test is over, and the steps of people who sign in to it. */
export interface AppUnderTest {
  origin: string;
  simulator: Simulator;
  visitor(): Visitor;
  /** Follows the link, and leads to DingTalk. */
  begin(visitor: Visitor): Promise<URL>;
  /** Presses a button on DingTalk's page, and leads back to the app. */
  decide(page: URL, decision: 'agree' | 'refuse'): Promise<URL>;
  /** Begins and agrees. */
  agree(visitor: Visitor): Promise<URL>;
  open(visitor: Visitor, url: URL): Promise<Response>;
}

export async function startAppUnderTest(
  buildApp: BuildApp,
  options: StrategyOptions = {},
): Promise<AppUnderTest> {
  const server = createServer();
  const { origin } = await listen(server);
  const callbackURL = origin + callbackPath;
  const simulator = await simulate({ clients: [{ ...client, redirectUrls: [callbackURL] }] });
  const { clientId: clientID, clientSecret } = client;
  const strategy = new DingTalkStrategy(
    { clientID, clientSecret, callbackURL, origins: simulator.origins, ...options },
    (_accessToken, _refreshToken, profile, done) => {
      const user: User = { id: profile.id, name: profile.displayName };
      done(null, user);
    },
  );
  server.on('request', await buildApp(strategy));

  const app: AppUnderTest = {
    origin,
    simulator,
    visitor: () => new Visitor(origin),
    begin: async (visitor) => locationOf(await visitor.get('/auth/dingtalk')),
    decide: (page, decision) => decide(page, { decision }),
    agree: async (visitor) => app.decide(await app.begin(visitor), 'agree'),
    open: (visitor, url) => visitor.get(url.pathname + url.search),
  };
  return app;
}
