import { describe, expect, it } from 'vitest';
import { defaultPeople } from '../../lib/simulator/index.js';
import {
  begin,
  consent,
  organization,
  person,
  press,
  sharedExampleApp,
  signIn,
  startExampleApp,
} from '../helpers/example-app.js';

type Person = (typeof defaultPeople)[number];

const app = sharedExampleApp();

/** The session cookie that an answer sets, with its attributes. */
function sessionCookie(answer: { headers: Record<string, unknown> }): string {
  const cookies = (answer.headers['set-cookie'] ?? []) as string[];
  return cookies.find((cookie) => /sid=/.test(cookie)) ?? '';
}

describe('signing in', () => {
  it('leads to the profile: who they are, their organization, when the tokens end, the raw answer', async () => {
    const visitor = app.visitor();
    const answer = await signIn(app, visitor);
    expect([answer.status, answer.headers.location]).toEqual([303, '/profile']);
    const { text } = await visitor.get('/profile').expect(200);
    for (const shown of [
      person.nick,
      person.unionId,
      `+${person.stateCode}${person.mobile}`,
      person.email,
      organization.corpId,
      'in 2 hours',
      'in 30 days',
      `&quot;unionId&quot;: &quot;${person.unionId}&quot;`,
    ]) {
      expect(text).toContain(shown);
    }
  });

  it('never shows a token in full, nor sends one to the browser otherwise', async () => {
    const visitor = app.visitor();
    const answers = [
      await signIn(app, visitor),
      await visitor.get('/profile'),
      await press(visitor, '/refresh'),
    ];
    const asked = (endpoint: string) =>
      app.simulator.requests.findLast((request) => request.endpoint === endpoint);
    const tokens = [
      String(asked('me')?.headers['x-acs-dingtalk-access-token']),
      String(JSON.parse(asked('userAccessToken')?.body ?? '{}').refreshToken),
    ];
    for (const token of tokens) {
      expect(token).toMatch(/^\w{32}$/);
      expect(answers[1]?.text).toContain(`>••••••••${token.slice(-4)}<`);
      for (const { text, headers } of answers) {
        expect(text + JSON.stringify(headers)).not.toContain(token.slice(-5));
      }
    }
  });

  it('renews the session id, so that one planted beforehand opens nothing', async () => {
    const visitor = app.visitor();
    const enter = async () => {
      const start = await visitor.get('/auth/dingtalk');
      const end = await visitor.get(consent(app, String(start.headers.location))).expect(303);
      return sessionCookie(end).split(';', 1)[0] ?? '';
    };
    const [planted, renewed] = [await enter(), await enter()];
    expect(planted).toMatch(/^sid=/);
    expect(renewed).toMatch(/^sid=/);
    const profile = (cookie: string) => app.visitor().get('/profile').set('Cookie', cookie);
    await profile(renewed).expect(200);
    await profile(planted).expect(303);
  });

  it('goes back to where the visitor wanted to go, and only on this site', async () => {
    const visitor = app.visitor();
    const turnedAway = await visitor.get('/profile?part=tokens').expect(303);
    expect(turnedAway.headers.location).toBe('/?returnTo=%2Fprofile%3Fpart%3Dtokens');
    const home = await visitor.get(String(turnedAway.headers.location));
    expect(home.text).toContain('href="/auth/dingtalk?returnTo=%2Fprofile%3Fpart%3Dtokens"');
    const answer = await signIn(app, visitor, '/profile?part=tokens');
    expect(answer.headers.location).toBe('/profile?part=tokens');
    const lured = await app.visitor().get('/').query({ returnTo: '//evil.example' });
    expect(lured.text).toContain('href="/auth/dingtalk?returnTo=%2Fprofile"');
    expect((await signIn(app, app.visitor(), '//evil.example')).headers.location).toBe('/profile');
  });

  it.each([
    ['1,500 letters', 'a'.repeat(1500)],
    ['500 Chinese characters', '中'.repeat(500)],
  ])('begins at an address of %s too, which no cookie holds', async (_what, path) => {
    const answer = await signIn(app, app.visitor(), `/${path}`);
    expect([answer.status, answer.headers.location]).toEqual([303, '/profile']);
  });

  it('shows as absent what DingTalk does not report', async () => {
    const openid = await startExampleApp({ app: { dingtalk: { scope: 'openid' } } });
    const visitor = openid.visitor();
    const [, , bare] = defaultPeople as [Person, Person, Person];
    await visitor.get(consent(openid, await begin(visitor), bare.unionId)).expect(303);
    const { text } = await visitor.get('/profile').expect(200);
    expect(text.match(/Not shared/g)).toHaveLength(2);
    expect(text).toContain('None chosen');
    expect(text).not.toContain('undefined');
  });
});

