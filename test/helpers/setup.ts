import type { TestProject } from 'vitest/node';
import { findChromium, HOW_TO_GET_CHROMIUM, launchBrowserServer } from './chromium.js';
import { hasHeavyPackages } from './heavy.js';
import { HOW_TO_GET_NGINX, hasNginx } from './nginx.js';
import { HOW_TO_GET_REDIS, hasRedis } from './redis.js';

/** Runs once, around all test files: looks what the machine has, and starts the browser that they share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Where pages are looked at in all ways, it is in what people have.
  const which = { preferShell: project.config.env.SCREENS === 'one' };
  const chromium = findChromium(which);
  const missing: string[] = [];
  if (chromium === undefined) missing.push(`pages, without a Chromium (${HOW_TO_GET_CHROMIUM})`);
  if (!hasRedis()) missing.push(`Redis, without a redis-server (${HOW_TO_GET_REDIS})`);
  if (!hasNginx()) missing.push(`nginx (${HOW_TO_GET_NGINX})`);
  if (process.env.CI === 'true' && missing.length > 0)
    throw new Error(`CI=true, and not everything can be tried: ${missing.join('; ')}`);
  if (project.vite.config.mode !== 'all') {
    const more = hasHeavyPackages ? 'more languages, compilers and processes' : 'Logto and much else';
    missing.push(`${more}, which npm run test:all tries`);
  }

  const browser = chromium === undefined ? undefined : await launchBrowserServer(which);
  project.provide('browser', browser?.wsEndpoint());
  return async () => {
    await browser?.close();
    if (missing.length > 0) console.warn(`Left out: ${missing.join('; ')}.`);
  };
}
