import express, { type CookieOptions } from 'express';
import type { Browser, Page } from 'playwright-core';
import { DingTalkInAppStrategy, type DingTalkInAppVerify } from '../../lib/in-app/strategy.js';
import type { Simulator } from '../../lib/simulator/index.js';
import { openPage } from './browser.js';
import { type CodeApp, startCodeApp } from './code-app.js';
import { simulate } from './start.js';

/** The modules for the browser, as they are published. */
export const shipped = new URL('../../dist/browser/', import.meta.url);
export const corpId = 'dingtea';
export const android = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36';
const clientId = 'dinginapp';
const lin = { unionId: 'unionLin', nick: '林间', organizations: [corpId] };

/** Signs in by itself when it is loaded, unless a user is signed in already. */
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
    outcome.textContent = [error.name, error.code, error.providerCode || error.status, error.message].join(' | ');
  }
</script>`
}`;

interface Setup {
  userAgent: string;
  /** Address of DingTalk's JSAPI, or of what stands in for it; empty for a page without one. */
  jsapi: (simulator: Simulator) => string;
  verify?: DingTalkInAppVerify | undefined;
  /** Attributes of the session cookie. */
  cookie?: CookieOptions | undefined;
}

/** The home page of an app inside DingTalk, open in a browser. */
export interface HomePage {
  app: CodeApp;
  simulator: Simulator;
  page: Page;
  newCode(): string;
  /** Opens the home page and waits for what comes of it. */
  open(query?: string, asked?: object): Promise<string>;
  /** What the page says, once it says something. */
  outcome(): Promise<string>;
}

export async function startHomePage(
  browser: Browser,
  { userAgent, jsapi, cookie, verify = (profile, done) => done(null, profile) }: Setup,
): Promise<HomePage> {
  const app = await startCodeApp({ cookie });
  const simulator = await simulate({
    people: [lin],
    organizations: [{ corpId, name: '茶社' }],
    clients: [{ clientId, clientSecret: 'secret', redirectUrls: [`${app.origin}/callback`] }],
  });
  app.passport.use(
    new DingTalkInAppStrategy(
      { clientID: clientId, clientSecret: 'secret', origins: simulator.origins },
      verify,
    ),
  );
  app.app.use('/modules', express.static(shipped.pathname));
  app.app.get('/home', (req, res) => {
    res.send(homePage(jsapi(simulator), (req.user as { displayName?: string } | undefined)?.displayName));
  });
  app.app.post(
    '/auth/in-app',
    app.passport.authenticate('dingtalk-in-app', { successRedirect: '/home?welcome' }),
  );
  app.app.post('/auth/stays', app.passport.authenticate('dingtalk-in-app'), (_req, res) => {
    res.status(204).end();
  });
  const page = await openPage(browser, { userAgent, viewport: { width: 390, height: 500 } });
  /** What the DingTalk client gives to pages. */
  const newCode = () => simulator.inAppCode({ clientId, unionId: lin.unionId, corpId });
  const outcome = async () => {
    const found = page.locator('#outcome', { hasText: /\w/ });
    await found.waitFor();
    return (await found.textContent()) ?? '';
  };
  return {
    ...{ app, simulator, page, newCode, outcome },
    async open(query = `?corpId=${corpId}`, asked = {}) {
      await page.addInitScript(`sessionStorage.asked = ${JSON.stringify(JSON.stringify(asked))}`);
      await page.goto(`${app.origin}/home${query}`);
      return outcome();
    },
  };
}
