import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright-core';

const WHOLE = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
/** Chromium without what surrounds the page: pages are the same in it, and cost half. */
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
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
const DISABLE = '--disable-features=';
const DISABLED_FEATURES = [
  // What Playwright turns off: Chromium hears the last such list alone.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
  // Pages and processes that each window has ready for its user: together they cost what the page itself does.
  'PreloadTopChromeWebUI',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'SpareRendererForSitePerProcess',
];

/** What to do when no Chromium is found. */
export const HOW_TO_GET_CHROMIUM =
  'Debian: apt-get install chromium-headless-shell; any system: npx playwright-core install --with-deps chromium, or CHROMIUM_PATH';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface ChromiumOptions {
  /** Whether a headless shell is taken before a whole browser, where the machine has both. */
  preferShell?: boolean;
}

/**
 * Where this machine keeps a Chromium: `CHROMIUM_PATH`, the search path, the usual places, or Playwright's own.
 * @throws Error when `CHROMIUM_PATH` names something that cannot be run.
 */
export function findChromium({ preferShell = false }: ChromiumOptions = {}): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Error(`CHROMIUM_PATH is not a program that can be run: ${named}`);
    return named;
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = (names: string[]) => names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const whole = [...onPath(WHOLE), ...PLACES, chromium.executablePath()];
  const shells = onPath(SHELLS);
  return (preferShell ? [...shells, ...whole] : [...whole, ...shells]).find(isExecutable);
}

/** Without a window. */
function options(which?: ChromiumOptions): LaunchOptions {
  const executablePath = findChromium(which);
  if (!executablePath) throw new Error(`No Chromium was found. ${HOW_TO_GET_CHROMIUM}`);
  // Chromium refuses to start its sandbox as root, which is what containers run as.
  const isRoot = process.getuid?.() === 0;
  const args = [...ARGUMENTS, DISABLE + DISABLED_FEATURES.join(), ...(isRoot ? ['--no-sandbox'] : [])];
  return { executablePath, args };
}

/** Starts a Chromium; close it when done. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(options());
}

/**
 * Starts a Chromium that others connect to; close it when done.
 * @throws Error when Playwright turns off features that it did not when its list was copied.
 */
export async function launchBrowserServer(which: ChromiumOptions): Promise<BrowserServer> {
  const server = await chromium.launchServer({ ...options(which), host: '127.0.0.1' });
  const theirs = server.process().spawnargs.find((argument) => argument.startsWith(DISABLE)) ?? DISABLE;
  const lost = theirs
    .slice(DISABLE.length)
    .split(',')
    .filter((feature) => feature && !DISABLED_FEATURES.includes(feature));
  if (lost.length === 0) return server;
  await server.close();
  throw new Error(`Playwright turns off these features of Chromium too, so chromium.ts has to: ${lost}`);
}
