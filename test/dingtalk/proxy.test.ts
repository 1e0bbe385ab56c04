import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { expect, test } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { defaultClient, defaultPeople, startSimulator } from '../../lib/simulator/index.js';

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

/** An HTTP proxy that tunnels (`CONNECT`), and notes where to. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer().listen(0, '127.0.0.1');
  server.on('connect', ({ url = '' }, downstream, head) => {
    asked.push(url);
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname);
    upstream.on('connect', () => {
      downstream.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(downstream).pipe(upstream);
    });
    upstream.on('error', () => downstream.destroy());
    downstream.on('error', () => upstream.destroy());
  });
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
