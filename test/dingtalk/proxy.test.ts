import { createServer } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { expect, test } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { listen } from '../helpers/start.js';

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
