import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/browser-setup.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { include: ['lib/**'], reporter: ['text-summary', 'text'] },
  },
});
