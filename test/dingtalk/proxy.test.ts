import { HttpsProxyAgent } from 'https-proxy-agent';
import { expect, test } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { defaultClient, defaultPeople, startSimulator } from '../../lib/simulator/index.js';
import { startProxy } from '../helpers/proxy.js';

test('an agent of https-proxy-agent takes both requests of a sign-in through the proxy, on one connection', async () => {
  const proxy = await startProxy();
  const simulator = await startSimulator();
  const agent = new HttpsProxyAgent(proxy.origin, { keepAlive: true });
  const { clientId, clientSecret, redirectUrls } = defaultClient;
  const client = new DingTalkClient({
    ...{ clientID: clientId, clientSecret, origins: simulator.origins, agent },
  });
  const callback = simulator.authorize({
    ...{ clientId, redirectUri: redirectUrls[0] ?? '', unionId: defaultPeople[0]?.unionId ?? '' },
  });

  const { accessToken } = await client.exchangeCode(new URL(callback).searchParams.get('code') ?? '');
  const { nick } = await client.me(accessToken);

  expect(nick).toBe(defaultPeople[0]?.nick);
  expect(proxy.asked).toEqual([new URL(simulator.origins.api).host]);
  expect(simulator.requests.map(({ connection }) => connection)).toEqual([1, 1]);
  agent.destroy();
  await simulator.close();
  await proxy.close();
});
