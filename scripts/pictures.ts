// The pictures of READMEs and pages, taken anew: `npm run pictures`. `PORT` if 3000 is taken.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { defaultClient, startSimulator } from '../lib/simulator/index.js';
import { launchBrowser } from '../test/helpers/chromium.js';
import { startExampleServer } from '../test/helpers/example-server.js';
import { root } from './package.js';

const buttons = { en: ['Agree', 'Show QR code'], 'zh-CN': ['同意', '显示二维码'] };

/** Down to the end of an element, or the element alone; WebP is a third of a PNG, and Playwright itself has none. */
async function take(page: Page, name: string, selector: string, isAlone = false) {
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator(selector).first().boundingBox()) ?? {};
  const whole = { x: 0, y: 0, width: page.viewportSize()?.width ?? 0, height: Math.ceil(y + height) + 16 };
  const alone = { x: x - 12, y: y - 12, width: width + 24, height: height + 24 };
  const clip = { ...(isAlone ? alone : whole), scale: 1 };
  const session = await page.context().newCDPSession(page);
  const options = { format: 'webp', quality: 75, clip, captureBeyondViewport: true } as const;
  const { data } = await session.send('Page.captureScreenshot', options);
  writeFileSync(join(root, 'docs/pictures', `${name}.webp`), data, 'base64');
  console.log(`docs/pictures/${name}.webp: ${Buffer.from(data, 'base64').length} bytes`);
}

/** What the doctor prints at a DingTalk that does not know this machine's address, its wrapped lines whole again. */
async function doctorPage(language: string): Promise<string> {
  const simulator = await startSimulator({ clients: [{ ...defaultClient, allowedIps: ['203.0.113.9'] }] });
  const { clientId: DINGTALK_CLIENT_ID, clientSecret: DINGTALK_CLIENT_SECRET } = defaultClient;
  const env = { DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET, DINGTALK_SIMULATOR: simulator.origins.login };
  const args = [join(root, 'dist/cli/main.js'), 'doctor', '--language', language.slice(0, 2)];
  const run = promisify(execFile)(process.execPath, args, { env: { ...env, LANG: 'C.UTF-8' } });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  await simulator.close();
  const text = stdout.replace(/(\p{Script=Han})\n {28}(?=\p{Script=Han})/gu, '$1');
  const lines = text.replace(/\n {28}|(?<=^✗ .{60,})\n {2}/gm, ' ').split('\n');
  const colors: Record<string, string> = { '✓': '#2da44e', '✗': '#e5534b', '–': 'gray' };
  const html = lines.map(
    (line) => `<div style="color:${colors[line.charAt(0)]}">${line.replace(/ {3,}/, '  ')}&nbsp;</div>`,
  );
  return `<meta name="color-scheme" content="light dark"><pre style="font-size:14px;white-space:pre-wrap">${html.join('')}`;
}

const app = await startExampleServer({ env: { PORT: process.env.PORT ?? '3000' } });
const browser = await launchBrowser();
for (const [locale, [agree = '', scan = '']] of Object.entries(buttons)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const look = { locale, colorScheme, timezoneId: 'Asia/Shanghai', deviceScaleFactor: 2 };
    const page = await browser.newPage({ ...look, viewport: { width: 480, height: 920 } });
    const named = (name: string) => `${name}.${locale}.${colorScheme}`;
    await page.setContent(await doctorPage(locale));
    await take(page, named('doctor'), 'pre');
    await page.goto(`${app.url}/auth/dingtalk`);
    await take(page, named('consent'), 'main');
    await page.goto(`${app.url}/auth/dingtalk/callback?authCode=x&state=y`);
    await page.locator('summary').click();
    await take(page, named('failure'), 'main section');
    await page.goto(`${app.url}/auth/dingtalk`);
    await page.getByRole('button', { name: agree }).click();
    await page.waitForURL(`${app.url}/profile`);
    await page.setViewportSize({ width: 1100, height: 1200 });
    await take(page, named('signed-in'), '.halves');
    await page.context().clearCookies();
    await page.goto(app.url);
    await page.getByRole('button', { name: scan }).click();
    await page.locator('.qr-code iframe').waitFor();
    await page.waitForLoadState('networkidle');
    await take(page, named('qr-code'), '.qr-code', true);
    await page.close();
  }
}
await browser.close();
await app.stop();
