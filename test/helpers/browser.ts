import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium, launchBrowser } from './chromium.js';

/**
 * A `describe` whose tests share one browser, reached by calling the argument of `define` inside a test or hook.
 * Without a Chromium the suite is skipped (test/helpers/browser-setup.ts says so once per run); with `CI=true`
 * it fails instead.
 */
export function describeInBrowser(name: string, define: (browser: () => Browser) => void): void {
  const mayRun = findChromium() !== undefined || process.env.CI === 'true';
  describe.skipIf(!mayRun)(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });
    define(() => {
      if (!browser) throw new Error('The browser is there in tests and hooks only.');
      return browser;
    });
  });
}
