import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { openPage, screenshot } from './browser.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const widths = {
  desktop: { width: 1280, height: 860 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 568 },
};
const allScreens = [
  { language: 'en', device: 'desktop', scheme: 'light' },
  { language: 'en', device: 'phone', scheme: 'light' },
  { language: 'zh', device: 'desktop', scheme: 'light' },
  { language: 'zh', device: 'narrow', scheme: 'light' },
  // Colours depend on neither language nor width: twice is enough.
  { language: 'en', device: 'desktop', scheme: 'dark' },
  { language: 'zh', device: 'phone', scheme: 'dark' },
] as const;
const isWholeRun = process.env.CI === 'true' && process.env.SCREENS !== 'one';
/** What a page is looked at in: all of them in `npm run test:all` with `CI=true`, otherwise one. */
export const screens = isWholeRun ? allScreens : allScreens.slice(-1);

/** Opens a page whose every complaint (of scripts, of the security policy, of missing files) fails the test. */
export async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const page = await openPage(browser, options);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The status of an error page is reported here as well, and is what the page is meant to have.
    if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('requestfailed', (request) => {
    // Given up because the page was left, not because it failed.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(request.url());
  });
  onTestFinished(() => expect(complaints).toEqual([]));
  return page;
}

/** Takes a picture, and finds what assistive technology would stumble over, and whether one has to scroll sideways. */
export async function check(page: Page, name: string): Promise<void> {
  await screenshot(page, name, true);
  await fits(page, name);
  for (const frame of page.frames()) {
    // Through the protocol, which the page's security policy does not concern.
    await frame.evaluate(AXE);
    const { violations } = await frame.evaluate<AxeResults>('axe.run()');
    expect(
      violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.target} ${nodes[0]?.failureSummary}`),
    ).toEqual([]);
  }
}

/** Nobody has to scroll sideways, and no text is cut off. */
export async function fits(page: Page, name: string): Promise<void> {
  const wide = await page.evaluate<string[]>(`
    [document.documentElement, ...document.querySelectorAll('body *')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .filter((element) => element === document.documentElement || /hidden|clip/.test(getComputedStyle(element).overflow))
      .map((element) => element.outerHTML.slice(0, 80))`);
  expect({ name, wide }).toEqual({ name, wide: [] });
}

/** Text at twice its size, as people set it in their browser. */
export async function enlargeText(page: Page): Promise<void> {
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
}

/** How far the border of a button stands out from what is behind it; 3 is what people with weak eyes can see. */
export async function borderContrast(button: Locator): Promise<number> {
  const colours = await button.evaluate((element) => {
    const read = (globalThis as unknown as { getComputedStyle: (of: unknown) => Record<string, string> })
      .getComputedStyle;
    const { parentElement } = element as unknown as { parentElement: unknown };
    let behind = parentElement as { parentElement: typeof behind };
    while (behind.parentElement && read(behind).backgroundColor === 'rgba(0, 0, 0, 0)') {
      behind = behind.parentElement;
    }
    return [read(element).borderTopColor ?? '', read(behind).backgroundColor ?? ''];
  });
  const [one = 0, other = 0] = colours.map(luminance);
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** @see {@link https://www.w3.org/TR/WCAG22/#dfn-relative-luminance} */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
