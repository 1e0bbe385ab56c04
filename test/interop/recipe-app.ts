import { type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { agreeFor } from '../helpers/start.js';
import { locationOf } from '../helpers/visitor.js';

export const client = { clientId: 'dingclientid', clientSecret: 'secret-of-the-recipes' };
const callbackURL = 'https://example.com/auth/dingtalk/callback';
const people = [{ unionId: 'union-lan', nick: 'Lan' }];

export function startDingTalk(): Promise<Simulator> {
  return startSimulator({ clients: [{ ...client, redirectUrls: [callbackURL] }], people });
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
