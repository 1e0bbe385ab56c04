import { defineConfig } from 'vitest/config';
import { WholeRun } from './scripts/whole-run.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/browser-setup.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default', new WholeRun()],
    coverage: { include: ['lib/**'], reporter: ['text-summary', 'text'] },
  },
});
