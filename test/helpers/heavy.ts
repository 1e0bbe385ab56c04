import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether what scripts/heavy has can be imported, Logto's packages among it. With `CI=true` it has to be, so that
 * nothing is left out.
 */
export const hasHeavyPackages: boolean =
  process.env.CI === 'true' ||
  existsSync(join(import.meta.dirname, '../../node_modules/@logto/connector-kit/package.json'));
