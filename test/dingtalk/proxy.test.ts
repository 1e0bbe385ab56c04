import { createServer } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { expect, test } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { defaultClient, defaultPeople } from '../../lib/simulator/index.js';
import { startProxy } from '../helpers/proxy.js';
import { listen, simulate } from '../helpers/start.js';

test('an agent of https-proxy-agent takes both requests of a sign-in through the proxy, on one connection', async () => {
  const proxy = await startProxy();
  const simulator = await simulate();
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
});

test.each([403, 407, 502])(
  'a proxy that refuses the tunnel with %d ends each call at once',
  async (status) => {
    const server = createServer();
    server.on('connect', (_request, socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno`);
    });
    const agent = new HttpsProxyAgent((await listen(server)).origin);
    const client = new DingTalkClient({
      ...{ clientID: 'c', clientSecret: 's', origins: { api: 'https://api.example' }, agent },
    });
    // Long enough for a hang to show by the test's own limit.
    const calls = [client.exchangeCode('code'), client.me('token'), client.appAccessToken()];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({
        status: 'rejected',
        reason: { name: 'DingTalkError', upstreamStatus: status },
      });
    }
    agent.destroy();
  },
);
