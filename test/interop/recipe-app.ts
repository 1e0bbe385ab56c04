import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DingTalkStrategy } from 'passport-dingtalk-oauth2';
import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { broken, type RecipeApp } from './problem-suite.js';

export const client = { clientId: 'dingclientid', clientSecret: 'secret-of-the-recipes' };
const callbackURL = 'https://example.com/auth/dingtalk/callback';
const people = ['union-lan', broken.unionId].map((unionId) => ({ unionId, nick: 'Lan' }));

export function startDingTalk(): Promise<Simulator> {
  return startSimulator({ clients: [{ ...client, redirectUrls: [callbackURL] }], people });
}

/** Of the package as built, as the recipes' own imports are. */
function strategyFor({ origins }: Simulator): DingTalkStrategy {
  const { clientId: clientID, clientSecret } = client;
  return new DingTalkStrategy(
    { clientID, clientSecret, callbackURL, origins },
    (_accessToken, _refreshToken, profile, done) => {
      if (profile.id === broken.unionId) throw new Error(broken.message);
      done(null, { id: profile.id, name: profile.displayName });
    },
  );
}

/** What a person does at DingTalk, to which `begin` leads; leads to the path of the callback. */
export async function agreeAt(
  simulator: Simulator,
  unionId: string,
  begin: () => Promise<Response>,
  corpId?: string,
): Promise<string> {
  const { searchParams } = locationOf(await begin());
  const scope = searchParams.get('scope') ?? '';
  const url = simulator.authorize({
    clientId: searchParams.get('client_id') ?? '',
    redirectUri: searchParams.get('redirect_uri') ?? '',
    state: searchParams.get('state') ?? undefined,
    ...{ unionId, scope, ...(corpId !== undefined && { corpId }) },
  });
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** An app in this process, around a recipe and the strategy that it is about. */
export async function startRecipeApp(
  build: (strategy: DingTalkStrategy, log: (line: string) => void) => Promise<RequestListener>,
  unionId = 'union-lan',
): Promise<RecipeApp> {
  const simulator = await startDingTalk();
  const lines: string[] = [];
  const server = createServer(await build(strategyFor(simulator), (line) => lines.push(line)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    visitor: () => new Visitor(origin),
    agree: (visitor) => agreeAt(simulator, unionId, () => visitor.get('/auth/dingtalk')),
    failNext: (status, body) => simulator.fail('me', { status, body }),
    log: () => lines.join('\n'),
    async close() {
      server.closeAllConnections();
      server.close();
      await simulator.close();
    },
  };
}
