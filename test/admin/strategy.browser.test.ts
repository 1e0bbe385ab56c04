import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { DingTalkAdminStrategy } from '../../lib/admin/strategy.js';
import { describeInBrowser, openPage } from '../helpers/browser.js';
import { startCodeApp } from '../helpers/code-app.js';
import { listen, simulate } from '../helpers/start.js';

const tea = { corpId: 'dingtea', name: '茶社', ssoSecret: 'sso-secret-of-tea' };
const members = [{ unionId: 'unionLin', userId: 'lin01', admin: true }];
const people = [{ unionId: 'unionLin', nick: '林间', organizations: [tea.corpId] }];
const clientId = 'dingadminapp';

describeInBrowser('the admin page in a browser', (browser) => {
  it.each([
    ['opens from a link', '<a href="URL">Open</a>', 'lin01'],
    ['does not open in a frame', '<iframe src="URL" hidden></iframe>', undefined],
    ['does not open as an object', '<object data="URL"></object>', undefined],
  ])('%s of a sibling site', async (_how, element, userId) => {
    const app = await startCodeApp();
    const adminUrl = `${app.origin}/admin`;
    const clients = [{ clientId, clientSecret: 'secret', redirectUrls: [], adminUrl }];
    const simulator = await simulate({ people, organizations: [{ ...tea, members }], clients });
    const { corpId, ssoSecret } = tea;
    app.use(
      '/admin',
      new DingTalkAdminStrategy({ corpId, ssoSecret, origins: simulator.origins }, (profile, done) =>
        done(null, profile),
      ),
    );
    const url = simulator.adminUrl({ clientId, unionId: 'unionLin', corpId });
    const sibling = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html').end(`<!doctype html>${element.replace('URL', url)}`);
    });
    const { origin } = await listen(sibling);
    const page = await openPage(browser());
    const answered = page.waitForResponse(url);
    await page.goto(origin);
    if (element.startsWith('<a')) await page.click('a');
    await (await answered).finished();
    await page.goto(`${app.origin}/me`);
    const user = JSON.parse(await page.innerText('body')) as { userId?: string } | null;
    expect(user?.userId).toBe(userId);
  });
});
