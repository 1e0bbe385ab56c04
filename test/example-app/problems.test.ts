import { MemoryStore } from 'express-session';
import { describe, expect, it } from 'vitest';
import { texts } from '../../example-app/language.js';
import { personTexts } from '../../lib/sign-in/user-texts.js';
import type { SimulatorAnswer, SimulatorEndpoint } from '../../lib/simulator/index.js';
import { begin, consent, press, signIn, textOf, type Visitor, visit } from '../helpers/example-app.js';

/** DingTalk's way of saying no. */
function refusal(status: number, code: string, more: object = {}): SimulatorAnswer {
  return { status, body: { code, requestid: 'REQ-7', message: '拒绝', ...more } };
}

/** The part of the page meant for the administrator, as text. */
function administratorPart(html: string): string {
  const [, part = ''] = /<details class="administrator">(.*?)<\/details>/s.exec(html) ?? [];
  return textOf(part);
}

describe('a sign-in that fails at DingTalk', () => {
  type Row = [kind: string, status: number, title: string, SimulatorEndpoint, SimulatorAnswer];
  const forbidden = (what: string) => refusal(403, `Forbidden.AccessDenied.${what}`);
  it.each<Row>([
    ['DINGTALK_IP_NOT_ALLOWED', 500, 'not set up completely', 'me', forbidden('IpNotInWhiteList')],
    ['DINGTALK_THROTTLED', 429, 'Too many people', 'userAccessToken', forbidden('QpsLimitForAppkeyAndApi')],
    ['DINGTALK_INVALID_RESPONSE', 502, 'could not understand', 'userAccessToken', { body: '<html>' }],
    ['DINGTALK_TIMEOUT', 504, 'did not answer', 'userAccessToken', { delayMs: Infinity }],
  ])('ends in a page about %s, HTTP %i', async (kind, status, title, endpoint, answer) => {
    const { app, visitor } = await visit({
      app: { dingtalk: kind === 'DINGTALK_TIMEOUT' ? { timeoutMs: 200 } : {} },
    });
    app.simulator.fail(endpoint, answer, 2);
    const { text, status: answered } = await signIn(app, visitor);
    expect(answered).toBe(status);
    expect(text).toMatch(new RegExp(`<h1>[^<]*${title}`));
    const administrator = administratorPart(text);
    const { code } = (answer.body ?? {}) as { code?: string };
    const call = endpoint === 'me' ? 'contact/users/me' : 'oauth2/userAccessToken';
    for (const shown of [kind, call, ...(code ? [code, 'REQ-7', '拒绝'] : [])]) {
      expect(administrator).toContain(shown);
    }
    expect(app.log).toEqual([expect.objectContaining({ kind, status, path: '/auth/dingtalk/callback' })]);
    await visitor.get('/profile').expect(303);
  });
});

describe('a sign-in that does not succeed', () => {
  it.each([
    ['access-denied', 403, 'You cancelled the sign-in', 'error=access_denied&state=STATE'],
    ['code-rejected', 401, 'This sign-in is no longer valid', 'authCode=made-up&state=STATE'],
    ['state-invalid', 403, 'We could not confirm that this sign-in is yours', 'code=CODE'],
    [
      'callback-malformed',
      400,
      'The answer from DingTalk was incomplete',
      'code=CODE&authCode=x&state=STATE',
    ],
  ])('ends in a page about %s, HTTP %i, with a way to try again', async (kind, status, title, came) => {
    const { app, visitor } = await visit();
    const { pathname, searchParams } = new URL(consent(app, await begin(visitor)), app.url);
    const query = came.replace(/CODE|STATE/g, (name) => searchParams.get(name.toLowerCase()) ?? '');
    const { text } = await visitor.get(`${pathname}?${query}`).expect(status);
    expect(text).toContain(`<h1>${title}</h1>`);
    expect(text).toContain('>Sign in again</a>');
    expect(text).not.toContain('made-up');
    expect(administratorPart(text)).toContain(kind);
  });

  it('because its answer comes a second time', async () => {
    const { app, visitor } = await visit();
    const callback = consent(app, await begin(visitor));
    await visitor.get(callback).expect(303);
    const { text } = await visitor.get(callback).expect(403);
    expect(text).toContain('>Back to your profile</a>');
    expect(administratorPart(text)).toContain('Error code state-invalid Reason used');
    expect(app.log).toEqual([expect.objectContaining({ kind: 'state-invalid', reason: 'used' })]);
    await visitor.get('/profile').expect(200);
  });

  it('because the app does not let this user in', async () => {
    const { app, visitor } = await visit({ app: { mayEnter: ({ corpId }) => corpId === 'dingelsewhere' } });
    const { status, text } = await signIn(app, visitor);
    expect(status).toBe(403);
    expect(text).toContain('<h1>You cannot sign in with this account</h1>');
    expect(administratorPart(text)).toContain('not-accepted');
    await visitor.get('/profile').expect(303);
  });
});

