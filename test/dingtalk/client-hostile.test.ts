import diagnostics from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { hostileAnswers } from '../helpers/hostile-answers.js';
import { startRawServer } from '../helpers/raw-server.js';

const calls = {
  exchangeCode: (client: DingTalkClient) => client.exchangeCode('the-code'),
  refresh: (client: DingTalkClient) => client.refresh('the-refresh-token'),
  me: (client: DingTalkClient) => client.me('the-access-token'),
} as const;

afterEach(() => {
  vi.useRealTimers();
});

/** Has Node tell when a client has read the head of an answer. */
function watchHeads() {
  const channel = 'http.client.response.finish';
  let isSeen = false;
  const note = () => {
    isSeen = true;
  };
  diagnostics.subscribe(channel, note);
  return { seen: () => isSeen, stop: () => diagnostics.unsubscribe(channel, note) };
}

for (const [call, make] of Object.entries(calls)) {
  describe(`${call}, answered by`, () => {
    it.each(hostileAnswers())(
      '$name, rejects with $code in time and leaves nothing open',
      async (hostile) => {
        const server = await startRawServer(hostile.respond);
        const heads = watchHeads();
        try {
          const isSilence = hostile.code === 'DINGTALK_TIMEOUT';
          // Time stands still until all has come that comes before the silence, however slow the machine is.
          if (isSilence) vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
          const origins = { api: server.origin };
          // What is refused as too often is repeated for as long as there is time.
          const timeoutMs = hostile.code === 'DINGTALK_THROTTLED' ? 1000 : 30_000;
          const client = new DingTalkClient({ clientID: 'c', clientSecret: 's', origins, timeoutMs });
          const ended = make(client).catch((thrown: unknown) => thrown);
          if (isSilence) {
            while (hostile.upstreamStatus ? !heads.seen() : server.received.length === 0) await turn();
            vi.advanceTimersByTime(timeoutMs);
          }
          const error = await ended;
          expect(error).toBeInstanceOf(DingTalkError);
          expect(error).toMatchObject({
            code: hostile.code,
            upstreamStatus: hostile.upstreamStatus,
            providerCode: hostile.providerCode,
            endpoint: expect.stringMatching(/^(GET|POST) 127\.0\.0\.1:\d+\/v1\.0\/[\w/]+$/),
          });

          // A connection that may still carry the rest of a bad answer must not serve the next person.
          if (['DINGTALK_TIMEOUT', 'DINGTALK_NETWORK'].includes(hostile.code)) {
            await expect.poll(() => server.open()).toBe(0);
          }
        } finally {
          heads.stop();
          await server.close();
        }
      },
    );
  });
}
