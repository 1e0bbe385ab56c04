import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { readInAppOptions } from '../../lib/in-app/options.js';
import { signInWithinApp } from '../../lib/in-app/strategy.js';
import { Directory } from '../../lib/organization/directory.js';
import type { DingTalkDirectoryOptions } from '../../lib/organization/options.js';
import { answer, startRawServer } from '../helpers/raw-server.js';

const tea = 'dingtea';
const user = { unionid: 'unionLin', userid: 'lin01', name: '林间', sys: false, sys_level: 0 };

/** A DingTalk whose tokens are T1, T2 and so on, and whose old gateway says what `say` does. */
async function start(options: DingTalkDirectoryOptions, say: (path: string, token: string) => object) {
  let tokens = 0;
  const asked: string[] = [];
  const server = await startRawServer((socket, request) => {
    const { pathname, searchParams } = new URL(request.split(' ')[1] as string, 'http://dingtalk');
    asked.push(pathname);
    if (pathname.startsWith('/v1.0/')) {
      tokens += 1;
      const names = { accessToken: `T${tokens}`, access_token: `T${tokens}` };
      socket.write(answer(200, { ...names, expireIn: 7200, expires_in: 7200 }));
    } else socket.write(answer(200, say(pathname, searchParams.get('access_token') ?? '')));
  });
  onTestFinished(() => server.close());
  const client = new DingTalkClient({
    ...{ clientID: 'dingclient', clientSecret: 'secret' },
    origins: { api: server.origin, oapi: server.origin },
  });
  const { directory: settings, confirmsCorpId: isConfirmed } = readInAppOptions({
    ...{ clientID: 'dingclient', clientSecret: 'secret' },
    ...options,
  });
  const directory = new Directory(client, settings);
  return {
    asked,
    signIn: (corpId?: string) => signInWithinApp(client, directory, 'the-code', { corpId, isConfirmed }),
  };
}

const getUserInfo = '/topapi/v2/user/getuserinfo';
const isPerson = () => ({ errcode: 0, result: user });

it('asks with the token of the organization that the page is of, if that may come in', async () => {
  const { signIn, asked } = await start({ allowedCorpIds: [tea] }, isPerson);
  expect(await signIn(tea)).toMatchObject({
    id: 'unionLin',
    corpId: tea,
    staff: { userId: 'lin01', corpId: tea },
  });
  expect(asked).toEqual([`/v1.0/oauth2/${tea}/token`, getUserInfo]);
  for (const claimed of [undefined, 'dingother']) {
    await expect(signIn(claimed)).rejects.toMatchObject({ failure: 'organization-not-allowed' });
  }
  expect(asked).toHaveLength(2);
});

it('asks with the token of the app itself where it is of one organization', async () => {
  const { signIn, asked } = await start({}, isPerson);
  expect(await signIn('dingother')).not.toHaveProperty('corpId');
  expect(asked).toEqual(['/v1.0/oauth2/accessToken', getUserInfo]);
});

it('has to hear the organization where the app has a token for each', async () => {
  const { signIn, asked } = await start({ suiteTicket: () => 'ticket' }, isPerson);
  await expect(signIn()).rejects.toMatchObject({ failure: 'organization-not-allowed' });
  expect(await signIn(tea)).toMatchObject({ corpId: tea });
  expect(asked).toEqual(['/v1.0/oauth2/corpAccessToken', getUserInfo]);
});

it('takes no corpId from the page where the token could be of any organization', async () => {
  const appToken = () => 'the-token-of-our-own-organization';
  const { signIn, asked } = await start({ appToken, staff: true }, isPerson);
  const profile = await signIn('dingother');
  expect(profile).toMatchObject({ id: 'unionLin', staff: { userId: 'lin01' } });
  expect(profile).not.toHaveProperty('corpId');
  expect(profile.staff).not.toHaveProperty('corpId');
  expect(asked).toEqual([getUserInfo, '/topapi/v2/user/get']);
  // With a list, the application has said which organizations its tokens are of.
  const listed = await start({ appToken, allowedCorpIds: [tea] }, isPerson);
  expect(await listed.signIn(tea)).toMatchObject({ corpId: tea });
});

it('asks for the record only where it is wanted, with the token that proved to be good', async () => {
  const record = { ...user, title: '掌柜' };
  const tokens: string[] = [];
  const { signIn, asked } = await start({ staff: true }, (_path, token) => {
    tokens.push(token);
    return token === 'T1'
      ? { errcode: 40014, errmsg: '不合法的access_token' }
      : { errcode: 0, result: record };
  });
  expect(await signIn()).toMatchObject({ staff: { title: '掌柜' } });
  expect(asked).toEqual([
    '/v1.0/oauth2/accessToken',
    getUserInfo,
    ...['/v1.0/oauth2/accessToken', getUserInfo, '/topapi/v2/user/get'],
  ]);
  expect(tokens).toEqual(['T1', 'T2', 'T2']);
});

it('shows the code in no error, even where DingTalk repeats it', async () => {
  for (const refusing of [getUserInfo, '/topapi/v2/user/get']) {
    const { signIn } = await start({ staff: true }, (path) =>
      path === refusing ? { errcode: 88, errmsg: 'no such the-code' } : isPerson(),
    );
    const error = await signIn().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error)).toContain('no such');
    expect(inspect(error)).not.toContain('the-code');
  }
});
