import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { type DingTalkError, isDingTalkError } from '../../lib/dingtalk/errors.js';
import { Directory } from '../../lib/organization/directory.js';
import { type DingTalkDirectoryOptions, readDirectoryOptions } from '../../lib/organization/options.js';
import { readPerson, signIn } from '../../lib/sign-in/flow.js';
import { hostileAnswers } from '../helpers/hostile-answers.js';
import { echoes, everythingOf, forms, visible } from '../helpers/leaks.js';
import { answer, type Respond, startRawServer } from '../helpers/raw-server.js';

/** Everything that a sign-in must keep to itself. */
interface Secrets {
  clientSecret: string;
  code: string;
  accessToken: string;
  refreshToken: string;
  appToken: string;
  suiteTicket: string;
}

interface Call {
  name: string;
  path: string;
  /** What DingTalk is told in the call and before it, and so can say again. */
  known: (keyof Secrets)[];
  /** Makes a sign-in come as far as this call. */
  directory: (secrets: Secrets) => DingTalkDirectoryOptions;
}

const corpId = 'dingcorp';
const ofThePerson = ['clientSecret', 'code', 'accessToken', 'refreshToken'] as const;
const wholeRecord: Call['directory'] = () => ({ membership: 'required', staff: { departments: true } });
const calls: Call[] = [
  {
    name: 'the exchange of the code',
    path: '/v1.0/oauth2/userAccessToken',
    known: ['clientSecret', 'code'],
    directory: () => ({}),
  },
  { name: 'the profile', path: '/v1.0/contact/users/me', known: [...ofThePerson], directory: () => ({}) },
  {
    name: "an internal app's token",
    path: '/v1.0/oauth2/accessToken',
    known: ['clientSecret'],
    directory: wholeRecord,
  },
  {
    name: 'the app token for one organization',
    path: `/v1.0/oauth2/${corpId}/token`,
    known: ['clientSecret'],
    directory: () => ({ membership: 'required', allowedCorpIds: [corpId] }),
  },
  {
    name: "an older third-party app's token",
    path: '/v1.0/oauth2/corpAccessToken',
    known: ['clientSecret', 'suiteTicket'],
    directory: ({ suiteTicket }) => ({ staff: true, suiteTicket: () => suiteTicket }),
  },
  {
    name: 'the look into the directory',
    path: '/topapi/user/getbyunionid',
    known: [...ofThePerson, 'appToken'],
    directory: wholeRecord,
  },
  {
    name: 'the staff record',
    path: '/topapi/v2/user/get',
    known: [...ofThePerson, 'appToken'],
    directory: wholeRecord,
  },
  {
    name: 'a department',
    path: '/topapi/v2/department/get',
    known: [...ofThePerson, 'appToken'],
    directory: wholeRecord,
  },
];

const pathOf = (request: string) => /^[A-Z]+ ([^ ?]+)/.exec(request)?.[1] ?? '';

/** Answers every call well, but for the one at `path`. */
function wellExcept(path: string, respond: Respond, secrets: Secrets): Respond {
  const { accessToken, refreshToken, appToken } = secrets;
  const good: Record<string, object> = {
    '/v1.0/oauth2/userAccessToken': { accessToken, refreshToken, expireIn: 7200, corpId },
    '/v1.0/contact/users/me': { unionId: 'union' },
    '/v1.0/oauth2/accessToken': { accessToken: appToken, expireIn: 7200 },
    '/topapi/user/getbyunionid': { errcode: 0, result: { userid: 'user', contact_type: 0 } },
    '/topapi/v2/user/get': { errcode: 0, result: { userid: 'user', dept_id_list: [2] } },
  };
  return (socket, request) => {
    const body = good[pathOf(request)];
    if (pathOf(request) === path || !body) respond(socket, request);
    else socket.write(answer(200, body));
  };
}

/** How a sign-in ends whose `call` is answered with `respond`. */
async function outcomeOf(
  { path, directory }: Call,
  respond: Respond,
  secrets: Secrets,
  timeoutMs = 30_000,
): Promise<unknown> {
  const server = await startRawServer(wellExcept(path, respond, secrets));
  try {
    const client = new DingTalkClient({
      clientID: 'dingclient',
      clientSecret: secrets.clientSecret,
      origins: { api: server.origin, oapi: server.origin },
      timeoutMs,
    });
    const settings = readDirectoryOptions(directory(secrets));
    const { code } = secrets;
    const calls = { exchange: () => client.exchangeCode(code), readPerson };
    const outcome = await signIn(new Directory(client, settings), code, calls).catch((error) => error);
    // On a busy machine a call before it may have taken too long, where silence is what is to be met with.
    if ((outcome as DingTalkError).code !== 'DINGTALK_TIMEOUT')
      expect(server.received.map(pathOf)).toContain(path);
    return outcome;
  } finally {
    await server.close();
  }
}

async function failureOf(
  call: Call,
  respond: Respond,
  secrets: Secrets,
  timeoutMs?: number,
): Promise<unknown> {
  const outcome = await outcomeOf(call, respond, secrets, timeoutMs);
  if (!(outcome instanceof Error)) expect.unreachable('the sign-in went through');
  return outcome;
}

const secretsArbitrary: fc.Arbitrary<Secrets> = fc.record({
  clientSecret: visible,
  code: visible,
  accessToken: visible,
  refreshToken: visible,
  appToken: visible,
  suiteTicket: visible,
});

