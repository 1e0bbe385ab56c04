import { createServer } from 'node:http';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SimulatorOptions } from '../../../lib/simulator/index.js';
import { describeInBrowser, openPage } from '../../helpers/browser.js';
import { borderContrast, check, enlargeText, fits, screens, widths } from '../../helpers/screens.js';
import { listen } from '../../helpers/start.js';
import { APP, addressOf, BOOKS, getMe, LIN, postToken, start, TEA, YUN } from '../helpers/start.js';

const PEI = { unionId: 'union-pei', nick: '佩"<i>', organizations: [BOOKS.corpId] };

/** An app whose callback sends people on to its other host name, as many do. */
async function startApp() {
  const { origin } = await listen(
    createServer((request, response) => {
      const isCallback = request.url?.startsWith('/callback?');
      const welcome = `${origin.replace('127.0.0.1', 'localhost')}/welcome?${request.url}`;
      response.writeHead(
        isCallback ? 302 : 200,
        isCallback ? { location: welcome } : { 'content-type': 'text/html' },
      );
      response.end('<h1>Welcome</h1>');
    }),
  );
  return `${origin}/callback?app=1`;
}

describeInBrowser('the consent page', (browser) => {
  async function visit(
    options: BrowserContextOptions,
    asked: Record<string, string> = {},
    people: SimulatorOptions['people'] = [LIN, PEI, YUN],
  ) {
    const redirectUri = await startApp();
    const simulator = await start({
      clients: [{ ...APP, redirectUrls: [redirectUri] }],
      people,
    });
    const page = await openPage(browser(), { locale: 'en-US', ...options });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const query = new URLSearchParams({
      client_id: APP.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid corpid',
      prompt: 'consent',
      state: 'a+b/c=&d',
      ...asked,
    });
    await page.goto(`${simulator.origins.login}/oauth2/auth?${query}`);

    const arrival = async () => {
      await page.getByRole('heading', { name: 'Welcome' }).waitFor();
      const callback = new URL(page.url()).search.slice(1);
      return new URL(callback, page.url()).searchParams;
    };
    const told = async () => {
      const parameters = await arrival();
      expect(parameters.get('state')).toBe('a+b/c=&d');
      expect(parameters.get('app')).toBe('1');
      expect(parameters.get('authCode')).toBe(parameters.get('code'));
      const { accessToken, corpId } = JSON.parse(
        (await postToken(simulator, { code: parameters.get('code') })).body,
      );
      return { corpId, unionId: JSON.parse((await getMe(simulator, accessToken)).body).unionId };
    };
    return { page, complaints, arrival, told, simulator };
  }

  const organizationsOn = async (page: Page) => {
    const names = [];
    for (const radio of await page.getByRole('group', { name: 'Organization' }).getByRole('radio').all()) {
      names.push(await radio.evaluate((input) => input.parentElement?.textContent));
    }
    return names;
  };

  it('has a person and an organization preselected: one click signs in', async () => {
    const { page, told, complaints } = await visit({});
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    expect(await told()).toEqual({ corpId: TEA.corpId, unionId: LIN.unionId });
    expect(complaints).toEqual([]);
  });

  it('offers the organizations of the person who is chosen, without JavaScript', async () => {
    const { page, told } = await visit({ javaScriptEnabled: false });
    expect(await page.getByRole('radio', { name: LIN.nick }).isChecked()).toBe(true);
    expect(await organizationsOn(page)).toEqual([TEA.name, BOOKS.name]);
    await page.getByRole('radio', { name: PEI.nick }).check();
    expect(await organizationsOn(page)).toEqual([BOOKS.name]);
    expect(await page.getByRole('radio', { name: YUN.nick }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    expect(await told()).toEqual({ corpId: BOOKS.corpId, unionId: PEI.unionId });
  });

  it('preselects the organization that the app asks for', async () => {
    const { page, told } = await visit({}, { corpId: BOOKS.corpId });
    expect(await page.getByRole('radio', { name: BOOKS.name }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    expect(await told()).toEqual({ corpId: BOOKS.corpId, unionId: LIN.unionId });
  });

  it('asks for no organization when the scope has none', async () => {
    const { page, told } = await visit({}, { scope: 'openid' });
    expect(await page.getByRole('group', { name: 'Organization' }).count()).toBe(0);
    await page.getByRole('radio', { name: YUN.nick }).check();
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    expect(await told()).toEqual({ corpId: undefined, unionId: YUN.unionId });
  });

  it('leads back with an error when refused, in Chinese too', async () => {
    const { page, arrival } = await visit({ locale: 'zh-CN' });
    expect(await page.getByRole('button').allTextContents()).toEqual(['同意', '拒绝']);
    await page.getByRole('button', { name: '拒绝', exact: true }).click();
    const parameters = await arrival();
    expect([...parameters.keys()]).toEqual(['app', 'error', 'state']);
    expect(parameters.get('error')).toBe('access_denied');
  });

  it('works by keyboard alone', async () => {
    const { page, told } = await visit({});
    for (const key of ['Tab', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(await told()).toEqual({ corpId: BOOKS.corpId, unionId: PEI.unionId });
  });

  it.each(screens)(
    'and all others look alike, and are for everybody, in $language on a $device, $scheme',
    async ({ language, device, scheme }) => {
      const locale = language === 'zh' ? 'zh-CN' : 'en-US';
      const { page, simulator } = await visit({ locale, viewport: widths[device], colorScheme: scheme });
      const shown = (name: string) => check(page, `simulator-${name}-${language}-${device}-${scheme}`);
      await shown('consent');
      for (const [name, path] of [
        ['problem', '/oauth2/auth?client_id=nobody'],
        ['front', '/'],
        ['admin-console', '/simulator/admin-console'],
        ['admin-console-wrong', '/simulator/admin-console?clientId=nobody'],
        ['frame', `/oauth2/auth?iframe=true&${new URL(page.url()).searchParams}`],
      ] as const) {
        await page.goto(simulator.origins.login + path);
        if (name !== 'frame') {
          expect(await page.locator('main > .notice').innerText()).toContain(
            language === 'zh' ? '这不是钉钉' : 'This is not DingTalk',
          );
        }
        await shown(name);
      }
    },
  );

  it('names the app in the reader’s language', async () => {
    const simulator = await start({
      clients: [
        { ...APP, name: { en: 'Tea timer', 'zh-CN': '泡茶钟' }, adminUrl: 'http://localhost:4000/admin' },
      ],
      people: [LIN, YUN],
    });
    for (const [locale, name] of [
      ['en-US', 'Tea timer'],
      ['zh-CN', '泡茶钟'],
    ] as const) {
      const page = await browser().newPage({ locale });
      for (const path of [addressOf(simulator), `${simulator.origins.login}/simulator/admin-console`]) {
        await page.goto(path);
        expect(await page.locator('main').innerText()).toContain(name);
      }
      await page.close();
    }
  });

  it('breaks no e-mail address within a word on a narrow phone, and shows the borders of its buttons', async () => {
    const long = { ...LIN, email: 'linjian.of-the-woods@example.com' };
    const { page } = await visit({ viewport: widths.narrow, colorScheme: 'dark' }, {}, [long]);
    const address = page.getByText(long.email);
    const lines = await address.evaluate((element) => {
      const { document } = globalThis as unknown as { document: { createRange(): Ranged } };
      interface Ranged {
        selectNodeContents(of: unknown): void;
        getClientRects(): ArrayLike<unknown>;
      }
      return Array.from((element as unknown as { childNodes: ArrayLike<{ nodeType: number }> }).childNodes)
        .filter(({ nodeType }) => nodeType === 3)
        .map((text) => {
          const range = document.createRange();
          range.selectNodeContents(text);
          return range.getClientRects().length;
        });
    });
    // `linjian`, `.of-the-woods`, `@example` and `.com` in one line each.
    expect(lines).toEqual([1, 1, 1, 1]);
    expect(await borderContrast(page.getByRole('button', { name: 'Refuse' }))).toBeGreaterThanOrEqual(3);
    await enlargeText(page);
    await fits(page, 'consent at twice the text size');
  });
});
