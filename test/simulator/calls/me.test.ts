import { describe, expect } from 'vitest';
import {
  APP,
  call,
  codeFor,
  getMe,
  HOURS,
  it,
  LIN,
  OTHER_APP,
  parsed,
  postToken,
  REDIRECT,
  refusal,
  signIn,
  start,
  YUN,
} from '../helpers/start.js';

const INVALID = refusal(400, 'InvalidAuthentication', '不合法的access_token');

describe('GET /v1.0/contact/users/me', () => {
  it('tells everything that is known of a person, in the recorded order', async ({ simulator }) => {
    const answer = await getMe(simulator, (await signIn(simulator)).accessToken);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json;charset=utf-8');
    expect(answer.body).toMatch(
      /^\{"nick":"林间","unionId":"union-lin","openId":"[\w-]{22}","avatarUrl":"https:\/\/images\.example\/lin\.png","mobile":"15512343240","stateCode":"86","email":"lin@example\.com","visitor":false\}$/,
    );
  });

  it('leaves out what is not known', async ({ simulator }) => {
    const answer = await getMe(simulator, (await signIn(simulator, 'openid', YUN.unionId)).accessToken);
    expect(Object.keys(JSON.parse(answer.body))).toEqual(['nick', 'unionId', 'openId', 'visitor']);
  });

  it('serves the pictures that it draws itself', async () => {
    const drawnYun = { ...YUN, nick: '<b>&"', avatarUrl: '/simulator/avatars/union-yun.svg' };
    const simulator = await start({ people: [drawnYun] });
    const { accessToken } = await signIn(simulator, 'openid', YUN.unionId);
    const { avatarUrl } = JSON.parse((await getMe(simulator, accessToken)).body);
    const drawn = await call(avatarUrl);
    expect(drawn.headers['content-type']).toBe('image/svg+xml');
    expect(drawn.body).toContain('>&quot;</text>');
    const nobody = await call(avatarUrl.replace('union-yun', 'nobody'));
    expect(nobody.headers['content-type']).toBe('application/json');
    expect(simulator.requests.map(({ endpoint }) => endpoint)).toEqual(['userAccessToken', 'me']);
  });

  it('gives each app an openId of its own and the same unionId, unless one was given', async () => {
    const simulator = await start({ people: [LIN, { ...YUN, openId: 'open-yun' }] });
    const ask = async (client: typeof APP, unionId: string) => {
      const { clientId, clientSecret } = client;
      const url = simulator.authorize({ clientId, redirectUri: REDIRECT, unionId });
      const code = new URL(url).searchParams.get('code');
      const tokens = JSON.parse((await postToken(simulator, { clientId, clientSecret, code })).body);
      return JSON.parse((await getMe(simulator, tokens.accessToken)).body);
    };
    const [here, there] = [await ask(APP, LIN.unionId), await ask(OTHER_APP, LIN.unionId)];
    expect(here.openId).not.toBe(there.openId);
    expect((await ask(APP, LIN.unionId)).openId).toBe(here.openId);
    expect(here.unionId).toBe(there.unionId);
    expect((await ask(OTHER_APP, YUN.unionId)).openId).toBe('open-yun');
  });

  it('leaves out mobile and stateCode without the permission Contact.User.mobile', async () => {
    const simulator = await start({ clients: [{ ...APP, permissions: ['Contact.User.Read'] }] });
    const answer = await getMe(simulator, (await signIn(simulator)).accessToken);
    const names = ['nick', 'unionId', 'openId', 'avatarUrl', 'email', 'visitor'];
    expect(Object.keys(JSON.parse(answer.body))).toEqual(names);
  });

  it('answers 403 without the permission Contact.User.Read, naming it', async () => {
    const simulator = await start({ clients: [{ ...APP, permissions: ['Contact.User.mobile'] }] });
    expect(parsed(await getMe(simulator, (await signIn(simulator)).accessToken))).toEqual({
      ...refusal(
        403,
        'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        expect.stringContaining('没有调用该接口的权限'),
      ),
      accessdenieddetail: { requiredScopes: ['Contact.User.Read'] },
    });
  });

  it('masks the mobile for a third-party app', async () => {
    const simulator = await start({ clients: [{ ...APP, thirdParty: true }] });
    const answer = await getMe(simulator, (await signIn(simulator)).accessToken);
    expect(JSON.parse(answer.body)).toMatchObject({ mobile: '155****3240', stateCode: '86' });
  });

  it.for([
    ['in the query', '?access_token=TOKEN', {}],
    ['as a bearer token', '', { authorization: 'Bearer TOKEN' }],
    ['in an empty header', '', { 'x-acs-dingtalk-access-token': '' }],
    ['not at all', '', {}],
  ])('does not see a token that comes %s', async ([, query, headers], { simulator }) => {
    const { accessToken } = await signIn(simulator);
    const filled = JSON.parse(JSON.stringify({ query, headers }).replace('TOKEN', accessToken));
    const url = `${simulator.origins.api}/v1.0/contact/users/me${filled.query}`;
    expect(parsed(await call(url, { headers: filled.headers }))).toEqual(
      refusal(400, 'AuthenticationFailed.MissingParameter', '缺少参数：x-acs-dingtalk-access-token'),
    );
  });

  it('refuses a token it does not know', async ({ simulator }) => {
    for (const token of ['nonsense', codeFor(simulator), '0'.repeat(32)]) {
      expect(parsed(await getMe(simulator, token))).toEqual(INVALID);
    }
  });

  it('takes an access token for 7200 s, then calls it expired, and forgets it later', async () => {
    const simulator = await start();
    const { accessToken } = await signIn(simulator);
    simulator.wait(2 * HOURS - 1);
    expect((await getMe(simulator, accessToken)).status).toBe(200);
    simulator.wait(1);
    const expired = await getMe(simulator, accessToken);
    expect(parsed(expired)).toEqual(refusal(400, 'accesstoken.expired', '用户accessToken过期'));
    simulator.wait(2 * HOURS);
    expect(parsed(await getMe(simulator, accessToken))).toEqual(INVALID);
  });

  it('gives every answer a request ID of its own', async ({ simulator }) => {
    const ids = [await getMe(simulator, 'x'), await getMe(simulator, 'x')].map(
      ({ body }) => JSON.parse(body).requestid,
    );
    expect(new Set(ids).size).toBe(2);
  });
});
