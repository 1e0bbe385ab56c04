import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DingTalkClient } from '../../lib/dingtalk/client.js';
import { Directory } from '../../lib/organization/directory.js';
import { type DingTalkDirectoryOptions, readDirectoryOptions } from '../../lib/organization/options.js';
import { toProfile } from '../../lib/profile.js';
import { signIn } from '../../lib/sign-in/flow.js';
import { echoes, everythingOf, forms } from '../helpers/leaks.js';
import { answer, type RawServer, type Respond, startRawServer } from '../helpers/raw-server.js';

const corpId = 'dingcorp';
const secrets = {
  clientSecret: 'planted-client-secret',
  code: 'planted-authorization-code',
  accessToken: 'planted-access-token',
  refreshToken: 'planted-refresh-token',
  appToken: 'planted-app-token',
};
const { clientSecret, code, accessToken, refreshToken, appToken } = secrets;

const exchangePath = '/v1.0/oauth2/userAccessToken';
const mePath = '/v1.0/contact/users/me';
const ownTokenPath = '/v1.0/oauth2/accessToken';
const corpTokenPath = `/v1.0/oauth2/${corpId}/token`;
const lookPath = '/topapi/user/getbyunionid';
const recordPath = '/topapi/v2/user/get';

/** What DingTalk answers, by path. */
const good: Record<string, object> = {
  [exchangePath]: { accessToken, refreshToken, expireIn: 7200, corpId },
  [mePath]: { unionId: 'union', nick: 'Nick' },
  [ownTokenPath]: { accessToken: appToken, expireIn: 7200 },
  [corpTokenPath]: { access_token: appToken, expires_in: 7200 },
  [lookPath]: { errcode: 0, result: { userid: 'user', contact_type: 0 } },
  [recordPath]: { errcode: 0, result: { userid: 'user', title: 'T' } },
};

let server: RawServer;
let answers: Record<string, object | Respond>;
beforeEach(async () => {
  answers = { ...good };
  server = await startRawServer((socket, request) => {
    const reply = answers[pathOf(request)] ?? {};
    if (typeof reply === 'function') (reply as Respond)(socket, request);
    else socket.write(answer(200, reply));
  });
});
afterEach(() => server.close());

const pathOf = (request: string) => /^[A-Z]+ ([^ ?]+)/.exec(request)?.[1] ?? '';
const asked = () => server.received.map(pathOf);

function begin(options: DingTalkDirectoryOptions = {}) {
  const origins = { api: server.origin, oapi: server.origin };
  const client = new DingTalkClient({ clientID: 'dingclient', clientSecret, origins });
  return signIn(new Directory(client, readDirectoryOptions(options)), {
    exchange: async () => ({ code, ...(await client.exchangeCode(code)) }),
    readPerson: async (token, hidden) => {
      const user = await client.for({ secrets: hidden }).me(token);
      return { profile: toProfile(user), unionId: user.unionId };
    },
  });
}

