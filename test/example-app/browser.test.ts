import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { type ExampleApp, person, startExampleApp } from '../helpers/example-app.js';
import { check, open, screens, widths } from '../helpers/screens.js';

const languages = {
  en: {
    locale: 'en-US',
    signIn: 'Sign in with DingTalk',
    agree: 'Agree',
    refuse: 'Refuse',
    profile: 'Your profile',
    refresh: 'Refresh tokens',
    refreshed: 'Your tokens have been refreshed.',
    raw: 'Show the raw answer',
    signOut: 'Sign out',
    signedOut: 'You are signed out.',
    refused: 'You cancelled the sign-in',
    again: 'Sign in again',
    administrator: 'For the administrator',
    missing: 'Sign-in is not set up completely',
    relative: 'in 2 hours',
  },
  zh: {
    locale: 'zh-CN',
    signIn: '使用钉钉登录',
    agree: '同意',
    refuse: '拒绝',
    profile: '我的资料',
    refresh: '换取新令牌',
    refreshed: '已换取新令牌。',
    raw: '显示原始响应',
    signOut: '退出登录',
    signedOut: '您已退出登录。',
    refused: '您取消了登录',
    again: '重新登录',
    administrator: '供管理员查看',
    missing: '登录功能尚未配置完整',
    relative: '2小时后',
  },
};
let app: ExampleApp;
beforeAll(async () => {
  app = await startExampleApp();
});
beforeEach(() => {
  app.log.length = 0;
});
afterAll(() => app.close());

/** The text of the notice; not yet styled, it has the white space of the source around it. */
async function notice(page: Page): Promise<string> {
  return (await page.getByRole('status').innerText()).trim();
}

