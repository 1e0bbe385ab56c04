import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import express from 'express';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { DingTalkInAppStrategy, type DingTalkInAppVerify } from '../../lib/in-app/strategy.js';
import { startSimulator } from '../../lib/simulator/index.js';
import { describeInBrowser } from '../helpers/browser.js';
import { startDoorApp } from '../helpers/door-app.js';

const shipped = new URL('../../dist/browser/', import.meta.url);
const artifacts = new URL('../.artifacts/', import.meta.url);
const corpId = 'dingtea';
const lin = { unionId: 'unionLin', nick: '林间', organizations: [corpId] };
const clientId = 'dinginapp';
const phone = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36';

/** Signs in by itself when it is loaded, as a home page does, unless somebody is signed in already. */
const homePage = (dd: string, signedIn: string | undefined) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Tea orders</title>
<body style="font: 18px/1.5 system-ui; padding: 24px"><h1>Tea orders</h1>
${dd && `<script src="${dd}"></script>`}
${
  signedIn
    ? `<p id="outcome">signed in as ${signedIn}</p>`
    : `<p id="outcome">…</p>
<script type="module">
  import { signIn } from '/modules/in-app.js';
  const outcome = document.querySelector('#outcome');
  const asked = { clientId: '${clientId}', action: '/auth/in-app', ...JSON.parse(sessionStorage.asked ?? '{}') };
  try {
    if (!(await signIn(asked))) outcome.innerHTML = '<a href="/login">Sign in with DingTalk</a>';
  } catch (error) {
    outcome.textContent = [error.name, error.code, error.message].join(' | ');
  }
</script>`
}`;

describeInBrowser('the module for pages inside DingTalk', (browser) => {
  interface Setup {
    userAgent?: string;
    /** Query of the script that stands in for DingTalk's JSAPI; null for a page without one. */
    jsapi?: string | null;
    origin?: string;
    verify?: DingTalkInAppVerify;
  }

  async function start({ userAgent = `${phone} DingTalk/7.6.0`, jsapi = '', verify }: Setup = {}) {
    const app = await startDoorApp();
    const simulator = await startSimulator({
      people: [lin],
      organizations: [{ corpId, name: '茶社' }],
      clients: [{ clientId, clientSecret: 'secret', redirectUrls: [`${app.origin}/callback`] }],
    });
    app.passport.use(
      new DingTalkInAppStrategy(
        { clientID: clientId, clientSecret: 'secret', origins: simulator.origins },
        verify ?? ((profile, done) => done(null, profile)),
      ),
    );
    const dd = jsapi === null ? '' : `${simulator.origins.login}/simulator/dd.js?${jsapi}`;
    app.app.use('/modules', express.static(shipped.pathname));
    app.app.get('/home', (req, res) => {
      res.send(homePage(dd, (req.user as { displayName?: string } | undefined)?.displayName));
    });
    app.app.post(
      '/auth/in-app',
      app.passport.authenticate('dingtalk-in-app', { successRedirect: '/home?welcome' }),
    );
    app.app.post('/auth/stays', app.passport.authenticate('dingtalk-in-app'), (_req, res) => {
      res.status(204).end();
    });
    const context = await browser().newContext({ userAgent, viewport: { width: 390, height: 500 } });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    onTestFinished(async () => {
      await context.close();
      await app.close();
      await simulator.close();
      expect(errors).toEqual([]);
    });
    return {
      ...{ app, simulator, page },
      asked: (endpoint: string) =>
        simulator.requests.filter((request) => request.endpoint === endpoint).length,
      /** Opens the home page and waits for what comes of it. */
      async open(query = `?corpId=${corpId}`, asked = {}) {
        await page.addInitScript(`sessionStorage.asked = ${JSON.stringify(JSON.stringify(asked))}`);
        await page.goto(`${app.origin}/home${query}`);
        return outcome(page);
      },
    };
  }

  async function outcome(page: Page): Promise<string> {
    const found = page.locator('#outcome', { hasText: /\w/ });
    await found.waitFor();
    return (await found.textContent()) ?? '';
  }

  async function screenshot(page: Page, name: string): Promise<void> {
    await mkdir(artifacts, { recursive: true });
    await page.screenshot({ path: new URL(`in-app-${name}.png`, artifacts).pathname });
  }

  it('signs in whoever opens the page from the workbench, and follows the redirect', async () => {
    const { open, page, app, asked } = await start();
    expect(await open()).toBe('signed in as 林间');
    expect(page.url()).toBe(`${app.origin}/home?welcome`);
    expect(asked('getuserinfo')).toBe(1);
    await screenshot(page, 'signed-in');
  });

  it('takes the organization that it is told rather than that of the address', async () => {
    const { open } = await start();
    expect(await open('?corpId=dingelse', { corpId })).toBe('signed in as 林间');
  });

  it('loads the page anew where the route redirects nowhere', async () => {
    const { open, page, app } = await start();
    expect(await open(undefined, { action: '/auth/stays' })).toBe('signed in as 林间');
    expect(page.url()).toBe(`${app.origin}/home?corpId=${corpId}`);
  });

  it.each([
    ['on an old client, which does not know the newer call', { userAgent: `${phone} DingTalk/6.5.0` }],
    ['with an old library, which does not have it', { jsapi: 'jsapi=old' }],
    ['with an old library on an old client', { userAgent: `${phone} DingTalk/6.5.0`, jsapi: 'jsapi=old' }],
  ])('signs in %s, by the older call', async (_where, setup) => {
    const { open } = await start(setup);
    expect(await open()).toBe('signed in as 林间');
  });

  it('does nothing outside of DingTalk and says so, so that the page shows the ordinary link', async () => {
    const { open, page, simulator } = await start({ userAgent: phone });
    expect(await open()).toBe('Sign in with DingTalk');
    expect(simulator.requests).toEqual([]);
    await screenshot(page, 'outside');
  });

  it.each([
    ['DingTalk’s refusal with its code', '?corpId=dingnone', 'InAppError | 3 | 1002,corpId不合法'],
    [
      'an address without corpId',
      '',
      'InAppError | no-corp-id | No corpId is given, nor in the address of this page',
    ],
    [
      'a placeholder that DingTalk did not fill in',
      '?corpId=$CORPID$',
      'InAppError | no-corp-id | No corpId is given, nor in the address of this page',
    ],
  ])('tells of %s', async (_what, query, expected) => {
    const { open } = await start();
    expect(await open(query)).toBe(expected);
  });

  it('tells when a page of another domain than the app’s asks, in DingTalk’s words', async () => {
    const { app, page } = await start();
    const other = app.origin.replace('127.0.0.1', 'localhost');
    await page.goto(`${other}/home?corpId=${corpId}`);
    expect(await outcome(page)).toBe(`InAppError | 3 | 对应企业没有${new URL(other).host}域名微应用`);
    await screenshot(page, 'refused');
  });

  it('tells when the JSAPI is not on the page', async () => {
    const { open } = await start({ jsapi: null });
    expect(await open()).toBe("InAppError | no-jsapi | DingTalk's JSAPI is not on this page");
  });

  it('tells when the client never answers', async () => {
    const { open, page } = await start({ jsapi: null });
    await page.addInitScript('window.dd = { requestAuthCode() {} }');
    expect(await open(undefined, { timeoutMs: 50 })).toBe(
      'InAppError | timeout | The DingTalk client does not answer',
    );
  });

  it('tells what the JSAPI throws, at once or later', async () => {
    for (const how of ["throw new Error('no bridge')", "return Promise.reject(new Error('no bridge'))"]) {
      const { open, page } = await start({ jsapi: null });
      await page.addInitScript(`window.dd = { requestAuthCode() { ${how}; } }`);
      expect(await open()).toBe('InAppError |  | no bridge');
    }
  });

  it('tells when the route refuses, with the HTTP status', async () => {
    const { open } = await start({ verify: (_profile, done) => done(null, false) });
    expect(await open()).toBe('InAppError | 403 | The sign-in was refused: HTTP 403');
  });
});

it('the module has less than 3 kB as shipped, and imports nothing', () => {
  const source = readFileSync(new URL('in-app.js', shipped), 'utf8');
  expect(Buffer.byteLength(source)).toBeLessThan(3000);
  expect(source).not.toMatch(/\bimport\b/);
});
