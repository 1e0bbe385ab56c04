import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { defaultClient } from '../../../lib/simulator/index.js';
import { describeInBrowser, openPage } from '../../helpers/browser.js';
import { startExampleServer } from '../../helpers/example-server.js';
import { listen } from '../../helpers/start.js';
import { freeCallback } from '../helpers/doctor.js';
import { configFile, control, startSimulatorCommand } from '../helpers/simulator.js';

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

  it('is controlled by no page of another origin', async () => {
    const { origin } = await startSimulatorCommand();
    const other = await listen(createServer((_request, response) => response.end('<title>Other</title>')));
    const page = await openPage(browser());
    await page.goto(other.origin);
    const came = await page.evaluate(async (address) => {
      const body = JSON.stringify({ endpoint: 'me', answer: { status: 503 } });
      const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const form = { method: 'POST', headers: { 'content-type': 'text/plain' }, body };
      const settled = await Promise.allSettled([
        fetch(`${address}fail`, json),
        fetch(`${address}requests`),
        fetch(`${address}fail`, { ...form, mode: 'no-cors' }),
      ]);
      return settled.map((one) => (one.status === 'fulfilled' ? one.value.type : one.status));
    }, `${origin}/simulator/control/`);
    // The last one arrives, as any form would, and its answer cannot be read.
    expect(came).toEqual(['rejected', 'rejected', 'rejected']);
    expect((await fetch(`${origin}/v1.0/contact/users/me`)).status).toBe(400);
    await control(origin, 'fail', { endpoint: 'me', answer: { status: 503 } });
    expect((await fetch(`${origin}/v1.0/contact/users/me`)).status).toBe(503);
  });
});
