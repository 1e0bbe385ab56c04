import { execFile } from 'node:child_process';
import { inspect, promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../lib/client.js';
import { SignIn } from '../lib/sign-in.js';
import { hostileAnswers } from './helpers/hostile-answers.js';
import { answer, type Respond, startRawServer } from './helpers/raw-server.js';

/** Everything that a sign-in must keep to itself. */
interface Secrets {
  clientSecret: string;
  code: string;
  accessToken: string;
  refreshToken: string;
}

/** What a value may look like once it has been through a URL or a JSON text. */
function forms(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

/** Every way in which an error reaches a log or a page. */
function everythingOf(error: unknown): string {
  const { stack, message, cause } = error as Error;
  return [
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    String(error),
    stack,
    message,
    inspect(cause, { depth: Infinity, showHidden: true }),
    JSON.stringify(cause),
    // Non-enumerable fields and what JSON leaves out.
    ...Reflect.ownKeys(error as object).map((key) => inspect((error as never)[key], { depth: Infinity })),
  ].join('\n');
}

async function failureOf(respond: Respond, secrets: Secrets): Promise<unknown> {
  const server = await startRawServer(respond);
  try {
    const client = new DingTalkClient({
      clientID: 'dingclient',
      clientSecret: secrets.clientSecret,
      origins: { api: server.origin },
      timeoutMs: 60,
    });
    return await new SignIn(client, secrets.code).profile().then(
      () => expect.unreachable('the sign-in went through'),
      (error: unknown) => error,
    );
  } finally {
    await server.close();
  }
}

const isTokenRequest = (request: string) => request.startsWith('POST');

/** Answers the token request well and the profile request with `respond`. */
function afterTokens({ accessToken, refreshToken }: Secrets, respond: Respond): Respond {
  return (socket, request) => {
    if (isTokenRequest(request)) socket.write(answer(200, { accessToken, refreshToken, expireIn: 7200 }));
    else respond(socket, request);
  };
}

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point)),
  minLength: 12,
  maxLength: 40,
});
const secretsArbitrary: fc.Arbitrary<Secrets> = fc.record({
  clientSecret: visible,
  code: visible,
  accessToken: visible,
  refreshToken: visible,
});

const planted: Secrets = {
  clientSecret: 'planted-client-secret-Zm9v/+=',
  code: 'planted-authorization-code-%7B"}',
  accessToken: 'planted-access-token-$&(.*)[x]',
  refreshToken: 'planted-refresh-token-\\u0041',
};

const echoes = (secrets: readonly string[]) => secrets.flatMap(forms).join(' ');

describe('no secret shows in the error for', () => {
  it.each(hostileAnswers().map(({ name }, index) => ({ name, index })))(
    '$name, be it the answer to the token or to the profile request',
    async ({ index }) => {
      await fc.assert(
        fc.asyncProperty(secretsArbitrary, async (secrets) => {
          const { clientSecret, code, accessToken, refreshToken } = secrets;
          const known = hostileAnswers(echoes([clientSecret, code]))[index];
          const all = hostileAnswers(echoes(Object.values(secrets)))[index];
          if (!known || !all) return expect.unreachable();
          for (const respond of [known.respond, afterTokens(secrets, all.respond)]) {
            const shown = everythingOf(await failureOf(respond, secrets));
            for (const secret of [clientSecret, code, accessToken, refreshToken].flatMap(forms)) {
              expect(shown.toLowerCase()).not.toContain(secret.toLowerCase());
            }
          }
        }),
        { numRuns: 5, examples: [[planted]] },
      );
    },
  );

  it.each([
    {
      name: 'a refusal that carries the tokens along',
      body: { ...planted, code: 'x', message: `${planted.accessToken} ${planted.refreshToken}` },
    },
    { name: 'an access token that is none', body: { ...planted, accessToken: [planted.accessToken] } },
    { name: 'a refresh token that is none', body: { ...planted, refreshToken: { a: planted.refreshToken } } },
    {
      name: 'an access token that no header can carry',
      body: { accessToken: `${planted.accessToken}\r\nX: y` },
    },
    { name: 'a life of the token that is none', body: { ...planted, expireIn: planted.accessToken } },
    { name: 'truncated JSON', body: JSON.stringify(planted).slice(0, -3) },
  ])('$name', async ({ body }) => {
    const respond: Respond = (socket) => socket.write(answer(200, body));
    const shown = everythingOf(await failureOf(respond, planted));
    for (const secret of Object.values(planted).flatMap(forms)) expect(shown).not.toContain(secret);
  });
});

const run = promisify(execFile);

it('no secret shows in the output of NODE_DEBUG, be the sign-in good or bad', async () => {
  const server = await startRawServer((socket, request) => {
    if (isTokenRequest(request)) socket.write(answer(200, { ...planted, expireIn: 7200 }));
    else if (request.includes('x-again')) socket.end();
    else socket.write(answer(200, { unionId: 'union', ...planted }));
  });
  try {
    // The built package in a process of its own, since NODE_DEBUG is read once.
    const script = `
      import { DingTalkClient } from 'passport-dingtalk-oauth2';
      const [origin, secrets] = JSON.parse(process.argv[1]);
      for (const customHeaders of [{}, { 'x-again': 'yes' }]) {
        const client = new DingTalkClient({ clientID: 'dingclient', clientSecret: secrets.clientSecret,
          origins: { api: origin }, customHeaders });
        const tokens = await client.exchangeCode(secrets.code);
        await client.refresh(tokens.refreshToken);
        const outcome = await client.me(tokens.accessToken).then(() => 'signed in', (error) => error);
        console.error('outcome', outcome);
      }`;
    const { stdout, stderr } = await run(
      process.execPath,
      ['--input-type=module', '--eval', script, JSON.stringify([server.origin, planted])],
      { env: { ...process.env, NODE_DEBUG: '*', NODE_OPTIONS: '' }, maxBuffer: 64 * 1024 * 1024 },
    );
    expect(stderr).toMatch(/^HTTP \d+: /m);
    expect(stderr).toContain('outcome signed in');
    expect(stderr).toContain('DINGTALK_NETWORK');
    // The arguments hold the secrets for want of another way to hand them over; NODE_DEBUG shows no arguments.
    for (const secret of Object.values(planted)) expect(stdout + stderr).not.toContain(secret);
  } finally {
    await server.close();
  }
});