describeInBrowser('the example app in a browser', (browser) => {
  it.each(screens)(
    'signs in and out in $language on a $device, $scheme',
    async ({ language, device, scheme }) => {
      const t = languages[language];
      const viewport = widths[device];
      const { page, complaints } = await open(browser(), { locale: t.locale, viewport, colorScheme: scheme });
      const shown = (name: string) => check(page, `example-app-${name}-${language}-${device}-${scheme}`);

      await page.goto(app.url);
      await shown('home');
      await page.getByRole('link', { name: t.signIn, exact: true }).click();
      await page.getByRole('button', { name: t.agree, exact: true }).click();

      await page.waitForURL(`${app.url}/profile`);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(person.nick);
      expect(await page.getByText(t.relative).count()).toBe(1);
      // The picture is there, not only the initial behind it.
      expect(
        await page
          .locator('.avatar img')
          .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      ).toBeGreaterThan(0);
      const tokens = () => page.locator('dd code', { hasText: '••••' }).allInnerTexts();
      const [access, refresh] = await tokens();
      const answer = page.waitForResponse(`${app.url}/refresh`);
      await page.getByRole('button', { name: t.refresh, exact: true }).click();

      expect({ status: (await answer).status(), log: app.log }).toEqual({ status: 303, log: [] });
      expect(await notice(page)).toBe(t.refreshed);
      await page.waitForLoadState();
      expect(await tokens()).toEqual([
        expect.not.stringMatching(`^${access}$`),
        expect.not.stringMatching(`^${refresh}$`),
      ]);
      await page.getByText(t.raw).click();
      expect(await page.locator('pre').innerText()).toContain(`"unionId": "${person.unionId}"`);
      await shown('profile');

      await page.getByRole('button', { name: t.signOut, exact: true }).click();
      expect(await notice(page)).toBe(t.signedOut);
      await shown('signed-out');
      await page.goto(`${app.url}/profile`);
      expect(await page.getByRole('link', { name: t.signIn, exact: true }).count()).toBe(1);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(screens)(
    'tells $language readers on a $device, $scheme, what went wrong',
    async ({ language, device, scheme }) => {
      const t = languages[language];
      const viewport = widths[device];
      const { page, complaints } = await open(browser(), { locale: t.locale, viewport, colorScheme: scheme });
      const shown = (name: string) => check(page, `example-app-${name}-${language}-${device}-${scheme}`);

      await page.goto(app.url);
      await page.getByRole('link', { name: t.signIn, exact: true }).click();
      await page.getByRole('button', { name: t.refuse, exact: true }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(t.refused);
      await shown('refused');

      app.simulator.fail('me', {
        status: 403,
        body: {
          code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
          requestid: '6F1D5A0B-1C2D-7E3F-8A4B-0123456789AB',
          message: '没有调用该接口的权限',
          accessdenieddetail: { requiredScopes: ['Contact.User.Read'] },
        },
      });
      await page.getByRole('link', { name: t.again, exact: true }).click();
      await page.getByRole('button', { name: t.agree, exact: true }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(t.missing);
      // Folded: most people who come here are no administrators.
      expect(await page.getByText('Contact.User.Read').isVisible()).toBe(false);
      await shown('permission');
      await page.getByText(t.administrator, { exact: true }).click();
      expect(await page.getByText('Contact.User.Read').isVisible()).toBe(true);
      await shown('permission-unfolded');
      await page.goto(`${app.url}/nothing`);
      await shown('not-found');
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('switches the language by the link, on every page and for good', async () => {
    const { page } = await open(browser(), { locale: 'en-US' });
    await page.goto(app.url);
    await page.getByRole('link', { name: '中文' }).click();
    expect(page.url()).toBe(`${app.url}/`);
    await page.getByRole('link', { name: languages.zh.signIn, exact: true }).click();
    // The simulator goes by the browser's language.
    await page.getByRole('button', { name: languages.en.refuse }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(languages.zh.refused);
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(languages.en.refused);
    await page.context().close();
  });

  it('tells times in the visitor’s own time zone', async () => {
    const { page } = await open(browser(), { locale: 'en-US', timezoneId: 'Asia/Shanghai' });
    await page.goto(app.url);
    await page.getByRole('link', { name: languages.en.signIn, exact: true }).click();
    await page.getByRole('button', { name: languages.en.agree }).click();
    const time = page.locator('time[data-absolute]').first();
    const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Shanghai' } as const;
    const local = new Intl.DateTimeFormat('en', format).format(
      new Date((await time.getAttribute('datetime')) ?? ''),
    );
    // Until the page's script has run, the time is that of the server's page.
    await expect
      .poll(async () => (await time.innerText()).replace(/\s/g, ' '))
      .toBe(local.replace(/\s/g, ' '));
    await page.context().close();
  });

  it('works without scripts, with times in UTC', async () => {
    const { page } = await open(browser(), { locale: 'en-US', javaScriptEnabled: false });
    await page.goto(app.url);
    await page.getByRole('link', { name: languages.en.signIn, exact: true }).click();
    await page.getByRole('button', { name: languages.en.agree }).click();
    await page.getByRole('button', { name: languages.en.refresh }).click();
    expect(await page.locator('time[data-absolute]').first().innerText()).toMatch(/ UTC$/);
    await page.context().close();
  });

  it('shows the initial when the picture cannot be loaded', async () => {
    const { page } = await open(browser(), { locale: 'en-US' });
    await page.route('**/avatars/**', (route) => route.abort());
    await page.goto(app.url);
    await page.getByRole('link', { name: languages.en.signIn, exact: true }).click();
    await page.getByRole('button', { name: languages.en.agree }).click();
    await page.waitForURL(`${app.url}/profile`);
    await expect.poll(() => page.locator('.avatar img').count()).toBe(0);
    expect((await page.locator('.avatar').innerText()).trim()).toBe([...person.nick].at(-1));
    await page.context().close();
  });

  it('keeps what was signed out out of reach of the Back button', async () => {
    const { page } = await open(browser(), { locale: 'en-US' });
    await page.goto(app.url);
    await page.getByRole('link', { name: languages.en.signIn, exact: true }).click();
    await page.getByRole('button', { name: languages.en.agree }).click();
    await page.getByText(person.unionId).first().waitFor();
    await page.getByRole('button', { name: languages.en.signOut }).click();
    await expect.poll(() => notice(page)).toBe(languages.en.signedOut);
    await page.waitForLoadState();
    await page.goBack();
    // /profile sends whoever is signed out to the home page.
    await page.getByRole('link', { name: languages.en.signIn, exact: true }).waitFor();
    expect(await page.getByText(person.unionId).count()).toBe(0);
    await page.context().close();
  });
});
