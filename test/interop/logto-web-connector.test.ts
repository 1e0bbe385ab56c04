import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultPeople, type Simulator, startSimulator } from '../../lib/simulator/index.js';
import { type DingTalkHosts, startDingTalkHosts } from '../helpers/dingtalk-hosts.js';
import { locationOf, Visitor } from '../helpers/visitor.js';
import { type Child, startChild } from './child.js';

const redirectUri = 'https://logto.example.com/callback/dingtalk';
const client = { clientId: 'dinglogto', clientSecret: 'logto-secret' };
const unprivileged = { clientId: 'dingunprivileged', clientSecret: 'other-secret' };
const [person] = defaultPeople;
let simulator: Simulator;
let hosts: DingTalkHosts;
let connector: Child;

beforeEach(async () => {
  const redirectUrls = [redirectUri];
  simulator = await startSimulator({
    clients: [
      { ...client, redirectUrls },
      { ...unprivileged, redirectUrls, permissions: [] },
    ],
  });
  hosts = await startDingTalkHosts(simulator.origins.api);
  connector = startChild('logto-connector.mjs', hosts.env);
});

afterEach(async () => {
  await connector.close();
  await hosts.close();
  await simulator.close();
});

async function agree(app: typeof client): Promise<URL> {
  connector.send({ client: app, redirectUri });
  const { uri } = await connector.receive<{ uri: string }>();
  const { origin, pathname, search } = new URL(uri);
  expect(origin).toBe('https://login.dingtalk.com');
  const page = new Visitor(simulator.origins.login);
  return locationOf(await page.post(pathname + search, { decision: 'agree' }));
}

test("Logto's own connector completes a sign-in at the simulator", async () => {
  const callback = await agree(client);
  expect(callback.origin + callback.pathname).toBe(redirectUri);
  expect(callback.searchParams.get('state')).toBe('state-of-logto');

  connector.send(Object.fromEntries(callback.searchParams));
  expect(await connector.receive()).toEqual({
    id: person?.unionId,
    name: person?.nick,
    avatar: expect.stringMatching(/^http/),
    email: person?.email,
    phone: `${person?.stateCode}${person?.mobile}`,
    rawData: expect.objectContaining({ unionId: person?.unionId, visitor: false }),
  });
  expect(simulator.requests.slice(-2)).toMatchObject([
    { endpoint: 'userAccessToken', headers: { 'x-forwarded-host': 'api.dingtalk.com' } },
    { endpoint: 'me', headers: { 'x-forwarded-host': 'api.dingtalk.com' } },
  ]);
});

test("Logto's own connector is refused when its app has no permission to read people", async () => {
  const callback = await agree(unprivileged);
  connector.send(Object.fromEntries(callback.searchParams));
  expect(await connector.receive()).toEqual({ error: 'general' });
  expect(simulator.requests.at(-1)?.endpoint).toBe('me');
});
