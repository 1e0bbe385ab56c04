import { expect, it } from 'vitest';
import { defaultClient } from '../../../lib/simulator/index.js';
import { describeInBrowser, openPage } from '../../helpers/browser.js';
import { startExampleServer } from '../../helpers/example-server.js';
import { freeCallback } from '../helpers/doctor.js';
import { configFile, startSimulatorCommand } from '../helpers/simulator.js';

describeInBrowser('the simulator as a command, in a browser', (browser) => {
  it('signs in to the example app, with what it says to set', async () => {
    const callback = await freeCallback();
    const { origin: app, port } = new URL(callback);
    const client = { ...defaultClient, redirectUrls: [callback], adminUrl: `${app}/admin` };
    const simulator = await startSimulatorCommand(['--config', configFile({ clients: [client] })]);
    const example = await startExampleServer({ env: { ...simulator.environment(), PORT: port } });
    expect(example.output).toContain(`Signing in at a simulated DingTalk, ${simulator.origin}\n`);

    const page = await openPage(browser(), { locale: 'en-US' });
    await page.goto(app);
    await page.getByRole('link', { name: 'Sign in with DingTalk' }).click();
    expect(new URL(page.url()).origin).toBe(simulator.origin);
    await page.getByRole('button', { name: 'Agree' }).click();
    expect(page.url()).toBe(`${app}/profile`);
    // From the directory: who stands there is not told by DingTalk's sign-in alone.
    expect(await page.textContent('main')).toContain('店长');
  });
});
