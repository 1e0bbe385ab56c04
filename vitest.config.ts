import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { WholeRun } from './scripts/whole-run.js';

// Much of the suite waits, for sockets, browsers and processes; by itself Vitest leaves one of two cores idle.
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    maxWorkers,
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/browser-setup.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default', new WholeRun()],
    coverage: { include: ['lib/**'], reporter: ['text-summary', 'text'] },
  },
});
