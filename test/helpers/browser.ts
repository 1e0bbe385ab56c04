import { mkdir } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the Chromium of this run is reached, if there is one. */
    browser: string | undefined;
  }
}

/**
 * A `describe` whose tests share a browser, reached by calling the argument of `define` inside a test or hook. The
 * Chromium behind it is the same for the whole run.
 * Without a Chromium the suite is skipped (the run says so once); with `CI=true` nothing runs at all.
 */
export function describeInBrowser(name: string, define: (browser: () => Browser) => void): void {
  const endpoint = inject('browser');
  describe.skipIf(endpoint === undefined)(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      if (endpoint !== undefined) browser = await chromium.connect(endpoint);
    });
    afterAll(async () => {
      // Ends what this file opened, and not the Chromium.
      await browser?.close();
    });
    define(() => {
      if (!browser) throw new Error('The browser is there in tests and hooks only.');
      return browser;
    });
  });
}

/** A page in a context of its own, closed when the test is over; what its scripts throw fails the test. */
export async function openPage(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  onTestFinished(async () => {
    await context.close();
    expect(errors).toEqual([]);
  });
  return page;
}

/** Takes a picture that is there after the run. */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = new URL('../.artifacts/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, folder).pathname, fullPage });
}
