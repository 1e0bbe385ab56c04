import { describe, expect, it } from 'vitest';
import { texts } from '../../example-app/language.js';
import { initialOf } from '../../example-app/views.js';
import { sharedExampleApp, signIn, startExampleApp } from '../helpers/example-app.js';

const app = sharedExampleApp();

describe('the home page', () => {
  it('offers to sign in with DingTalk', async () => {
    const { text } = await app
      .visitor()
      .get('/')
      .expect(200)
      .expect('Content-Type', 'text/html; charset=utf-8');
    expect(text).toMatch(
      /<a [^>]*href="\/auth\/dingtalk\?returnTo=%2Fprofile"[^>]*>Sign in with DingTalk<\/a>/,
    );
  });

  it('says that the DingTalk behind it is simulated, and where it is', async () => {
    const { text } = await app.visitor().get('/');
    expect(text).toContain('Signing in at a simulated DingTalk');
    expect(text).toContain(app.simulator.origins.login);
  });

  it('names the redirect URL to register when DingTalk is real, but not in production', async () => {
    for (const production of [false, true]) {
      const real = await startExampleApp({ app: { simulator: undefined, production } });
      const { text } = await real.visitor().get('/');
      expect(text).not.toContain('simulated');
      expect(text.includes(`${real.url}/auth/dingtalk/callback`)).toBe(!production);
    }
  });

  it('opens no session for somebody who only looks', async () => {
    const { headers } = await app.visitor().get('/');
    expect(headers['set-cookie']).toBeUndefined();
  });
});

describe('languages', () => {
  it.each([
    [undefined, 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['fr,zh;q=0.5,en;q=0.3', 'zh-CN'],
    ['fr', 'en'],
  ])('answers Accept-Language %j in %s', async (accepted, language) => {
    const request = app.visitor().get('/');
    if (accepted !== undefined) request.set('Accept-Language', accepted);
    const { text } = await request.expect('Content-Language', language).expect('Vary', /Accept-Language/);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(language === 'en' ? '>Sign in with DingTalk</a>' : '>使用钉钉登录</a>');
  });

  it('are switched by a link, which is remembered over what the browser asks for', async () => {
    const visitor = app.visitor();
    const { text } = await visitor.get('/?returnTo=%2Fprofile%3Fa%3Db');
    const href = /<a href="([^"]*)" lang="zh-CN"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { headers } = await visitor.get(href).expect(303);
    expect(headers.location).toBe('/?returnTo=%2Fprofile%3Fa%3Db');
    expect(String(headers['set-cookie'])).toMatch(
      /^lang=zh-CN; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Lax$/,
    );
    await visitor.get('/').set('Accept-Language', 'en').expect('Content-Language', 'zh-CN');
    await visitor.get('/?lang=en').expect(303);
    await visitor.get('/').set('Accept-Language', 'zh').expect('Content-Language', 'en');
  });

  it.each(['//evil.example/?lang=en', '/.//evil.example?lang=en', '/%5C%5Cevil.example/..//?lang=en'])(
    'do not lead away by %s',
    async (path) => {
      const { headers } = await app.visitor().get(path).expect(303);
      expect(new URL(String(headers.location), app.url).origin).toBe(app.url);
    },
  );

  it('ignore a language that is none of ours', async () => {
    await app.visitor().get('/?lang=tlh').expect(200);
    await app.visitor().get('/').set('Cookie', 'lang=tlh').expect('Content-Language', 'en');
  });

  it('have no text left untranslated', () => {
    const same: string[] = [];
    const compare = (one: unknown, other: unknown, path: string) => {
      if (typeof one === 'string') return void (one === other && same.push(path));
      if (typeof one !== 'object' || one === null) return;
      for (const [key, value] of Object.entries(one))
        compare(value, (other as typeof one)[key as never], `${path}.${key}`);
    };
    compare(texts.en, texts['zh-CN'], 'texts');
    expect(same).toEqual(['texts.profile.unionId', 'texts.profile.openId', 'texts.profile.staff.userId']);
  });
});

describe('every answer', () => {
  it.each(['/problem', '/nothing', '/assets/style.css', '/modules/qr.js', '/auth/dingtalk', '/profile'])(
    'to %s carries the security headers',
    async (path) => {
      const { headers } = await app.visitor().get(path);
      expect(headers['content-security-policy']?.split(';').sort()).toEqual([
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
      ]);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('may show the picture of who is signed in, from its own place only', async () => {
    const visitor = app.visitor();
    await signIn(app, visitor);
    const { headers } = await visitor.get('/profile');
    expect(headers['content-security-policy']).toContain(
      `img-src 'self' ${app.simulator.origins.api} data:;`,
    );
  });

  it('insists on https where visitors come by https', async () => {
    const secure = await startExampleApp({ app: { publicUrl: 'https://app.example.com' } });
    const { headers } = await secure.visitor().get('/');
    expect(headers['strict-transport-security']).toMatch(/max-age=\d+/);
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  });

  it('is not kept by the browser when it is a page, and may be when it is an asset', async () => {
    await app.visitor().get('/').expect('Cache-Control', 'no-store');
    const { headers } = await app.visitor().get('/assets/style.css').expect(200);
    expect(headers['cache-control']).not.toContain('no-store');
  });

  it('brings nothing from elsewhere', async () => {
    for (const path of ['/', '/nothing']) {
      const { text } = await app.visitor().get(path);
      // A link brings nothing before it is clicked.
      const loaded = text.replace(/<a [^>]*>/g, '');
      const sources = [...loaded.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
      expect(sources.filter((address) => !/^[/#]/.test(address ?? ''))).toEqual([]);
      expect(sources.length).toBeGreaterThan(3);
    }
  });
});

describe('an address that is no page', () => {
  it('answers 404 and leads home', async () => {
    const { text } = await app.visitor().get('/nothing').expect(404);
    expect(text).toContain('Page not found');
    expect(text).toContain('<a class="button" data-wait href="/">Go to the home page</a>');
  });

  it('is read in the other language at the same address', async () => {
    const { text } = await app.visitor().get('/nothing?a=b');
    expect(text).toContain('href="/nothing?a=b&amp;lang=zh-CN"');
  });

  it('offers no language at an address that browsers read as another site', async () => {
    const { text } = await app.visitor().get('//evil.example/').expect(404);
    expect(text).toContain('<a href="/?lang=zh-CN"');
    expect(text).not.toContain('evil.example');
  });

  it('shows nothing of the address as markup', async () => {
    const { text } = await app.visitor().get('/<script>alert(1)</script>?"><script>').expect(404);
    expect(text).not.toContain('<script>');
  });

  it('may be any nonsense', async () => {
    for (const path of [
      '/%E0%A4%A',
      '/assets/%E0%A4%A',
      '/assets/../app.ts',
      '/assets/%2e%2e/app.ts',
      '/%00',
    ]) {
      await app.visitor().get(path).expect(404);
    }
  });
});

describe('the initial that stands in for a picture', () => {
  it.each([
    ['Lin Jian', 'L'],
    ['émile', 'É'],
    ['小满', '满'],
    ['小满 ', '满'],
    ['Lin 林', '林'],
    ['👩‍💻 Ada', '👩‍💻'],
    ['', '?'],
    [undefined, '?'],
  ])('of %j is %s', (displayName, initial) => {
    expect(initialOf({ displayName } as Parameters<typeof initialOf>[0])).toBe(initial);
  });
});
