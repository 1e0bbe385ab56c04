import { findChromium, HOW_TO_GET_CHROMIUM } from './chromium.js';

/** Runs once before all test files, so that a machine without a Chromium hears of it once. */
export default function setup(): void {
  if (findChromium() !== undefined) return;
  if (process.env.CI === 'true') {
    throw new Error(`CI=true and no Chromium for the browser tests. ${HOW_TO_GET_CHROMIUM}`);
  }
  console.warn(`Browser tests are skipped: no Chromium was found. ${HOW_TO_GET_CHROMIUM}`);
}
