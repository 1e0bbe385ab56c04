import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { DingTalkError } from '../../lib/dingtalk/errors.js';
import { heardOn } from '../helpers/heard.js';
import { hostileAnswers } from '../helpers/hostile-answers.js';
import { echoes, everythingOf, forms } from '../helpers/leaks.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

const calls = {
  exchangeCode: (client: DingTalkClient) => client.exchangeCode('the-code'),
  refresh: (client: DingTalkClient) => client.refresh('the-refresh-token'),
  me: (client: DingTalkClient) => client.me('the-access-token'),
} as const;

afterEach(() => {
  vi.useRealTimers();
});

for (const [call, make] of Object.entries(calls)) {
  describe(`${call}, answered by`, () => {
    it.each(hostileAnswers())('$name, rejects with $code in time, leaving nothing open', async (hostile) => {
      const server = await startRawServer(hostile.respond);
      // Node's own word on each head of an answer that was read.
      const heads = heardOn('http.client.response.finish');
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
          while (hostile.upstreamStatus ? heads.length === 0 : server.received.length === 0) await turn();
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
        await server.close();
      }
    });
  });
}

const secret = "planted-secret-~!'()*+/=";
const code = "planted-code-~!'()*+/=";
const quotes = echoes([secret, code]);
const megabyte = (part: string) => part.repeat(Math.floor((2 ** 20 - 5000) / part.length));
const fields = Object.fromEntries(
  Array.from({ length: 20_000 }, (_, index) => [`f${index}token`, `v${index}`]),
);

describe('a refusal of any size and shape', () => {
  it.each<[string, object]>([
    ['a token of 32 KiB', { code: 'x', message: quotes, token: 'a'.repeat(2 ** 15) }],
    ['a token of 32 KiB of brackets', { code: 'x', message: quotes, token: '('.repeat(2 ** 15) }],
    [
      'a token within',
      { code: 'x', message: `${quotes} inner-token`, a: [{ b: { accessToken: 'inner-token' } }] },
    ],
    ['a mebibyte of permissions begun', { errcode: 1, errmsg: megabyte('requiredScopes=[') }],
    ['a mebibyte of codes begun', { errcode: 88, errmsg: megabyte('subcode=-') }],
    ['a mebibyte of code', { code: megabyte('a.'), message: quotes }],
    ['a mebibyte of its id', { code: 'x', message: quotes, requestid: megabyte(' ') }],
    [
      'a mebibyte of one permission',
      { code: 'x', message: quotes, accessdenieddetail: { requiredScopes: [megabyte(' ')] } },
    ],
    ['twenty thousand tokens', { code: 'x', message: quotes, ...fields }],
    ['a mebibyte of escapes', { code: 'x', message: megabyte('%25%2525\\\\u0025') }],
  ])('has no secret in its error, nor an error of its own: %s', async (_what, body) => {
    const server = await startRawServer((socket) => socket.write(answer(400, body)));
    const origins = { api: server.origin, oapi: server.origin };
    const client = new DingTalkClient({ clientID: 'c', clientSecret: secret, origins });
    for (const make of [() => client.exchangeCode(code), () => client.inAppUser('app-token', code)]) {
      const error = await make().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DingTalkError);
      const shown = everythingOf(error).toLowerCase();
      for (const form of [secret, code, 'inner-token'].flatMap(forms)) {
        expect(shown).not.toContain(form.toLowerCase());
      }
      expect(shown.length).toBeLessThan(20_000);
    }
  });
});
