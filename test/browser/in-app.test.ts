import { readFileSync } from 'node:fs';
import type { CookieOptions } from 'express';
import { expect, it } from 'vitest';
import type { DingTalkInAppVerify } from '../../lib/in-app/strategy.js';
import { describeInBrowser, screenshot } from '../helpers/browser.js';
import { android, corpId, shipped, startHomePage } from '../helpers/in-app-page.js';

describeInBrowser('the module for pages inside DingTalk', (browser) => {
  interface Setup {
    userAgent?: string;
    /** Query of the script that stands in for DingTalk's JSAPI; null for a page without one. */
    jsapi?: string | null;
    verify?: DingTalkInAppVerify;
    cookie?: CookieOptions;
  }

  const start = ({ userAgent = `${android} DingTalk/7.6.0`, jsapi = '', verify, cookie }: Setup = {}) =>
    startHomePage(browser(), {
      userAgent,
      jsapi: ({ origins }) => (jsapi === null ? '' : `${origins.login}/simulator/dd.js?${jsapi}`),
      verify,
      cookie,
    });

  it('signs in a user who opens the page from the workbench, and follows the redirect', async () => {
    const { open, page, app, simulator } = await start();
    expect(await open()).toBe('signed in as 林间');
    expect(page.url()).toBe(`${app.origin}/home?welcome`);
    expect(simulator.requests.filter(({ endpoint }) => endpoint === 'getuserinfo')).toHaveLength(1);
    await screenshot(page, 'in-app-signed-in');
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
    ['with an old library, which does not have it', { jsapi: 'jsapi=old' }],
    ['with an old library on an old client', { userAgent: `${android} DingTalk/6.5.0`, jsapi: 'jsapi=old' }],
  ])('signs in %s, by the older call', async (_where, setup) => {
    const { open } = await start(setup);
    expect(await open()).toBe('signed in as 林间');
  });

  it('does nothing outside of DingTalk and says so, so that the page shows the ordinary link', async () => {
    const { open, page, simulator } = await start({ userAgent: android });
    expect(await open()).toBe('Sign in with DingTalk');
    expect(simulator.requests).toEqual([]);
    await screenshot(page, 'in-app-outside');
  });

  const noCorpId = "There is no corpId, neither as an option nor in the page's address";
  it.each([
    ['DingTalk’s refusal with its code', '?corpId=dingnone', 'not-registered | 3 | 1002,corpId不合法'],
    ['an address without corpId', '', `no-corp-id |  | ${noCorpId}`],
    ['a placeholder that DingTalk did not fill in', '?corpId=$CORPID$', `no-corp-id |  | ${noCorpId}`],
  ])('reports %s', async (_what, query, expected) => {
    const { open } = await start();
    expect(await open(query)).toBe(`InAppError | ${expected}`);
  });

  it('reports when a page of another domain than the app’s asks, in DingTalk’s words', async () => {
    const { app, page, outcome } = await start();
    const other = app.origin.replace('127.0.0.1', 'localhost');
    await page.goto(`${other}/home?corpId=${corpId}`);
    expect(await outcome()).toBe(
      `InAppError | not-registered | 3 | 对应企业没有${new URL(other).host}域名微应用`,
    );
    await screenshot(page, 'in-app-refused');
  });

  const jsapi = (body = '') => `window.dd = { requestAuthCode() { ${body} } }`;
  it.each([
    ['when the JSAPI is not on the page', '', "no-jsapi |  | DingTalk's JSAPI is not on this page"],
    ['when the client never answers', jsapi(), 'timeout |  | The DingTalk client did not answer'],
    ['what the JSAPI throws', jsapi("throw new Error('no bridge')"), 'client |  | no bridge'],
    ['its rejection', jsapi("return Promise.reject(new Error('no bridge'))"), 'client |  | no bridge'],
  ])('reports %s', async (_what, script, expected) => {
    const { open, page } = await start({ jsapi: null });
    await page.addInitScript(script);
    expect(await open(undefined, { timeoutMs: 50 })).toBe(`InAppError | ${expected}`);
  });

  it('makes the call where `dd.ready` never calls back', async () => {
    const { open, page, newCode } = await start({ jsapi: null });
    await page.addInitScript(`window.dd = {
      ready() {},
      runtime: { permission: { requestAuthCode({ onSuccess }) { onSuccess({ code: '${newCode()}' }); } } },
    }`);
    expect(await open(undefined, { timeoutMs: 2000 })).toBe('signed in as 林间');
  });

  it('names each of DingTalk’s errors, be its code a number or a text', async () => {
    const { open, page } = await start({ userAgent: android });
    await open();
    const named = (errorCode: unknown, errorMessage = 'no') =>
      page.evaluate<string>(`import('/modules/in-app.js').then(({ requestCode }) => {
        const dd = { requestAuthCode: ({ onFail }) => onFail(${JSON.stringify({ errorCode, errorMessage })}) };
        return requestCode({ dd, clientId: 'ding', corpId: 'ding' }).catch((error) => error.code + ' ' + error.providerCode);
      })`);
    for (const [code, ...numbers] of [
      ['not-registered', 3, 9, 'PC_1005', 1005],
      ['no-permission', 7, 'PC_1007'],
      ['declined', -1, 'PC_1011'],
      ['network', 12],
      ['client', 'PC_1008', 5, 'constructor'],
    ]) {
      for (const number of numbers) {
        expect(await named(number)).toBe(`${code} ${number}`);
        expect(await named(String(number))).toBe(`${code} ${number}`);
      }
    }
    expect(await named(undefined, 'invalid corpid')).toBe('not-registered undefined');
  });

  it('says that the session is not kept, instead of signing in for ever', async () => {
    // Over http, the browser never gets such a cookie.
    const { open, simulator } = await start({ cookie: { secure: true } });
    const notKept = /^InAppError \| session-not-kept \| {2}\| .*Secure.*trust proxy/;
    const again = { action: '/auth/stays' };
    expect(await open(undefined, again)).toMatch(notKept);
    const signIns = () => simulator.requests.filter(({ endpoint }) => endpoint === 'getuserinfo').length;
    expect(signIns()).toBe(1);
    // Opened anew by the user, the page tries once more.
    expect(await open(undefined, again)).toMatch(notKept);
    expect(signIns()).toBe(2);
  });

  it('says so at once where cookies are blocked', async () => {
    const { open, page, simulator } = await start();
    await page.addInitScript('Object.defineProperty(navigator, "cookieEnabled", { value: false })');
    expect(await open()).toMatch(/session-not-kept/);
    expect(simulator.requests).toEqual([]);
  });

  it('says that there is no network where the route cannot be reached', async () => {
    const { open, page } = await start();
    await page.route('**/auth/in-app', (route) => route.abort());
    expect(await open()).toBe('InAppError | network |  | Failed to fetch');
  });

  it('reports when the route refuses, with the HTTP status', async () => {
    const { open } = await start({ verify: (_profile, done) => done(null, false) });
    expect(await open()).toBe('InAppError | refused | 403 | The sign-in was refused: HTTP 403');
  });
});

it('the module has less than 5 kB as shipped, and imports nothing', () => {
  const source = readFileSync(new URL('in-app.js', shipped), 'utf8');
  expect(Buffer.byteLength(source)).toBeLessThan(5000);
  expect(source).not.toMatch(/\bimport\b/);
});
