import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { type HostileAnswer, hostileAnswers } from '../helpers/hostile-answers.js';
import { startRawServer } from '../helpers/raw-server.js';

/** An answer that comes is waited for, however slow the machine is; one that does not, not long. */
const timeoutMsFor = ({ code }: HostileAnswer) => (code === 'DINGTALK_TIMEOUT' ? 300 : 30_000);

function clientOf(origin: string, timeoutMs: number): DingTalkClient {
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
          // Well within this test's own time, or it fails.
          const client = clientOf(server.origin, timeoutMsFor(hostile));
          const error = await make(client).catch((thrown: unknown) => thrown);
          expect(error).toBeInstanceOf(DingTalkError);
          expect(error).toMatchObject({
            code: hostile.code,
            upstreamStatus: hostile.upstreamStatus,
            providerCode: hostile.providerCode,
            endpoint: expect.stringMatching(/^(GET|POST) 127\.0\.0\.1:\d+\/v1\.0\/[\w/]+$/),
          });

          // A connection that may still carry the rest of a bad answer must not serve the next person.
          if (['DINGTALK_TIMEOUT', 'DINGTALK_NETWORK'].includes(hostile.code)) {
            await expect.poll(() => server.open(), { timeout: 10_000 }).toBe(0);
          }
        } finally {
          await server.close();
        }
      },
    );
  });
}