describe('the cookies', () => {
  const publicUrl = 'https://app.example.com';
  const attributes = 'Max-Age=3600; Path=/; HttpOnly; SameSite=Lax';
  const plain = RegExp(`^dingtalk-state[^;]+; ${attributes}$`);
  const secure = RegExp(`^__Host-dingtalk-state[^;]+; ${attributes}; Secure$`);
  const https = { 'X-Forwarded-Proto': 'https' };
  const at = (host: string) => ({ ...https, 'X-Forwarded-Host': host });
  const trustProxy = 'loopback';

  it.each([
    ['over http', {}, {}, plain, undefined],
    ['behind a proxy that says https', { publicUrl, trustProxy }, https, secure, publicUrl],
    ['behind such a proxy, without a public URL', { trustProxy }, at('app.example.com'), secure, publicUrl],
    ['behind a proxy that is not trusted', {}, at('evil.example'), plain, undefined],
  ])('and the callback are right %s', async (_where, options, headers, cookie, origin) => {
    const own = await startExampleApp({ app: options });
    const begun = await own.visitor().get('/auth/dingtalk').set(headers);
    expect([begun.headers['set-cookie']].flat()).toEqual([expect.stringMatching(cookie)]);
    const { searchParams } = new URL(String(begun.headers.location));
    expect(searchParams.get('redirect_uri')).toBe(`${origin ?? own.url}/auth/dingtalk/callback`);
    expect(own.log).toEqual([]);
  });

  it('is missing loudly when https is expected but the proxy does not say so', async () => {
    const proxied = await startExampleApp({ app: { publicUrl, trustProxy } });
    const visitor = proxied.visitor();
    expect(sessionCookie(await visitor.get('/auth/dingtalk'))).toBe('');
    await visitor.get('/auth/dingtalk');
    expect(proxied.log).toEqual([
      { level: 'error', message: expect.stringMatching(/X-Forwarded-Proto.*TRUST_PROXY/) },
    ]);
  });
});

describe('signing out', () => {
  it('ends the session at the server, not only in the browser', async () => {
    const visitor = app.visitor();
    const cookie = sessionCookie(await signIn(app, visitor)).split(';', 1)[0] ?? '';
    const thief = () => app.visitor().get('/profile').set('Cookie', cookie);
    await thief().expect(200);
    const answer = await press(visitor, '/sign-out').expect(303);
    expect(answer.headers.location).toBe('/');
    await thief().expect(303);
    const home = await visitor.get('/');
    expect(home.text).toContain('You are signed out.');
    expect((await visitor.get('/')).text).not.toContain('You are signed out.');
  });

  it.each(['/sign-out', '/refresh'])('does not happen by GET of %s', async (path) => {
    const visitor = app.visitor();
    await signIn(app, visitor);
    const { text } = await visitor.get(path).expect(405).expect('Allow', 'POST');
    expect(text).toContain('This address cannot be opened');
    await visitor.get('/profile').expect(200);
  });
});

describe('a POST', () => {
  it.each<[string, Record<string, string>]>([
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['from another origin, by an older browser', { Origin: 'https://evil.example' }],
    ['without a word on its origin', {}],
    ['that claims our origin, not by the browser', { Origin: 'own', 'Sec-Fetch-Site': 'cross-site' }],
  ])('%s is refused and does nothing', async (_from, { Origin: origin, ...headers }) => {
    const visitor = app.visitor();
    await signIn(app, visitor);
    const asked = app.simulator.requests.length;
    const sent = { ...headers, ...(origin && { Origin: origin === 'own' ? app.url : origin }) };
    for (const path of ['/sign-out', '/refresh']) {
      await visitor
        .post(path)
        .set(sent)
        .expect(403, /did not come from our page/);
    }
    expect(app.simulator.requests).toHaveLength(asked);
    await visitor.get('/profile').expect(200);
  });

  it('from our own page is taken, also by a browser that sends only its origin', async () => {
    const visitor = app.visitor();
    await signIn(app, visitor);
    await visitor.post('/sign-out').set('Origin', app.url).expect(303);
    await visitor.get('/profile').expect(303);
  });

  it('is compared with the public URL where there is one', async () => {
    const publicUrl = 'https://app.example.com';
    const proxied = await startExampleApp({ app: { publicUrl, trustProxy: 'loopback' } });
    const post = (origin: string) => proxied.visitor().post('/sign-out').set('Origin', origin);
    await post(publicUrl).expect(303);
    await post(proxied.url).expect(403);
  });
});