const planted: Secrets = {
  clientSecret: 'planted-client-secret-Zm9v/+=',
  code: 'planted-authorization-code-%7B"}',
  accessToken: 'planted-access-token-$&(.*)[x]',
  refreshToken: 'planted-refresh-token-\\u0041',
  appToken: 'planted-app-token-?a=b&c#d%20',
  suiteTicket: "planted-suite-ticket-'`<x>",
};

/** A department that cannot be read may go without its name: it has no part in what has to fail. */
const mustSucceed = calls.filter(({ name }) => name !== 'a department');

function expectNone(shown: string, secrets: Secrets): void {
  const text = shown.toLowerCase();
  for (const secret of Object.values(secrets).flatMap(forms))
    expect(text).not.toContain(secret.toLowerCase());
}

describe('no secret shows in the error for', () => {
  it.each(hostileAnswers().map(({ name }, index) => ({ name, index })))(
    '$name, whichever call it is the answer to',
    async ({ index }) => {
      await fc.assert(
        fc.asyncProperty(secretsArbitrary, async (secrets) => {
          const endings = mustSucceed.map((call) => {
            const told = echoes(call.known.map((name) => secrets[name]));
            const { respond, code } = hostileAnswers(told)[index] ?? expect.unreachable();
            // What never comes is not waited for, and no second for a limit.
            const timeoutMs = { DINGTALK_TIMEOUT: 100, DINGTALK_THROTTLED: 1000 }[code as string];
            return failureOf(call, respond, secrets, timeoutMs);
          });
          for (const error of await Promise.all(endings)) expectNone(everythingOf(error), secrets);
        }),
        { numRuns: 2, examples: [[planted]] },
      );
    },
  );

  it.each([
    {
      name: 'a refusal that carries the tokens along',
      body: { ...planted, code: 'x', message: `${planted.accessToken} ${planted.refreshToken}` },
    },
    { name: 'an access token that is none', body: { ...planted, accessToken: [planted.accessToken] } },
    {
      name: 'a refresh token that is none',
      body: { ...planted, refreshToken: { a: planted.refreshToken } },
      // The others give none, and it is not looked for.
      only: /userAccessToken$/,
    },
    {
      name: 'an access token that no header can carry',
      body: { accessToken: `${planted.accessToken}\r\nX: y` },
    },
    { name: 'a life of the token that is none', body: { ...planted, expireIn: planted.accessToken } },
    { name: 'truncated JSON', body: JSON.stringify(planted).slice(0, -3) },
  ])('$name', async ({ body, only }) => {
    const respond: Respond = (socket) => socket.write(answer(200, body));
    for (const call of calls.filter(({ path }) => (only ?? /oauth2/).test(path))) {
      expectNone(everythingOf(await failureOf(call, respond, planted)), planted);
    }
  });

  it.each(calls)('$name, refused in the words of either gateway', async (call) => {
    const message = echoes(call.known.map((name) => planted[name]));
    for (const body of [
      { errcode: 88, sub_code: '60011', sub_msg: message, errmsg: message, request_id: message },
      { errcode: 88, errmsg: `ding talk error[subcode=40014,submsg=${message}]` },
      { errcode: 60020, errmsg: message },
      { code: 'Forbidden', message, requestid: message, accessdenieddetail: { requiredScopes: [message] } },
    ]) {
      const respond: Respond = (socket) => socket.write(answer(200, body));
      const error = await failureOf(call, respond, planted);
      expect(isDingTalkError(error)).toBe(true);
      expectNone(everythingOf(error), planted);
    }
  });
});

const run = promisify(execFile);

it('no secret shows in the output of NODE_DEBUG, be the sign-in good or bad', async () => {
  const cut: Respond = (socket) => socket.end();
  const well = wellExcept('', cut, planted);
  const server = await startRawServer((socket, request) => {
    if (request.includes('x-cut') && !pathOf(request).startsWith('/v1.0/oauth2')) cut(socket, request);
    else well(socket, request);
  });
  try {
    // The built package in a process of its own, since NODE_DEBUG is read once.
    const script = `
      import { DingTalkClient } from 'passport-dingtalk-oauth2';
      const [origin, secrets] = JSON.parse(process.argv[1]);
      for (const customHeaders of [{}, { 'x-cut': 'yes' }]) {
        const client = new DingTalkClient({ clientID: 'dingclient', clientSecret: secrets.clientSecret,
          origins: { api: origin, oapi: origin }, customHeaders });
        const tokens = await client.exchangeCode(secrets.code);
        await client.refresh(tokens.refreshToken);
        const app = await client.appAccessToken();
        for (const read of [
          () => client.me(tokens.accessToken),
          () => client.userByUnionId(app.accessToken, 'union'),
          () => client.member(app.accessToken, 'user'),
        ]) console.error('outcome', await read().then(() => 'read', (error) => error));
      }`;
    const { stdout, stderr } = await run(
      process.execPath,
      ['--input-type=module', '--eval', script, JSON.stringify([server.origin, planted])],
      { env: { ...process.env, NODE_DEBUG: '*', NODE_OPTIONS: '' }, maxBuffer: 64 * 1024 * 1024 },
    );
    expect(stderr).toMatch(/^HTTP \d+: /m);
    expect(stderr.match(/^outcome read$/gm)).toHaveLength(3);
    expect(stderr.match(/^outcome DingTalkError: /gm)).toHaveLength(3);
    expect(stderr).toContain('DINGTALK_NETWORK');
    // The arguments hold the secrets for want of another way to hand them over; NODE_DEBUG shows no arguments.
    expectNone(stdout + stderr, planted);
  } finally {
    await server.close();
  }
});
