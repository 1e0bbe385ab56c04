import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/{admin,dingtalk,in-app,organization,passport,qr,sign-in}/**/*.test.ts',
      'test/{secrets,interop}/{errors,other-methods,methods,express,several-tabs,without-sessions}.test.ts',
      'test/{connections,diagnostics,profile,strategy,documentation/limits,logto/config,logto/translate-errors}.test.ts',
    ],
    exclude: ['test/{organization,dingtalk}/{app-tokens-processes,members-crowd,idle-connections}.test.ts'],
    env: { RUNS: '40' },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
