import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signInFromConsole } from '../../lib/admin/strategy.js';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { readTransportOptions } from '../../lib/dingtalk/options.js';
import { SsoClient } from '../../lib/dingtalk/sso-client.js';
import { signInWithinApp } from '../../lib/in-app/strategy.js';
import { AppTokens } from '../../lib/organization/app-tokens.js';
import { Directory } from '../../lib/organization/directory.js';
import { readDirectoryOptions } from '../../lib/organization/options.js';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { hostileAnswers } from '../helpers/hostile-answers.js';
import { echoes, everythingOf, forms, visible } from '../helpers/leaks.js';
import { answer, type Respond, startRawServer } from '../helpers/raw-server.js';

/** Everything that a sign-in by these methods must keep to itself. */
interface Secrets {
  clientSecret: string;
  code: string;
  appToken: string;
}

/** How to sign in against a server, and which of its requests spends the code. */
const methods = {
  'in-app': {
    signIn: (origin: string, { clientSecret, code }: Secrets) => {
      const origins = { api: origin, oapi: origin };
      const client = new DingTalkClient({ clientID: 'dingclient', clientSecret, origins, timeoutMs: 60 });
      const directory = new Directory(client, readDirectoryOptions({ staff: true }));
      return signInWithinApp(directory, code, { corpId: undefined, isConfirmed: true });
    },
    answered: { errcode: 0, result: { userid: 'u', unionid: 'union' } },
  },
  admin: {
    signIn: (origin: string, { clientSecret, code }: Secrets) => {
      const transport = readTransportOptions({ origins: { api: origin }, timeoutMs: 60 });
      const client = new SsoClient({ ...transport, corpId: 'dingcorp', ssoSecret: clientSecret });
      return signInFromConsole(client, new AppTokens(), code, {
        allowedCorpIds: ['dingcorp'],
        allowNonAdmins: true,
      });
    },
    answered: undefined,
  },
};

/** Lets the first `good` requests pass, and answers the others with `respond`, but for a new token. */
async function failureOf(method: keyof typeof methods, good: number, respond: Respond, secrets: Secrets) {
  const { signIn, answered } = methods[method];
  const answers = [{ accessToken: secrets.appToken, expireIn: 7200 }, answered];
  let count = 0;
  const server = await startRawServer((socket, request) => {
    const isForToken = /^POST \S+ccessToken /.test(request);
    if (isForToken && count > 0) {
      socket.write(answer(200, answers[0] ?? {}));
      return;
    }
    count += 1;
    if (count <= good) socket.write(answer(200, answers[count - 1] ?? {}));
    else respond(socket, request);
  });
  try {
    return await signIn(server.origin, secrets).then(
      () => expect.unreachable('the sign-in went through'),
      (error: unknown) => error,
    );
  } finally {
    await server.close();
  }
}

const planted: Secrets = {
  clientSecret: 'planted-client-secret-Zm9v/+=',
  code: 'planted-authorization-code-%7B"}',
  appToken: 'planted-app-token-$&(.*)[x]',
};

const steps = [
  { method: 'in-app', good: 0, step: 'the app token' },
  { method: 'in-app', good: 1, step: 'the person' },
  { method: 'in-app', good: 2, step: 'the staff record' },
  { method: 'admin', good: 0, step: 'the token' },
  { method: 'admin', good: 1, step: 'the person' },
] as const;

describe.each(steps)('at the $method method no secret shows in the error for $step', ({ method, good }) => {
  it.each(hostileAnswers().map(({ name }, index) => ({ name, index })))('$name', async ({ index }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ clientSecret: visible, code: visible, appToken: visible }),
        async (secrets: Secrets) => {
          const { clientSecret, code, appToken } = secrets;
          const sent = good === 0 ? [clientSecret] : [clientSecret, code, appToken];
          const respond = hostileAnswers(echoes(sent))[index]?.respond;
          if (!respond) return expect.unreachable();
          const shown = everythingOf(await failureOf(method, good, respond, secrets)).toLowerCase();
          for (const secret of Object.values(secrets).flatMap(forms)) {
            expect(shown).not.toContain(secret.toLowerCase());
          }
        },
      ),
      { numRuns: 2, examples: [[planted]] },
    );
  });
});

it('the client alone keeps code and app token to itself too', async () => {
  const { clientSecret, code, appToken } = planted;
  const body = { errcode: 40078, errmsg: echoes([clientSecret, code, appToken]) };
  const server = await startRawServer((socket) => socket.write(answer(200, body)));
  try {
    const client = new DingTalkClient({ clientID: 'c', clientSecret, origins: { oapi: server.origin } });
    const error = await client.inAppUser(appToken, code).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'DINGTALK_CODE_REJECTED' });
    for (const secret of Object.values(planted).flatMap(forms)) {
      expect(everythingOf(error)).not.toContain(secret);
    }
  } finally {
    await server.close();
  }
});

describe('the key of a gateway among the headers', () => {
  const key = 'the-key/of+the gateway~1';
  const others = ['the-key/of+the%proxy~2', 'the-key/of+the&call~3'] as const;
  const customHeaders = { apikey: key, authorization: `Bearer ${others[0]}` };
  const options = { clientID: 'c', clientSecret: planted.clientSecret, customHeaders };

  it('is in no error, though the gateway quotes it', async () => {
    const body = { code: 'Forbidden', message: echoes([key, ...others]), requestid: key };
    const server = await startRawServer((socket) => socket.write(answer(403, body)));
    onTestFinished(server.close);
    const client = new DingTalkClient({ ...options, origins: server.origin });
    const call = {
      method: 'GET',
      url: server.origin,
      headers: { 'x-key': others[1] },
      accessToken: 'a',
    } as const;
    const error = await client.callAsUser(call).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'DINGTALK_REFUSED' });
    for (const secret of [key, ...others]) {
      expect(server.received[0]).toContain(secret);
      for (const form of forms(secret)) expect(everythingOf(error)).not.toContain(form);
    }
  });

  it('is not shown where a strategy is printed', () => {
    const callbackURL = 'https://example.com/callback';
    const strategy = new DingTalkStrategy({ ...options, callbackURL }, () => {});
    expect(inspect(strategy, { depth: 9 })).not.toContain(key);
    expect(JSON.stringify(strategy)).not.toContain(key);
  });
});
