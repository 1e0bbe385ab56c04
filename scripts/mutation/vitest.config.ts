import { defineConfig } from 'vitest/config';

// The tests of the rooms that are mutated. What runs in browsers and processes of its own does not see the mutants,
// which are switched on in the test's own process.
export default defineConfig({
  test: {
    include: process.env.MUTATION_TESTS?.split(' ') ?? [
      'test/*.test.ts',
      'test/{admin,dingtalk,in-app,logto,organization,passport,secrets,sign-in}/**/*.test.ts',
    ],
    exclude: [
      'test/exports.test.ts',
      'test/**/*{.browser,-processes,-crowd}.test.ts',
      'test/logto/{connector-package,readme,side-by-side}.test.ts',
      'test/dingtalk/idle-connections.test.ts',
    ],
    // Every mutant runs its tests anew; modules loaded anew each time would be most of the work.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
