import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { hostileAnswers } from '../helpers/hostile-answers.js';
import { startRawServer } from '../helpers/raw-server.js';

const timeoutMs = 300;

function clientOf(origin: string): DingTalkClient {
  return new DingTalkClient({
    clientID: 'dingclient',
    clientSecret: 'client-secret',
    origins: { api: origin },
    timeoutMs,
  });
}

const calls = {
  exchangeCode: (client: DingTalkClient) => client.exchangeCode('the-code'),
  refresh: (client: DingTalkClient) => client.refresh('the-refresh-token'),
  me: (client: DingTalkClient) => client.me('the-access-token'),
} as const;

for (const [call, make] of Object.entries(calls)) {
  describe(`${call}, answered by`, () => {
    it.each(hostileAnswers())(
      '$name, rejects with $code in time and leaves nothing open',
      async (hostile) => {
        const server = await startRawServer(hostile.respond);
        try {
          const began = performance.now();
          const error = await make(clientOf(server.origin)).catch((thrown: unknown) => thrown);
          // Twice, since `me` may ask a second time; the rest is slack for a busy machine.
          expect(performance.now() - began).toBeLessThan(2 * timeoutMs + 2000);

          expect(error).toBeInstanceOf(DingTalkError);
          expect(error).toMatchObject({
            code: hostile.code,
            upstreamStatus: hostile.upstreamStatus,
            providerCode: hostile.providerCode,
            endpoint: expect.stringMatching(/^(GET|POST) 127\.0\.0\.1:\d+\/v1\.0\/[\w/]+$/),
          });

          // A connection that may still carry the rest of a bad answer must not serve the next person.
          if (['DINGTALK_TIMEOUT', 'DINGTALK_NETWORK'].includes(hostile.code)) {
            for (let tries = 0; server.open() > 0 && tries < 100; tries += 1) await sleep(10);
            expect(server.open()).toBe(0);
          }
        } finally {
          await server.close();
        }
      },
    );
  });
}
