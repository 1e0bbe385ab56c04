import type { Simulator, SimulatorEndpoint } from '../../lib/simulator/index.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { simulate } from '../helpers/start.js';
import { Visitor } from '../helpers/visitor.js';
import { agreeAt, client, startRecipeProcess } from './recipe-app.js';

export const page = 'docs/after-sign-in.md';
export const pageOfEvents = 'docs/member-events.md';
/** What only the recipe for Express has in it. */
export const expressRecipe = 'export const requireUser: RequestHandler';
export const minuteMs = 60_000;

export interface Organization {
  simulator: Simulator;
  asked(endpoint: SimulatorEndpoint): number;
}

/** Lan and Bo work in it; `Simulator.leave` ends that. */
export async function startOrganization(origin = 'https://example.com'): Promise<Organization> {
  const people = ['lan', 'bo'].map((name) => ({
    unionId: `union-${name}`,
    nick: name,
    organizations: ['dinghome'],
  }));
  const members = people.map(({ unionId, nick }) => ({ unionId, userId: `user-${nick}` }));
  const simulator = await simulate({
    clients: [{ ...client, redirectUrls: [`${origin}/auth/dingtalk/callback`] }],
    organizations: [{ corpId: 'dinghome', name: '家', members }],
    people,
  });
  const asked: Organization['asked'] = (endpoint) =>
    simulator.requests.filter((request) => request.endpoint === endpoint).length;
  return { simulator, asked };
}

export interface MembersApp {
  origin: string;
  /** Somebody who has signed in. */
  signedIn(name?: string): Promise<Visitor>;
  /** Sets its clock forward. */
  forward(ms: number): Promise<void>;
  /** Hands it an event of DingTalk's. */
  hear(event: object): Promise<void>;
}

/** A file of a recipe of the page, or of that on events and several processes. */
export const fileOf = (mark: string, from = page): string => fileOfRecipe(from, mark).file;

export async function startMembersApp(
  { simulator }: Organization,
  env: Readonly<Record<string, string>>,
  script = 'members.mjs',
): Promise<MembersApp> {
  const told = { DINGTALK_CORP_ID: 'dinghome', ...env };
  const { child, origin } = await startRecipeProcess(script, simulator, told);
  const tell = async (message: object) => {
    child.send(message);
    await child.receive();
  };
  return {
    origin,
    async signedIn(name = 'lan') {
      const visitor = new Visitor(origin);
      const callback = await agreeAt(simulator, `union-${name}`, () => visitor.get('/auth/dingtalk'));
      await visitor.get(callback);
      return visitor;
    },
    forward: (forwardMs) => tell({ forwardMs }),
    hear: (event) => tell({ event }),
  };
}

/** What a visitor is told of who they are: a status, and whether the session holds anybody. */
export async function seenBy(visitor: Visitor): Promise<[status: number, inSession: boolean]> {
  const { status } = await visitor.get('/me');
  const session: { user?: unknown } = JSON.parse(await (await visitor.get('/session')).text());
  return [status, Boolean(session.user)];
}
