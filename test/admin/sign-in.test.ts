import { expect, it, onTestFinished } from 'vitest';
import { readAdminOptions } from '../../lib/admin/options.js';
import { type AdmissionRules, signInFromConsole } from '../../lib/admin/sign-in.js';
import { SsoClient } from '../../lib/dingtalk/sso-client.js';
import { AppTokens } from '../../lib/organization/app-tokens.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

const corpId = 'dingtea';
const rules: AdmissionRules = { allowedCorpIds: [corpId], allowNonAdmins: false };
const person = { corpId, userId: 'lin01', isAdmin: true };
const unknownToken = { code: 'InvalidAuthentication', message: '不合法的access_token' };

/** A DingTalk whose tokens are T1, T2 and so on, and that says of the code what `userInfo` says. */
async function start(userInfo: (token: string) => string, allowed: Partial<AdmissionRules> = {}) {
  let tokens = 0;
  const asked: string[] = [];
  const server = await startRawServer((socket, request) => {
    if (request.startsWith('POST')) {
      tokens += 1;
      socket.write(answer(200, { accessToken: `T${tokens}`, expireIn: 7200 }));
      return;
    }
    const token = /^x-acs-dingtalk-access-token: (\S+)/im.exec(request)?.[1] ?? '';
    asked.push(`${/code=(\w+)/.exec(request)?.[1]} with ${token}`);
    socket.write(userInfo(token));
  });
  onTestFinished(() => server.close());
  const options = { corpId, ssoSecret: 'secret', origins: { api: server.origin } };
  const client = new SsoClient(readAdminOptions(options));
  const kept = new AppTokens();
  return {
    asked,
    signIn: (code = 'code') => signInFromConsole(client, kept, code, { ...rules, ...allowed }),
  };
}

it('tells who is at the method, by a token that is kept', async () => {
  const { signIn, asked } = await start(() => answer(200, person));
  expect(await signIn('one')).toMatchObject(person);
  expect(await signIn('two')).toMatchObject(person);
  expect(asked).toEqual(['one with T1', 'two with T1']);
});

it('asks once more with a new token when DingTalk calls the token dead', async () => {
  const { signIn, asked } = await start((token) =>
    token === 'T1' ? answer(401, unknownToken) : answer(200, person),
  );
  expect(await signIn()).toMatchObject(person);
  expect(asked).toEqual(['code with T1', 'code with T2']);
});

it('asks no third time', async () => {
  const { signIn, asked } = await start(() => answer(401, unknownToken));
  await expect(signIn()).rejects.toMatchObject({ code: 'DINGTALK_TOKEN_REJECTED' });
  expect(asked).toEqual(['code with T1', 'code with T2']);
});

it.each([
  [400, { code: 'invalidparameter.authcode.notfound', message: 'x' }, 'DINGTALK_CODE_REJECTED'],
  [503, {}, 'DINGTALK_UNAVAILABLE'],
])('asks no second time when DingTalk answers %i otherwise', async (status, body, code) => {
  const { signIn, asked } = await start(() => answer(status, body));
  await expect(signIn()).rejects.toMatchObject({ code });
  expect(asked).toEqual(['code with T1']);
});

it.each<[string, object, Partial<AdmissionRules>, string | undefined]>([
  ['an administrator', {}, {}, undefined],
  ['somebody else', { isAdmin: false }, {}, 'not-an-administrator'],
  ['somebody else where that is allowed', { isAdmin: false }, { allowNonAdmins: true }, undefined],
  ['an administrator of another organization', { corpId: 'dingother' }, {}, 'organization-not-allowed'],
  [
    'somebody else of another organization',
    { corpId: 'dingother', isAdmin: false },
    { allowNonAdmins: true },
    'organization-not-allowed',
  ],
  ['an administrator of a further organization', {}, { allowedCorpIds: ['dingother', corpId] }, undefined],
])('lets %s in, or says why not', async (_who, more, allowed, failure) => {
  const { signIn } = await start(() => answer(200, { ...person, ...more }), allowed);
  if (failure) await expect(signIn()).rejects.toMatchObject({ name: 'SignInRefusal', failure });
  else expect(await signIn()).toMatchObject({ ...person, ...more });
});