describe('an error page', () => {
  it('can be read in the other language, without spending another code', async () => {
    const { app, visitor } = await visit({ client: { permissions: [] } });
    const { text } = await signIn(app, visitor);
    const asked = app.simulator.requests.length;
    const href = /<a href="([^"]*)" lang="zh-CN"/.exec(text)?.[1] ?? '';
    expect(href).toBe('/problem?lang=zh-CN');
    await visitor.get(href).expect(303).expect('Location', '/problem');
    const translated = await visitor.get('/problem').expect(500);
    expect(translated.text).toContain('<h1>登录功能尚未配置完整</h1>');
    expect(administratorPart(translated.text)).toMatch(/供管理员查看 .*权限管理.* Contact\.User\.Read/);
    const reference = /<code>([0-9a-f]{8})<\/code>/;
    expect(reference.exec(translated.text)?.[1]).toBe(reference.exec(text)?.[1]);
    expect(app.simulator.requests).toHaveLength(asked);
  });

  it('shows nothing to who had no problem', async () => {
    const { visitor } = await visit();
    await visitor.get('/problem').expect(303).expect('Location', '/?by=link');
  });

  it('tells strangers nothing about the inside in production; the log has it under the same reference', async () => {
    const { app, visitor } = await visit({ app: { production: true }, client: { permissions: [] } });
    const { text } = await signIn(app, visitor);
    expect(text).toContain('Sign-in is not set up completely');
    for (const inside of ['DINGTALK_', 'Contact.User', 'api', 'AccessDenied']) {
      expect(text).not.toContain(inside);
    }
    expect(administratorPart(text)).toContain(texts.en.problem.inProduction);
    const [, reference] = /Reference <code>([0-9a-f]{8})<\/code>/.exec(text) ?? [];
    expect(app.log).toEqual([
      {
        level: 'error',
        kind: 'DINGTALK_PERMISSION',
        status: 500,
        reference,
        method: 'GET',
        path: '/auth/dingtalk/callback',
        dingtalk: expect.objectContaining({
          providerCode: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
          requiredScopes: ['Contact.User.Read'],
          requestId: expect.stringMatching(/./),
          endpoint: expect.stringMatching(/^GET .*\/contact\/users\/me$/),
        }),
      },
    ]);
  });

  it('of an unexpected error says so, and the log has its stack', async () => {
    const { app, visitor } = await visit({
      app: {
        mayEnter: () => {
          throw new Error('the database is on fire');
        },
      },
    });
    const { status, text } = await signIn(app, visitor);
    expect(status).toBe(500);
    expect(text).toContain('<h1>This app has a problem</h1>');
    expect(text).not.toContain('on fire');
    expect(app.log).toEqual([expect.objectContaining({ error: expect.stringMatching(/on fire\n +at /) })]);
  });
});

