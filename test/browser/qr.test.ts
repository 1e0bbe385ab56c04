import express from 'express';
import type { FrameLocator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DingTalkStrategy } from '../../lib/strategy.js';
import { describeInBrowser, openPage, screenshot } from '../helpers/browser.js';
import { startCodeApp } from '../helpers/code-app.js';
import { shipped } from '../helpers/in-app-page.js';
import { simulate } from '../helpers/start.js';

const corpId = 'dingtea';
const lin = { unionId: 'unionLin', nick: '林间', organizations: [corpId], administers: [corpId] };
const yun = { unionId: 'unionYun', nick: '云上' };
const clientId = 'dingqr';

/** Shows the QR code with whatever the test says, and everything that comes of it. */
const page = (script: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Tea orders</title>
<body style="font: 16px/1.5 system-ui; padding: 24px"><h1>Tea orders</h1>
<div id="qr" style="width: 320px"></div><ol id="errors"></ol>
<script type="module">
  import { showQrCode } from '/modules/qr.js';
  const element = document.querySelector('#qr');
  const parameters = await (await fetch('/qr' + location.search)).json();
  const onError = (error) => {
    const line = document.createElement('li');
    line.textContent = [error instanceof Error, error.name, error.code, error.message].join(' | ');
    document.querySelector('#errors').append(line);
  };
  const show = (options) => showQrCode(element, { ...parameters, ...window.asked?.parameters }, {
    onError, scriptUrl: '${script}', ...window.asked?.options, ...options,
  });
  Object.assign(window, { show, parameters, remove: show(window.asked?.wired) });
</script>`;

describeInBrowser('the module for a QR code in the page', (browser) => {
  async function start({ asked = {}, setUp = '', path = '/login' } = {}) {
    const app = await startCodeApp();
    const callbackURL = `${app.origin}/callback?from=dingtalk`;
    const simulator = await simulate({
      people: [lin, yun],
      organizations: [{ corpId, name: '茶社' }],
      clients: [{ clientId, clientSecret: 'secret', redirectUrls: [callbackURL] }],
    });
    const strategy = new DingTalkStrategy(
      { clientID: clientId, clientSecret: 'secret', callbackURL, origins: simulator.origins },
      (_accessToken, _refreshToken, profile, done) => done(null, profile),
    );
    app.use('/callback', strategy);
    app.app.use('/modules', express.static(shipped.pathname));
    app.app.get('/other.js', (_req, res) => {
      res.type('js').send('delete window.DTFrameLogin');
    });
    app.app.get('/login', (_req, res) => {
      res.send(page(`${simulator.origins.login}/simulator/ddlogin.js`));
    });
    app.app.get('/qr', async (req, res) => {
      const inOrganization = { corpId, orgType: 'management' as const };
      res.json(await strategy.qrLogin(req, req.query.organization === undefined ? {} : inOrganization));
    });
    const opened = await openPage(browser(), { viewport: { width: 420, height: 620 } });
    await opened.addInitScript(`window.asked = ${JSON.stringify(asked)}; ${setUp}`);
    await opened.goto(app.origin + path);
    await opened.waitForFunction('window.remove');
    return { app, simulator, page: opened, frame: opened.frameLocator('#qr iframe') };
  }

  async function scan(frame: FrameLocator, who = lin.nick): Promise<void> {
    await frame.getByRole('button', { name: who }).click();
  }

  async function error(page: Page, number = 1): Promise<string | null> {
    return page.locator(`#errors li:nth-child(${number})`).textContent();
  }

  it('signs in the user who scans it, by the ordinary callback route', async () => {
    const { page, frame, app } = await start();
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    await screenshot(page, 'qr-shown');
    await scan(frame);
    await page.waitForURL(`${app.origin}/callback?**`);
    const outcome = JSON.parse((await page.locator('body').textContent()) ?? '');
    expect(outcome).toMatchObject({ user: { id: lin.unionId } });
    await page.goto(`${app.origin}/me`);
    expect(await page.locator('body').textContent()).toContain(lin.unionId);
  });

  it('encodes what DingTalk’s script does not: the callback’s query and a scope of two words', async () => {
    const { page, frame, simulator } = await start({ path: '/login?organization' });
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    const asked = simulator.requests.find(({ endpoint }) => endpoint === 'authorize')?.url ?? '';
    expect(asked).toContain('callback%3Ffrom%3Ddingtalk');
    expect(asked).toContain('scope=openid%20corpid');
    expect(Object.fromEntries(new URL(asked, 'http://x').searchParams)).toEqual({
      ...((await page.evaluate('window.parameters')) as object),
      iframe: 'true',
    });
    await scan(frame);
    await page.waitForURL('**/callback?**');
    expect(await page.locator('body').textContent()).toContain(`"corpId":"${corpId}"`);
  });

  it.each([
    ['that the person is not in the organization', '/login?organization', yun.nick, '操作失败，你不在组织内'],
    ['that the person refused', '/login', 'Cancel', 'access_denied'],
  ])('reports DingTalk’s word %s as an Error', async (_what, path, button, expected) => {
    const { page, frame } = await start({ path });
    await scan(frame, button);
    expect(await error(page)).toBe(`true | QrCodeError | dingtalk | ${expected}`);
    await screenshot(page, `qr-error-${button === 'Cancel' ? 'refused' : 'stranger'}`);
  });

  it('reports what the script says as an object or not at all as an Error too', async () => {
    const setUp = `window.DTFrameLogin = null; const says = [undefined, { errorMsg: 'in an object' }, { message: 'a message' }, 'words', {}];
      window.stub = (frame, parameters, success, error) => says.forEach((each) => error(each));`;
    const { page } = await start({ setUp });
    await page.route('**/stub.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'window.DTFrameLogin = window.stub' }),
    );
    await page.evaluate("window.remove(); window.remove = window.show({ scriptUrl: '/stub.js' })");
    const unsaid = 'DingTalk reported an unknown error';
    for (const [index, text] of [unsaid, 'in an object', 'a message', 'words', unsaid].entries()) {
      expect(await error(page, index + 1)).toBe(`true | QrCodeError | dingtalk | ${text}`);
    }
  });

  /** The callback URL with this code, as DingTalk's frame tells it. */
  async function callbackOf(page: Page, code: string): Promise<string> {
    const { redirect_uri, state } = (await page.evaluate('window.parameters')) as Record<string, string>;
    return `${redirect_uri}&authCode=${code}&state=${state}`;
  }

  /** Says that somebody has scanned. From a frame, as DingTalk's script looks at no message's source. */
  async function tell(frame: FrameLocator, redirectUrl: string): Promise<void> {
    const message = JSON.stringify({ success: true, redirectUrl });
    await frame.locator('body').evaluate(`parent.postMessage(${message}, '*')`);
  }

  it.each([
    ['another state', /state=[\w-]+/, 'state=forged'],
    ['no state', /&state=[\w-]+/, ''],
    ['another page of this site', '/callback', '/elsewhere'],
    ['another site', /127\.0\.0\.1:\d+/, 'evil.example'],
  ])('takes no message with %s for an answer', async (_what, right, forged) => {
    const { page, frame, app } = await start();
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    const callback = await callbackOf(page, 'stolen');
    expect(callback).toMatch(right);
    await tell(frame, callback.replace(right, forged));
    expect(await error(page)).toBe(
      'true | QrCodeError | state | A message that does not belong to this sign-in',
    );
    expect(page.url()).toBe(`${app.origin}/login`);
  });

  it('is told once, however often DingTalk’s script tells it', async () => {
    const { page, frame } = await start();
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    await page.evaluate(`window.remove(); window.calls = [];
      window.remove = window.show({ onCallback: (url) => window.calls.push(url) })`);
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    const callback = await callbackOf(page, 'a');
    for (let times = 0; times < 3; times += 1) await tell(frame, callback);
    await page.waitForFunction('window.calls.length');
    expect(await page.evaluate('window.calls')).toEqual([callback]);
    expect(await page.locator('#errors li').count()).toBe(0);
  });

  it('is not heard of again once it is removed, though DingTalk’s script goes on listening', async () => {
    const { page, frame } = await start();
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    await page.evaluate('window.remove()');
    expect(await page.locator('iframe').count()).toBe(0);
    await page.evaluate('window.remove = window.show()');
    await scan(frame, 'Cancel');
    await error(page);
    expect(await page.locator('#errors li').count()).toBe(1);
  });

  const tooSmall = 'size | DingTalk’s QR code needs at least 280 by 280 pixels';
  const notLoaded = "script | DingTalk's script was not loaded from";
  it.each([
    ['too small a frame', { options: { width: 279 } }, tooSmall],
    ['too low a frame', { options: { height: 100 } }, tooSmall],
    [
      'a scope with corpid without an organization',
      { parameters: { scope: 'openid corpid' } },
      'parameters | With the scope corpid, DingTalk requires corpId and org_type',
    ],
    [
      'a callback of another origin',
      { parameters: { redirect_uri: 'https://example.com/callback' } },
      'origin | DingTalk requires this page to have the origin of https://example.com/callback',
    ],
    ['a script that cannot be loaded', { options: { scriptUrl: '/nowhere.js' } }, `${notLoaded} /nowhere.js`],
    ['a script that is another one', { options: { scriptUrl: '/other.js' } }, `${notLoaded} /other.js`],
  ])('reports %s as an Error, and asks DingTalk nothing', async (_what, asked, expected) => {
    const { page, simulator } = await start({ asked });
    expect(await error(page)).toBe(`true | QrCodeError | ${expected}`);
    expect(simulator.requests).toEqual([]);
  });

  it('reports an element that is too narrow as an Error', async () => {
    const { page, frame } = await start();
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    await page.evaluate(
      "window.remove(); document.querySelector('#qr').style.width = '200px'; window.show()",
    );
    expect(await error(page)).toMatch(/\| size \|/);
  });

  it('can be shown after the script failed to load once', async () => {
    const { page, frame } = await start();
    await frame.getByRole('img', { name: 'QR' }).waitFor();
    let times = 0;
    const body = 'window.DTFrameLogin = window.real';
    await page.evaluate('window.real = window.DTFrameLogin; window.remove()');
    await page.route('**/flaky.js', (route) => {
      times += 1;
      return times === 1 ? route.abort() : route.fulfill({ contentType: 'text/javascript', body });
    });
    await page.evaluate("window.show({ scriptUrl: '/flaky.js' })");
    expect(await error(page)).toMatch(/\| script \|/);
    await page.evaluate("window.show({ scriptUrl: '/flaky.js' })");
    await frame.getByRole('img', { name: 'QR' }).waitFor();
  });
});
