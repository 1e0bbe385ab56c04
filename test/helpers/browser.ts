import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserServer, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, inject } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What to do when no Chromium is found. */
export const HOW_TO_GET_CHROMIUM =
  'Debian: apt-get install chromium; any system: npx playwright-core install --with-deps chromium, or CHROMIUM_PATH';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where this machine keeps a Chromium: `CHROMIUM_PATH`, the search path, the usual places, or Playwright's own.
 * @throws Error when `CHROMIUM_PATH` names something that cannot be run.
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Error(`CHROMIUM_PATH is not a program that can be run: ${named}`);
    return named;
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...found, ...PLACES, chromium.executablePath()].find(isExecutable);
}

/** Starts a Chromium without a window, which every test file connects to. */
export async function launchBrowser(executablePath: string): Promise<BrowserServer> {
  // Chromium refuses to start its sandbox as root, which is what containers run as.
  const isRoot = process.getuid?.() === 0;
  return chromium.launchServer({
    executablePath,
    args: isRoot ? [...ARGUMENTS, '--no-sandbox'] : ARGUMENTS,
    host: '127.0.0.1',
  });
}

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
