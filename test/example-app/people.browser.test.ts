import type { BrowserContextOptions, Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, openPage } from '../helpers/browser.js';
import { organization, person, sharedExampleApp, startExampleApp } from '../helpers/example-app.js';
import { borderContrast, check, enlargeText, fits, open, widths } from '../helpers/screens.js';

const DINGTALK = 'Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 DingTalk/7.6.0';
const app = sharedExampleApp();

/** What has the focus, by the text in it or its title. */
function focused(page: Page): Promise<string> {
  return page.evaluate(
    "(document.activeElement.title || document.activeElement.textContent).trim().replace(/\\s+/g, ' ')",
  );
}

/** Keeps requests waiting; `go` lets the first continue. */
async function hold(page: Page, url: string): Promise<{ go: () => Promise<void> }> {
  let arrive: (route: Route) => void = () => {};
  const arrived = new Promise<Route>((resolve) => {
    arrive = resolve;
  });
  await page.route(url, arrive);
  return { go: async () => (await arrived).continue() };
}

async function press(page: Page, key: string, until: () => Promise<boolean>): Promise<void> {
  for (let times = 0; times < 25; times += 1) {
    if (await until()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} leads nowhere: ${await focused(page)}`);
}

describeInBrowser('people who use the example app', (browser) => {
  const visit = (options: BrowserContextOptions = {}): Promise<Page> =>
    open(browser(), { locale: 'en-US', ...options });

  async function signIn(page: Page, nick = person.nick): Promise<void> {
    await page.goto(`${app.url}/auth/dingtalk`);
    await page.getByRole('radio', { name: nick, exact: true }).check();
    await page.getByRole('button', { name: 'Agree' }).click();
    await page.waitForURL(`${app.url}/profile`);
  }

  it('sign in and out by keyboard alone', async () => {
    const page = await visit();
    await page.goto(app.url);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await press(page, 'Tab', async () => (await focused(page)) === 'Sign in with DingTalk');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Agree' }).waitFor();
    await press(page, 'Tab', async () => (await focused(page)) === 'Agree');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.url}/profile`);
    await press(page, 'Tab', async () => (await focused(page)) === 'Sign out');
    await page.keyboard.press('Space');
    await expect.poll(() => focused(page)).toBe('You are signed out.');
  });

  it('sign in by the QR code by keyboard alone, led to where something changes', async () => {
    const page = await visit();
    await page.goto(app.url);
    await press(page, 'Tab', async () => (await focused(page)) === 'Show QR code');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('QR code of DingTalk');
    const reach = async (name: string) => {
      const button = page.frameLocator('iframe').getByRole('button', { name });
      // Nothing in the frame can be reached before it has come.
      await button.waitFor();
      await press(page, 'Tab', () =>
        button.evaluate((it) => (it as unknown as { matches(query: string): boolean }).matches(':focus')),
      );
    };
    await reach('Cancel');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('New QR code');
    expect(await page.getByRole('status').innerText()).toContain('You are not signed in');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('QR code of DingTalk');
    await reach(person.nick);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.url}/profile`);
  });

  it('are led to what went wrong', async () => {
    const page = await visit();
    await page.goto(`${app.url}/auth/dingtalk`);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await expect.poll(() => focused(page)).toBe('You cancelled the sign-in');
  });

  it('see that the QR code is on its way, and what to do when it is not there after ten seconds', async () => {
    const page = await visit();
    await page.clock.install();
    await page.goto(app.url);
    await hold(page, '**/ddlogin.js');
    await page.getByRole('button', { name: 'Show QR code' }).click();
    const status = page.getByRole('status');
    expect(await status.innerText()).toBe('Loading the QR code from DingTalk…');
    expect(await status.getAttribute('aria-busy')).toBe('true');
    await page.clock.fastForward(10_000);
    expect(await status.innerText()).toContain('use the button above to sign in, or try a new code');
  });

  it('are told what an administrator does when DingTalk’s script cannot be loaded', async () => {
    const page = await openPage(browser(), { locale: 'zh-CN', viewport: widths.narrow });
    await page.route('**/ddlogin.js', (route) => route.abort());
    await page.goto(app.url);
    await page.getByText('用另一部手机扫码登录').click();
    await page.getByText('尚未登录。').waitFor();
    await page.getByText('供管理员查看').filter({ visible: true }).click();
    expect(await page.getByText('g.alicdn.com').isVisible()).toBe(true);
    await check(page, 'example-app-qr-without-script');
  });

  it('see that DingTalk is signing them in, and find the link without a network', async () => {
    const viewport = widths.phone;
    const page = await openPage(browser(), { userAgent: DINGTALK, viewport, colorScheme: 'dark' });
    const codes = await hold(page, '**/simulator/in-app-code');
    await page.goto(app.url);
    const status = page.getByRole('status');
    expect(await status.innerText()).toBe('DingTalk is signing you in…');
    expect(await status.getAttribute('aria-busy')).toBe('true');
    await check(page, 'example-app-in-app-waiting');
    await page.route('**/auth/dingtalk/in-app**', (route) => route.abort('blockedbyclient'));
    await codes.go();
    await page.getByText('DingTalk could not sign you in by itself.').waitFor();
    expect(await status.getAttribute('aria-busy')).toBe('false');
    expect(await page.getByRole('link', { name: 'Sign in with DingTalk' }).isVisible()).toBe(true);
  });

  it('are not sent round in circles inside DingTalk where no cookie is kept', async () => {
    const page = await visit({ userAgent: DINGTALK });
    await page.route(`${app.url}/problem`, async (route) => {
      await page.context().clearCookies();
      await route.continue();
    });
    await page.goto(`${app.url}/?corpId=dingnone`);
    await page.waitForURL(`${app.url}/?by=link`);
    expect(await page.getByRole('link', { name: 'Sign in with DingTalk' }).isVisible()).toBe(true);
    expect(await page.getByRole('status').count()).toBe(0);
  });

  it('see that a button was pressed, and find the page as it was when they come back', async () => {
    const page = await visit();
    await page.goto(app.url);
    const link = page.getByRole('link', { name: 'Sign in with DingTalk' });
    // Kept from leaving, so that there is something to look at.
    await link.evaluate((element) => {
      const target = element as unknown as EventTarget;
      target.addEventListener('click', (event) => event.preventDefault(), { once: true });
    });
    await link.click();
    expect(await link.getAttribute('aria-busy')).toBe('true');
    await check(page, 'example-app-leaving');
    await page.reload();
    await link.click();
    await page.getByRole('button', { name: 'Agree' }).waitFor();
    await page.goBack();
    await expect.poll(() => link.getAttribute('aria-busy')).toBe(null);
  });

  it.each(['reduce', 'no-preference'] as const)(
    'see things move only if they want to: %s',
    async (reducedMotion) => {
      const page = await visit({ reducedMotion });
      await hold(page, '**/ddlogin.js');
      await page.goto(app.url);
      await page.getByRole('button', { name: 'Show QR code' }).click();
      await page.locator('[aria-busy=true]').waitFor();
      await check(page, `example-app-qr-loading-${reducedMotion}`);
      const moving = await page.evaluate<number>(
        'document.getAnimations().filter((it) => it.effect.getComputedTiming().endTime === Infinity).length',
      );
      expect(moving).toBe(reducedMotion === 'reduce' ? 0 : 1);
    },
  );

  it.each(['desktop', 'narrow'] as const)('read everything at twice the text size, %s', async (device) => {
    const page = await visit({ viewport: widths[device] });
    const larger = async (name: string) => {
      await enlargeText(page);
      await fits(page, `${name}, ${device}`);
    };
    await page.goto(app.url);
    await larger('home');
    await page.goto(`${app.url}/auth/dingtalk`);
    await larger('consent');
    await page.getByRole('button', { name: 'Agree' }).click();
    await page.waitForURL(`${app.url}/profile`);
    await page.getByText('Show the raw answer').click();
    await larger('profile');
    await page.goto(app.url);
    await larger('home, signed in');
    await page.goto(`${app.url}/nothing`);
    await page.getByText('For the administrator').click();
    await larger('problem');
    await page.goto(`${app.simulator.origins.login}/simulator/admin-console`);
    await larger('admin console');
    await page.goto(app.simulator.origins.login);
    await larger('pages of the simulator');
  });

  it.each(['light', 'dark'] as const)('see the borders of secondary buttons, %s', async (colorScheme) => {
    const page = await visit({ colorScheme });
    await page.goto(app.url);
    const seen = async (name: string) =>
      expect({ name, contrast: await borderContrast(page.getByRole('button', { name })) }).toEqual({
        name,
        contrast: expect.toSatisfy((contrast: number) => contrast >= 3),
      });
    await seen('Show QR code');
    await page.goto(`${app.url}/auth/dingtalk`);
    await seen('Refuse');
    await signIn(page);
    await seen('Sign out');
  });

  it('who are signed in find themselves on the home page, and no other way in', async () => {
    const page = await visit({ viewport: widths.phone });
    await signIn(page);
    await page.goto(app.url);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(person.nick);
    expect(await page.getByRole('link', { name: 'Sign in with DingTalk' }).count()).toBe(0);
    expect(await page.getByText('scan').count()).toBe(0);
    await check(page, 'example-app-home-signed-in');
  });

  it.each([
    ['who came by the link', '小满', undefined, 3],
    ['whom the organization does not know', '青柠', undefined, 3],
    ['who opened the page inside DingTalk', '小满', DINGTALK, 3],
  ])(
    'see cards side by side, none of them taller than what is in it: %s',
    async (_who, nick, userAgent, count) => {
      const page = await visit({ viewport: widths.desktop, ...(userAgent && { userAgent }) });
      if (userAgent) await page.goto(`${app.url}/?corpId=${organization.corpId}`);
      else await signIn(page, nick);
      await page.waitForURL(`${app.url}/profile`);
      const cards = await page.evaluate<{ left: number; below: number }[]>(`
      [...document.querySelectorAll('.halves > article')].map((card) => {
        const box = card.getBoundingClientRect();
        const below = box.bottom - card.lastElementChild.getBoundingClientRect().bottom;
        return { left: Math.round(box.left), below: Math.round(below) };
      })`);
      expect(cards).toHaveLength(count);
      expect(new Set(cards.map(({ left }) => left)).size).toBe(2);
      expect(Math.max(...cards.map(({ below }) => below))).toBeLessThanOrEqual(17);
    },
  );

  it.each(['en-US', 'zh-CN'])(
    'find the button to sign out beside their name on a narrow phone, %s',
    async (locale) => {
      const page = await visit({ locale, viewport: widths.narrow });
      await page.goto(`${app.url}/auth/dingtalk`);
      await page.locator('button.primary').click();
      await page.waitForURL(`${app.url}/profile`);
      for (const path of ['/profile', '/']) {
        await page.goto(app.url + path);
        const rows = await page.evaluate<{ text: number; top: number; bottom: number }[]>(`
        [document.querySelector('h1'), document.querySelector('form.end button')].map((element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          const { top, bottom } = element.getBoundingClientRect();
          return { text: range.getClientRects().length, top, bottom };
        })`);
        const [name, button] = rows as [(typeof rows)[number], (typeof rows)[number]];
        expect({ path, lines: [name.text, button.text] }).toEqual({ path, lines: [1, 1] });
        expect(button.top).toBeLessThan(name.bottom);
        expect(name.top).toBeLessThan(button.bottom);
      }
    },
  );

  it('whose name and addresses are long need not scroll sideways, and see an address broken at its marks', async () => {
    const long = await startExampleApp({
      people: [
        {
          unionId: 'long',
          nick: 'Wolfeschlegelsteinhausenbergerdorff',
          email: 'xiaoman@teahouse.example.com',
          organizations: [organization.corpId],
        },
      ],
    });
    const page = await visit({ viewport: widths.narrow });
    await page.goto(`${long.url}/auth/dingtalk`);
    await page.getByRole('button', { name: 'Agree' }).click();
    await page.waitForURL(`${long.url}/profile`);
    await fits(page, 'profile of a long name');
    const texts = await page.evaluate<string[]>(
      "[...document.querySelectorAll('dd')].flatMap(({ childNodes }) => [...childNodes].map((it) => it.textContent))",
    );
    expect(texts.join('|')).toContain('xiaoman||@teahouse||.example||.com');
    await page.goto(long.url);
    await fits(page, 'home of a long name');
  });
});
