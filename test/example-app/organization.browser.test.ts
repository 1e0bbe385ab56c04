import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { type ExampleApp, organization, startExampleApp } from '../helpers/example-app.js';
import { check, open, screens, widths } from '../helpers/screens.js';

const languages = {
  en: {
    locale: 'en-US',
    signIn: 'Sign in with DingTalk',
    agree: 'Agree',
    turnedAway: 'You cannot sign in for this organization',
    again: 'Sign in again',
    staff: 'Your place in the organization',
  },
  zh: {
    locale: 'zh-CN',
    signIn: '使用钉钉登录',
    agree: '同意',
    turnedAway: '您的组织无权登录',
    again: '重新登录',
    staff: '在组织中的信息',
  },
};

let app: ExampleApp;
beforeAll(async () => {
  app = await startExampleApp({
    app: { production: true, dingtalk: { allowedCorpIds: [organization.corpId] } },
  });
});
afterAll(() => app.close());

describeInBrowser('an example app for one organization', (browser) => {
  it.each(screens)(
    'turns a stranger away and lets a member in, in $language on a $device, $scheme',
    async ({ language, device, scheme }) => {
      const t = languages[language];
      const viewport = widths[device];
      const { page, complaints } = await open(browser(), { locale: t.locale, viewport, colorScheme: scheme });
      const shown = (name: string) => check(page, `${name}-${language}-${device}-${scheme}`);

      await page.goto(app.url);
      await page.getByRole('link', { name: t.signIn, exact: true }).click();
      await page.getByRole('radio', { name: '青柠' }).check();
      await page.getByRole('button', { name: t.agree, exact: true }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(t.turnedAway);
      await shown('stranger');

      await page.getByRole('link', { name: t.again, exact: true }).click();
      await page.getByRole('radio', { name: '小满' }).check();
      await page.getByRole('button', { name: t.agree, exact: true }).click();
      await page.waitForURL(`${app.url}/profile`);
      const staff = page.getByRole('article', { name: t.staff });
      expect(await staff.innerText()).toContain('星河茶社 / 茶艺部 / 南门店');
      await shown('staff');
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});
