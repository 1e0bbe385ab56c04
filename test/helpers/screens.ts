import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

const ARTIFACTS = fileURLToPath(new URL('../.artifacts', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const widths = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
const allScreens = [
  { language: 'en', device: 'desktop', scheme: 'light' },
  { language: 'en', device: 'phone', scheme: 'light' },
  { language: 'zh', device: 'desktop', scheme: 'light' },
  { language: 'zh', device: 'phone', scheme: 'light' },
  // Colours depend on neither language nor width: once is enough.
  { language: 'zh', device: 'phone', scheme: 'dark' },
] as const;
/** What a page is looked at in. What it looks like is the same on every Node: `SCREENS=one` leaves one of them. */
export const screens = process.env.SCREENS === 'one' ? allScreens.slice(-1) : allScreens;

/** Opens a page whose every complaint (of scripts, of the security policy, of missing files) fails the test. */
export async function open(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The status of an error page is reported here as well, and is what the page is meant to have.
    if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    // Given up because the page was left, not because it failed.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(request.url());
  });
  return { page, complaints };
}

/** Takes a picture, and finds what assistive technology would stumble over, and whether one has to scroll sideways. */
export async function check(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: `${ARTIFACTS}/example-app-${name}.png`, fullPage: true });
  const { scrollWidth, clientWidth } = await page.evaluate<Record<'scrollWidth' | 'clientWidth', number>>(
    'const { scrollWidth, clientWidth } = document.documentElement; ({ scrollWidth, clientWidth })',
  );
  expect({ name, scrollWidth }).toEqual({ name, scrollWidth: clientWidth });
  // Through the protocol, which the page's security policy does not concern.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  expect(
    violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.target} ${nodes[0]?.failureSummary}`),
  ).toEqual([]);
}