describe('a sign-in', () => {
  it('gives tokens and person, and asks no directory unless it is to', async () => {
    const { tokens, profile } = await begin();
    expect(tokens).toStrictEqual({ code, accessToken, refreshToken, expiresIn: 7200, corpId });
    expect(profile).toMatchObject({ id: 'union', displayName: 'Nick', corpId });
    expect(profile).not.toHaveProperty('staff');
    expect(asked()).toEqual([exchangePath, mePath]);
  });

  it('adds what the directory says of the person', async () => {
    const { profile } = await begin({ staff: true });
    expect(profile).toMatchObject({ id: 'union', displayName: 'Nick', corpId });
    // Without a list of organizations the directory is the app's own, whichever the person chose.
    expect(profile.staff).toStrictEqual({ userId: 'user', title: 'T' });
    expect(asked().sort()).toEqual([exchangePath, mePath, ownTokenPath, lookPath, recordPath].sort());
  });

  it('has the app token fetched while the code is exchanged', async () => {
    let giveTokens = () => {};
    answers[exchangePath] = (socket) => {
      giveTokens = () => socket.write(answer(200, good[exchangePath] ?? {}));
      if (asked().includes(ownTokenPath)) giveTokens();
    };
    answers[ownTokenPath] = (socket) => {
      socket.write(answer(200, good[ownTokenPath] ?? {}));
      giveTokens();
    };
    expect((await begin({ membership: 'required' })).profile).toMatchObject({ id: 'union' });
    expect(asked().filter((path) => path === ownTokenPath)).toHaveLength(1);
  });

  it.each([
    ['the only one that is allowed', [corpId]],
    ['the one of several that the person chose', ['dingother', corpId]],
  ])('asks for one app token, for %s, and asks that directory', async (_which, allowedCorpIds) => {
    const wished: (string | undefined)[] = [];
    const { profile } = await begin({
      allowedCorpIds,
      staff: true,
      appToken: async (id) => {
        wished.push(id);
        return appToken;
      },
    });
    expect(wished).toEqual([corpId]);
    expect(profile.staff).toStrictEqual({ userId: 'user', title: 'T', corpId });
  });

  it('asks anew for the token of that organization when DingTalk calls it dead', async () => {
    let isDead = true;
    answers[lookPath] = (socket) => {
      socket.write(answer(200, isDead ? { errcode: 40014, errmsg: 'dead' } : (good[lookPath] ?? {})));
      isDead = false;
    };
    await begin({ allowedCorpIds: [corpId], membership: 'required' });
    expect(asked().filter((path) => path === corpTokenPath)).toHaveLength(2);
  });

  it.each<DingTalkDirectoryOptions>([{}, { membership: 'required' }])(
    'ends before the person is read where the organization is not allowed, besides %j',
    async (options) => {
      const refusal = { name: 'SignInRefusal', failure: 'organization-not-allowed' };
      const allowedCorpIds = ['dingother', 'dingthird'];
      await expect(begin({ ...options, allowedCorpIds })).rejects.toMatchObject(refusal);
      expect(asked()).toEqual([exchangePath]);
    },
  );

  it.each([{ membership: 'required' }, { staff: true }] as const)(
    'with %j ends where DingTalk names no unionId',
    async (options) => {
      const origins = { api: server.origin, oapi: server.origin };
      const client = new DingTalkClient({ clientID: 'dingclient', clientSecret, origins });
      const signingIn = signIn(new Directory(client, readDirectoryOptions(options)), {
        exchange: async () => ({ code, accessToken }),
        readPerson: async () => ({ profile: undefined, unionId: undefined }),
      });
      await expect(signingIn).rejects.toMatchObject({ failure: 'not-a-member' });
    },
  );

  it('ends where the person has to be a member and is none', async () => {
    answers[lookPath] = { errcode: 60121, errmsg: 'nobody' };
    await expect(begin({ membership: 'required' })).rejects.toMatchObject({
      failure: 'not-a-member',
    });
  });
});

describe('no error of a sign-in shows its code or a token, though DingTalk quotes them, when it refuses', () => {
  const withDirectory = { membership: 'required', staff: true } as const;
  const told = [code, accessToken, refreshToken];

  it.each<[string, string, DingTalkDirectoryOptions, string[]]>([
    ['the code', exchangePath, {}, [clientSecret, code]],
    ['the profile', mePath, {}, [clientSecret, ...told]],
    ['the profile, the directory being asked', mePath, withDirectory, [clientSecret, ...told]],
    ['the look into the directory', lookPath, withDirectory, [...told, appToken]],
    ['the staff record', recordPath, withDirectory, [...told, appToken]],
  ])('%s', async (_step, path, options, quoted) => {
    for (const secret of quoted) {
      const message = `says ${echoes([secret])}`;
      answers[path] = (socket) => socket.write(answer(403, { code: 'x', message, requestid: secret }));
      const error = await begin(options).catch((refused: unknown) => refused);
      expect(error).toMatchObject({
        code: 'DINGTALK_REFUSED',
        providerMessage: expect.stringMatching(/^says( \*{3})+$/),
        requestId: '***',
      });
      for (const form of forms(secret)) expect(everythingOf(error)).not.toContain(form);
    }
  });
});
