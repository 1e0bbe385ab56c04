import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { texts } from '../../example-app/language.js';
import { describeInBrowser } from '../helpers/browser.js';
import { organization, person, sharedExampleApp, startExampleApp } from '../helpers/example-app.js';
import { check, open, screens, widths } from '../helpers/screens.js';

const DINGTALK =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 DingTalk/7.6.0';
const { corpId } = organization;

/** What the simulator's pages say, and what the app's texts are completed with. */
const languages = {
  en: {
    locale: 'en-US',
    t: texts.en,
    ...{ agree: 'Agree', refuse: 'Refuse', cancel: 'Cancel', openAs: `Open as ${person.nick}` },
    ...{ leave: 'Let 小满 leave', comeBack: 'Let 小满 rejoin', relative: 'in 2 hours' },
  },
  zh: {
    locale: 'zh-CN',
    t: texts['zh-CN'],
    ...{ agree: '同意', refuse: '拒绝', cancel: '取消', openAs: `以${person.nick}的身份打开` },
    ...{ leave: '让小满离职', comeBack: '让小满重新加入', relative: '2小时后' },
  },
};

/** Whether the app lets users in. */
let isOpen = true;
const app = sharedExampleApp({ app: { mayEnter: () => isOpen } });
beforeEach(() => {
  app.log.length = 0;
});

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).innerText();
/** The text of the notice; not yet styled, it has the white space of the source around it. */
const notice = async (page: Page) => (await page.getByRole('status').innerText()).trim();

