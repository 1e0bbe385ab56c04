// The pictures of both READMEs, taken anew: `npm run pictures`. `PORT` if 3000 is taken.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/helpers/chromium.js';
import { startExampleServer } from '../test/helpers/example-server.js';

const FOLDER = join(dirname(import.meta.dirname), 'docs', 'pictures');
const MAX_BYTES = 60_000;
const languages = {
  en: { locale: 'en-US', agree: 'Agree' },
  'zh-CN': { locale: 'zh-CN', agree: '同意' },
};

async function take(page: Page, name: string, height: number): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  const session = await page.context().newCDPSession(page);
  // Playwright itself has no WebP, which is a third of a PNG.
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 80,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length >= MAX_BYTES) throw new Error(`${name} has ${bytes.length} bytes, of ${MAX_BYTES}.`);
  writeFileSync(join(FOLDER, `${name}.webp`), bytes);
  console.log(`docs/pictures/${name}.webp: ${bytes.length} bytes`);
}

async function visit(
  browser: Browser,
  url: string,
  language: keyof typeof languages,
  scheme: 'light' | 'dark',
) {
  const { locale, agree } = languages[language];
  const viewport = { width: 480, height: 920 };
  const look = { locale, colorScheme: scheme, timezoneId: 'Asia/Shanghai', viewport, deviceScaleFactor: 2 };
  const page = await browser.newPage(look);
  await page.goto(`${url}/auth/dingtalk`);
  const button = page.getByRole('button', { name: agree });
  await button.waitFor();
  const height = await page.evaluate<number>('document.body.scrollHeight');
  await take(page, `consent.${language}.${scheme}`, height);
  await button.click();
  await page.waitForURL(`${url}/profile`);
  await page.setViewportSize({ width: 1100, height: 1200 });
  await page.waitForLoadState('networkidle');
  // Down to where both columns of cards have ended.
  const cards = await page.locator('.halves').boundingBox();
  const end = Math.ceil((cards?.y ?? 0) + (cards?.height ?? 0)) + 16;
  await take(page, `signed-in.${language}.${scheme}`, end);
  await page.close();
}

mkdirSync(FOLDER, { recursive: true });
const app = await startExampleServer({ environment: { PORT: process.env.PORT ?? '3000' } });
try {
  const browser = await launchBrowser();
  for (const language of ['en', 'zh-CN'] as const) {
    for (const scheme of ['light', 'dark'] as const) await visit(browser, app.url, language, scheme);
  }
  await browser.close();
} finally {
  await app.stop();
}
