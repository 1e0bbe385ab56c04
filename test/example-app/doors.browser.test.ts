import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { type ExampleApp, organization, person, startExampleApp } from '../helpers/example-app.js';
import { check, open, screens, widths } from '../helpers/screens.js';

const DINGTALK =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 DingTalk/7.6.0';
const { corpId } = organization;

const languages = {
  en: {
    locale: 'en-US',
    signIn: 'Sign in with DingTalk',
    agree: 'Agree',
    showCode: 'Show QR code',
    newCode: 'New QR code',
    frame: 'QR code of DingTalk',
    cancel: 'Cancel',
    onPhone: 'Sign in by scanning from another phone',
    scanFailed: 'You are not signed in',
    clientRefused: 'DingTalk did not sign you in',
    administrator: 'For the administrator',
    notAccepted: 'You cannot sign in with this account',
    noTokens: 'an app learns who you are, but gets no tokens for you',
    console: 'Open the simulated admin console',
    openAs: `Open as ${person.nick}`,
    administers: 'You administer',
    closed: 'You did not come from the admin console',
  },
  zh: {
    locale: 'zh-CN',
    signIn: '使用钉钉登录',
    agree: '同意',
    showCode: '显示二维码',
    newCode: '换一个二维码',
    frame: '钉钉二维码',
    cancel: '取消',
    onPhone: '用另一部手机扫码登录',
    scanFailed: '尚未登录',
    clientRefused: '钉钉未能为您登录',
    administrator: '供管理员查看',
    notAccepted: '此账号无权登录',
    noTokens: '应用能知道您是谁，但得不到您的令牌',
    console: '打开模拟的管理后台',
    openAs: `以${person.nick}的身份打开`,
    administers: '您是“星河茶社”的管理员',
    closed: '您不是从管理后台进入的',
  },
};

let app: ExampleApp;
/** What the app says to people whom it knows. */
let isOpen = true;
beforeAll(async () => {
  app = await startExampleApp({ app: { mayEnter: () => isOpen } });
});
afterAll(() => app.close());

function heading(page: Page): Promise<string> {
  return page.getByRole('heading', { level: 1 }).innerText();
}

describeInBrowser('the doors of the example app', (browser) => {
  async function visit(screen: (typeof screens)[number], userAgent?: string) {
    const { language, device, scheme } = screen;
    const t = languages[language];
    const { page, complaints } = await open(browser(), {
      locale: t.locale,
      viewport: widths[device],
      colorScheme: scheme,
      ...(userAgent && { userAgent }),
    });
    const shown = (name: string) => check(page, `example-app-door-${name}-${language}-${device}-${scheme}`);
    return { t, page, complaints, shown };
  }

  it.each(screens)('show a QR code in the page, in $language on a $device, $scheme', async (screen) => {
    const { t, page, complaints, shown } = await visit(screen);
    await page.goto(app.url);
    // Nothing of DingTalk's is there before somebody wants it.
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    // Nobody scans the screen of the phone in their hand.
    const onPhone = page.getByText(t.onPhone);
    expect(await onPhone.isVisible()).toBe(screen.device !== 'desktop');
    expect(await page.getByRole('button', { name: t.showCode }).isVisible()).toBe(
      screen.device === 'desktop',
    );
    await (screen.device === 'desktop' ? page.getByRole('button', { name: t.showCode }) : onPhone).click();
    const frame = page.frameLocator(`iframe[title="${t.frame}"]`);
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    expect(await page.getByRole('link', { name: t.signIn, exact: true }).isVisible()).toBe(true);
    await shown('qr-code');

    await frame.getByRole('button', { name: t.cancel }).click();
    await page.getByText(t.scanFailed).waitFor();
    await shown('qr-code-refused');

    await page.getByRole('button', { name: t.newCode }).click();
    await frame.getByRole('button', { name: person.nick }).click();
    await page.waitForURL(`${app.url}/profile`);
    expect(await heading(page)).toBe(person.nick);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(screens)(
    'open by themselves inside DingTalk, in $language on a $device, $scheme',
    async (screen) => {
      const { t, page, complaints, shown } = await visit(screen, DINGTALK);
      await page.goto(`${app.url}/?corpId=${corpId}`);
      await page.waitForURL(`${app.url}/profile`);
      expect(await heading(page)).toBe(person.nick);
      expect(await page.getByText(t.noTokens).count()).toBe(1);
      await shown('in-app');
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(screens)(
    'fall back to the link inside DingTalk, in $language on a $device, $scheme',
    async (screen) => {
      const { t, page, complaints, shown } = await visit(screen, DINGTALK);
      // Our own server refuses.
      isOpen = false;
      await page.goto(`${app.url}/?corpId=${corpId}`);
      await page.getByRole('heading', { name: t.notAccepted }).waitFor();
      isOpen = true;

      // The DingTalk client refuses.
      await page.goto(`${app.url}/?corpId=dingnone`);
      await page.getByRole('heading', { name: t.clientRefused }).waitFor();
      await shown('in-app-refused');
      await page.getByText(t.administrator, { exact: true }).click();
      expect(await page.locator('main').innerText()).toContain('$CORPID$');
      expect(await page.locator('main').innerText()).not.toContain('corpId不合法');
      await shown('in-app-refused-unfolded');
      await page.getByRole('link', { name: t.signIn, exact: true }).click();
      await page.getByRole('button', { name: t.agree, exact: true }).click();
      await page.waitForURL(`${app.url}/profile`);
      expect(await heading(page)).toBe(person.nick);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(screens)(
    'lead from the admin console to the admin page, in $language on a $device, $scheme',
    async (screen) => {
      const { t, page, complaints, shown } = await visit(screen);
      await page.goto(`${app.url}/admin`);
      expect(await heading(page)).toBe(t.closed);
      await shown('admin-closed');
      await page.goto(app.url);
      await page.getByRole('link', { name: t.console }).click();
      await page.getByRole('link', { name: t.openAs }).click();
      await page.waitForURL(`${app.url}/admin`);
      expect(await heading(page)).toBe(person.nick);
      expect(await page.getByRole('article', { name: t.administers }).innerText()).toContain(corpId);
      await shown('admin');
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});
