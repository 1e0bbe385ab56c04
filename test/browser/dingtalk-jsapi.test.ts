import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { corpId, startHomePage } from '../helpers/in-app-page.js';
import {
  type Client,
  calls,
  type NativeBridge,
  nativeBridge,
  userAgentOf,
} from '../helpers/native-bridge.js';

const newer = 'requestAuthCodeV2';
const older = 'requestAuthCode';

describeInBrowser("DingTalk's own library, in a page", (browser) => {
  let library: string;
  beforeAll(async () => {
    const input = fileURLToPath(import.meta.resolve('dingtalk-jsapi'));
    const bundle = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
    library = (await bundle.generate({ format: 'iife', name: 'dd' })).output[0].code;
    await bundle.close();
  });

  async function start(client: Client, version: string, about: Partial<NativeBridge> = {}) {
    const home = await startHomePage(browser(), {
      userAgent: userAgentOf(client, version),
      jsapi: () => '/dingtalk-jsapi.js',
    });
    const { app, simulator, page } = home;
    app.app.get('/dingtalk-jsapi.js', (_req, res) => {
      res.type('js').send(library);
    });
    const codes = `${simulator.origins.login}/simulator/in-app-code`;
    await page.addInitScript(nativeBridge({ client, codes, manners: {}, starts: true, ...about }));
    return {
      ...home,
      calls: () => page.evaluate<string[]>(calls),
      /** Opens the page with its clock at a standstill, and waits until the client was asked so. */
      async openAtStandstill(...asked: string[]) {
        await page.clock.install({ time: 0 });
        await page.clock.pauseAt(1000);
        await page.goto(`${app.origin}/home?corpId=${corpId}`);
        await expect.poll(() => page.evaluate<string[]>(calls)).toEqual(asked);
      },
    };
  }

  describe.each<[Client, string, string]>([
    ['iOS', '7.0.45', '7.0.44'],
    ['Android', '7.0.45', '7.0.44'],
    ['PC', '7.0.50', '7.0.49'],
  ])('on %s', (client, current, old) => {
    it('signs in by the newer call, and makes no other', async () => {
      const { open, calls, simulator } = await start(client, current);
      expect(await open()).toBe('signed in as 林间');
      expect(await calls()).toEqual([newer]);
      expect(simulator.requests.filter(({ endpoint }) => endpoint === 'getuserinfo')).toHaveLength(1);
    });

    it('signs in by the older call where an old client refuses the newer', async () => {
      const { open, calls } = await start(client, old);
      expect(await open()).toBe('signed in as 林间');
      expect(await calls()).toEqual([newer, older]);
    });

    it('makes the older call too where an old client says nothing to the newer for a while', async () => {
      const about = { manners: { [newer]: 'is silent' } } as const;
      const { openAtStandstill, outcome, page, calls } = await start(client, old, about);
      await openAtStandstill(newer);
      await page.clock.runFor(2499);
      expect(await calls()).toEqual([newer]);
      await page.clock.runFor(1);
      expect(await outcome()).toBe('signed in as 林间');
      expect(await calls()).toEqual([newer, older]);
    });

    it('waits ten seconds in all for a client that says nothing', async () => {
      const about = { manners: { [newer]: 'is silent', [older]: 'is silent' } } as const;
      const { openAtStandstill, outcome, page } = await start(client, current, about);
      await openAtStandstill(newer);
      await page.clock.runFor(9999);
      expect(await page.locator('#outcome').textContent()).toBe('…');
      await page.clock.runFor(1);
      expect(await outcome()).toBe('InAppError | timeout |  | The DingTalk client did not answer');
    });

    it('says why the newer call was refused, should the older one never be answered', async () => {
      const about = { manners: { [newer]: 'lacks it', [older]: 'is silent' } } as const;
      const { openAtStandstill, outcome, page } = await start(client, current, about);
      await openAtStandstill(newer, older);
      await page.clock.runFor(10_000);
      expect(await outcome()).toBe('InAppError | client | 1 | method not found');
    });

    it('says so when the person declines, and asks no second time', async () => {
      const about = { manners: { [newer]: 'declines' } } as const;
      const { openAtStandstill, outcome, page, calls } = await start(client, current, about);
      await openAtStandstill(newer);
      await page.clock.runFor(10_000);
      expect(await outcome()).toBe('InAppError | declined | -1 | cancel');
      expect(await calls()).toEqual([newer]);
    });

    it('says so when the client gives no code', async () => {
      const about = { manners: { [newer]: 'gives nothing', [older]: 'gives nothing' } } as const;
      const { open } = await start(client, current, about);
      expect(await open()).toBe('InAppError | client |  | The DingTalk client returned no code');
    });
  });

  it.each([
    ['iOS', 'InAppError | client |  | The DingTalk client returned no code'],
    ['Android', 'InAppError | client | 2 | nuva did not start'],
  ] as const)('says at once that the client’s bridge does not start, on %s', async (client, said) => {
    const { openAtStandstill, outcome } = await start(client, '7.6.0', { starts: false });
    await openAtStandstill();
    expect(await outcome()).toBe(said);
  });

  it('waits ten seconds in all on a PC whose client the library never asks, as it names no frame', async () => {
    const { openAtStandstill, outcome, page } = await start('PC', '7.6.0', { starts: false });
    await openAtStandstill();
    await page.clock.runFor(10_000);
    expect(await outcome()).toBe('InAppError | timeout |  | The DingTalk client did not answer');
  });
});
