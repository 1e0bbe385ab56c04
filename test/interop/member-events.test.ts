import { expect, it, onTestFinished, vi } from 'vitest';
import { describeInBrowser } from '../helpers/browser.js';
import { freePort } from '../helpers/free-port.js';
import { expressRecipe, fileOf, pageOfEvents, startMembersApp, startOrganization } from './members-app.js';

describeInBrowser('the recipe for events', (browser) => {
  it("signs out whoever leaves, as DingTalk's SDK hears of it", async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const organization = await startOrganization(origin);
    const { simulator, asked } = organization;
    const app = await startMembersApp(organization, {
      ...{ RECIPE: fileOf(expressRecipe), EVENTS: fileOf("from 'dingtalk-stream'", pageOfEvents) },
      ...{ LOGIN: simulator.origins.login, ORIGIN: origin, PORT: String(port) },
    });
    const visit = await browser().newPage({ locale: 'en-US' });
    onTestFinished(() => visit.close());
    await visit.goto(`${app.origin}/auth/dingtalk`);
    await visit.getByRole('button', { name: 'Agree' }).click();
    await visit.waitForURL(`${app.origin}/me`);
    expect(await visit.textContent('body')).toContain('union-lan');

    // At the sign-in, and in the background after it: then the process knows the userid that the event names.
    await vi.waitUntil(() => asked('getbyunionid') === 2, { timeout: 20_000 });
    simulator.leave('union-lan');
    await vi.waitUntil(() => simulator.events[0]?.answer === 'SUCCESS', { timeout: 20_000 });
    expect((await visit.reload())?.status()).toBe(401);
    // Long before the directory would have been asked again.
    expect(asked('getbyunionid')).toBe(2);
  });
});
