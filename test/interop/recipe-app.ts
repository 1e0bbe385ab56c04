import type { Simulator } from '../../lib/simulator/index.js';
import { startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { fileOfRecipe } from '../helpers/documentation.js';
import { agreeFor, simulate } from '../helpers/start.js';
import { locationOf } from '../helpers/visitor.js';
import { type Child, startChild } from './child.js';

export const client = { clientId: 'dingclientid', clientSecret: 'secret-of-the-recipes' };

/** A DingTalk with one app, and people who are called so. */
export function startDingTalk(
  callback = '/auth/dingtalk/callback',
  people: readonly string[] = ['lan'],
): Promise<Simulator> {
  return simulate({
    clients: [{ ...client, redirectUrls: [`https://example.com${callback}`] }],
    people: people.map((nick) => ({ unionId: `union-${nick}`, nick })),
  });
}

/** An application around a recipe, which runs as it stands until the test is over. */
export interface RecipeProcess {
  origin: string;
  child: Child;
}

/** Runs a child, which says its port, in a process where DingTalk's host names lead to the simulator. */
export async function startRecipeProcess(
  script: string,
  { origins }: Simulator,
  env: Readonly<Record<string, string>>,
): Promise<RecipeProcess> {
  const hosts = await startDingTalkHosts(origins.api);
  const app = { DINGTALK_CLIENT_ID: client.clientId, DINGTALK_CLIENT_SECRET: client.clientSecret };
  const child = startChild(script, { ...hosts.env, ...app, ...env }, ['--import', 'tsx']);
  return { child, origin: `http://127.0.0.1:${await child.receive<number>()}` };
}

/** The application of the page on production, which has everything below /tools. */
export function startProduction(
  simulator: Simulator,
  secrets: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RecipeProcess> {
  const file = (mark: string) => fileOfRecipe('docs/production.md', mark).file;
  const files = { RECIPE: file('CookieStateStore('), AUDIT: file('describeProblem(') };
  return startRecipeProcess('production.mjs', simulator, { SESSION_SECRETS: secrets, ...files, ...more });
}

/** What a person does at DingTalk, to which `begin` leads; leads to the path of the callback. */
export async function agreeAt(
  simulator: Simulator,
  unionId: string,
  begin: () => Promise<Response>,
  corpId?: string,
): Promise<string> {
  const { searchParams } = locationOf(await begin());
  const { pathname, search } = agreeFor(simulator, searchParams, unionId, corpId);
  return pathname + search;
}