describe('every error page', () => {
  it.each([
    ['a sign-in that was refused', '/auth/dingtalk/callback?error=access_denied', 'state-invalid'],
    ['an address that is no page', '/nothing', 'not-found'],
    ['an address for buttons', '/refresh', 'method-not-allowed'],
    ['the admin page without a code', '/admin', 'code-missing'],
  ])(
    'of %s has words for the person and the administrator, and what the log knows it by',
    async (_what, path, kind) => {
      const { app, visitor } = await visit({
        app: { organization: { corpId: 'dingany', ssoSecret: 'any-sso-secret' } },
      });
      const { text } = await visitor.get(path);
      const [, reference] = /Reference <code>([0-9a-f]{8})<\/code>/.exec(text) ?? [];
      expect(app.log).toEqual([expect.objectContaining({ kind, reference })]);
      expect(text).toMatch(/<h1>[^<]+<\/h1>\s+<\/hgroup>\s+<p>[^<]{20,}<\/p>/);
      expect(administratorPart(text)).toMatch(/^For the administrator \S.*Error code \S/);
    },
  );

  it('of an address for buttons speaks of the button, and not of signing in', async () => {
    const { visitor } = await visit();
    const { text } = await visitor.get('/sign-out').expect(405);
    expect(text).toContain('<p>Use the button on our page instead of a link or the address bar.</p>');
  });

  it('takes from the package what the person is told, and the doctor’s name where it may help', async () => {
    const { app, visitor } = await visit({ client: { permissions: [] } });
    const { text } = await signIn(app, visitor);
    const translated = await visitor.get('/problem').set('Accept-Language', 'zh-CN');
    for (const [language, page] of [['en', text] as const, ['zh', translated.text] as const]) {
      expect(page).toContain(`<p>${personTexts[language].DINGTALK_PERMISSION}</p>`);
      expect(administratorPart(page)).toMatch(
        /docs\/(?:zh-CN\/)?doctor\.md.* npx passport-dingtalk-oauth2 doctor\b/,
      );
    }
    await visitor.get('/nothing').expect(404, /^(?!.*doctor)/s);
  });
});

describe('a page inside DingTalk that got no code', () => {
  const report = (visitor: Visitor, body: object) =>
    press(visitor, '/auth/dingtalk/in-app/problem').send(body);

  it.each<[error: object, kind: string, status: number, providerCode?: string]>([
    [{ code: 'not-registered', providerCode: '3' }, 'page-not-registered', 502, '3'],
    [{ code: 'no-permission', providerCode: '7' }, 'client-not-permitted', 502, '7'],
    [{ code: 'network', providerCode: '12' }, 'client-offline', 502, '12'],
    [{ code: 'declined', providerCode: '-1' }, 'access-denied', 403, '-1'],
    [{ code: 'client', providerCode: 'PC_1008' }, 'client-refused', 502, 'PC_1008'],
    [{ code: 'timeout' }, 'client-silent', 504],
    [{ code: 'no-corp-id' }, 'corp-id-missing', 502],
    [{ code: 'no-jsapi' }, 'jsapi-missing', 502],
    [{ code: 'session-not-kept' }, 'session-not-kept', 500],
    [{}, 'client-refused', 502],
    [{ code: 'client', providerCode: '<script>' }, 'client-refused', 502],
    [{ code: { toString: 'no function' }, providerCode: 3 }, 'client-refused', 502],
  ])('reports %j, and has a page of its own', async (error, kind, status, providerCode) => {
    const { app, visitor } = await visit();
    await report(visitor, { ...error, message: '1002,corpId不合法' }).expect(status);
    const { text } = await visitor.get('/problem').expect(status);
    const administrator = administratorPart(text);
    expect(administrator).toContain(kind);
    if (providerCode) expect(administrator).toContain(`DingTalk’s code ${providerCode}`);
    expect(text).toMatch(/>Sign in (with DingTalk|again)<\/a>/);
    expect(text).not.toContain('corpId不合法');
    expect(text).not.toMatch(/`|(?<!<code>\?corpId=)\$CORPID/);
    expect(app.log).toEqual([
      expect.objectContaining({ kind, status, ...(providerCode && { dingtalk: { providerCode } }) }),
    ]);
  });

  it('is refused from a page of another site, or when it is not JSON', async () => {
    const { visitor } = await visit();
    const path = '/auth/dingtalk/in-app/problem';
    await visitor.post(path).set('Sec-Fetch-Site', 'cross-site').send({}).expect(403);
    await press(visitor, path).type('json').send('{"code":').expect(400);
    await visitor.get(path).expect(405).expect('Allow', 'POST');
    await visitor.get('/problem').expect(303);
  });
});

it('what is kept of a stranger who cannot sign in is gone after ten minutes', async () => {
  const sessionStore = new MemoryStore();
  const { app, visitor } = await visit({ app: { sessionStore } });
  await visitor.get('/auth/dingtalk/callback?code=none&state=none').expect(403);
  const [stored = '{}'] = Object.values((sessionStore as unknown as { sessions: object }).sessions);
  const { cookie } = JSON.parse(stored) as { cookie: { originalMaxAge: number } };
  expect(cookie.originalMaxAge).toBeLessThanOrEqual(600_000);
  await visitor.get('/problem').expect(403);
  await signIn(app, visitor);
  await visitor.get('/profile').expect(200);
});
