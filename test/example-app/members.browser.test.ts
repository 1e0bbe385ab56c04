import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { type ExampleApp, startExampleApp } from '../helpers/example-app.js';
import { check, open, screens, widths } from '../helpers/screens.js';

const languages = {
  en: {
    locale: 'en-US',
    ...{ signIn: 'Sign in with DingTalk', agree: 'Agree', directory: 'Open the simulated directory' },
    ...{ leave: 'Let 小满 leave', comeBack: 'Let 小满 rejoin', hasLeft: 'Has left' },
    confirmed: /Membership last confirmed\s+(?:now|\d+ seconds? ago)/,
    out: 'You are no longer a member of the organization, so we signed you out.',
  },
  zh: {
    locale: 'zh-CN',
    ...{ signIn: '使用钉钉登录', agree: '同意', directory: '打开模拟的通讯录' },
    ...{ leave: '让小满离职', comeBack: '让小满重新加入', hasLeft: '已离职' },
    confirmed: /上次确认成员身份\s+(?:现在|\d+秒钟?前)/,
    out: '您已不是该组织的成员，因此已为您退出登录。',
  },
};

let app: ExampleApp;
beforeAll(async () => {
  app = await startExampleApp();
});
afterAll(() => app.close());

describeInBrowser('somebody whom the directory lets leave', (browser) => {
  it.each(screens)(
    'is signed out in the other tab, in $language on a $device, $scheme',
    async ({ language, device, scheme }) => {
      const t = languages[language];
      const viewport = widths[device];
      const { page, complaints } = await open(browser(), { locale: t.locale, viewport, colorScheme: scheme });
      const shown = (name: string) => check(page, `${name}-${language}-${device}-${scheme}`);
      onTestFinished(async () => {
        vi.useRealTimers();
        app.simulator.reset();
        await page.context().close();
      });

      await page.goto(app.url);
      await page.getByRole('link', { name: t.signIn, exact: true }).click();
      await page.getByRole('radio', { name: '小满' }).check();
      await page.getByRole('button', { name: t.agree, exact: true }).click();
      await page.waitForURL(`${app.url}/profile`);
      expect(await page.innerText('main')).toMatch(t.confirmed);
      await shown('member');

      const other = await page.context().newPage();
      await other.goto(app.url);
      await other.getByRole('link', { name: t.directory }).click();
      await check(other, `directory-${language}-${device}-${scheme}`);
      // In two organizations; the first is the app's own.
      await other.getByRole('button', { name: t.leave }).first().click();
      await other.getByRole('button', { name: t.comeBack }).first().waitFor();
      await check(other, `directory-left-${language}-${device}-${scheme}`);

      vi.useFakeTimers({ toFake: ['Date'] });
      vi.setSystemTime(Date.now() + 31 * 60_000);
      await page.reload();
      expect(new URL(page.url()).pathname).toBe('/');
      expect(await page.innerText('main')).toContain(t.out);
      await shown('left');
      expect(complaints).toEqual([]);
    },
  );
});