describeInBrowser('the example app in a browser', (browser) => {
  async function visit({ language, device, scheme }: (typeof screens)[number], userAgent?: string) {
    const words = languages[language];
    const page = await open(browser(), {
      locale: words.locale,
      viewport: widths[device],
      colorScheme: scheme,
      ...(userAgent && { userAgent }),
    });
    return {
      ...words,
      page,
      shown: (name: string, on = page) => check(on, `example-app-${name}-${language}-${device}-${scheme}`),
      click: (role: 'button' | 'link', name: string) =>
        page.getByRole(role, { name, exact: true }).first().click(),
    };
  }
  const each = it.each(screens.map((screen) => [Object.values(screen).join(', '), screen] as const));

  each('signs in, refreshes the tokens and signs out: %s', async (_screen, screen) => {
    const { t, page, shown, click, agree, relative } = await visit(screen);
    await page.goto(app.url);
    await shown('home');
    await click('link', t.signIn);
    await click('button', agree);
    await page.waitForURL(`${app.url}/profile`);
    expect(await heading(page)).toBe(person.nick);
    expect(await page.getByText(relative).count()).toBe(1);
    // The picture is there, not only the initial behind it.
    expect(await page.evaluate("document.querySelector('.avatar img').naturalWidth")).toBeGreaterThan(0);
    const tokens = () => page.locator('dd code', { hasText: '••••' }).allInnerTexts();
    const [access, refresh] = await tokens();
    const answer = page.waitForResponse(`${app.url}/refresh`);
    await click('button', t.profile.refresh);
    expect({ status: (await answer).status(), log: app.log }).toEqual({ status: 303, log: [] });
    expect(await notice(page)).toBe(t.notices.refreshed);
    await page.waitForLoadState();
    expect(await tokens()).toEqual([
      expect.not.stringMatching(`^${access}$`),
      expect.not.stringMatching(`^${refresh}$`),
    ]);
    await page.getByText(t.profile.rawShow).click();
    expect(await page.locator('pre').innerText()).toContain(`"unionId": "${person.unionId}"`);
    await shown('profile');
    await click('button', t.signOut);
    expect(await notice(page)).toBe(t.notices['signed-out']);
    await shown('signed-out');
    await page.goto(`${app.url}/profile`);
    expect(await page.getByRole('link', { name: t.signIn, exact: true }).count()).toBe(1);
  });

  each('says what went wrong: %s', async (_screen, screen) => {
    const { t, page, shown, click, agree, refuse } = await visit(screen);
    await page.goto(app.url);
    await click('link', t.signIn);
    await click('button', refuse);
    expect(await heading(page)).toBe(t.problem.problems['access-denied'].title);
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
    await click('link', t.problem.again);
    await click('button', agree);
    expect(await heading(page)).toBe(t.problem.problems.DINGTALK_PERMISSION.title);
    // Folded: most users are no administrators.
    expect(await page.getByText('Contact.User.Read').isVisible()).toBe(false);
    await shown('permission');
    await page.getByText(t.problem.administrator, { exact: true }).click();
    expect(await page.getByText('Contact.User.Read').isVisible()).toBe(true);
    await shown('permission-unfolded');
    await page.goto(`${app.url}/nothing`);
    await shown('not-found');
  });

  each('shows a QR code in the page: %s', async (_screen, screen) => {
    const { t, page, shown, click, cancel } = await visit(screen);
    const { show, again, onPhone, frame: title, failed } = t.home.qrCode;
    await page.goto(app.url);
    // Nothing of DingTalk's is there before the user asks for it.
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    // On a phone, whose own screen it can't scan, the code is folded.
    const isDesktop = screen.device === 'desktop';
    const folded = page.getByText(onPhone);
    const button = page.getByRole('button', { name: show });
    expect([await folded.isVisible(), await button.isVisible()]).toEqual([!isDesktop, isDesktop]);
    await (isDesktop ? button : folded).click();
    const frame = page.frameLocator(`iframe[title="${title}"]`);
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    expect(await page.getByRole('link', { name: t.signIn, exact: true }).isVisible()).toBe(true);
    await shown('qr-code');
    await frame.getByRole('button', { name: cancel }).click();
    await page.getByText(failed).waitFor();
    await shown('qr-code-refused');
    await click('button', again);
    await frame.getByRole('button', { name: person.nick }).click();
    await page.waitForURL(`${app.url}/profile`);
    expect(await heading(page)).toBe(person.nick);
  });

  each('signs in by itself inside DingTalk: %s', async (_screen, screen) => {
    const { t, page, shown } = await visit(screen, DINGTALK);
    await page.goto(`${app.url}/?corpId=${corpId}`);
    await page.waitForURL(`${app.url}/profile`);
    expect(await heading(page)).toBe(person.nick);
    expect(await page.getByText(t.profile.noTokens).count()).toBe(1);
    await shown('in-app');
  });

  each('leads to the link inside DingTalk where a sign-in is refused: %s', async (_screen, screen) => {
    const { t, page, shown, click, agree } = await visit(screen, DINGTALK);
    const { problems } = t.problem;
    // Our own server refuses.
    isOpen = false;
    await page.goto(`${app.url}/?corpId=${corpId}`);
    await page.getByRole('heading', { name: problems['not-accepted'].title }).waitFor();
    isOpen = true;
    // The DingTalk client refuses.
    await page.goto(`${app.url}/?corpId=dingnone`);
    await page.getByRole('heading', { name: problems['page-not-registered'].title }).waitFor();
    await shown('in-app-refused');
    await page.getByText(t.problem.administrator, { exact: true }).click();
    expect(await page.locator('main').innerText()).toMatch(/^(?!.*corpId不合法).*\$CORPID\$/s);
    await shown('in-app-refused-unfolded');
    await click('link', t.signIn);
    await click('button', agree);
    await page.waitForURL(`${app.url}/profile`);
  });

  each('leads from the admin console to the admin page: %s', async (_screen, screen) => {
    const { t, page, shown, click, openAs } = await visit(screen);
    await page.goto(`${app.url}/admin`);
    expect(await heading(page)).toBe(t.problem.problems['code-missing'].title);
    await shown('admin-closed');
    await page.goto(app.url);
    await click('link', t.home.simulator.adminConsole);
    await page.getByRole('link', { name: openAs }).click();
    await page.waitForURL(`${app.url}/admin`);
    expect(await heading(page)).toBe(person.nick);
    const article = page.getByRole('article', { name: t.admin.administers('星河茶社') });
    expect(await article.innerText()).toContain(corpId);
    await shown('admin');
  });

  each('signs a member out who leaves, in another tab: %s', async (_screen, screen) => {
    const { t, page, shown, click, agree, leave, comeBack } = await visit(screen);
    const own = await startExampleApp({ app: { recheckMs: 1000 } });
    await page.goto(own.url);
    await click('link', t.signIn);
    await page.getByRole('radio', { name: '小满' }).check();
    await click('button', agree);
    await page.waitForURL(`${own.url}/profile`);
    expect(await page.innerText('main')).toContain(t.profile.memberSince);

    const other = await page.context().newPage();
    await other.goto(own.url);
    await other.getByRole('link', { name: t.home.simulator.directory }).click();
    await shown('directory', other);
    // In two organizations; the first is the app's own.
    await other.getByRole('button', { name: leave }).first().click();
    await other.getByRole('button', { name: comeBack }).first().waitFor();
    await shown('directory-left', other);

    // Out as soon as DingTalk has answered the question that the first request causes.
    while (new URL(page.url()).pathname !== '/') await page.reload();
    expect(await page.innerText('main')).toContain(t.notices['not-a-member-any-more']);
    await shown('left');
  });

  each('turns users of another organization away: %s', async (_screen, screen) => {
    const dingtalk = { allowedCorpIds: [corpId] };
    const only = await startExampleApp({ app: { production: true, dingtalk } });
    const { t, page, shown, click, agree } = await visit(screen);
    await page.goto(only.url);
    await click('link', t.signIn);
    await page.getByRole('radio', { name: '青柠' }).check();
    await click('button', agree);
    expect(await heading(page)).toBe(t.problem.problems['organization-not-allowed'].title);
    await shown('stranger');
    await click('link', t.problem.again);
    await page.getByRole('radio', { name: '小满' }).check();
    await click('button', agree);
    await page.waitForURL(`${only.url}/profile`);
    const staff = page.getByRole('article', { name: t.profile.staff.title });
    expect(await staff.innerText()).toContain('星河茶社 / 茶艺部 / 南门店');
    await shown('staff');
  });
});
